from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anning.config import Config

REFERENCE = Path(__file__).parents[2] / "shared"
if REFERENCE.is_dir():  # reference texts and samples beside the checkout: tests that can use them then do
    os.environ.setdefault("ANNING_SHARED", str(REFERENCE))


@pytest.fixture(scope="session", autouse=True)
def _quiet_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One cache of compiled rules for the whole run, and none of the machine's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNING_CACHE", str(tmp_path_factory.getbasetemp().parent / "cache"))
        yield


@pytest.fixture(scope="session", autouse=True)
def dear() -> Iterator[Callable]:
    """age's own passphrase files take two seconds each; those of the tests open at once. Gives the dear way."""
    import pyrage

    import cheap_age

    with pytest.MonkeyPatch.context() as patch:
        kept = pyrage.passphrase.encrypt
        patch.setattr(pyrage.passphrase, "encrypt", cheap_age.encrypt)
        yield kept


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def opened(django_db_blocker) -> Iterator[Callable]:
    """Opens desks in this process; each call is a fresh start on that home."""
    from anning import store
    from anning.services import desk

    with django_db_blocker.unblock():
        yield lambda place, **how: desk.open_desk(Config(home=place), **how)
        store.close()


@pytest.fixture
def desk(opened, home):
    return opened(home)
