"""A new vault: written whole under another name, then renamed, so that there is never half of one."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from anning.domain.china_time import iso, now
from anning.errors import Refused
from anning.vault import checkpoints, events, log, staging
from anning.vault.checkpoints import Checkpoint
from anning.vault.disk import LOCK, Disk, make_folders, write_file
from anning.vault.keys import Keys
from anning.vault.lines import Chain, Draft

RECOVERY = ("README.txt", "restore.sh")


def create(disk: Disk, path: Path) -> None:
    """Make a new vault at path, with its missing parent folders; Refused when something is there.

    Its name is durable once it was opened: it comes with an abandoned stage, and before such a one is cleared
    away the folder above is synced. So it is also when this dies right after the renaming.
    """
    _refuse_occupied(disk, path)
    new = path.with_name(f".{path.name}.new")
    make_folders(disk, [*reversed(path.parents), new])
    with disk.hold(new):
        try:
            _refuse_occupied(disk, path)  # another process may have made it while this one waited
        except Refused:
            disk.remove_tree(new)
            raise
        for name in disk.names(new):
            if name != LOCK:
                _remove(disk, new / name)
        _fill(disk, new)
        for folder in path.parents[1:]:
            with suppress(PermissionError):  # one that may not be opened is not one that was made here
                disk.sync(folder)
        disk.rename(new, path)


def recovery_files() -> dict[str, bytes]:
    """What a vault carries for the day when there is no Anning."""
    folder = files("anning.vault") / "recovery"
    return {name: (folder / name).read_bytes() for name in RECOVERY}


def _refuse_occupied(disk: Disk, path: Path) -> None:
    if disk.names(path):
        raise Refused("这个位置已经有内容，没有在上面新建证据库", where=str(path))


def _fill(disk: Disk, root: Path) -> None:
    keys, created = Keys.generate(), iso(now())
    fixed = {**keys.files(created), **recovery_files()}
    hashes = {path: sha256(data).hexdigest() for path, data in sorted({**fixed, LOCK: b""}.items())}
    body = events.encode(events.Created(tool=events.tool()))
    chain = Chain()
    line = Draft(body, keys.encrypt(body), fixed=hashes).write(chain, 0, keys)
    chain.add(line)
    mark = Checkpoint.of(chain).text(keys.public)
    first = {
        log.FILE: line,
        f"{checkpoints.FOLDER}/1.txt": mark,
        f"{checkpoints.FOLDER}/1.sig": keys.sign(mark),
    }
    for name in (staging.FOLDER, f"{staging.FOLDER}/new", staging.OBJECTS, checkpoints.FOLDER, "keys"):
        disk.make_folder(root / name)
    for name, data in {**fixed, **first}.items():
        write_file(disk, root / name, data)
    for folder in (root / checkpoints.FOLDER, root / "keys", root):
        disk.sync(folder)


def _remove(disk: Disk, path: Path) -> None:
    try:
        disk.remove_tree(path)
    except NotADirectoryError:
        disk.remove(path)
