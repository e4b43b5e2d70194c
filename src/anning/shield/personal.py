"""Personal data in Chinese text: where it stands and what it is, by patterns with a check each.

Nothing here is certain to find everything: names and addresses have no checksum. The person adds and removes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final

import phonenumbers
from msgspec import Struct
from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from anning.knowledge import personal as data

NAME, WORD = "name", "word"
"""Kinds that need no pattern: names known from the case, and words the person gave."""

_DIGITS: Final = str.maketrans(
    "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00123456789" + "1" + "123456789"
)
_SPOKEN = re.compile(r"[零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖0-9]{7,}")
_WIDE: Final[dict[int, int | str]] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide) not in "（），：；！？"},
    0x3000: " ",
    0xA0: " ",
}
_Span = tuple[int, int, str, bool]
"""Start, end, kind, sure."""

_ROUNDS: Final = 3
_SHORT: Final = 7
"""Digits of a number that already tell whose it is."""

_TITLE = re.compile(
    "(?:先生|女士|小姐|太太|师傅|阿姨|大爷|大妈|大哥|大姐|同志|经理|主任|律师|警官|医生|老师)$"
)
_LOOSE = re.compile(r"(?<=[\u4e00-\u9fff·]) {1,3}(?=[0-9A-Za-z])|(?<=[0-9A-Za-z]) {1,3}(?=[\u4e00-\u9fff])")
_GAP = r"[\s·•]{0,2}"
_SERVICE = frozenset({phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.SHARED_COST})


class Found(Struct, frozen=True, kw_only=True, order=True):
    """text[start:end] == quote is of this kind. sure is False where only the words around speak for it."""

    start: int
    end: int
    kind: str
    quote: str
    sure: bool = True


def find(
    text: str, known_names: Iterable[str] = (), *, words: Iterable[str] = (), also: Iterable[str] = ()
) -> tuple[Found, ...]:
    """Everything found, in order and without overlaps: what overlaps becomes one, so that nothing shows.

    known_names and words are found wherever they stand, spaced out too; also names kinds that are optional.
    """
    names, own, optional = tuple(known_names), tuple(words), frozenset(also)
    found = tuple(_once(text, text, names, own, optional))
    for _ in range(_ROUNDS):  # what stood right beside may be found only now
        more = tuple(_once(text, _masked(text, found), names, own, optional))
        if not more:
            break
        found = tuple(sorted((*found, *more)))
    return found


def _once(
    text: str, seen: str, names: Sequence[str], words: Sequence[str], also: frozenset[str]
) -> Iterator[Found]:
    plain, places = _tight(legible(seen))
    given = chain(_literal(plain, names, NAME), _literal(plain, words, WORD))
    spans = sorted(chain(given, _matched(plain, also)))
    again = (span for span in _repeated(plain, spans) if span not in spans)
    every = ((places[s], places[e - 1] + 1, kind, sure) for s, e, kind, sure in sorted(chain(spans, again)))
    return _merged(text, every)


def _masked(text: str, found: Iterable[Found]) -> str:
    pieces, at = list[str](), 0
    for one in found:
        pieces += (text[at : one.start], "■" * (one.end - one.start))
        at = one.end
    return "".join((*pieces, text[at:]))


def titles() -> dict[str, str]:
    """What each kind is called."""
    told = data.words()
    return {NAME: told.name, WORD: told.word, **{kind.id: kind.title for kind in data.kinds()}}


def legible(text: str) -> str:
    """The same number of characters with full-width and Chinese digits made plain."""
    narrow = text.translate(_WIDE)
    return _SPOKEN.sub(lambda run: run[0].translate(_DIGITS), narrow)


def _tight(plain: str) -> tuple[str, Sequence[int]]:
    """The text without the spaces that papers set between Chinese and digits or letters, and where each stood."""
    gaps = {place for gap in _LOOSE.finditer(plain) for place in range(*gap.span())}
    places = [place for place in range(len(plain)) if place not in gaps] if gaps else range(len(plain))
    return ("".join(plain[place] for place in places) if gaps else plain), places


def survivors(text: str, quotes: Iterable[str], kept: Iterable[str] = ()) -> tuple[str, ...]:
    """Those of the quotes of which the text still holds the whole, or seven digits in a row that kept do not have."""
    flat, left = _flat(text), _flat("\n".join(kept))
    return tuple(quote for quote in dict.fromkeys(quotes) if _stands(quote, text, flat, left))


def _stands(quote: str, text: str, flat: str, left: str) -> bool:
    whole = _flat(quote)
    if whole.isdigit() and len(whole) <= _SHORT:
        return re.search(_bounded(quote), legible(text)) is not None
    runs = re.findall(rf"\d{{{_SHORT + 1},}}", whole)
    pieces = {run[at : at + _SHORT] for run in runs for at in range(len(run) - _SHORT + 1)}
    return bool(whole and whole in flat) or any(piece in flat and piece not in left for piece in pieces)


def _flat(text: str) -> str:
    return re.sub(r"[\W_]+", "", legible(text)).casefold()


def _literal(plain: str, wanted: Iterable[str], kind: str) -> Iterator[_Span]:
    """Given words, spaced out or not; a single character is no word."""
    for word in dict.fromkeys(wanted):
        if len("".join(word.split())) > 1:
            for match in re.finditer(_bounded(word), plain, re.IGNORECASE):
                yield match.start(), match.end(), kind, True


def _bounded(word: str) -> str:
    """A word as a pattern: spaced out or not, and digits not within more digits."""
    letters = [char for char in legible(word) if not char.isspace()]
    first, last = ("(?<!\\d)" if letters[0].isdigit() else ""), ("(?!\\d)" if letters[-1].isdigit() else "")
    return first + _GAP.join(map(re.escape, letters)) + last


def _repeated(plain: str, spans: Sequence[_Span]) -> Iterator[_Span]:
    """What the words around gave away once is covered wherever it stands, a name also without its title."""
    seen = {(kind, plain[start:end]) for start, end, kind, sure in spans if not sure}
    seen |= {(kind, bare) for kind, quote in seen if kind == NAME and len(bare := _TITLE.sub("", quote)) > 1}
    for kind, quote in sorted(seen):
        for start, end, _, _ in _literal(plain, [quote], kind):
            yield start, end, kind, False


def _matched(plain: str, also: frozenset[str]) -> Iterator[_Span]:
    for kind, pattern, sure, check, trim in _patterns():
        if kind.optional and kind.id not in also:
            continue
        group = "it" if "it" in pattern.groupindex else 0
        for match in pattern.finditer(plain):
            start, end = match.span(group)
            if trim and (lead := trim.match(plain, start, end)) and lead.end() < end:
                start = lead.end()
            if check(plain[start:end]):
                yield start, end, kind.id, sure


def _merged(text: str, spans: Iterable[_Span]) -> Iterator[Found]:
    """Overlaps joined; the kind is that of the sure one, else of the longest."""
    held: list[_Span] = []
    end = -1
    for span in spans:
        if held and span[0] >= end:
            yield _one(text, held)
            held = []
        held.append(span)
        end = max(end, span[1]) if len(held) > 1 else span[1]
    if held:
        yield _one(text, held)


def _one(text: str, held: list[_Span]) -> Found:
    start, end = held[0][0], max(span[1] for span in held)
    best = max(held, key=lambda span: (span[3], span[1] - span[0]))
    return Found(start=start, end=end, kind=best[2], quote=text[start:end], sure=best[3])


_Row = tuple[data.Kind, re.Pattern[str], bool, Callable[[str], bool], re.Pattern[str] | None]


@cache
def _patterns() -> tuple[_Row, ...]:
    lists = data.surnames()
    stands = {
        "{single}": f"[{lists.single.strip()}]",
        "{double}": "|".join(lists.double),
        "{province}": "|".join(lists.provinces),
    }
    return tuple(
        (
            kind,
            re.compile(_filled(pattern.find, stands)),
            pattern.sure,
            _CHECKS[pattern.check],
            re.compile(kind.trim) if kind.trim else None,
        )
        for kind in data.kinds()
        for pattern in kind.patterns
    )


def _filled(pattern: str, stands: Mapping[str, str]) -> str:
    for name, value in stands.items():
        pattern = pattern.replace(name, value)
    return pattern


def _resident_id(written: str) -> bool:
    """The check digit and a day that existed; the place is not asked, for districts come and go."""
    number = re.sub(r"[\s-]", "", written).upper()
    try:
        return bool(ric.get_birth_date(number)) and ric.calc_check_digit(number) == number[-1]
    except (ValidationError, ValueError):
        return False


def _luhn(written: str) -> bool:
    return bool(luhn.is_valid(re.sub(r"\D", "", written)))


def _phone(written: str) -> bool:
    """A number that the plan of its country knows and that is somebody's own, not a service."""
    try:
        number = phonenumbers.parse(re.split("转|分机", written)[0], "CN")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) not in _SERVICE


_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "": lambda _: True,
    "resident_id": _resident_id,
    "luhn": _luhn,
    "phone": _phone,
}
