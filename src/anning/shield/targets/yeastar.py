"""Yeastar P-Series: CSV Name,Type,Number with several numbers joined by &."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from anning.shield.blocking import LABEL, Block
from anning.shield.targets import Matcher
from anning.shield.targets._reading import exact, spelled

NAME = "yeastar"
STRETCHES = False
BEGINS = False


def write(blocks: Sequence[Block]) -> bytes:
    """One row for each number with its spellings; only incoming calls."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["Name", "Type", "Number"])
    rows.writerows([f"{LABEL}{i}", "inbound", "&".join(spelled([b]))] for i, b in enumerate(blocks, 1))
    return out.getvalue().encode()


def read(data: bytes) -> Matcher:
    """Exact."""
    rows = csv.DictReader(io.StringIO(data.decode()))
    listed = exact(
        one for row in rows if row["Type"] in {"inbound", "both"} for one in row["Number"].split("&")
    )
    return lambda number: number in listed
