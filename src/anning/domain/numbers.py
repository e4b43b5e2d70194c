"""Telephone numbers as keys: one caller is one key, however a phone wrote the number."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015()（）.·\u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_CHINA = re.compile(r"^(?:\+|00)86")
_WITHHELD = frozenset({"", "-1", "-2", "-3", "null", "unknown", "private", "anonymous"})


def caller_key(address: str) -> str:
    """The address without separators and country code 86; "" for a withheld number; others keep their +.

    What is no number (a mail address, a sender's name) comes back in lower case.
    """
    written = address.strip().lower()
    if written in _WITHHELD:
        return ""
    plain = _SEPARATORS.sub("", written)
    if not plain.lstrip("+").isdigit():
        return written
    bare = _CHINA.sub("", plain, count=1)
    return f"+{bare[2:]}" if bare.startswith("00") else bare
