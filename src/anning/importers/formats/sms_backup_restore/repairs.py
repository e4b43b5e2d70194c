"""Characters that no XML parser takes, mended before it sees them.

Phones write an emoji as two halves of UTF-16, ``&#55357;&#56832;``. Two that belong together become the one
character they stand for; a half alone, or a control character, becomes U+FFFD. The original bytes stay in the
vault; how much was mended is part of the reading.
"""

from __future__ import annotations

import re

_BAD = (
    rb"(?:0*(?:5[5-7][0-9]{3}|[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])"
    rb"|[xX]0*(?:[dD][89a-fA-F][0-9a-fA-F]{2}|[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF]));"
)
_REFERENCES = re.compile(
    rb"&#" + _BAD + rb"(?:&#" + _BAD + rb")*"
)  # begins with letters: found many times faster
_HIGH_AT_END = re.compile(rb"&#(?:0*5(?:5[3-9]|6[0-3])[0-9]{2}|[xX]0*[dD][89abAB][0-9a-fA-F]{2});\Z")
_HIGH, _LOW, _AFTER = 0xD800, 0xDC00, 0xE000
_LAST_CONTROL = 0x1F
_NONCHARACTERS = (0xFFFE, 0xFFFF)
_REPLACEMENT = "\ufffd".encode()
_LONGEST = 32
"""Bytes of the longest two references that belong together; longer ones are nobody's."""


class References:
    """Mends the references in blocks of bytes that follow each other; counts says how often."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._rest = b""

    def mend(self, block: bytes) -> bytes:
        """The block mended; a reference cut off at its end is kept for the next one."""
        block = self._rest + block if self._rest else block
        end = _end(block)
        self._rest, block = block[end:], block[:end]
        return _REFERENCES.sub(self._mended, block) if b"&#" in block else block

    def last(self) -> bytes:
        """What was kept, when nothing follows."""
        block, self._rest = self._rest, b""
        return _REFERENCES.sub(self._mended, block)

    def _mended(self, run: re.Match[bytes]) -> bytes:
        out: list[bytes] = []
        half = 0
        for reference in run[0][2:-1].split(b";&#"):
            code = _code(reference)
            if half and _LOW <= code < _AFTER:
                out.append(chr(0x10000 + ((half - _HIGH) << 10) + code - _LOW).encode())
                half = self._count("surrogate_pair")
                continue
            if half:
                out.append(_REPLACEMENT)
                half = self._count("lone_surrogate")
            if _HIGH <= code < _LOW:
                half = code
            elif _LOW <= code < _AFTER:
                out.append(_REPLACEMENT)
                self._count("lone_surrogate")
            elif code <= _LAST_CONTROL or code in _NONCHARACTERS:
                out.append(_REPLACEMENT)
                self._count("control_character")
            else:
                out.append(b"&#%b;" % reference)
        if half:
            out.append(_REPLACEMENT)
            self._count("lone_surrogate")
        return b"".join(out)

    def _count(self, what: str) -> int:
        self.counts[what] = self.counts.get(what, 0) + 1
        return 0


def _code(reference: bytes) -> int:
    return int(reference[1:], 16) if reference[:1] in b"xX" else int(reference)


def _end(block: bytes) -> int:
    """How much of the block can be mended now."""
    start = block.rfind(b"&", max(0, len(block) - _LONGEST))
    if start < 0:
        return len(block)
    before = _HIGH_AT_END.search(block, max(0, start - _LONGEST // 2), start)
    return before.start() if before else start  # perhaps the first half of a pair
