"""Taking in what a person hands over: sealed first, then read; nothing of it is lost, all of it can be undone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryFile
from typing import BinaryIO, Self, cast

from msgspec import Struct
from msgspec.structs import replace

from anning import store
from anning.domain.china_time import Instant, iso
from anning.domain.records import Channel, Direction, Problem
from anning.errors import Damage, InputUnusable, NotFound
from anning.importers.formats import HEAD
from anning.importers.formats import note as notes
from anning.importers.formats.media import told_by_bytes
from anning.services import reading, sample_case
from anning.services.desk import Desk
from anning.services.reading import Cancelled, Watch, never
from anning.services.reports import FileReport, ImportReport, Progress, Told, nothing, silent
from anning.services.standing import NOTE, ROLE, Original, Standing
from anning.vault import Provenance, Redo, Undo

TOGETHER = 200
"""Files sealed with one commit."""

_HIDDEN = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_PASTED = "粘贴的文字.txt"


@dataclass(frozen=True)
class Source:
    """A file or folder to take in, or bytes that came without one; settings say how it is to be read.

    A name is given where the path is not the person's own, as for an upload: then only the name is kept.
    """

    path: Path | None = None
    data: bytes = b""
    name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name it is known by."""
        return self.name or (self.path.name if self.path else _PASTED)

    @property
    def place(self) -> str:
        """The person's own path of it, or the name where there is none."""
        return str(self.path) if self.path and not self.name else self.title

    def open(self) -> BinaryIO:
        """The bytes, seekable; OSError when they cannot be had."""
        if self.path:
            return self.path.open("rb")
        file = TemporaryFile()  # noqa: SIM115 - handed on open; it has no name and goes with the process
        file.write(self.data)
        file.seek(0)
        return cast("BinaryIO", file)


class About(Struct, frozen=True, kw_only=True):
    """What the person tells of a file or a pasted text; None and "" say nothing."""

    at: Instant | None = None
    direction: Direction = "in"
    address: str = ""
    name: str = ""
    text: str = ""
    channel: Channel = "file"
    duration_s: int | None = None


def intake(
    desk: Desk,
    sources: Sequence[Source],
    *,
    told: Told = silent,
    cancelled: Callable[[], bool] = never,
) -> ImportReport:
    """Seal and read files; folders are taken with all they hold.

    A file that cannot be used is named in the report and the rest goes in. When cancelled() turns true nothing
    of this import stays in the index (what was sealed stays sealed) and Cancelled is raised. Busy, DiskFull,
    HomeUnusable.
    """
    import_id = token_hex(6)
    with desk.alone():
        files = list(_expanded(sources))
        reports: list[FileReport] = []
        try:
            for start in range(0, len(files), TOGETHER):
                part = files[start : start + TOGETHER]
                with _Group(desk, import_id, told, cancelled, start, len(files)) as group:
                    reports += group.take(part)
        except Cancelled:
            _take_back(desk, import_id, "导入途中取消")
            raise
    took = any(not report.already and report.sha256 for report in reports)
    return ImportReport(import_id=import_id if took else "", files=tuple(reports))


def paste(desk: Desk, text: str, about: About) -> ImportReport:
    """Take in a text that was pasted; about.text is not used. InputUnusable when there is nothing in it."""
    if not text.strip():
        raise InputUnusable("没有粘贴任何文字", next_step="把收到的短信或聊天内容复制过来，再粘贴到框里")
    settings = {"format": "pasted", "direction": about.direction, "channel": about.channel}
    settings |= {"address": about.address, "name": about.name} | ({"at": iso(about.at)} if about.at else {})
    given = {key: value for key, value in settings.items() if value}
    return intake(desk, [Source(data=text.encode(), name=_PASTED, settings=given)])


def annotate(desk: Desk, evidence_id: str, about: About) -> None:
    """Keep what the person says of a file, and screen it like a message.

    It is sealed beside the file, so that it is there after a rebuild; an earlier note stays in the vault.
    NotFound; Busy.
    """
    with desk.alone():
        standing = Standing.of(desk.vault.events())
        if not standing.active(evidence_id):
            raise NotFound("没有这份文件，或者它已被撤回", where=evidence_id)
        written = notes.NoteText(
            evidence=evidence_id,
            **{name: getattr(about, name) for name in about.__struct_fields__ if name != "channel"},
        )
        with desk.vault.batch() as batch:
            batch.seal(
                notes.encode(written),
                name="说明.json",
                import_id=standing.originals[evidence_id].import_id,
                media_type="application/json",
                derived_from=evidence_id,
                settings={ROLE: NOTE},
            )
        reading.again(desk, [evidence_id])


def reread(desk: Desk, evidence_id: str, settings: Mapping[str, str]) -> FileReport:
    """Read a file again with corrected settings, such as the columns of a table. NotFound; Busy."""
    with desk.alone():
        standing = Standing.of(desk.vault.events())
        if not standing.active(evidence_id):
            raise NotFound("没有这份文件，或者它已被撤回", where=evidence_id)
        original = standing.originals[evidence_id]
        original.settings = {**original.settings, **settings}
        report = reading.read(desk, original)[0]
        reading.again(desk, store.unread())
        return report


def undo(desk: Desk, import_id: str, reason: str = "") -> int:
    """Take one import back out of the index; the originals and both events stay. Returns how many files."""
    with desk.alone():
        standing = Standing.of(desk.vault.events())
        if not any(o.import_id == import_id for o in standing.originals.values()):
            raise NotFound(
                "没有这个编号的导入", where=import_id, next_step="用 anning imports 查看每次导入的编号"
            )
        if import_id in standing.undone:
            return 0
        count = _take_back(desk, import_id, reason)
    sample_case.follow(desk, import_id, shown=False)
    return count


def redo(desk: Desk, import_id: str, reason: str = "") -> int:
    """Bring an import back that was taken out. Returns how many files."""
    with desk.alone():
        if import_id not in Standing.of(desk.vault.events()).undone:
            raise NotFound("这次导入没有被撤回过", where=import_id)
        with desk.vault.batch() as batch:
            batch.record(Redo(import_id=import_id, reason=reason))
        with suppress(NotFound):  # after a rebuild the index does not know it
            store.show_import(import_id)
        reading.settle(desk)
        standing = Standing.of(desk.vault.events())
    sample_case.follow(desk, import_id, shown=True)
    return sum(o.import_id == import_id for o in standing.in_order())


def remade(desk: Desk, told: Told = silent) -> int:
    """Make the index anew from the vault; returns how many files."""
    standing = Standing.of(desk.vault.events())
    try:
        store.wipe_index()
    except Damage:  # a page of it is broken: nothing can be emptied, but all can be begun anew
        store.set_aside(desk.config)
    originals = standing.in_order()
    for number, original in enumerate(originals, 1):
        watch = Watch(told=told, number=number, files=len(originals))
        note = reading.note_of(desk, standing, original.id)
        reading.read(desk, original, note=note, watch=watch, recorded=False)
    return len(originals)


class _Group:
    """Files sealed with one commit and then read, their handles open until both are done."""

    def __init__(
        self,
        desk: Desk,
        import_id: str,
        told: Told,
        cancelled: Callable[[], bool],
        before: int,
        files: int,
    ) -> None:
        self._desk, self._import_id = desk, import_id
        self._told, self._cancelled = told, cancelled
        self._before, self._files = before, files
        self._open = ExitStack()
        self._handles: dict[str, BinaryIO] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def take(self, sources: Sequence[Source | FileReport]) -> list[FileReport]:
        """Seal all, then read each."""
        sealed = self._sealed(sources)
        standing = Standing.of(self._desk.vault.events())
        reports: list[FileReport] = []
        for place, item in enumerate(sealed, self._before + 1):
            reports += [item] if isinstance(item, FileReport) else self._read(item, standing, place)
        return reports

    def _sealed(self, sources: Sequence[Source | FileReport]) -> list[FileReport | tuple[str, Source]]:
        results: list[FileReport | tuple[str, Source]] = []
        with self._desk.vault.batch() as batch:
            for place, source in enumerate(sources, self._before + 1):
                if self._cancelled():
                    raise Cancelled
                if isinstance(source, FileReport):
                    results.append(source)
                    continue
                self._told(Progress(stage="sealing", name=source.title, number=place, files=self._files))
                try:
                    file = self._open.enter_context(source.open())
                    sealed = batch.seal(file, **_provenance(source, file, self._import_id))
                except OSError as reason:  # of the file handed over; the vault's own disk speaks for itself
                    results.append(_unusable(source, _why(reason)))
                    continue
                self._handles[sealed.evidence_id] = file
                results.append((sealed.evidence_id, source))
        return results

    def _read(self, item: tuple[str, Source], standing: Standing, place: int) -> list[FileReport]:
        evidence_id, source = item
        original = standing.originals[evidence_id]
        if standing.active(evidence_id) or original.role:
            return [_named(reading.already(original), source)]
        if original.import_id != self._import_id:  # sealed before, then taken back: it comes in anew
            original = Original(evidence_id, original.imported, self._import_id, source.settings)
        watch = Watch(told=self._told, cancelled=self._cancelled, number=place, files=self._files)
        file = self._handles[evidence_id] if _unchanged(self._handles[evidence_id], original) else None
        first, *inner = reading.read(self._desk, original, file=file, watch=watch)
        original.read_at = 0  # the same bytes twice in one import are read once
        standing.originals[evidence_id] = original
        return [_named(first, source), *inner]


def _take_back(desk: Desk, import_id: str, reason: str) -> int:
    """Out of the index; what others left out for its sake stands by itself now."""
    standing = Standing.of(desk.vault.events())
    mine = [o for o in standing.originals.values() if o.import_id == import_id]
    if not mine:
        return 0
    with desk.vault.batch() as batch:
        batch.record(Undo(import_id=import_id, reason=reason))
    with suppress(NotFound):  # cancelled before anything of it was read
        store.hide_import(import_id)
    reading.again(desk, store.unread())
    return sum(not original.role for original in mine)


def _expanded(sources: Iterable[Source]) -> Iterator[Source | FileReport]:
    """Files one by one; folders in the order of their names."""
    for source in sources:
        if source.path is None or not source.path.is_dir():
            yield source
            continue
        found = sorted(p for p in source.path.rglob("*") if p.is_file() and p.name not in _HIDDEN)
        yield from (Source(path=p, settings=source.settings) for p in found)
        if not found:
            yield _unusable(source, "这个文件夹里没有文件")


def _provenance(source: Source, file: BinaryIO, import_id: str) -> Provenance:
    head = file.read(HEAD)
    file.seek(0)
    stat = source.path.stat() if source.path else None
    mtime = datetime.fromtimestamp(stat.st_mtime, UTC).isoformat(timespec="seconds") if stat else ""
    return {
        "name": source.title,
        "import_id": import_id,
        "media_type": told_by_bytes(head, source.title).media_type,
        "source_path": str(source.path.absolute()) if source.path and not source.name else "",
        "mtime": mtime,
        "time_zone": "Asia/Shanghai",
        "settings": dict(source.settings),
    }


def _unchanged(file: BinaryIO, original: Original) -> bool:
    """Whether the open file still is what was sealed; a file being synced may grow meanwhile."""
    return os.fstat(file.fileno()).st_size == original.imported.size


def _unusable(source: Source, why: str) -> FileReport:
    problem = Problem(source.place, why)
    return FileReport(path=source.place, sha256="", items=nothing(), problems=(problem,), complete=False)


def _named(report: FileReport, source: Source) -> FileReport:
    return replace(report, path=source.place)


def _why(reason: OSError) -> str:
    """A sentence for what the system said."""
    match reason:
        case FileNotFoundError():
            return "没有这个文件，请检查路径有没有写错"
        case PermissionError():
            return "没有权限读取这个文件，请先在文件属性里允许读取，或复制一份再试"
        case IsADirectoryError():
            return "这是一个文件夹，不是文件"
        case _:
            return f"读取时出错：{reason.strerror or reason}"
