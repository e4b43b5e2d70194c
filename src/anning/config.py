"""Where things lie and how the workbench is reached; read once, then passed on."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from anning.errors import HomeUnusable, InputUnusable

DEFAULT_HOME = "~/.anning"
DEFAULT_PORT = 8411
DEFAULT_PHONE_UPLOAD_MB = 2048


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one run; every path is below home unless said otherwise."""

    home: Path
    port: int = DEFAULT_PORT
    database_url: str = ""
    """Empty for SQLite in home; postgresql://… for a clinic."""
    phone_upload_mb: int = DEFAULT_PHONE_UPLOAD_MB
    """Megabytes one upload from a paired phone may have."""
    scratch: Path | None = None
    """Where a home with a passphrase keeps what it must have in the open for a while: in memory, where there is one."""

    @property
    def vault(self) -> Path:
        """Originals and custody log: the truth."""
        return self.home / "vault"

    @property
    def database(self) -> Path:
        """The index and what the person wrote."""
        return self.home / "anning.sqlite3"

    @property
    def cache(self) -> Path:
        """What can be thrown away and made again."""
        return self.home / "cache"

    @property
    def spool(self) -> Path:
        """Files on their way through a parser; emptied at every start."""
        return self.made / "spool"

    @property
    def made(self) -> Path:
        """The folder of what pages made to be downloaded: home, unless that may hold nothing in the open."""
        return self.scratch or self.home

    def prepare(self) -> Config:
        """Create home, readable by its owner only; HomeUnusable when that cannot be."""
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self.home / f".write-test-{os.getpid()}"
            probe.touch(mode=0o600)
            probe.unlink()
        except OSError as reason:
            raise HomeUnusable(
                f"不能在这个文件夹里写入：{reason.strerror or reason}",
                where=str(self.home),
                next_step="换一个您有写入权限的文件夹，例如：anning --home ~/anning-data",
            ) from reason
        return self


def load(home: str | os.PathLike[str] | None = None) -> Config:
    """Settings from the argument, then ANNING_*, then home/config.toml, then defaults.

    InputUnusable names the line when config.toml cannot be read.
    """
    folder = Path(home or os.environ.get("ANNING_HOME") or DEFAULT_HOME).expanduser().absolute()
    file = folder / "config.toml"
    written: dict[str, object] = {}
    if file.is_file():
        try:
            written = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
            raise InputUnusable(
                f"设置文件读不懂：{reason}",
                where=str(file),
                next_step="改正这一行，或删去这个文件以使用默认设置",
            ) from reason
    port = os.environ.get("ANNING_PORT") or written.get("port") or DEFAULT_PORT
    database_url = os.environ.get("ANNING_DATABASE_URL") or written.get("database_url") or ""
    largest = written.get("phone_upload_mb") or DEFAULT_PHONE_UPLOAD_MB
    return Config(
        home=folder, port=int(str(port)), database_url=str(database_url), phone_upload_mb=int(str(largest))
    )
