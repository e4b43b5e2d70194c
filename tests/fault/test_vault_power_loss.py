from __future__ import annotations

import power_loss
import pytest

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_no_cut_of_the_power_loses_what_was_acknowledged(first: int) -> None:
    failures = {seed: why for seed in range(first, first + 50) if (why := power_loss.live(seed))}

    assert failures == {}


def test_a_seed_makes_the_same_choices_each_time() -> None:
    def trace(seed: int) -> tuple[int, int, list[bytes]]:
        with power_loss.replayable(seed) as life:
            life.run()
            return life.troubles, life.serial, sorted(life.originals.values())

    assert [trace(seed) for seed in range(5)] == [trace(seed) for seed in range(5)]


def test_every_sync_is_missed_when_it_is_left_out() -> None:
    """The simulation is worth something only if it notices."""
    sites = power_loss.sync_sites(range(100))

    assert len(sites) > 25
    assert [site for site in sites if power_loss.missed(site, range(100)) is None] == []


def test_an_object_that_comes_after_its_line_is_missed() -> None:
    assert power_loss.missed(power_loss.OBJECTS_LAST, range(100)) is not None
