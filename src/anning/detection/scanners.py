"""Which rules may speak of which texts: one pass over many texts, by hyperscan where it is installed, else by RE2.

A scanner may name a rule too often (it does not look at the start and end of a message), never too seldom; what
a rule then finds is Python's `re`, so every scanner leads to the same findings and only the speed differs.
Texts go in as they were written; width, case and script are made one on the way.
"""

from __future__ import annotations

import hashlib
import platform
import threading
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from anning.detection import patterns, views
from anning.detection.patterns import Edge, Gap, Run, Words
from anning.knowledge import shelf

Numbers = NDArray[np.intp]
Hits = tuple[Numbers, Numbers]
"""Text numbers and rule numbers, one pair or more for each rule that may speak of a text."""
Orders = Sequence[patterns.Sequence]
"""All the orders of words in which one rule may be said."""


class Scanner(Protocol):
    """Finds rules in several texts; safe to use from several threads at once."""

    name: str

    def __init__(self, rules: Sequence[Orders]) -> None: ...

    def find(self, points: views.Codes, starts: Numbers) -> Hits:
        """Rules for the texts laid end to end in points, a newline between them; text i begins at starts[i]."""


class HyperscanScanner:
    """All rules at once over one buffer, each character written as two bytes: a letter, then one above 0x7F.

    So a word cannot be found half a character off, a gap counts characters, and no byte means anything to the
    expression. Characters that end a sentence begin with z, and no gap crosses a z.
    """

    name = "hyperscan"

    def __init__(self, rules: Sequence[Orders]) -> None:
        written = {word for orders in rules for order in orders for word in _literals(order)}
        spelling = _Spelling({char for word in written for char in views.fold(word)})
        self._codes = spelling.table()[views.table()]
        numbered = [(n, e) for n, orders in enumerate(rules) for order in orders for e in spelling.expressions(order)]
        self._database = _database([n for n, _ in numbered], [e for _, e in numbered])
        self._own = threading.local()

    def find(self, points: views.Codes, starts: Numbers) -> Hits:
        """As Scanner."""
        rules: list[int] = []
        ends: list[int] = []
        rule, end = rules.append, ends.append

        def matched(number: int, _start: int, stop: int, _flags: int, _context: object) -> None:
            rule(number)
            end(stop)

        text = self._codes[points].tobytes()
        self._database.scan(text, match_event_handler=matched, scratch=self._scratch())
        places = np.array(ends, np.intp) // 2 - 1
        return np.searchsorted(starts, places, side="right") - 1, np.array(rules, np.intp)

    def _scratch(self) -> Any:
        """Hyperscan's working memory: one for each thread, or scanning in two at once would fail."""
        if not hasattr(self._own, "scratch"):
            import hyperscan

            self._own.scratch = hyperscan.Scratch(self._database)
        return self._own.scratch


class Re2Scanner:
    """The same by RE2's set matching, one text at a time."""

    name = "re2"

    def __init__(self, rules: Sequence[Orders]) -> None:
        import re2

        options = re2.Options()
        options.max_mem = 1 << 29  # enough for many states, or matching would crawl
        options.log_errors = False
        self._set = re2.Set.SearchSet(options)
        for orders in rules:
            self._set.Add("|".join(f"(?:{patterns.expression(core(order), views.fold)})" for order in orders))
        self._set.Compile()

    def find(self, points: views.Codes, starts: Numbers) -> Hits:
        """As Scanner."""
        folded = views.table()[points]
        stops = np.append(starts[1:] - 1, len(folded))
        pairs = [
            (number, rule)
            for number, (start, stop) in enumerate(zip(starts, stops, strict=True))
            for rule in self._set.Match(views.text_of(folded[start:stop])) or ()
        ]
        found = np.array(pairs, np.intp).reshape(-1, 2)
        return found[:, 0], found[:, 1]


def scanner(rules: Sequence[Orders]) -> Scanner:
    """Hyperscan where it is installed, RE2 elsewhere."""
    try:
        return HyperscanScanner(rules)
    except ImportError:
        return Re2Scanner(rules)


def core(order: patterns.Sequence) -> patterns.Sequence:
    """What must stand in a text for the order to match: without edges, and without what may be missing at its ends."""
    kept = [element for element in order if not isinstance(element, Edge)]
    needed = [n for n, e in enumerate(kept) if isinstance(e, Words | Run) and not e.optional]
    if not needed:
        raise shelf.KnowledgeError("写法里没有一个非有不可的词")
    return tuple(kept[needed[0] : needed[-1] + 1])


class _Spelling:
    """Two bytes for each character that rules name, two for all others, two for each end of a sentence."""

    _FIRST = b"abcdefghijklmnopqrstuvwxyABCDEFGHIJKLMNOPQRSTUVWXYZ"
    _STOP = b"z"
    _GAP = b"(?:[a-yA-Z].)"
    _LONGEST = 15_000
    """Hyperscan refuses expressions of 16,000 bytes."""

    def __init__(self, alphabet: set[str]) -> None:
        plain = sorted(alphabet - set(patterns.STOPS))
        self._of = {char: self._pair(self._FIRST, number) for number, char in enumerate(plain, 1)}
        self._of |= {char: self._pair(self._STOP, number) for number, char in enumerate(sorted(patterns.STOPS))}

    def table(self) -> NDArray[np.uint16]:
        """Folded code point → its two bytes as they lie in memory."""
        codes = np.full(views.ALL, int.from_bytes(self._pair(self._FIRST, 0), "little"), "<u2")
        for char, pair in self._of.items():
            codes[ord(char)] = int.from_bytes(pair, "little")
        return codes

    def expressions(self, order: patterns.Sequence) -> Iterator[bytes]:
        """The core of the order, cut into several where it is too long for one."""
        whole = core(order)
        spelled = b"".join(map(self._spelled, whole))
        if len(spelled) <= self._LONGEST:
            yield spelled
            return
        widest = max((n for n, e in enumerate(whole) if isinstance(e, Words)), key=lambda n: _width(whole[n]))
        options = getattr(whole[widest], "options", ())
        for half in (options[::2], options[1::2]):
            part = Words(half, getattr(whole[widest], "optional", False))
            yield from self.expressions((*whole[:widest], part, *whole[widest + 1 :]))

    def _spelled(self, element: patterns.Element) -> bytes:
        match element:
            case Gap(most):
                return self._GAP + b"{0,%d}" % most
            case Run(chars, least, most, optional):
                return self._either(chars) + b"{%d,%d}" % (0 if optional else least, most)
            case Words(options, optional):
                return self._either(options) + (b"?" if optional else b"")
            case _:
                return b""

    def _either(self, words: Sequence[str]) -> bytes:
        spelled = {b"".join(self._of[char] for char in views.fold(word)) for word in words}
        return b"(?:" + b"|".join(sorted(spelled)) + b")"

    @staticmethod
    def _pair(first: bytes, number: int) -> bytes:
        return bytes([first[number >> 7], 0x80 | (number & 0x7F)])


def _literals(order: patterns.Sequence) -> Iterator[str]:
    for element in order:
        if isinstance(element, Words):
            yield from element.options
        elif isinstance(element, Run):
            yield element.chars


def _width(element: patterns.Element) -> int:
    return sum(map(len, element.options)) if isinstance(element, Words) else 0


_SLOW_S = 0.3
_KEPT_FILES = 4


def _database(numbers: Sequence[int], expressions: Sequence[bytes]) -> Any:
    """The compiled expressions; what took long is kept and not compiled again by the same library."""
    import hyperscan

    known = [version("hyperscan"), platform.machine(), repr((numbers, expressions))]
    kept = shelf.cache_folder() / f"rules-{hashlib.sha256(repr(known).encode()).hexdigest()[:32]}.hyperscan"
    if (database := _load(kept)) is not None:
        return database
    began = time.perf_counter()
    database = hyperscan.Database()
    # Expressions that are too large are widened, not refused: to name a rule too often does no harm.
    flags = [hyperscan.HS_FLAG_PREFILTER] * len(expressions)
    database.compile(expressions=list(expressions), ids=list(numbers), elements=len(expressions), flags=flags)
    if time.perf_counter() - began > _SLOW_S:
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
        for old in sorted(folder.glob("rules-*.hyperscan"), key=lambda f: f.stat().st_mtime)[:-_KEPT_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        return
