"""Bouncer (iOS, messages from strangers): JSON filters on the sender. Facts: FilterStore.swift at 49df30ec.

Whole senders by regular expression, or a short number would stop every longer one that holds it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from uuid import NAMESPACE_OID, uuid5

from anning.shield.blocking import Block, forms
from anning.shield.targets import Matcher

NAME = "bouncer"
STRETCHES = True
BEGINS = False


def write(blocks: Sequence[Block]) -> bytes:
    """One filter a number; the same number has the same id for ever."""
    filters = [
        {
            "id": str(uuid5(NAMESPACE_OID, block.number)).upper(),
            "type": "sender",
            "phrase": f"^({'|'.join(map(re.escape, forms(block.number)))}){'.*' if block.stretch else ''}$",
            "action": "junk",
            "subAction": "none",
            "useRegex": True,
            "caseSensitive": False,
        }
        for block in blocks
    ]
    return json.dumps(filters, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> Matcher:
    """A sender is junk when a phrase is found in it."""
    rules = [re.compile(one["phrase"]) for one in json.loads(data) if one["type"] in {"sender", "any"}]
    return lambda number: any(rule.search(number) for rule in rules)
