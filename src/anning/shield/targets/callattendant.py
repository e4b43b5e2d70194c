"""callattendant (Raspberry Pi): CSV PhoneNo,Name,Reason; everything but letters and digits is dropped."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from anning.shield.blocking import LABEL, Block
from anning.shield.targets import Matcher
from anning.shield.targets._reading import alphanumeric, spelled

NAME = "callattendant"
STRETCHES = False
BEGINS = False


def write(blocks: Sequence[Block]) -> bytes:
    """Both spellings, without the + that would be lost."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["PhoneNo", "Name", "Reason"])
    rows.writerows([alphanumeric(form), LABEL, LABEL] for form in spelled(blocks))
    return out.getvalue().encode()


def read(data: bytes) -> Matcher:
    """Looked up exactly, after dropping the signs."""
    rows = csv.DictReader(io.StringIO(data.decode()))
    listed = frozenset(alphanumeric(row["PhoneNo"]) for row in rows)
    return lambda number: alphanumeric(number) in listed
