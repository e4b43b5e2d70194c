from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.debt.budget import Room
from anning.debt.offers import Offer, compare, most_months_needed, payments
from anning.errors import Refused
from anning.knowledge.offers import effects

D = Decimal

ROOM = Room(income=D(5000), spent=D(3500), left=D(1500), stressed=D(500), most=D(450), short=D(0))
RATES = (D("0.15"), D(0), D("0.03"))


def offer(kind: str, name: str, **how) -> Offer:
    return Offer(kind=kind, name=name, claimed=D(12000), **how)


def test_twelve_equal_payments_at_twelve_percent():
    """The known annuity: 10 000 over 12 months at 12 % is 888.49 a month."""
    assert payments(Offer(kind="instalments", name="", claimed=D(10000), months=12, rate=D("0.12")))[0] == D(
        "888.49"
    )


def test_a_pause_without_a_stop_to_interest_costs_interest():
    paused = payments(offer("pause", "", months=12, pause=6, rate=D("0.12")))
    plain = payments(offer("instalments", "", months=12, rate=D("0.12")))
    assert paused[:6] == (D(0),) * 6
    assert sum(paused) > sum(plain)


def test_cards_have_at_most_sixty_instalments():
    with pytest.raises(Refused, match="60"):
        payments(offer("instalments", "", months=61, card=True))
    assert len(payments(offer("instalments", "", months=61))) == 61


def test_what_can_be_kept_stands_before_what_is_cheap_on_paper():
    rows = compare(
        [
            offer("lump_sum", "打六折一次付", waived=D(4800)),
            offer("instalments", "分 36 期停息", months=36),
            offer("instalments", "分 36 期年息 10%", months=36, rate=D("0.1")),
        ],
        ROOM,
        RATES,
    )
    assert [row.offer.name for row in rows] == ["分 36 期停息", "分 36 期年息 10%", "打六折一次付"]
    assert rows[1].beaten_by == "分 36 期停息"
    assert rows[2].over == 1
    assert not rows[2].keeps


def test_the_shortest_plan_a_bad_month_can_bear():
    months = most_months_needed(D(12000), D(0), ROOM)
    assert months == 27  # 12 000 / 450 = 26.7
    nothing = Room(income=D(0), spent=D(0), left=D(0), stressed=D(0), most=D(0), short=D(100))
    assert most_months_needed(D(12000), D(0), nothing) is None


def test_every_kind_says_that_it_acknowledges():
    rows = compare(
        [offer(kind, kind, months=3) for kind in ("extension", "instalments", "waiver", "pause")], ROOM, RATES
    )
    assert all("acknowledges" in row.effects for row in rows)
    assert all(effects()[name].words for row in rows for name in row.effects)


@given(
    claimed=st.integers(100, 90000).map(D),
    months=st.integers(1, 60),
    rate=st.integers(0, 36).map(lambda n: D(n) / 100),
    waived=st.integers(0, 90).map(lambda n: D(n) / 100),
)
def test_laws_of_payments(claimed, months, rate, waived):
    """Worth at the offer's own rate what is owed, up to the cent each payment is rounded up by; waiving never costs."""
    made = Offer(
        kind="instalments", name="", claimed=claimed, waived=claimed * waived, months=months, rate=rate
    )
    plain = Offer(kind="instalments", name="", claimed=claimed, months=months, rate=rate)
    (row,) = compare([made], ROOM, (rate,))
    owed = claimed - claimed * waived
    assert owed - D("0.02") <= row.present[0] <= owed + D("0.01") * months + D("0.02")
    assert sum(payments(made)) <= sum(payments(plain))
