"""Opening a home: its vault, its index, and what was left unfinished."""

from __future__ import annotations

from contextlib import suppress

from anning import store
from anning.config import Config
from anning.errors import Busy, Damage
from anning.services import locking, reading
from anning.services.home import Desk
from anning.vault import Vault

__all__ = ["Desk", "open_desk"]


def open_desk(config: Config, *, identity: str = "", settle: bool = True, mend: bool = False) -> Desk:
    """Open the home, making it where nothing is; what a crash interrupted is read again first.

    identity is what locking.unlock() gave for a home behind a passphrase, unless anning unlock left it.
    settle=False leaves interrupted readings for later. mend=True sets a damaged index aside and begins a new one,
    which is then filled from the vault. HomeUnusable, Damage, Locked, DiskFull.
    """
    config = config.prepare()
    vault = Vault.ensure(config.vault, identity=identity or locking.remembered(config))
    desk = locking.furnished(config, vault)
    key, sealed = locking.key_of(vault), desk.protected
    try:
        store.ready(config, key, sealed=sealed)
    except Damage:
        if not mend:
            raise
        store.set_aside(config, key, sealed=sealed)
        desk = locking.furnished(config, vault)  # what was set aside may lie in the open
    if settle:
        with suppress(Busy), desk.alone():
            reading.settle(desk)
    return desk
