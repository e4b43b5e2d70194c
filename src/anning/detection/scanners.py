"""Where the words of the rules stand: what a scanner is, and two by engines of others, Hyperscan and RE2.

The product's own is in tree.py; it is faster on messages and needs no library. These two are kept to hold it against.

Only plain words are looked for. Hyperscan can search whole patterns with gaps, but the one that ships for Linux
and macOS (vectorscan 5.4.12) was seen to miss some of them, such as ``(?:他|她)[^z]{0,20}欠我们`` far enough
from the start of a buffer; its search for plain words was not. Gaps are the engine's business.
"""

from __future__ import annotations

import hashlib
import platform
import threading
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from anning.detection import views
from anning.knowledge import shelf

Numbers = NDArray[np.intp]
Hits = tuple[Numbers, Numbers]
"""Word numbers, and the places behind each word's last character."""

_SHIFT = 36
"""A word's number and its place are noted as one integer; buffers of 64 GB are not expected."""
_KEPT_FILES = 4
_LARGE = 200
"""Words from which on compiling takes longer than reading the compiled form."""


class Scanner(Protocol):
    """Finds every occurrence of every word in several texts; safe to use from several threads at once."""

    name: str

    def __init__(self, words: Sequence[str]) -> None: ...

    def find(self, points: views.Codes, starts: Numbers) -> Hits:
        """Words in texts laid end to end in points as written, a newline between them; text i begins at starts[i]."""


class HyperscanScanner:
    """All words at once over one buffer; each character is written as two bytes that cannot be taken for another.

    The first byte is below 0x80, the second is not, so a word cannot be found half a character off.
    """

    name = "hyperscan"

    def __init__(self, words: Sequence[str]) -> None:
        alphabet = {char: number for number, char in enumerate(sorted({c for w in words for c in w}), 1)}
        codes = np.full(views.ALL, _two_bytes(0), "<u2")
        for char, number in alphabet.items():
            codes[ord(char)] = _two_bytes(number)
        self._codes = codes[views.table()]
        self._database = (
            _database([[_two_bytes(alphabet[char]) for char in word] for word in words]) if words else None
        )
        self._own = threading.local()

    def find(self, points: views.Codes, starts: Numbers) -> Hits:  # noqa: ARG002 - needs no bounds
        """As Scanner."""
        seen: list[int] = []
        note = seen.append

        def matched(number: int, _start: int, stop: int, _flags: int, _context: object) -> None:
            note(number << _SHIFT | stop)

        if self._database is not None:
            text = self._codes[points].tobytes()
            self._database.scan(text, match_event_handler=matched, scratch=self._scratch())
        found = np.array(seen, np.intp)
        return found >> _SHIFT, (found & ((1 << _SHIFT) - 1)) // 2

    def _scratch(self) -> Any:
        """Hyperscan's working memory: one for each thread, or scanning in two at once would fail."""
        if not hasattr(self._own, "scratch"):
            import hyperscan

            self._own.scratch = hyperscan.Scratch(self._database)
        return self._own.scratch


class Re2Scanner:
    """The same words: RE2's set matching says which a text holds, then each of these is looked up in it."""

    name = "re2"

    def __init__(self, words: Sequence[str]) -> None:
        import re2

        self._words = tuple(words)
        options = re2.Options()
        options.max_mem = 1 << 28  # room for many states, or matching would crawl
        self._set = re2.Set.SearchSet(options)
        for word in words:
            self._set.Add(re2.escape(word))
        self._set.Compile()

    def find(self, points: views.Codes, starts: Numbers) -> Hits:
        """As Scanner."""
        whole = views.text_of(views.table()[points])
        words: list[int] = []
        ends: list[int] = []
        for start, stop in zip(starts.tolist(), [*(starts[1:] - 1).tolist(), len(whole)], strict=True):
            for number in self._set.Match(whole[start:stop]) or ():
                word = self._words[number]
                place = whole.find(word, start, stop)
                while place >= 0:
                    words.append(number)
                    ends.append(place + len(word))
                    place = whole.find(word, place + 1, stop)
        return np.array(words, np.intp), np.array(ends, np.intp)


def _database(words: Sequence[Sequence[int]]) -> Any:
    """The compiled words; many are kept and not compiled again by the same library."""
    import hyperscan

    spelled = [b"".join(b"\\x%02x\\x%02x" % (code & 0xFF, code >> 8) for code in word) for word in words]
    known = [version("hyperscan").encode(), platform.machine().encode(), *spelled]
    kept = shelf.cache_folder() / f"words-{hashlib.sha256(b' '.join(known)).hexdigest()[:32]}.hyperscan"
    if (database := _load(kept)) is not None:
        return database
    database = hyperscan.Database()
    database.compile(expressions=spelled, ids=list(range(len(spelled))), elements=len(spelled), flags=0)
    if len(words) > _LARGE:
        data = hyperscan.dumpb(database)
        shelf.keep(kept, hashlib.sha256(data).digest() + data)
        _tidy(kept.parent)
    return database


def _load(kept: Path) -> Any:
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


def _tidy(folder: Path) -> None:
    """Leave the newest few, so that changing rules does not fill the disk."""
    try:
        for old in sorted(folder.glob("words-*.hyperscan"), key=lambda f: f.stat().st_mtime)[:-_KEPT_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _two_bytes(number: int) -> int:
    """Low byte 0–0x7F first, then a byte from 0x80, as one little-endian uint16."""
    return (number >> 7) | (0x80 | (number & 0x7F)) << 8
