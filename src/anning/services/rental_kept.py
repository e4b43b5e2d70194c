"""A phone rental kept as the contract of a debt."""

from __future__ import annotations

from datetime import date

from anning.debt import contract, rentalfile
from anning.debt.rentalfile import Told
from anning.domain.case import Debt
from anning.services import case, contract_forms, contracts
from anning.services.desk import Desk

_OF_AGE = 18


def told_of(debt: Debt) -> Told | None:
    """The rental kept as a debt's contract, as the form shows it; None where it is another contract."""
    if not contracts.is_rental(debt):
        return None
    where = "这份合同"
    return rentalfile.told_in(contract.parsed(debt.contract.encode(), where), where)


def keep(desk: Desk, debt_id: str, told: Told) -> str:
    """Keep it as the contract of a debt; gives the batch's id. NotFound; InputUnusable when the sums cannot be read."""
    contract_forms.rental_of(told)
    return contracts.keep_rental(desk, debt_id, rentalfile.write(told))


def young(day: date | None) -> bool:
    """Whether the person, as told in the case, was under eighteen on a day."""
    me = case.case().me
    if day is None or me is None or me.born is None:
        return False
    try:
        return day < me.born.replace(year=me.born.year + _OF_AGE)
    except ValueError:  # born on 29 February
        return day < me.born.replace(year=me.born.year + _OF_AGE, day=28)
