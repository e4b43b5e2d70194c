"""Opening the database of a home: once per process, quick when there is nothing to do."""

from __future__ import annotations

import fcntl
import os
from contextlib import closing, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import Error, connection, connections

from anning.config import Config
from anning.domain.china_time import in_china, now
from anning.errors import Damage, HomeUnusable, Refused
from anning.store import settings as ours
from anning.store import turning
from anning.store.guard import REBUILD, spoken
from anning.store.remembering import forget_all

PERSONAL = {
    "dismissed": ("contact", "rule", "start_at", "end_at", "reason", "at"),
    "caller_mark": ("key", "role", "note", "at"),
    "notebook": ("batch", "kind", "key", "body", "title", "at", "undone"),
}
"""What only the person could write again."""


def ready(config: Config, key: bytes = b"", *, sealed: bool = False) -> None:
    """Make the database of this home usable: made when new, migrated when old, opened.

    sealed asks for a file encrypted with key (32 bytes); a file that is of the other kind is turned first, which
    needs the key in either case: Busy while others have it open. Damage when the file is no database of ours,
    Refused when a newer program made it, HomeUnusable or DiskFull when it cannot be written. Calling it again for
    the same home costs two small questions. A server's database is never sealed by us.
    """
    _set_up()
    if not config.database_url:
        if turning.is_plain(config.database) is sealed:
            close()
        turning.turn(config.database, key, sealed=sealed)
    _point_at(config, key if sealed else b"")
    if not config.database_url:
        _own(config.database)
    with spoken():
        done = _migrations_done()
        if _behind(done):
            done = _migrated(config)
        _refuse_newer(done)


def close() -> None:
    """End this thread's connection; a thread that used the store does it last."""
    connections.close_all()


def leave() -> None:
    """Let go of the home: no setting holds its key any more, no thread connects with it, nothing is remembered."""
    if not settings.configured:
        return
    connections.settings["default"]["OPTIONS"].pop("key", None)  # the very dictionary that other threads hold
    connections.close_all()
    connections.settings = connections.configure_settings(deepcopy(ours.DATABASES))
    fresh()
    forget_all()


def fresh() -> None:
    """Let this thread forget a connection from before the home was locked or turned; cheap when there is none."""
    for mine in connections.all(initialized_only=True):
        if mine.settings_dict is not connections.settings["default"]:
            mine.close()
            del connections["default"]


def set_aside(config: Config, key: bytes = b"", *, sealed: bool = False) -> Path | None:
    """Move a database that cannot be used out of the way and begin a new one; the old file is kept.

    Dismissals and marks that can still be read are carried over. The path the old one now has, or None when
    there was none. Only for SQLite: Refused with a server's database, which its keeper must look after.
    """
    if config.database_url:
        raise Refused("服务器上的数据库不能由安宁移开", next_step="请管理员从备份恢复它")
    _set_up()
    close()
    if not config.database.exists():
        ready(config, key, sealed=sealed)
        return None
    stamp = in_china(now()).strftime("%Y%m%d-%H%M%S")
    aside = config.database.with_name(f"{config.database.name}.damaged-{stamp}")
    for suffix in ("", *turning.SIDE_FILES):
        with suppress(FileNotFoundError):
            Path(f"{config.database}{suffix}").rename(f"{aside}{suffix}")
    ready(config, key, sealed=sealed)
    _carry_over(aside, key)
    return aside


def _set_up() -> None:
    """Django with our settings, unless the workbench came first with its own."""
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure(**{name: getattr(ours, name) for name in dir(ours) if name.isupper()})
    apps.populate(settings.INSTALLED_APPS)


def _point_at(config: Config, key: bytes) -> None:
    wanted = ours.database(config, key)
    current = connections.settings["default"]
    if all(current.get(name) == value for name, value in wanted.items()):
        return
    connections.close_all()
    connections.settings = connections.configure_settings({"default": wanted})
    with suppress(AttributeError):
        del connections["default"]


def _own(file: Path) -> None:
    """The file, readable by its owner only, before SQLite makes it readable by all."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
    except OSError as reason:
        raise HomeUnusable(
            f"资料库不能读写：{reason.strerror or reason}",
            where=str(file),
            next_step="检查这个文件夹的写入权限和所在的磁盘",
        ) from reason


def _migrations_known() -> dict[str, set[str]]:
    """The migrations this program brings, by application."""
    return {
        app.label: {file.stem for file in folder.glob("[0-9]*.py")}
        for app in apps.get_app_configs()
        if (folder := Path(app.path) / "migrations").is_dir()
    }


def _migrations_done() -> dict[str, set[str]]:
    """The migrations the database has; none for a new one, Damage for one that is not ours."""
    done: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if "django_migrations" not in tables:
            if tables and not _has_neighbours():
                raise Damage(
                    "这个文件是别的程序的数据库",
                    where=str(connection.settings_dict["NAME"]),
                    next_step=REBUILD,
                )
            return done
        cursor.execute("SELECT app, name FROM django_migrations")
        for app, name in cursor.fetchall():
            done.setdefault(app, set()).add(name)
    return done


def _has_neighbours() -> bool:
    """A server's database may hold tables of others; our own file may not."""
    return bool(connection.vendor != "sqlite")


def _behind(done: dict[str, set[str]]) -> bool:
    """Whether this program brings migrations that the database has not."""
    return any(known - done.get(app, set()) for app, known in _migrations_known().items())


def _migrated(config: Config) -> dict[str, set[str]]:
    """Migrate, one program of this machine at a time; what is done then."""
    config.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (config.home / "migrating.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _behind(_migrations_done()):  # whoever held the lock before may have done it
            _migrate()
        return _migrations_done()


def _migrate() -> None:
    from django.core.management import call_command

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except Error:
        # A program on another machine, at the same server, may have done it first.
        if _behind(_migrations_done()):
            raise


def _refuse_newer(done: dict[str, set[str]]) -> None:
    newer = done.get("store", set()) - _migrations_known()["store"]
    if newer:
        raise Refused(
            "这份资料是更新版本的安宁写的，旧版本打开可能会弄坏它",
            where=str(connection.settings_dict["NAME"]),
            next_step="升级安宁后再打开",
        )


def _carry_over(aside: Path, key: bytes) -> None:
    """Person rows of a damaged file into the new one, table by table, as far as they can be read."""
    for table, columns in PERSONAL.items():
        if rows := _readable(aside, key, table, columns):
            marks = ", ".join(["%s"] * len(columns))
            with spoken(), connection.cursor() as cursor:
                cursor.executemany(
                    f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608
                    rows,
                )


def _readable(aside: Path, key: bytes, table: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """The rows before and behind a damaged page, in their old order."""
    rows: dict[int, tuple[Any, ...]] = {}
    for order in ("ASC", "DESC"):
        with suppress(turning.Unreadable), closing(turning.connect(aside, key)) as old:
            old.text_factory = lambda raw: raw.decode(errors="replace")
            for number, *row in old.execute(
                f"SELECT rowid, {', '.join(columns)} FROM {table} ORDER BY rowid {order}"  # noqa: S608
            ):
                rows[number] = tuple(row)
    return [rows[number] for number in sorted(rows)]
