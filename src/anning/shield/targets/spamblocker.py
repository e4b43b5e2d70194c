"""SpamBlocker (Android): CSV of rules, each a regular expression that must fit the whole cleaned number.

Facts: Csv.kt, ImportCsv.kt, RegexTable.kt at 7ee7cd38. The header must be unquoted and without a mark in front of
it; + - blanks, brackets and leading zeros are cleaned from the number, so they must not stand in the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from anning.shield.blocking import LABEL, Block
from anning.shield.targets import Matcher

NAME = "spamblocker"
STRETCHES = True
BEGINS = False
_HEADER = "pattern,description,priority,isBlacklist,flags"
_BOTH = 3
"""1 calls + 2 messages."""


def write(blocks: Sequence[Block]) -> bytes:
    """Two plain rules a number: bare, and with 86 in front."""
    rows = [
        f"{prefix}{_cleaned(block.number)}{'.*' if block.stretch else ''},{LABEL},1,true,{_BOTH}"
        for block in blocks
        for prefix in (("",) if block.number.startswith("+") else ("", "86"))
    ]
    return "\n".join([_HEADER, *rows, ""]).encode()


def read(data: bytes) -> Matcher:
    """The separator is the first of , ; | in the header; CR is ignored; quotes toggle and are not doubled."""
    lines = data.decode().replace("\r", "").split("\n")
    separator = next((mark for mark in lines[0] if mark in ",;|"), ",")
    columns = lines[0].split(separator)
    place = columns.index("pattern")
    rules = [re.compile(_cells(line, separator)[place]) for line in lines[1:] if line]
    return lambda number: any(rule.fullmatch(_cleaned(number)) for rule in rules)


def _cells(line: str, separator: str) -> list[str]:
    cells, quoted = [""], False
    for char in line:
        if char == '"':
            quoted = not quoted
        elif char == separator and not quoted:
            cells.append("")
        else:
            cells[-1] += char
    return cells


def _cleaned(number: str) -> str:
    return re.sub(r"[+\-\s()]", "", number).lstrip("0")
