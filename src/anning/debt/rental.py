"""A rented phone, whole: every way out of the contract as money, held against the price on the day of signing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from anning.debt.cashflows import Flow, Flows
from anning.debt.cost import Cost, cost

ZERO = Decimal(0)

Way = Literal["keep", "give_back", "early", "default", "resale"]


class Rental(Struct, frozen=True, kw_only=True):
    """The contract in CNY. Rents are paid at the end of months 1 to len(rents) unless in_advance.

    upfront is what was paid at signing (down payment, first fees, insurance), deposit what should come back.
    buyout is the price of the device after the last rent. early gives (month, price) at which it could be bought
    before. default is (month, sum demanded) when the lender calls the contract off. resale is what was received
    for the device when it was sold at once. price is the cash price of the same device on price_day.
    """

    price: Decimal
    price_day: date | None = None
    price_source: str = ""
    rents: tuple[Decimal, ...]
    in_advance: bool = False
    upfront: Decimal = ZERO
    deposit: Decimal = ZERO
    buyout: Decimal | None = None
    early: tuple[tuple[int, Decimal], ...] = ()
    default: tuple[int, Decimal] | None = None
    resale: Decimal | None = None

    @property
    def months(self) -> int:
        """How many rents there are."""
        return len(self.rents)


class Path(Struct, frozen=True, kw_only=True):
    """One way out: what it costs in all, how many times the price, and the rate it comes to.

    month is when it ends. cost is None where the person ends without the device: then nothing was financed.
    """

    way: Way
    month: int
    flows: Flows
    total: Decimal
    multiple: Decimal
    cost: Cost | None = None


def paths(rental: Rental) -> tuple[Path, ...]:
    """Every way the contract names, in the order a person meets them."""
    return tuple(_paths(rental))


def dearer_than_buying(rental: Rental) -> int | None:
    """The first month after which rents and fees alone have passed the cash price; None when they never do."""
    spent = rental.upfront
    for month, rent in enumerate(rental.rents, 1):
        spent += rent
        if spent > rental.price:
            return month
    return None


def _paths(rental: Rental) -> Iterator[Path]:
    last = rental.months
    if rental.buyout is not None:
        yield _bought("keep", rental, last, rental.buyout)
    yield _back(rental)
    for month, price in sorted(rental.early):
        yield _bought("early", rental, month, price)
    if rental.default is not None:
        yield _bought("default", rental, *rental.default)
    if rental.resale is not None:
        yield _bought("resale", rental, last, rental.buyout or ZERO, got=rental.resale)


def _bought(way: Way, rental: Rental, month: int, price: Decimal, *, got: Decimal | None = None) -> Path:
    """Ends with the device kept (or sold): what was financed is the price, or the cash really received."""
    start = rental.price if got is None else got
    flows = Flows((Flow(0.0, start), *_paid(rental, month), Flow(float(month), rental.deposit - price)))
    total = -sum((flow.amount for flow in flows.items[1:]), ZERO)
    return Path(
        way=way, month=month, flows=flows, total=total, multiple=_times(total, rental.price), cost=cost(flows)
    )


def _back(rental: Rental) -> Path:
    """Ends with the device given back in good order and the deposit returned."""
    flows = Flows((*_paid(rental, rental.months), Flow(float(rental.months), rental.deposit)))
    total = -sum((flow.amount for flow in flows.items), ZERO)
    return Path(
        way="give_back", month=rental.months, flows=flows, total=total, multiple=_times(total, rental.price)
    )


def _paid(rental: Rental, month: int) -> Iterator[Flow]:
    """What goes out up to a month: at signing, then the rents."""
    yield Flow(0.0, -(rental.upfront + rental.deposit))
    for number, rent in enumerate(rental.rents[:month]):
        yield Flow(float(number if rental.in_advance else number + 1), -rent)


def _times(total: Decimal, price: Decimal) -> Decimal:
    return (total / price).quantize(Decimal("0.01")) if price else ZERO
