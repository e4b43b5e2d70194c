"""What Django needs to keep the index, and no more; the workbench adds the rest in anning.web.settings.

DATABASES here is a stand-in: ready(config) points it at the person's own.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from anning.config import Config
from anning.errors import InputUnusable

PATIENCE_S = 10
"""How long a writer waits for another before it gives up with Busy."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # acknowledged is durable, through power loss too
    "PRAGMA foreign_keys=OFF",
    "PRAGMA cache_size=-8192",  # the same memory for ten thousand messages and a million
    "PRAGMA journal_size_limit=16777216",
)

_SEALED = ("PRAGMA cache_size=-32768", "PRAGMA temp_store=MEMORY")
"""A page costs more to read where it is decrypted first; and nothing is sorted on the disk in the open."""

INSTALLED_APPS = ["anning.store"]
DATABASES: dict[str, dict[str, Any]] = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LOGGING_CONFIG = None


def database(config: Config, key: bytes = b"") -> dict[str, Any]:
    """Django's words for the database of this run, encrypted where there is a key.

    InputUnusable when database_url cannot be used.
    """
    return _postgres(config.database_url) if config.database_url else _sqlite(config, key)


def _sqlite(config: Config, key: bytes) -> dict[str, Any]:
    return {
        "ENGINE": "anning.store.sealed" if key else "django.db.backends.sqlite3",
        "NAME": str(config.database),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": PATIENCE_S,
            "init_command": ";".join([*_PRAGMAS, *(_SEALED if key else ())]),
            **({"key": key} if key else {}),
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise InputUnusable(
            "数据库地址看不懂",
            where=f"database_url={parts.scheme}://…",
            next_step="写成 postgresql://用户:口令@主机:端口/库名，或删去这一项使用默认的数据库",
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(query.pop("port", parts.port or "")),
        "OPTIONS": {"options": f"-c lock_timeout={PATIENCE_S}s", **query},
    }
