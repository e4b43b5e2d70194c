"""The two keys of a vault: an age identity opens originals and bodies, an Ed25519 key signs the log."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pyrage
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct
from pyrage import x25519

from anning.errors import Damage, Locked
from anning.vault.disk import Disk, read_file

DESCRIPTION = "vault.json"
IDENTITY = "keys/identity.txt"
SIGNING = "keys/sign.pem"
PUBLIC = "keys/sign.pub.pem"
SEALED_IDENTITY = "keys/identity.age"
SEALED_SIGNING = "keys/sign.age"
RECOVERY = "keys/recovery.age"
FILES = (DESCRIPTION, IDENTITY, SIGNING, PUBLIC, SEALED_IDENTITY, SEALED_SIGNING, RECOVERY)
"""Every file that says or holds how a vault is opened; the first is what decides."""
FORMAT = "anning-vault"
VERSION = 1


class Description(Struct, frozen=True, kw_only=True):
    """The content of vault.json.

    slots are the ways to the keys: {"kind": "file"} means both lie open in keys/, {"kind": "passphrase"} that
    keys/identity.age opens with one, {"kind": "recovery"} that keys/recovery.age opens with a key on paper. A slot
    of another kind can be added without a new format; a reader passes over kinds it does not know.
    """

    format: str = FORMAT
    version: int = VERSION
    created: str
    recipients: tuple[str, ...]
    signing_key: str
    slots: tuple[dict[str, str], ...] = ({"kind": "file"},)

    def encode(self) -> bytes:
        """Return the bytes of vault.json."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    @classmethod
    def decode(cls, data: bytes) -> Description:
        """Read vault.json; ValueError when it is not one this version knows."""
        description = msgspec.json.decode(data, type=cls)
        if description.format != FORMAT or description.version != VERSION:
            raise ValueError(f"{description.format} {description.version}")
        return description


class PublicKey:
    """The half of the signing key that everybody may know."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key
        self.raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    @classmethod
    def from_hex(cls, text: str) -> PublicKey:
        """Read the form in vault.json; ValueError."""
        return cls(Ed25519PublicKey.from_public_bytes(bytes.fromhex(text)))

    @classmethod
    def from_pem(cls, data: bytes) -> PublicKey:
        """Read keys/sign.pub.pem; ValueError."""
        try:
            key = serialization.load_pem_public_key(data)
        except UnsupportedAlgorithm as reason:
            raise ValueError("another kind of key") from reason
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("another kind of key")  # noqa: TRY004 - one error for one kind of bad file
        return cls(key)

    @property
    def pem(self) -> bytes:
        """The form openssl reads."""
        return self._key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the raw key: the name of the vault in its checkpoints."""
        return sha256(self.raw).hexdigest()

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether the signature was made over the data with this key."""
        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


class Keys:
    """An opened vault's keys."""

    def __init__(self, identity: Any, signing: Ed25519PrivateKey, recipients: tuple[str, ...] = ()) -> None:
        self.identity = identity
        self._signing = signing
        own = str(identity.to_public())
        self.recipients = [x25519.Recipient.from_str(text) for text in recipients or (own,)]
        self.public = PublicKey(signing.public_key())

    @classmethod
    def generate(cls) -> Keys:
        """Make the keys of a new vault."""
        return cls(x25519.Identity.generate(), Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, disk: Disk, root: Path, description: Description, identity: str = "") -> Keys:
        """Open the keys: those that lie in files, or with the identity that a passphrase gave.

        Locked when neither is to be had, Damage when a key file is gone or cannot be read.
        """
        open_files = any(slot.get("kind") == "file" for slot in description.slots)
        if not open_files:
            refuse_stranger(identity, description, root)
        try:
            keys = (
                cls._of_files(disk, root, description)
                if open_files
                else cls._of_identity(disk, root, description, identity)
            )
        except (FileNotFoundError, ValueError, pyrage.IdentityError, pyrage.RecipientError) as reason:
            raise Damage(
                "证据库的钥匙不见了或已损坏，没有它打不开原件",
                where=str(root / "keys"),
                next_step="从备份中取回 keys 文件夹里的文件，再运行 anning verify",
            ) from reason
        return keys

    @classmethod
    def _of_files(cls, disk: Disk, root: Path, description: Description) -> Keys:
        return cls(
            parse_identity(read_file(disk, root / IDENTITY)),
            _parse_signing(read_file(disk, root / SIGNING)),
            description.recipients,
        )

    @classmethod
    def _of_identity(cls, disk: Disk, root: Path, description: Description, text: str) -> Keys:
        identity = x25519.Identity.from_str(text)
        signing = decrypt(read_file(disk, root / SEALED_SIGNING), identity)
        return cls(identity, _parse_signing(signing), description.recipients)

    def files(self, created: str) -> dict[str, bytes]:
        """The files that keep the keys of a new vault, by path below it."""
        own = str(self.identity.to_public())
        description = Description(created=created, recipients=(own,), signing_key=self.public.raw.hex())
        return {
            DESCRIPTION: description.encode(),
            IDENTITY: self.identity_file(created),
            SIGNING: self.signing_pem,
            PUBLIC: self.public.pem,
        }

    def identity_file(self, created: str) -> bytes:
        """The identity as a file that age reads."""
        return f"# created: {created}\n# public key: {self.identity.to_public()}\n{self.identity}\n".encode()

    @property
    def signing_pem(self) -> bytes:
        """The signing key as openssl reads it."""
        return self._signing.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def derived(self, purpose: str) -> bytes:
        """32 bytes for one purpose, the same each time; who has them learns nothing of the identity."""
        stretch = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode())
        return stretch.derive(str(self.identity).encode())

    def sign(self, data: bytes) -> bytes:
        """Sign with Ed25519: 64 bytes, the same for the same data."""
        return self._signing.sign(data)

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt a body to the recipients of the vault, as a binary age file."""
        encrypted: bytes = pyrage.encrypt(data, self.recipients)
        return encrypted


def refuse_stranger(identity: str, description: Description, root: Path) -> None:
    """Locked unless this is the identity the vault was sealed for."""
    with suppress(pyrage.IdentityError):
        if identity and str(x25519.Identity.from_str(identity).to_public()) in description.recipients:
            return
    raise Locked(
        "这份资料上了锁，要用密码打开",
        where=str(root.parent),
        next_step="运行 anning unlock，或在打开的页面里输入密码",
    )


def decrypt(data: bytes, identity: Any) -> bytes:
    """Open what Keys.encrypt made; ValueError when it cannot be opened."""
    try:
        opened: bytes = pyrage.decrypt(data, [identity])
    except pyrage.DecryptError as reason:
        raise ValueError(str(reason)) from reason
    return opened


def parse_identity(data: bytes) -> Any:
    """Read an age identity file with one x25519 key; ValueError or pyrage.IdentityError."""
    lines = [line for line in data.decode().splitlines() if line and not line.startswith("#")]
    if len(lines) != 1:
        raise ValueError("one identity is expected")
    return x25519.Identity.from_str(lines[0])


def _parse_signing(data: bytes) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (TypeError, UnsupportedAlgorithm) as reason:
        raise ValueError("another kind of key") from reason
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("another kind of key")  # noqa: TRY004 - one error for one kind of bad file
    return key
