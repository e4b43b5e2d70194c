"""A program that sets or takes away the passphrase of a whole home; the tests kill it.

python passphrase_worker.py HOME set|remove
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import pyrage

import cheap_age
from anning.config import Config
from anning.services import locking
from anning.services.desk import open_desk

WORDS = "月亮 河 木船 1978"


def main() -> None:
    home, what = sys.argv[1:]
    pyrage.passphrase.encrypt = cheap_age.encrypt
    config = Config(home=Path(home))
    identity = locking.unlock(config, WORDS) if locking.is_locked(config) else ""
    desk = open_desk(config, identity=identity, settle=False)
    if what == "set":
        locking.protect(desk, WORDS)
    else:
        locking.unprotect(desk)
    open_desk(config, identity=desk.vault.identity, settle=False)


if __name__ == "__main__":
    main()
