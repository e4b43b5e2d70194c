"""FreePBX, through its Bulk Handler: CSV number,description; a mark in front would become part of the first number.

Facts: Blacklist.class.php at 904057d4; "dest" and "blocked" are reserved there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from anning.shield.blocking import LABEL, Block
from anning.shield.targets import Matcher
from anning.shield.targets._reading import exact, spelled

NAME = "freepbx"
STRETCHES = False
BEGINS = False


def write(blocks: Sequence[Block]) -> bytes:
    """One row for each spelling."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["number", "description"])
    rows.writerows([form, LABEL] for form in spelled(blocks))
    return out.getvalue().encode()


def read(data: bytes) -> Matcher:
    """Exact."""
    listed = exact(row["number"] for row in csv.DictReader(io.StringIO(data.decode())))
    return lambda number: number in listed
