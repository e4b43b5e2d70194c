"""How the person wants Anning to behave: kept in the notebook, so that it can be undone like everything else."""

from __future__ import annotations

from anning.domain.preferences import Preferences
from anning.errors import InputUnusable
from anning.services import notebook
from anning.services.desk import Desk

HOURS = range(24)


def preferences() -> Preferences:
    """What was chosen, or the defaults."""
    return notebook.all_of(Preferences).get("preferences", Preferences())


def save(desk: Desk, chosen: Preferences) -> str:
    """Keep a choice; gives the batch to undo it by. InputUnusable for an hour that is none."""
    for hour in (chosen.digest, chosen.quiet_from, chosen.quiet_to):
        if hour not in HOURS:
            raise InputUnusable(f"{hour} 不是钟点", next_step="写 0 到 23 之间的整点")
    return notebook.keep(desk, "改了设置", chosen)
