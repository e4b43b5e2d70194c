"""What can still be made out of a broken element: tags and attributes, without asking for well-formed XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STARTS = re.compile(rb"<(smses|calls|sms|mms|part|addr|call)(?=[\s/>])")
_WHOLE = re.compile(rb"""<\w+(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+>""")
_STRICT = re.compile(rb"""([\w:.-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>=]++))""")
_TOLERANT = re.compile(
    rb"""([\w:.-]++)\s*+=\s*+(?:"(.*?)"(?=\s+[\w:.-]+=|\s*/?>)|'(.*?)'(?=\s+[\w:.-]+=|\s*/?>)|([^\s"'<>=]++))""",
    re.DOTALL,
)
_TOLERATED = 16384
"""Bytes of a tag in which quotes inside a value are looked through; in a longer one that would take too long."""

_REFERENCE = re.compile(r"&(?:#([0-9]{1,9})|#[xX]([0-9a-fA-F]{1,8})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CONTROLS = {code: "\ufffd" for code in range(32) if chr(code) not in "\t\n\r"}
_LAST_CODE = 0x10FFFF

DAMAGED = "damaged"
"""The attribute that says so, kept with the contact."""


def salvaged(unit: bytes, *, cut: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements in a piece of the file with their attributes; cut leaves out a tag that has no end."""
    starts = [*_STARTS.finditer(unit)]
    ends = [*(start.start() for start in starts), len(unit)][1:]
    for start, end in zip(starts, ends, strict=True):
        tag = unit[start.start() : end]
        if cut and not _WHOLE.match(tag):
            continue
        name = start[1].decode()
        attrs = _attributes(tag[start.end() - start.start() :])
        if attrs and name in {"sms", "mms", "call"}:
            attrs[DAMAGED] = "1"
        if attrs:
            yield name, attrs


def _attributes(tag: bytes) -> dict[str, str]:
    pattern = _TOLERANT if len(tag) <= _TOLERATED else _STRICT
    found: dict[str, str] = {}
    for name, *quoted in pattern.findall(tag):
        found.setdefault(name.decode("utf-8", "replace"), _value(next(filter(None, quoted), b"")))
    return found


def _value(raw: bytes) -> str:
    return _REFERENCE.sub(_character, raw.decode("utf-8", "replace")).translate(_CONTROLS)


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return "\ufffd" if code > _LAST_CODE or 0xD800 <= code < 0xE000 else chr(code)  # noqa: PLR2004 - surrogates
