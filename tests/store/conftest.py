from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from anning import store
from anning.config import Config

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture(autouse=True)
def _allowed(django_db_blocker):
    """The store opens its own database, not pytest-django's."""
    with django_db_blocker.unblock():
        yield
        store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def home(request, tmp_path) -> Config:
    """A new home, ready; the tests that ask for it run on every database there is."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    config = Config(home=tmp_path / "home", database_url=url).prepare()
    store.ready(config)
    if url:
        _emptied()
    return config


def _emptied() -> None:
    from django.db import connection

    from anning.store.writing import PARTS, changed

    store.wipe_index()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM dismissed")
        cursor.execute("DELETE FROM caller_mark")
        cursor.execute("DELETE FROM notebook")
        changed(cursor, *PARTS)


@pytest.fixture(scope="session")
def postgres_url():
    """A PostgreSQL server of our own, reached through a socket file; skipped where none is installed."""
    pytest.importorskip("psycopg")
    if not SERVERS:
        pytest.skip("no PostgreSQL here")
    programs = SERVERS[-1].parent
    # Not in pytest's own folder: nobody may not enter it, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="anning-pg-"))
    as_owner = []
    if os.geteuid() == 0:  # the server refuses to run as root
        if not shutil.which("runuser"):
            pytest.skip("PostgreSQL does not run as root")
        as_owner = ["runuser", "-u", "nobody", "--"]
        shutil.chown(folder, "nobody")
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        [
            *as_owner,
            programs / "initdb",
            "-D",
            data,
            "-U",
            "anning",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        ],
        check=True,
        **quiet,
    )
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    subprocess.run(
        [*as_owner, programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"],
        check=True,
        **quiet,
    )
    try:
        yield f"postgresql://anning@/postgres?host={folder}"
    finally:
        store.close()
        subprocess.run(
            [*as_owner, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=True, **quiet
        )
        shutil.rmtree(folder, ignore_errors=True)
