"""Yet Another Call Blocker (Android): CSV merged by pattern; * is any digits, # one digit, + only in front.

Facts: BlacklistImporterExporter and BlacklistUtils of the blurayne fork; an empty ID makes a new row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from anning.shield.blocking import LABEL, Block, forms
from anning.shield.targets import Matcher

NAME = "yacb"
STRETCHES = True
BEGINS = False
_COLUMNS = ("ID", "name", "pattern", "creationTimestamp", "numberOfCalls", "lastCallTimestamp")


def write(blocks: Sequence[Block]) -> bytes:
    """One row for each spelling."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for block in blocks:
        for form in forms(block.number):
            rows.writerow(["", LABEL, form + ("*" if block.stretch else ""), "0", "0", "0"])
    return out.getvalue().encode()


def read(data: bytes) -> Matcher:
    """Patterns made regular expressions; the number is compared as it came, without separators."""
    rows = csv.DictReader(io.StringIO(data.decode()))
    rules = [re.compile(expression(row["pattern"])) for row in rows]
    return lambda number: any(rule.fullmatch(re.sub(r"[\s\-()]", "", number)) for rule in rules)


def expression(pattern: str) -> str:
    """The pattern as a regular expression."""
    wild = {"*": r"\d*", "#": r"\d"}
    return "".join(wild.get(char, re.escape(char)) for char in pattern)
