from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.debt import contract, rentalfile
from anning.debt.rental import Rental, dearer_than_buying, paths

D = Decimal


def of(rental: Rental) -> dict[str, object]:
    return {path.way: path for path in paths(rental)}


def test_the_published_case_comes_out_at_its_printed_rate():
    """Press case: 5,450.56 in hand for the device, nine rents of 1,083.15; printed as 162.35 % a year."""
    sold = of(Rental(price=D(8000), rents=(D("1083.15"),) * 9, resale=D("5450.56")))["resale"]
    assert sold.cost.rate.nominal_annual == pytest.approx(1.6236, abs=5e-4)
    assert sold.cost.rate.effective_annual == pytest.approx(3.585, abs=5e-3)


def test_every_way_is_shown_with_its_multiple():
    ways = of(
        Rental(
            price=D(6000),
            rents=(D(600),) * 12,
            upfront=D(300),
            deposit=D(1000),
            buyout=D(1500),
            early=((6, D(3500)),),
            default=(4, D(7000)),
        )
    )
    assert list(ways) == ["keep", "give_back", "early", "default"]
    assert ways["keep"].total == D(300 + 7200 + 1500)
    assert ways["keep"].multiple == D("1.50")
    assert ways["give_back"].total == D(7500)
    assert ways["give_back"].cost is None
    assert ways["early"].total == D(300 + 3600 + 3500)
    assert ways["default"].total == D(300 + 2400 + 7000)


def test_the_month_from_which_buying_would_have_been_cheaper():
    assert dearer_than_buying(Rental(price=D(6000), rents=(D(600),) * 12, upfront=D(300))) == 10
    assert dearer_than_buying(Rental(price=D(9000), rents=(D(600),) * 12)) is None


def test_paying_in_advance_is_dearer():
    late, early = (
        of(Rental(price=D(5000), rents=(D(500),) * 12, buyout=D(0), in_advance=first))[
            "keep"
        ].cost.rate.per_period
        for first in (False, True)
    )
    assert early > late


RENTALS = st.builds(
    Rental,
    price=st.integers(1000, 9000).map(D),
    rents=st.lists(st.integers(100, 900).map(D), min_size=3, max_size=18).map(tuple),
    upfront=st.integers(0, 500).map(D),
    deposit=st.integers(0, 1000).map(D),
    buyout=st.integers(0, 3000).map(D),
)


@given(rental=RENTALS, more=st.integers(1, 500).map(D))
def test_laws_of_renting(rental, more):
    """The deposit costs nothing in total; a dearer buy-out makes keeping dearer and giving back no dearer."""
    from msgspec.structs import replace

    ways, dearer = of(rental), of(replace(rental, buyout=rental.buyout + more))
    assert ways["keep"].total == of(replace(rental, deposit=D(0)))["keep"].total
    assert dearer["keep"].total == ways["keep"].total + more
    assert dearer["give_back"].total == ways["give_back"].total


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(lambda s: " ".join(s.split()))


@given(
    st.builds(
        rentalfile.Told,
        price=words,
        rent=words | st.lists(words, min_size=1, max_size=4),
        source=words,
        early=st.lists(st.builds(rentalfile.Early, words, words), max_size=3),
        default=st.none() | st.builds(rentalfile.Early, words, words),
        clauses=st.lists(words, max_size=3),
    )
)
def test_a_rental_kept_is_the_rental_told(told):
    text = rentalfile.write(told)
    assert rentalfile.told_in(contract.parsed(text.encode(), "租机"), "租机") == told
