"""Which words stand in which texts: one pass over many texts, by hyperscan where it is installed, else by RE2.

Scanners look at width, case and script through the table of views, so texts go in as they were written.
"""

from __future__ import annotations

import hashlib
import platform
import threading
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from anning.detection import views
from anning.knowledge import shelf

Numbers = NDArray[np.intp]
Hits = tuple[Numbers, Numbers]
"""Text numbers and word numbers, one pair each time a word stands in a text (RE2: at least once)."""


class Scanner(Protocol):
    """Finds words in several texts; safe to use from several threads at once."""

    name: str

    def __init__(self, words: Sequence[str]) -> None: ...

    def find(self, points: views.Codes, starts: Numbers) -> Hits:
        """Words in the texts laid end to end in points, a newline between them; text i begins at starts[i]."""


class HyperscanScanner:
    """All words at once over one buffer; each character is written as two bytes that cannot be taken for another.

    The first byte is below 0x80, the second is not, so a word cannot be found half a character off.
    """

    name = "hyperscan"

    def __init__(self, words: Sequence[str]) -> None:
        alphabet = {char: number for number, char in enumerate(sorted({c for w in words for c in w}), 1)}
        codes = np.full(views.ALL, _two_bytes(0), np.uint16)
        for char, number in alphabet.items():
            codes[ord(char)] = _two_bytes(number)
        self._codes = codes[views.table()]
        self._database = _database([[_two_bytes(alphabet[char]) for char in word] for word in words])
        self._own = threading.local()

    def find(self, points: views.Codes, starts: Numbers) -> Hits:
        """As Scanner."""
        seen: list[int] = []
        note = seen.append

        def matched(word: int, _start: int, stop: int, _flags: int, _context: object) -> None:
            note(word << 40 | stop)

        text = self._codes[points].tobytes()
        self._database.scan(text, match_event_handler=matched, scratch=self._scratch())
        found = np.array(seen, np.int64)
        places = (found & ((1 << 40) - 1)) // 2 - 1
        return np.searchsorted(starts, places, side="right") - 1, (found >> 40).astype(np.intp)

    def _scratch(self) -> Any:
        """Hyperscan's working memory: one for each thread, or scanning in two at once would fail."""
        if not hasattr(self._own, "scratch"):
            import hyperscan

            self._own.scratch = hyperscan.Scratch(self._database)
        return self._own.scratch


class Re2Scanner:
    """The same words by RE2's set matching, one text at a time."""

    name = "re2"

    def __init__(self, words: Sequence[str]) -> None:
        import re2

        self._set = re2.Set.SearchSet()
        for word in words:
            self._set.Add(re2.escape(word))
        self._set.Compile()

    def find(self, points: views.Codes, starts: Numbers) -> Hits:
        """As Scanner."""
        folded = views.table()[points]
        stops = np.append(starts[1:], len(folded))
        pairs = [
            (number, word)
            for number, (start, stop) in enumerate(zip(starts, stops, strict=True))
            for word in self._set.Match(views.text_of(folded[start:stop])) or ()
        ]
        found = np.array(pairs, np.intp).reshape(-1, 2)
        return found[:, 0], found[:, 1]


def scanner(words: Sequence[str]) -> Scanner:
    """Hyperscan where it is installed, RE2 elsewhere."""
    try:
        return HyperscanScanner(words)
    except ImportError:
        return Re2Scanner(words)


def _database(words: Sequence[Sequence[int]]) -> Any:
    """The compiled words, from the cache when the same were compiled before by the same library."""
    import hyperscan

    spelled = [b"".join(b"\\x%02x\\x%02x" % (code & 0xFF, code >> 8) for code in word) for word in words]
    key = hashlib.sha256(b"\n".join([hyperscan.__version__.encode(), platform.machine().encode(), *spelled]))
    kept = shelf.cache_folder() / f"words-{key.hexdigest()[:32]}.hyperscan"
    if (database := _load(kept)) is None:
        database = hyperscan.Database()
        database.compile(expressions=spelled, ids=list(range(len(spelled))), elements=len(spelled), flags=0)
        data = hyperscan.dumpb(database)
        shelf.keep(kept, hashlib.sha256(data).digest() + data)
    return database


def _load(kept: Any) -> Any:
    """A database whose bytes are as they were written and which this processor can run; else None."""
    import hyperscan

    try:
        data = kept.read_bytes()
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            return None
        database = hyperscan.loadb(data[32:], hyperscan.HS_MODE_BLOCK)
        hyperscan.Scratch(database)
    except (OSError, hyperscan.error):
        return None
    return database


def _two_bytes(number: int) -> int:
    """Low byte 0–0x7F first, then a byte from 0x80, as one little-endian uint16."""
    return (number >> 7) | (0x80 | (number & 0x7F)) << 8
