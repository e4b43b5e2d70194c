"""An age file behind a passphrase with the least work to open it: C2SP.org/age, written down once more for speed."""

from __future__ import annotations

import os
from base64 import b64encode
from hashlib import scrypt, sha256
from hmac import digest as hmac

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LOG_N = 2
CHUNK = 64 * 1024


def encrypt(data: bytes, passphrase: str) -> bytes:
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrap = scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << LOG_N, r=8, p=1, dklen=32
    )
    body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    header = f"age-encryption.org/v1\n-> scrypt {plain(salt)} {LOG_N}\n{plain(body)}\n---".encode()
    mac = hmac(derived(file_key, b"", b"header"), header, sha256)
    payload = ChaCha20Poly1305(derived(file_key, nonce, b"payload"))
    chunks = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [b""]
    sealed = b"".join(
        payload.encrypt(n.to_bytes(11, "big") + bytes([n == len(chunks) - 1]), chunk, None)
        for n, chunk in enumerate(chunks)
    )
    return header + b" " + plain(mac).encode() + b"\n" + nonce + sealed


def derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt or None, info).derive(key)


def plain(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")
