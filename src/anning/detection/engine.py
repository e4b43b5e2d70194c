"""Which rules may speak of which texts: one pass for the words of all rules, then each rule's own expression.

The scan looks for words only (two characters or more). A rule is tried on a text when all words that one of
its patterns cannot do without are there; what it then finds is Python's `re`, so every scanner gives the same
answer and only the speed differs.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from anning.detection import patterns, views
from anning.knowledge import shelf
from anning.knowledge.conduct import Rule
from anning.knowledge.phrases import Slot

Hits = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Text numbers and word numbers, one pair for each time a word stands in a text (RE2: at least once)."""


class Scanner(Protocol):
    """Finds which words stand in which of several folded texts."""

    name: str

    def find(self, folded: views.Codes, starts: NDArray[np.intp]) -> Hits:
        """Words in the texts laid end to end in folded; text i begins at starts[i]."""


class HyperscanScanner:
    """All words at once over one buffer; each character is written as two bytes that cannot be taken for another.

    The first byte is below 0x80, the second is not, so a word cannot be found half a character off.
    """

    name = "hyperscan"

    def __init__(self, words: Sequence[str]) -> None:
        import hyperscan

        alphabet = sorted({char for word in words for char in word})
        code = {char: 1 + number for number, char in enumerate(alphabet)}
        self._codes = np.full(views.ALL, _two_bytes(0), np.uint16)
        for char, number in code.items():
            self._codes[ord(char)] = _two_bytes(number)
        literals = [b"".join(int(self._codes[ord(c)]).to_bytes(2, "little") for c in word) for word in words]
        self._database = hyperscan.Database()
        expressions = [b"".join(b"\\x%02x" % byte for byte in literal) for literal in literals]
        self._database.compile(expressions=expressions, ids=list(range(len(words))), elements=len(words), flags=0)

    def find(self, folded: views.Codes, starts: NDArray[np.intp]) -> Hits:
        """As Scanner."""
        words: list[int] = []
        ends: list[int] = []
        word, end = words.append, ends.append

        def matched(number: int, _start: int, stop: int, _flags: int, _context: object) -> None:
            word(number)
            end(stop)

        self._database.scan(self._codes[folded].tobytes(), match_event_handler=matched)
        places = np.array(ends, np.intp) // 2 - 1
        return np.searchsorted(starts, places, side="right") - 1, np.array(words, np.intp)


class Re2Scanner:
    """The same words by RE2's set matching, one text at a time."""

    name = "re2"

    def __init__(self, words: Sequence[str]) -> None:
        import re2

        self._set = re2.Set.SearchSet()
        for word in words:
            self._set.Add(re2.escape(word))
        self._set.Compile()

    def find(self, folded: views.Codes, starts: NDArray[np.intp]) -> Hits:
        """As Scanner."""
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


class Plan(Struct, frozen=True):
    """One order of one pattern: the elements it needs (as bits) and the rule it belongs to."""

    needs: int
    rule: int


class Candidate(Struct, frozen=True):
    """A rule worth trying on a text, in the view in which its words were seen."""

    text: int
    seen: views.Seen
    rules: tuple[int, ...]
    disguised: bool


class Engine:
    """The compiled rules; build once, use from one thread."""

    def __init__(
        self,
        rules: Sequence[Rule],
        slots: Mapping[str, Slot],
        make: Callable[[Sequence[str]], Scanner] = scanner,
    ) -> None:
        self.rules = tuple(rules)
        self._sequences = [[s for p in rule.patterns for s in patterns.parse(p, slots)] for rule in rules]
        self._index()
        self.scanner = make(self._words)
        self._expressions: dict[int, re.Pattern[str]] = {}

    def expression(self, rule: int) -> re.Pattern[str]:
        """The regular expression of a rule over folded text."""
        if rule not in self._expressions:
            orders = "|".join(f"(?:{patterns.expression(s, views.fold)})" for s in self._sequences[rule])
            self._expressions[rule] = re.compile(orders)
        return self._expressions[rule]

    def candidates(self, texts: Sequence[str]) -> Iterator[Candidate]:
        """Rules to try, text by text in order; each text at most once as written and once without insertions."""
        if not texts:
            return
        lengths = np.fromiter(map(len, texts), np.intp, len(texts))
        starts = np.cumsum(lengths + 1) - lengths - 1
        folded = views.table()[views.codes("\n".join(texts))]
        whole = views.text_of(folded)
        found = [
            Candidate(number, views.Seen(whole[starts[number] : starts[number] + lengths[number]]), rules, disguised=False)
            for number, rules in self._named(*self.scanner.find(folded, starts))
        ]
        hiding = np.unique(np.searchsorted(starts, views.may_hide(folded), side="right") - 1)
        found += self._disguised([(n, whole[starts[n] : starts[n] + lengths[n]]) for n in hiding])
        yield from sorted(found, key=lambda c: (c.text, c.disguised))

    def _disguised(self, texts: Sequence[tuple[int, str]]) -> Iterator[Candidate]:
        bare = [(number, seen) for number, text in texts if (seen := views.stripped(text))]
        if not bare:
            return
        joined = views.codes("\n".join(seen.text for _, seen in bare))
        lengths = np.fromiter((len(seen.text) for _, seen in bare), np.intp, len(bare))
        for place, rules in self._named(*self.scanner.find(joined, np.cumsum(lengths + 1) - lengths - 1)):
            if open_to := tuple(r for r in rules if self.rules[r].disguise):
                yield Candidate(*bare[place], open_to, disguised=True)

    def _named(self, texts: NDArray[np.intp], words: NDArray[np.intp]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Texts with the rules all of whose needed words are there."""
        there: dict[int, int] = {}
        first: dict[int, list[int]] = {}
        for text, word in zip(texts.tolist(), words.tolist(), strict=True):
            there[text] = there.get(text, 0) | self._bits[word]
            if word in self._anchored:
                first.setdefault(text, []).append(word)
        for text, anchors in first.items():
            mask = there[text]
            rules = {
                plan.rule for word in set(anchors) for plan in self._anchored[word] if plan.needs & mask == plan.needs
            }
            if rules:
                yield text, tuple(sorted(rules))

    def _index(self) -> None:
        """Give each distinct required element a bit, and hang every plan on the rarest of its elements."""
        bit: dict[tuple[str, ...], int] = {}
        plans: list[tuple[Plan, tuple[str, ...]]] = []
        for number, sequences in enumerate(self._sequences):
            for sequence in sequences:
                elements = [tuple(views.fold(word) for word in e.options) for e in patterns.required(sequence)]
                if not elements:
                    raise shelf.KnowledgeError("每个写法至少要有一个两字以上的固定词", where=self.rules[number].id)
                needs = sum({1 << bit.setdefault(e, len(bit)) for e in elements})
                plans.append((Plan(needs, number), min(elements, key=_commonness)))
        self._words = sorted({word for element in bit for word in element})
        place = {word: number for number, word in enumerate(self._words)}
        self._bits = [0] * len(self._words)
        for element, position in bit.items():
            for word in element:
                self._bits[place[word]] |= 1 << position
        self._anchored: dict[int, list[Plan]] = {}
        for plan, element in plans:
            for word in element:
                self._anchored.setdefault(place[word], []).append(plan)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over rules and slots as compiled; findings carry it so that a run can be repeated."""
        return hashlib.sha256(pickle.dumps((self._words, self._sequences), protocol=4)).hexdigest()


def _commonness(element: tuple[str, ...]) -> float:
    """A guess at how often an element stands in ordinary text: many and short words are common."""
    return sum(30.0 ** -len(word) for word in element)


def _two_bytes(number: int) -> int:
    """Low byte 0–0x7F first, then a byte from 0x80, as one little-endian uint16."""
    return (number >> 7) | (0x80 | (number & 0x7F)) << 8
