"""pamapa/callblocker (line modem): JSON with E.164 numbers; each stops every number it begins.

Facts: etc/callblocker/blocklists/README.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from anning.shield.blocking import LABEL, Block, forms
from anning.shield.targets import Matcher

NAME = "pamapa"
STRETCHES = True
BEGINS = True
_DAY = "2000-01-01 00:00:00 +0000"
"""Every list of the same numbers is the same file."""


def write(blocks: Sequence[Block]) -> bytes:
    """E.164 only: the modem writes every Chinese number so."""
    entries = [
        {"name": LABEL, "number": forms(block.number)[-1], "date_created": _DAY, "date_modified": _DAY}
        for block in blocks
    ]
    return json.dumps({"name": LABEL, "entries": entries}, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> Matcher:
    """A number is first made E.164; an entry blocks all it begins."""
    listed = tuple(entry["number"] for entry in json.loads(data)["entries"])
    return lambda number: bool(listed) and forms(number.removeprefix("+86"))[-1].startswith(listed)
