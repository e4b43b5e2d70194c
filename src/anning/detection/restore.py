"""What a disguised text means: forms replaced, and sounds read as the words of the rules that they are the sound of.

`Restorer.restored` says it for one text, whatever the text; `traces.py` tells fast for very many texts which of
them it could change at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from anning.detection import views
from anning.knowledge.phrases import disguise

_MOST_READINGS = 8
_LONGEST_WORD = 8
REACH = _LONGEST_WORD + 1
"""How far from a character lies what decides on how it is read."""
_SHORT = 2
"""Characters of a word that is only read by its sound beside another sign of disguise."""
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+\Z")
_RUN = re.compile(r"[a-z]{2,}")
_WORD = ""
"""The key in the tree under which the words that end there stand."""
_STAND_IN = "拼"
"""Any Han character, in the place of a syllable, where only the kind of character matters."""


class Item(NamedTuple):
    """One character, or one syllable in letters, with its place in the text."""

    said: str
    start: int
    end: int
    changed: bool = False


class Read(NamedTuple):
    """A word read from items[start:end], and whether that needs no second signal."""

    start: int
    end: int
    word: str
    sure: bool


class Restorer:
    """Reads disguised texts by the given words. Build once; several threads may use it at the same time."""

    def __init__(self, words: Iterable[str], plain: Iterable[str] = ()) -> None:
        sheet = disguise.sounds()
        self.core = frozenset(word for word in sheet.core if len(word) == _SHORT)
        self.thin = frozenset(sheet.thin)
        self.never = self.thin | frozenset(sheet.usual)
        known = {word for word in words if _readable(word)}
        self.words = sorted({*known, *sheet.core})
        self.sounded = frozenset(w for w in self.words if self._telling(w))
        self.forms = {views.fold(f): m for f, m in disguise.forms().items()} | dict(_initials(self.core))
        self._alone = sheet.alone
        self._forms: dict[str, list[str]] = {}
        for form in sorted(self.forms, key=lambda form: (-len(form), form)):
            self._forms.setdefault(form[0], []).append(form)
        self._signals = re.compile("|".join(map(re.escape, sheet.signals)))
        self.common = _ordinary() | {pair for word in (*self.words, *plain) for pair in _pairs(word)}
        self._tree: dict[str, Any] = {}
        for word in self.words:
            for sounds in product(*(readings()[char] for char in word)):
                node = self._tree
                for sound in sounds:
                    node = node.setdefault(sound, {})
                node.setdefault(_WORD, []).append(word)

    def restored(self, folded: str) -> views.Seen | None:
        """The folded text with all that is disguised written plainly; None when nothing is."""
        items = _joined(list(self._items(folded)))
        formed = any(item.changed for item in items)
        reads = self._chosen(items, formed=formed or bool(self._signals.search(folded)))
        meant = list(self._meant(items, reads))
        if not reads and not any(item.changed for item in meant):
            return None
        text = "".join(item.said for item in meant)
        return views.Seen(text, [item.start for item in meant], [item.end for item in meant])

    def plausible(self, window: str, place: int) -> bool:
        """Whether a form stands at a place of a folded text, or a word may be read by its sound over it.

        window needs no more than REACH characters on either side.
        """
        if any(_stands(form, window, place) for form in self._forms.get(window[place], ())):
            return True
        sounds = _sounds(window)
        for start in range(max(0, place - _LONGEST_WORD + 1), place + 1):
            for read in self._heard(sounds, start):
                if read.end > place and window[start : read.end] != read.word:
                    items = [Item(char, n, n + 1) for n, char in enumerate(window)]
                    if self._sure(items, read) is not None:
                        return True
        return False

    def _items(self, folded: str) -> Iterator[Item]:
        """The text with forms replaced and runs of letters cut into syllables where they are such."""
        done = place = 0
        while place < len(folded):
            forms = self._forms.get(folded[place])
            form = next((f for f in forms if _stands(f, folded, place)), "") if forms else ""
            if form:
                yield from _spelled(folded, done, place)
                done = _behind(folded, place + len(form)) if form in _pictures() else place + len(form)
                yield from (Item(char, place, done, changed=True) for char in self.forms[form])
            place = max(done, place + 1)
        yield from _spelled(folded, done, len(folded))

    def _chosen(self, items: Sequence[Item], *, formed: bool) -> list[Read]:
        """Words read, none over another, the longest first; those not sure only beside another sign of disguise."""
        found, literal = self._found(items)
        found = [
            r for r in found if literal.isdisjoint(n for n in _differing(items, r) if len(items[n].said) == 1)
        ]
        taken: set[int] = set()
        chosen = []
        for read in sorted(found, key=lambda r: (not r.sure, r.start - r.end, *self._unlikely(items, r))):
            if taken.isdisjoint(range(read.start, read.end)):
                taken.update(range(read.start, read.end))
                chosen.append(read)
        if formed or len(chosen) > 1 or any(read.sure for read in chosen):
            return chosen
        return []

    def _unlikely(self, items: Sequence[Item], read: Read) -> tuple[Any, ...]:
        """For words of one length: those known to be disguised before others, then those of the usual characters."""
        usual = [
            self._alone.get(items[n].said) == read.word[n - read.start] for n in range(read.start, read.end)
        ]
        return read.word not in self.core, -sum(usual), read.start, read.word

    def _found(self, items: Sequence[Item]) -> tuple[list[Read], set[int]]:
        """Every word whose sound is in the items, and the items that are a word as they stand."""
        found: list[Read] = []
        literal: set[int] = set()
        sounds = _sounds([item.said for item in items])
        for start in range(len(items)):
            for read in self._heard(sounds, start):
                if not _differing(items, read):
                    literal.update(range(read.start, read.end))
                elif (sure := self._sure(items, read)) is not None:
                    found.append(read._replace(sure=sure))
        return found, literal

    def _heard(self, sounds: Sequence[Sequence[str]], start: int) -> list[Read]:
        """Every word that sounds so from one of these sounds on."""
        nodes, found = [self._tree], []
        for end in range(start, len(sounds)):
            nodes = [node[sound] for sound in sounds[end] for node in nodes if sound in node]
            if not nodes:
                break
            found += [
                Read(start, end + 1, w, sure=True) for node in nodes if _WORD in node for w in node[_WORD]
            ]
        return found

    def _sure(self, items: Sequence[Item], read: Read) -> bool | None:
        """Whether what differs is enough by itself to read the word; None when it must not be read."""
        said = [item.said for item in items[read.start : read.end]]
        other = [len(s) == 1 and s != char for s, char in zip(said, read.word, strict=True)]
        changed = [n for n, differs in enumerate(other, read.start) if differs]
        lettered = any(len(s) > 1 for s in said)
        if any(items[n].said in self.never or self._usual(items, n) for n in changed):
            return None
        if lettered:
            return True
        content = self.content(read.word)
        same = [n for n in content if not other[n]]
        beside = any(other[max(0, n - 1)] or other[min(n + 1, len(other) - 1)] for n in same)
        if len(content) > _SHORT and len(same) > 1 and beside:
            return True
        return False if read.word in self.core or (read.word in self.sounded and beside) else None

    def _telling(self, word: str) -> bool:
        """Whether a word may be read by its sound: long, or a word in its own right and not of the most usual."""
        content = len(self.content(word))
        return word in self.core or content > _SHORT or (content == len(word) and word in _ordinary())

    def content(self, word: str) -> list[int]:
        """The places of a word's characters that are not too frequent to tell anything."""
        return [n for n, char in enumerate(word) if char not in self.thin]

    def _usual(self, items: Sequence[Item], number: int) -> bool:
        """Whether a character makes an ordinary word with one of its neighbours."""
        before, said = items[number - 1].said if number else "", items[number].said
        behind = items[number + 1].said if number + 1 < len(items) else ""
        return before + said in self.common or said + behind in self.common

    def _meant(self, items: Sequence[Item], reads: Iterable[Read]) -> Iterator[Item]:
        """The items with the words read, a syllable alone as the character it may stand for, the rest as written."""
        words = {n: read.word[n - read.start] for read in reads for n in range(read.start, read.end)}
        for number, item in enumerate(items):
            if number in words:
                yield item._replace(said=words[number], changed=item.changed or words[number] != item.said)
            elif len(item.said) == 1:
                yield item
            elif (char := self._alone.get(item.said)) and _stands_alone(items, number):
                yield item._replace(said=char, changed=True)
            else:
                yield from (Item(char, n, n + 1) for n, char in enumerate(item.said, item.start))


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Character → its toneless syllables."""
    found: dict[str, tuple[str, ...]] = {}
    for syllable, chars in disguise.syllables().items():
        for char in chars:
            found[char] = (*found.get(char, ()), syllable)
    return found


@cache
def cut(run: str) -> tuple[str, ...]:
    """A run of letters as syllables, the fewest that make it up; nothing when it is not made of syllables."""
    known = disguise_syllables()
    best: list[tuple[str, ...] | None] = [(), *([None] * len(run))]
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 6), end - 1):
            before = best[start]
            if before is None or run[start:end] not in known:
                continue
            now = best[end]
            if now is None or len(before) + 1 < len(now):
                best[end] = (*before, run[start:end])
    return best[-1] or ()


@cache
def disguise_syllables() -> frozenset[str]:
    """Syllables as they are typed; one letter alone is none."""
    return frozenset(syllable for syllable in disguise.syllables() if len(syllable) > 1)


def _sounds(said: Iterable[str]) -> list[tuple[str, ...]]:
    """The sounds of characters and of syllables in letters."""
    known = readings()
    return [known.get(one, ()) if len(one) == 1 else (one,) for one in said]


def _spelled(folded: str, first: int, behind: int) -> Iterator[Item]:
    """Characters as they are, runs of letters as syllables."""
    place = first
    for run in _RUN.finditer(folded, first, behind):
        if syllables := cut(run.group()):
            yield from (Item(folded[n], n, n + 1) for n in range(place, run.start()))
            place = run.start()
            for syllable in syllables:
                yield Item(syllable, place, place + len(syllable))
                place += len(syllable)
    yield from (Item(folded[n], n, n + 1) for n in range(place, behind))


def _joined(items: list[Item]) -> list[Item]:
    """The items without symbols inserted between characters or syllables."""
    if not any(len(item.said) == 1 and views.is_symbol(item.said) for item in items):
        return items
    kinds = "".join(item.said if len(item.said) == 1 else _STAND_IN for item in items)
    gone = set(views.hidden(views.codes(kinds)).tolist())
    return [item for n, item in enumerate(items) if n not in gone] if gone else items


def _stands_alone(items: Sequence[Item], number: int) -> bool:
    """Whether a syllable is the whole of its run of letters and stands beside a Han character."""
    beside = [items[n].said for n in (number - 1, number + 1) if 0 <= n < len(items)]
    return all(len(s) == 1 for s in beside) and any(s in readings() for s in beside)


def _differing(items: Sequence[Item], read: Read) -> list[int]:
    return [n for n in range(read.start, read.end) if items[n].said != read.word[n - read.start]]


def _readable(word: str) -> bool:
    """Whether a word is of two characters or more, all with known readings, and not too many of these."""
    if not 1 < len(word) <= _LONGEST_WORD or not _HAN.match(word):
        return False
    ways = 1
    for char in word:
        ways *= len(readings().get(char, ()))
    return 0 < ways <= _MOST_READINGS


def _initials(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words of two characters with one of them written as its first letter."""
    for word in words:
        for sound in readings()[word[1]]:
            yield word[0] + sound[0], word
        for sound in readings()[word[0]]:
            yield sound[0] + word[1], word


def _stands(form: str, text: str, place: int) -> bool:
    """Whether a form is there, with no other letter or digit before or behind one of its own."""
    behind = place + len(form)
    return text.startswith(form, place) and not (
        (place and _alike(text[place - 1], form[0]))
        or (behind < len(text) and _alike(text[behind], form[-1]))
    )


def _alike(one: str, other: str) -> bool:
    """Whether both are letters or digits of ASCII, so that they are read together."""
    return one.isascii() and other.isascii() and one.isalnum() and other.isalnum()


@cache
def _pictures() -> frozenset[str]:
    return frozenset(form for form in disguise.forms() if not form[0].isalnum())


def _behind(text: str, place: int) -> int:
    """The place behind what only changes the look of a picture."""
    while place < len(text) and text[place] in views.PICTURE_STYLES:
        place += 1
    return place


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(first + last for first, lasts in disguise.ordinary_pairs() for last in lasts)


def _pairs(word: str) -> Iterator[str]:
    return (word[n : n + 2] for n in range(len(word) - 1))
