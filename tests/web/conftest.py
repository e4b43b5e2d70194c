"""A home with the workbench on it, and a client that behaves like a browser of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from anning.config import Config

ADDRESS = "127.0.0.1:8411"
FROM_PAGE = {"Origin": f"http://{ADDRESS}", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Bench:
    """The workbench of one home, the browser that came in, and what the terminal was told."""

    client: Client
    home: Path
    said: list[str]

    def get(self, path: str, **headers: str):
        return self.client.get(path, headers={"Host": ADDRESS, **headers})

    def post(self, path: str, data: dict[str, object] | None = None, **headers: str):
        return self.client.post(path, data or {}, headers={"Host": ADDRESS, **FROM_PAGE, **headers})


def opened(home: Path) -> Bench:
    """A bench whose browser has come in and answered the first question."""
    from anning.services.desk import open_desk
    from anning.web import server, workplace

    config = Config(home=home).prepare()
    server.prepare(config)
    said: list[str] = []
    door = workplace.Door(ADDRESS, said.append)
    workplace.occupy(open_desk(config), door)
    bench = Bench(Client(), home, said)
    bench.get(door.link.removeprefix(f"http://{ADDRESS}"))
    bench.client.cookies["anning-asked"] = "1"
    return bench


@pytest.fixture(autouse=True)
def _own_database(django_db_blocker) -> Iterator[None]:
    """The index lies in the home of each test, not in a database of the test runner."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """An empty home."""
    yield opened(tmp_path / "home")
    _close()


@pytest.fixture(scope="session")
def _filled(tmp_path_factory, django_db_blocker) -> Path:
    """A home with the sample case; made once, copied for each test that needs it."""
    from anning.services import example
    from anning.web import workplace

    home = tmp_path_factory.mktemp("sample") / "home"
    with django_db_blocker.unblock():
        opened(home)
        example.fill(workplace.desk())
        _close()
    return home


@pytest.fixture
def sample(_filled: Path, tmp_path: Path) -> Iterator[Bench]:
    """A home with the sample case, free to be changed."""
    import shutil

    home = tmp_path / "home"
    shutil.copytree(_filled, home)
    yield opened(home)
    _close()


def _close() -> None:
    import tempfile

    from anning import store

    store.close()
    tempfile.tempdir = None
