"""The ways to the keys: open files, a passphrase, a recovery key; and the files that change when a way does.

With a passphrase, keys/identity.age is the identity behind it (age's own passphrase format: ``age -d`` opens it),
keys/sign.age the signing key behind the identity, keys/recovery.age (when wanted) the identity behind a second age
key that lies on paper. Nothing of the two keys is then in any file in the open.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyrage
from pyrage import x25519

from anning.errors import Damage, Locked
from anning.vault import creation
from anning.vault.disk import Disk, read_file
from anning.vault.keys import (
    DESCRIPTION,
    IDENTITY,
    RECOVERY,
    SEALED_IDENTITY,
    SEALED_SIGNING,
    SIGNING,
    Description,
    Keys,
)

FILE, PASSPHRASE, PAPER = "file", "passphrase", "recovery"
_PAPER_KEY = "AGE-SECRET-KEY-1"

Files = Mapping[str, bytes | None]
"""What stands below a vault after a change, by path; None for what is no longer there."""


def described(disk: Disk, root: Path) -> Description:
    """Read vault.json; Damage when it is gone or unreadable."""
    try:
        return Description.decode(read_file(disk, root / DESCRIPTION))
    except (FileNotFoundError, ValueError) as reason:
        raise Damage(
            "说明这个证据库的文件不见了或读不懂",
            where=str(root / DESCRIPTION),
            next_step="运行 anning verify 查看每一处；用备份恢复，或用证据库里的 restore.sh 取出完好的原件",
        ) from reason


def kinds(description: Description) -> set[str]:
    """The kinds of ways there are."""
    return {slot.get("kind", "") for slot in description.slots}


def opened(disk: Disk, root: Path, secret: str) -> str:
    """Return the identity for a passphrase or for the key on paper; Locked when it is wrong, Damage."""
    typed = "".join(secret.split())
    name, wrong = SEALED_IDENTITY, "密码不对，没有打开"
    if typed.upper().startswith(_PAPER_KEY):
        name, wrong = RECOVERY, "这把恢复钥匙打不开这份资料"
    try:
        sealed = read_file(disk, root / name)
        if name == RECOVERY:
            return _text(pyrage.decrypt(sealed, [x25519.Identity.from_str(typed.upper())]))
        return _text(pyrage.passphrase.decrypt(sealed, secret))
    except FileNotFoundError as reason:
        if name == RECOVERY:
            raise Locked(wrong, next_step="这份资料没有留恢复钥匙，请用密码打开") from reason
        raise Damage("证据库的钥匙不见了", where=name, next_step="从备份取回这个文件") from reason
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as reason:
        raise Locked(wrong, next_step="核对大小写、空格和输入法，再试一次") from reason


def behind(keys: Keys, created: str, passphrase: str, paper: bytes | None, paper_key: str) -> Files:
    """The files of a vault whose keys lie behind a passphrase; paper is what keys/recovery.age holds."""
    slots = ({"kind": PASSPHRASE}, *([{"kind": PAPER, "recipient": paper_key}] if paper else []))
    return {
        SEALED_IDENTITY: pyrage.passphrase.encrypt(keys.identity_file(created), passphrase),
        SEALED_SIGNING: keys.encrypt(keys.signing_pem),
        RECOVERY: paper,
        **_around(keys, created, slots),
        IDENTITY: None,
        SIGNING: None,
    }


def in_the_open(keys: Keys, created: str) -> Files:
    """The files of a vault whose keys lie in files."""
    return {
        IDENTITY: keys.identity_file(created),
        SIGNING: keys.signing_pem,
        **_around(keys, created, ({"kind": FILE},)),
        SEALED_IDENTITY: None,
        SEALED_SIGNING: None,
        RECOVERY: None,
    }


def paper(keys: Keys, created: str) -> tuple[str, bytes, str]:
    """A new key for paper: itself, what keys/recovery.age then holds, and its recipient."""
    key = x25519.Identity.generate()
    recipient = key.to_public()
    return str(key), pyrage.encrypt(keys.identity_file(created), [recipient]), str(recipient)


def _around(keys: Keys, created: str, slots: tuple[dict[str, str], ...]) -> dict[str, bytes]:
    """What says how the vault is opened, with and without Anning; vault.json last, for it is what decides."""
    description = Description(
        created=created,
        recipients=tuple(str(one) for one in keys.recipients),
        signing_key=keys.public.raw.hex(),
        slots=slots,
    )
    return {**creation.recovery_files(), DESCRIPTION: description.encode()}


def _text(plain: bytes) -> str:
    """The one identity in an identity file; ValueError."""
    found = [line for line in plain.decode().splitlines() if line and not line.startswith("#")]
    if len(found) != 1:
        raise ValueError("one identity is expected")
    return found[0]
