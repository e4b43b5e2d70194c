"""Looking after what was sealed: checking it, making the index anew, opening an original on the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec.structs import replace

from anning.config import Config
from anning.services import backup, intake
from anning.services.desk import Desk
from anning.services.reports import Told, silent
from anning.vault import Evidence, Export, Verification, VerifyRun, View, handed, is_locked, verify


def check(config: Config, path: Path | None = None, *, deep: bool = True) -> Verification:
    """Check the vault of this home, or what lies at path, without changing it, damage and all. NotFound.

    A path is a vault, a folder of exhibits that was handed over, or a backup.
    """
    if path and handed.is_handed(path):
        return handed.check(path)
    if path and backup.is_backup(path):
        return backup.check(path)
    found = verify(path or config.vault, deep=deep)
    if not found.opened and found.ok and is_locked(path or config.vault):
        return replace(found, remarks=(*found.remarks, "这里锁着：核对了密封文件和记录，没有打开原件。"))
    return found


def checked(desk: Desk, *, deep: bool = True) -> Verification:
    """Check this home's vault and write into its log that it was."""
    found = desk.vault.verify(deep=deep)
    with desk.vault.batch() as batch:
        damage = tuple(one.item for one in found.damage)
        batch.record(VerifyRun(ok=found.ok, checked=found.checked, deep=found.deep, damage=damage))
    return found


def as_json(found: Verification) -> dict[str, Any]:
    """The contract of ``anning verify --json``."""
    return {
        "ok": found.ok,
        "checked": found.checked,
        "damage": msgspec.to_builtins(found.damage),
        "anchors": msgspec.to_builtins(found.anchors),
        "remarks": list(found.remarks),
        "size": found.size,
        "head": found.head,
        "deep": found.deep,
    }


def rebuild(desk: Desk, told: Told = silent) -> int:
    """Make the index anew from the vault; what the person wrote stays. Returns how many files. Busy; Damage."""
    with desk.alone():
        return intake.remade(desk, told)


def view(desk: Desk, evidence_id: str, writer: IO[bytes], purpose: str = "在安宁里查看") -> Evidence:
    """Write an original to writer and record that it was opened. NotFound; Damage."""
    evidence = desk.vault.evidence(evidence_id)
    desk.vault.copy_to(evidence_id, writer)
    with desk.vault.batch() as batch:
        batch.record(View(evidence=(evidence_id,), purpose=purpose))
    return evidence


def exported(desk: Desk, evidence: tuple[str, ...], name: str, sha256: str, purpose: str) -> None:
    """Record that something made of evidence left the vault."""
    with desk.vault.batch() as batch:
        batch.record(Export(evidence=evidence, name=name, sha256=sha256, purpose=purpose))


def history(desk: Desk, evidence_id: str) -> Iterator[dict[str, Any]]:
    """Everything the log says of one original, in order."""
    for entry in desk.vault.events():
        fields = msgspec.to_builtins(entry.event)
        named = {fields.get("evidence"), fields.get("sha256", "").removeprefix("sha256:")}
        if evidence_id in named or evidence_id in (fields.get("evidence") or ()):
            yield {"line": entry.seq + 1, **fields}
