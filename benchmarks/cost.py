"""Contracts a second on one core: 12 to 36 periods, from flows with exact money to three rates.

python benchmarks/cost.py [--contracts 20000] [--runs 5]
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from decimal import Decimal

from anning.debt.cashflows import Flow, Flows
from anning.debt.cost import cost


def main() -> None:
    """Print the median over the runs for plain loans, dated ones, and ones whose sign changes twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    chance = random.Random(20260801)
    plain = [_loan(chance) for _ in range(asked.contracts)]
    print(f"one change of sign, 12-36 periods: {_speed(plain, asked.runs):,.0f} contracts/s (goal 10,000)")
    deposits = [_with_deposit(loan) for loan in plain[: max(20, asked.contracts // 200)]]
    print(
        f"deposit returned at the end (all roots searched): {_speed(deposits, asked.runs):,.0f} contracts/s"
    )


def _loan(chance: random.Random) -> Flows:
    count, principal = chance.randint(12, 36), Decimal(chance.randint(1000, 50_000))
    payment = (principal / count * Decimal(str(round(chance.uniform(1.0, 1.6), 4)))).quantize(Decimal("0.01"))
    received = principal * Decimal(str(chance.choice([1, 0.9, 0.8])))
    return Flows((Flow(0.0, received), *(Flow(float(k), -payment) for k in range(1, count + 1))))


def _with_deposit(loan: Flows) -> Flows:
    deposit = loan.received / 5
    return Flows((*loan.items, Flow(0.0, -deposit), Flow(loan.items[-1].time, deposit)))


def _speed(loans: list[Flows], runs: int) -> float:
    return statistics.median(_once(loans) for _ in range(runs))


def _once(loans: list[Flows]) -> float:
    start = time.process_time()
    for loan in loans:
        cost(loan)
    return len(loans) / (time.process_time() - start)


if __name__ == "__main__":
    main()
