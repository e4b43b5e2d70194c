"""What a text says of its sender: signatures, whom it claims to come from, whether it is court-like, case numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from msgspec import Struct

from anning.detection import views
from anning.knowledge.phrases.sender import Claim, ClaimWords, CourtWords, wording

_SIGNED = r"[【［\[](?P<name>[^【】\[\]［］\n]{1,40})[】］\]]"
_AT_START = re.compile(rf"\s*{_SIGNED}")
_AT_END = re.compile(
    rf"{_SIGNED}(?:拒收请?回复?\w{{1,4}}|退订请?回复?\w{{1,4}}|回复?\w{{1,4}}退订)?[\s。.]*$"
)
_CLAUSE = re.compile(r"[。！？!?；;，,\n]")
_ENOUGH = 2
"""Weak words of different kinds that make a text court-like together."""
_BACK = 30
"""How far before a named court the words are looked for that only announce going there."""


class Claimed(Struct, frozen=True, kw_only=True):
    """One sender a text claims: the kind in code and in words, the name ("" when none), and where it says so."""

    kind: Claim
    title: str
    name: str = ""
    by: str = "text"


class CaseNumber(Struct, frozen=True, kw_only=True):
    """A case number as written, its year, the first character of its court's place and what that stands for."""

    written: str
    year: int
    letter: str
    province: str


def signatures(text: str) -> tuple[str, ...]:
    """The 【signature】 at the start and at the end, each once, as written."""
    found = [match["name"].strip() for match in (_AT_START.match(text), _AT_END.search(text)) if match]
    return tuple(dict.fromkeys(name for name in found if name and not re.fullmatch(r"(?:19|20)\d{2}", name)))


def court_like(text: str) -> bool:
    """Whether a text speaks as, for or of a court's proceedings. It leans towards yes: a yes only adds care."""
    words = _court()
    for seen in _views(text):
        plain = words.ordinary.sub("。", seen)
        if _case().search(seen) or words.strong.search(plain) or _kinds(words.weak, plain) >= _ENOUGH:
            return True
    return False


def _views(text: str) -> Iterator[str]:
    """The text made one in width and script, then without symbols put between its characters."""
    folded = views.fold(text)
    yield folded
    if (bare := views.stripped(folded)) is not None:
        yield bare.text


def _kinds(weak: Sequence[re.Pattern[str]], text: str) -> int:
    return sum(bool(pattern.search(text)) for pattern in weak)


class _Court(Struct, frozen=True):
    strong: re.Pattern[str]
    weak: tuple[re.Pattern[str], ...]
    ordinary: re.Pattern[str]
    named: re.Pattern[str]
    leading: re.Pattern[str]


@cache
def _court() -> _Court:
    words: CourtWords = wording().court
    return _Court(
        strong=_any(words.strong),
        weak=tuple(map(re.compile, words.weak)),
        ordinary=_any(words.ordinary),
        named=re.compile(words.court),
        leading=re.compile(words.leading),
    )


@cache
def _case() -> re.Pattern[str]:
    return re.compile(wording().court.case_number)


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def courts(text: str) -> tuple[str, ...]:
    """Every court named, each once."""
    return tuple(dict.fromkeys(_trimmed(match["name"]) for match in _court().named.finditer(text)))


def _trimmed(name: str) -> str:
    """A court's name without the words that lead up to it."""
    return _court().leading.sub("", name)


def case_numbers(text: str) -> tuple[CaseNumber, ...]:
    """Every case number, each once, as written."""
    folded, provinces = views.fold(text), wording().court.provinces
    found = {}
    for match in _case().finditer(folded):
        written = text[match.start() : match.end()].strip()
        letter = match["place"][0]
        found[written] = CaseNumber(
            written=written, year=int(match["year"]), letter=letter, province=provinces.get(letter, "")
        )
    return tuple(found.values())


def claims(text: str) -> tuple[Claimed, ...]:
    """Whom a text claims to come from: by its signature first, then by its own words; each kind once."""
    signed = [_by_signature(name) for name in signatures(text)]
    body = _AT_END.sub("", _AT_START.sub("", text, count=1))
    said = [claim for words in wording().claims if (claim := _by_words(words, body))]
    known = [claim for claim in signed if claim.kind != "other"]
    others = [claim for claim in signed if claim.kind == "other"]
    return tuple({claim.kind: claim for claim in reversed([*known, *said, *others])}.values())[::-1]


def _by_signature(name: str) -> Claimed:
    folded = views.fold(name)
    for words in wording().claims:
        if words.signature and _any(words.signature).search(folded):
            return Claimed(kind=words.kind, title=words.title, name=name, by="signature")
    return Claimed(kind="other", title="", name=name, by="signature")


def _by_words(words: ClaimWords, body: str) -> Claimed | None:
    folded = views.fold(body)
    for pattern in words.intro:
        for match in re.finditer(pattern, folded):
            if not (words.unless and _any(words.unless).search(_around(folded, match))):
                return Claimed(kind=words.kind, title=words.title, name=_name(words, body, match))
    return None


def _name(words: ClaimWords, body: str, match: re.Match[str]) -> str:
    """The name as written; folding keeps every place."""
    if "name" not in match.re.groupindex or match["name"] is None:
        return ""
    name = body[match.start("name") : match.end("name")]
    return _trimmed(name) if words.kind == "court" else name


def _around(body: str, match: re.Match[str]) -> str:
    """The clause of a match."""
    before = _CLAUSE.split(body[max(0, match.start() - _BACK) : match.start()])[-1]
    return before + match[0] + _CLAUSE.split(body[match.end() :], maxsplit=1)[0]
