"""A power cut at any moment leaves the quiet room as it was before or after, never between."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace
from simulated_disk import PowerCut, SimulatedDisk

from anning.wellbeing.kept import Kept
from anning.wellbeing.store import Store

pytestmark = pytest.mark.fault

HOME = Path("/home")
MANY = 14  # steps: more than any of these acts takes


def hour(text):
    return lambda kept: replace(kept, hour=text)


def cut(seed: int, fuse: int, act) -> tuple[Kept, bool]:
    """What is kept after a cut so many steps into act, begun with 07:00 written; and whether act was done."""
    disk = SimulatedDisk(Random(seed))
    disk.make_folder(HOME)
    disk.sync(Path("/"))
    store = Store(HOME, disk)
    store.change(hour("07:00"))
    disk.fuse, disk.steps, done = fuse, 0, True
    try:
        act(store)
    except PowerCut:
        done = False
    disk.restart()
    return Store(HOME, disk).read(), done


@pytest.mark.parametrize("fuse", range(MANY))
def test_a_change_is_whole_or_was_not(fuse):
    for seed in range(20):
        found, done = cut(seed, fuse, lambda store: store.change(hour("08:00")))
        assert found in ([Kept(hour="08:00")] if done else [Kept(hour="07:00"), Kept(hour="08:00")])


@pytest.mark.parametrize("fuse", range(MANY))
def test_clearing_is_whole_or_was_not(fuse):
    for seed in range(20):
        found, done = cut(seed, fuse, lambda store: store.clear())
        assert found in ([Kept()] if done else [Kept(), Kept(hour="07:00")])


def test_the_first_thing_written_stays_however_soon_the_power_goes_after():
    for seed in range(50):
        found, _ = cut(seed, 0, lambda store: store.change(hour("08:00")))
        assert found == Kept(hour="07:00")


def test_the_cuts_tried_reach_the_end_of_each_act():
    for act in (lambda store: store.change(hour("08:00")), lambda store: store.clear()):
        assert not cut(0, 0, act)[1]
        assert cut(0, MANY - 1, act)[1]
