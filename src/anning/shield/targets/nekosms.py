"""NekoSMS (rooted Android): .nsbak, JSON filters on the sender. Facts: e3b8f57a, version 3."""

from __future__ import annotations

import json
from collections.abc import Sequence

from anning.shield.blocking import Block, forms
from anning.shield.targets import Matcher

NAME = "nekosms"
STRETCHES = True
BEGINS = False


def write(blocks: Sequence[Block]) -> bytes:
    """One filter for each spelling."""
    filters = [
        {
            "action": "block",
            "sender": {
                "mode": "prefix" if block.stretch else "equals",
                "pattern": form,
                "case_sensitive": False,
            },
        }
        for block in blocks
        for form in forms(block.number)
    ]
    return json.dumps({"version": 3, "filters": filters}, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> Matcher:
    """Equal, or beginning so."""
    senders = [one["sender"] for one in json.loads(data)["filters"] if one["action"] == "block"]
    whole = frozenset(one["pattern"] for one in senders if one["mode"] == "equals")
    begins = tuple(one["pattern"] for one in senders if one["mode"] == "prefix")
    return lambda number: number in whole or (bool(begins) and number.startswith(begins))
