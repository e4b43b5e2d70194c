"""The backend; OPTIONS holds the key, 32 bytes that are only ever in the memory of this process."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Iterable
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]  # without stubs
    register as register_functions,
)
from sqlcipher3 import dbapi2 as Database  # type: ignore[import-untyped]  # noqa: N812 - the name Django asks for

Database.register_converter("bool", b"1".__eq__)
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(dt.date, base.adapt_date)
Database.register_adapter(dt.datetime, base.adapt_datetime)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose first word is the key."""

    Database = Database

    def get_connection_params(self) -> dict[str, Any]:
        """As SQLite's, without the key."""
        given = super().get_connection_params()
        self._key: bytes = given.pop("key")
        return given

    init_commands: list[str]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Opened with the key; a file of another key says so at the first question, not here."""
        connection = Database.connect(**conn_params)
        unlock(connection, self._key)
        register_functions(connection)
        for command in ("PRAGMA legacy_alter_table = OFF", *self.init_commands):
            if command.strip():
                connection.execute(command)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - Django passes it
        """A cursor that takes %s."""
        return self.connection.cursor(factory=Cursor)


class Cursor(Database.Cursor):  # type: ignore[misc]  # sqlcipher3 says nothing of its types
    """Django's marks into SQLite's, as in the cursor of its own backend; the store names no parameters."""

    def execute(self, query: str, params: Any = None) -> Any:
        """One statement."""
        return super().execute(query) if params is None else super().execute(_marked(query), params)

    def executemany(self, query: str, params: Iterable[Any]) -> Any:
        """One statement for each."""
        return super().executemany(_marked(query), params)


def unlock(connection: Any, key: bytes) -> None:
    """Open a connection with a raw key: no work is spent on it, it is as strong as it is long.

    What the library would say of a wrong one on the terminal, the first question says as an error.
    """
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


def _marked(query: str) -> str:
    marked: str = base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
    return marked
