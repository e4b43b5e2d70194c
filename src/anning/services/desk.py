"""Opening a home: its vault, its index, and what was left unfinished."""

from __future__ import annotations

from contextlib import suppress

from anning import store
from anning.config import Config
from anning.errors import Busy, Damage
from anning.services import reading
from anning.services.home import Desk
from anning.vault import Vault

__all__ = ["Desk", "open_desk"]


def open_desk(config: Config, *, settle: bool = True, mend: bool = False) -> Desk:
    """Open the home, making it where nothing is; what a crash interrupted is read again first.

    settle=False leaves interrupted readings for later. mend=True sets a damaged index aside and begins a new
    one, which is then filled from the vault. HomeUnusable, Damage, Locked, DiskFull.
    """
    desk = Desk(config.prepare(), Vault.ensure(config.vault))
    try:
        store.ready(config)
    except Damage:
        if not mend:
            raise
        store.set_aside(config)
    if settle:
        with suppress(Busy), desk.alone():
            reading.settle(desk)
    return desk
