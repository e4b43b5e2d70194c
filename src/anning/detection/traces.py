"""Which of very many texts may be disguised: traces that numpy sees, so that only few texts are read by sound.

A trace is a picture or a run of letters that stands for something, or two neighbouring characters that are a pair
of a word of the rules but for one of them, which only sounds the same. Pairs are bits of two tables of some MB.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from anning.detection import views
from anning.detection.restore import REACH, Restorer, cut, readings
from anning.detection.scanners import Numbers
from anning.knowledge.phrases import disguise

Table = NDArray[np.uint8]
_RUN = re.compile("[a-z]+")


class Traces:
    """What gives away that a restorer could change a text."""

    def __init__(self, restorer: Restorer) -> None:
        forms = restorer.forms
        self._restorer = restorer
        pictures = {form[0] for form in forms if not form[0].isalnum()}
        letters = set(ascii_lowercase)
        plain = {*readings(), *"".join(form[:2] for form in forms if len(form) > 1)} - letters - pictures
        chars = [*sorted(plain), *ascii_lowercase, *sorted(pictures)]
        # Letters have the numbers above plain, pictures those above letters: one lookup tells all three.
        self._plain, self._letters, self._total = len(plain), len(plain) + len(letters), len(chars) + 1
        number = {char: n for n, char in enumerate(chars, 1)}
        ids = np.zeros(views.ALL, np.uint32)
        ids[[ord(char) for char in chars]] = np.arange(1, self._total)
        self._ids = ids[views.table()]
        self._odd, self._common = self._tables(restorer, number)
        self._lettered = frozenset(form for form in forms if _RUN.fullmatch(form))

    def suspects(self, points: views.Codes, starts: Numbers) -> Numbers:
        """Numbers of the texts, laid out as for a scanner, that may be disguised."""
        ids = self._ids.take(points)
        pair = ids[:-1] * np.uint32(self._total) + ids[1:]
        places = np.flatnonzero(self._odd.take(pair >> 2) != 0)
        odd = (self._odd[pair[places] >> 2] >> (pair[places] & 3) * 2) & 3
        alone = (odd & 1 > 0) & ~self._usual(pair, places - 1)
        alone |= (odd & 2 > 0) & ~self._usual(pair, places + 1)
        plausible = [place for place in places[alone].tolist() if self._plausible(points, place)]
        marked = np.flatnonzero(ids > self._plain)
        spelled = self._spelling(points, marked[ids[marked] <= self._letters])
        pictures = marked[ids[marked] > self._letters]
        places = np.concatenate((np.array(plausible, np.intp), spelled, pictures))
        return np.unique(np.searchsorted(starts, places, side="right") - 1)

    def _plausible(self, points: views.Codes, place: int) -> bool:
        """Whether the pair there is part of something that a restorer reads, by what stands around it."""
        first = max(0, place - REACH)
        window = views.text_of(views.table()[points[first : place + REACH + 2]])
        return self._restorer.plausible(window, place - first)

    def _usual(self, pair: views.Codes, places: Numbers) -> NDArray[np.bool_]:
        """Whether ordinary pairs stand at these places."""
        inside = (places >= 0) & (places < len(pair))
        usual: NDArray[np.bool_] = inside & _has(self._common, pair[np.where(inside, places, 0)])
        return usual

    def _numbers(self, pairs: Iterable[str], number: Mapping[str, int]) -> Numbers:
        """The numbers of those pairs of which both characters have one."""
        known = [(number.get(pair[0], 0), number.get(pair[1], 0)) for pair in pairs]
        return np.array([first * self._total + last for first, last in known if first and last], np.intp)

    def _spelling(self, points: views.Codes, letters: Numbers) -> Numbers:
        """The places of runs of letters that are syllables or stand for words."""
        if not len(letters):
            return letters
        opens = np.flatnonzero(np.diff(letters, prepend=-2) > 1)
        lengths = np.diff(opens, append=len(letters))
        long = lengths > 1
        opens, lengths = opens[long], lengths[long]
        text = views.text_of(views.table()[points[letters]])
        kept = [
            begin
            for begin, length in zip(opens.tolist(), lengths.tolist(), strict=True)
            if (run := text[begin : begin + length]) in self._lettered or cut(run)
        ]
        return letters[kept]

    def _tables(self, restorer: Restorer, number: Mapping[str, int]) -> tuple[Table, Table]:
        """Two bits for each pair: its first, its last character is another than the word has; a bit: it is ordinary."""
        odd, common = (np.zeros(self._total**2 * bits // 8 + 1, np.uint8) for bits in (2, 1))
        _set(common, self._numbers(restorer.common, number))
        for first, last, differs in _odd(restorer, number):
            pairs = np.add.outer(first * self._total, last).ravel()
            pairs = pairs[~_has(common, pairs)]
            if differs & 1:
                _set(odd, pairs * 2)
            if differs & 2:
                _set(odd, pairs * 2 + 1)
        told = (form[:2] for form in restorer.forms if len(form) > 1 and not _RUN.fullmatch(form))
        formed = self._numbers(told, number)
        _set(odd, formed * 2)
        _set(odd, formed * 2 + 1)
        return odd, common


@lru_cache(maxsize=2)
def restoring(words: frozenset[str], plain: frozenset[str]) -> tuple[Restorer, Traces]:
    """What undoes disguises of these words and what tells where they are; the same for engines of the same rules.

    plain are words that are never read as others.
    """
    restorer = Restorer(words, plain)
    return restorer, Traces(restorer)


def _has(table: Table, places: Numbers | views.Codes) -> NDArray[np.bool_]:
    has: NDArray[np.bool_] = (table[places >> 3] >> (places & 7)) & 1 > 0
    return has


def _set(table: Table, places: Numbers) -> None:
    np.bitwise_or.at(table, places >> 3, (1 << (places & 7)).astype(np.uint8))


def _odd(restorer: Restorer, number: Mapping[str, int]) -> Iterator[tuple[Numbers, Numbers, int]]:
    """Pairs of words with characters of the same sound instead; bit 0: the first differs, bit 1: the last."""
    chars = sorted({char for word in restorer.sounded for char in word})
    other = {char: _same_sound(char, restorer.never, number) for char in chars}
    behind: dict[str, set[int]] = defaultdict(set)
    before: dict[str, set[int]] = defaultdict(set)
    for word in restorer.sounded:
        for first, last in pairwise(word):
            if last not in restorer.thin:
                behind[first].add(number[last])
            if first not in restorer.thin:
                before[last].add(number[first])
    for char, partners in behind.items():
        yield other[char], np.array([*partners]), 1
    for char, partners in before.items():
        yield np.array([*partners]), other[char], 2
    for word in restorer.core:
        yield other[word[0]], other[word[1]], 3


def _same_sound(char: str, never: frozenset[str], number: Mapping[str, int]) -> Numbers:
    found = {other for sound in readings()[char] for other in disguise.syllables()[sound]} - {char} - never
    return np.array([number[other] for other in found], np.intp)
