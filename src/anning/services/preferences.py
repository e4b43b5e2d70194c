"""How the person wants Anning to behave: kept in the notebook, so that it can be undone like everything else."""

from __future__ import annotations

from anning.domain.preferences import Preferences
from anning.errors import InputUnusable
from anning.services import notebook
from anning.services.desk import Desk

HOURS = range(24)
MINUTES = (5, 15, 30, 60, 0)
"""After how long without anything being done the workbench may lock; 0 is never."""


def preferences() -> Preferences:
    """What was chosen, or the defaults."""
    return notebook.all_of(Preferences).get("preferences", Preferences())


def save(desk: Desk, chosen: Preferences) -> str:
    """Keep a choice; gives the batch to undo it by. InputUnusable for an hour that is none, or such minutes."""
    for hour in (chosen.digest, chosen.quiet_from, chosen.quiet_to):
        if hour not in HOURS:
            raise InputUnusable(f"{hour} 不是钟点", next_step="写 0 到 23 之间的整点")
    if chosen.lock_after not in MINUTES:
        raise InputUnusable("没有这个时间可选", next_step="从列出的几种里选一个")
    return notebook.keep(desk, "改了设置", chosen)
