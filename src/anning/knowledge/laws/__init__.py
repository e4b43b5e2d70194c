"""Law as data: what an article said on a day, in our own words, with its source and how it was checked.

One file a statute, its versions inside it; `on(day)` is the only door to a norm, because a norm without
a date is how a complaint loses. References are written ``public_security/50(1)(5)``:
file, article, paragraph, item.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct, field

from anning.domain.case import LenderKind
from anning.domain.findings import Citation, Mark
from anning.errors import NotFound
from anning.knowledge import shelf

_DIGITS = "零一二三四五六七八九"


class Article(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One article, paragraph or item; dates and mark fall back to those of its version.

    summary is in our own words. replaced_by is the reference that says the same after in_force_to.
    applies_to names lender kinds when the norm binds only those; condition says in Chinese what else
    it needs.
    brackets says what the numbers in brackets count: paragraphs then items, or items of a lone paragraph.
    Where its number was not seen, article is a short name without spaces (催收时段), or 全文 for the whole.
    """

    article: str
    brackets: Literal["款项", "项"] = "款项"
    title: str
    summary: str
    in_force_from: date | None = None
    in_force_to: date | None = None
    replaced_by: str = ""
    source: str = ""
    mark: Mark | None = None
    applies_to: tuple[LenderKind, ...] = ()
    condition: str = ""
    note: str = ""


class Version(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text of a statute with the days it was in force, both included."""

    id: str
    in_force_from: date
    in_force_to: date | None = None
    promulgated: date | None = None
    number: str = ""
    source: str
    mark: Mark
    articles: tuple[Article, ...] = ()


class Statute(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A law, interpretation, regulation, rule, standard or guideline through its versions.

    effect says in Chinese what kind of weight it has, so that a guideline is never shown as a law.
    """

    id: str
    title: str
    short: str
    kind: Literal["law", "regulation", "interpretation", "rule", "policy", "standard", "guideline"]
    effect: str
    issuer: str
    aliases: tuple[str, ...] = ()
    versions: tuple[Version, ...] = field(default_factory=tuple)


class Norm(Struct, frozen=True, kw_only=True):
    """An article with everything filled in from its version and statute.

    cited is how a Chinese paper names it: 《治安管理处罚法》第五十条第一款第五项.
    """

    ref: str
    law: str
    short: str
    kind: str
    effect: str
    article: str
    cited: str
    title: str
    summary: str
    in_force_from: date
    in_force_to: date | None
    source: str
    mark: Mark
    replaced_by: str = ""
    applies_to: tuple[LenderKind, ...] = ()
    condition: str = ""
    note: str = ""

    def in_force(self, day: date) -> bool:
        """Whether the norm binds conduct of that legal day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def citation(self) -> Citation:
        """The norm as findings carry it."""
        until = self.in_force_to.isoformat() if self.in_force_to else ""
        return Citation(
            law=self.law,
            article=self.article,
            in_force=f"{self.in_force_from.isoformat()}/{until}",
            mark=self.mark,
        )


class LawBook:
    """The norms of one legal day, and of one kind of lender where that is known."""

    def __init__(self, day: date, lender: LenderKind | None = None) -> None:
        self.day = day
        self.lender = lender

    def __contains__(self, ref: str) -> bool:
        return self.get(ref) is not None

    def get(self, ref: str) -> Norm | None:
        """The norm behind a reference when it binds on this day and this lender; else None."""
        return next((n for n in _by_ref().get(ref, ()) if n.in_force(self.day) and self._binds(n)), None)

    def cite(self, refs: tuple[str, ...]) -> tuple[Citation, ...]:
        """The citations of those references that are in force, in the order given."""
        return tuple(norm.citation() for ref in refs if (norm := self.get(ref)))

    def __iter__(self) -> Iterator[Norm]:
        return (n for norms in _by_ref().values() for n in norms if n.in_force(self.day) and self._binds(n))

    def _binds(self, norm: Norm) -> bool:
        return self.lender is None or not norm.applies_to or self.lender in norm.applies_to


@cache
def on(day: date, lender: LenderKind | None = None) -> LawBook:
    """The law of one day, China time."""
    return LawBook(day, lender)


def era(day: date) -> int:
    """A number for the stretch of days on which the same norms are in force; a day of another number may differ."""
    return bisect_right(_changes(), day)


def first_day(era: int) -> date:
    """The day on which that stretch begins: what binds then binds on all of it."""
    return _changes()[era - 1] if era else date.min


def statutes() -> tuple[Statute, ...]:
    """Every statute, in the order of their files."""
    return tuple(value for _, value in shelf.read("laws", Statute))


def every() -> Iterator[Norm]:
    """Every norm of every time, statute by statute."""
    yield from (norm for norms in _by_ref().values() for norm in norms)


@lru_cache(maxsize=1024)
def find(law: str, article: str) -> tuple[Norm, ...]:
    """All norms of that name and number through time; NotFound says which laws or articles there are.

    law may be the file's name, the full or short title or an alias, with or without 《》; article may be
    written 50(1)(5), 50 or 第五十条第一款第五项.
    """
    statute = _named(law)
    wanted = numeric_article(article)
    exact = tuple(n for n in _norms(statute) if n.article in {wanted, article.strip()})
    within = exact or tuple(n for n in _norms(statute) if n.article.split("(")[0] == wanted)
    if not within:
        known = "、".join(dict.fromkeys(n.article for n in _norms(statute)))
        raise NotFound(
            f"{statute.short}里没有收录 {article}",
            next_step=f"已收录的条文：{known}。没有收录不等于法律没有规定",
        )
    return within


def chinese_article(article: str, units: str = "款项") -> str:
    """50(1)(5) as 第五十条第一款第五项; units as in Article.brackets."""
    head, *rest = re.findall(r"[^()]+", article)
    numbered = zip(rest, units, strict=False)
    return _article_word(head) + "".join(f"第{_chinese_number(int(n))}{unit}" for n, unit in numbered)


def numeric_article(text: str) -> str:
    """第五十条第一款第五项 as 50(1)(5); what is numeric already is returned without spaces."""
    plain = text.replace(" ", "").translate(str.maketrans("（）", "()"))
    match = re.fullmatch(
        r"第?([零一二三四五六七八九十百千\d]+)条(?:之([一二三四五六七八九十\d]+))?(.*)", plain
    )
    if not match:
        return plain
    number, suffix, rest = match.groups()
    parts = re.findall(r"第\(?([零一二三四五六七八九十\d]+)\)?[款项]", rest)
    head = f"{_arabic(number)}-{_arabic(suffix)}" if suffix else str(_arabic(number))
    return head + "".join(f"({_arabic(part)})" for part in parts)


def _article_word(head: str) -> str:
    """第二百五十三条之一, 第四十九条（损毁财物）, 第5.1条, 关于催收时段的规定; 全文 adds nothing."""
    if numbered := re.fullmatch(r"(\d+)(?:-(\d+))?(（.+）)?", head):
        number, suffix, part = numbered.groups(default="")
        return (
            f"第{_chinese_number(int(number))}条"
            + (f"之{_chinese_number(int(suffix))}" if suffix else "")
            + part
        )
    if re.fullmatch(r"\d+(\.\d+)+", head):
        return f"第{head}条"
    return "" if head == "全文" else f"关于{head}的规定"


def _chinese_number(value: int) -> str:
    thousands, hundreds, tens, ones = value // 1000, value // 100 % 10, value // 10 % 10, value % 10
    text = f"{_DIGITS[thousands]}千" if thousands else ""
    text += f"{_DIGITS[hundreds]}百" if hundreds else "零" if thousands and (tens or ones) else ""
    if tens:
        text += ("" if tens == 1 and not text else _DIGITS[tens]) + "十"
    elif ones and hundreds:
        text += "零"
    return text + (_DIGITS[ones] if ones or not text else "")


def _arabic(text: str) -> int:
    if text.isdigit():
        return int(text)
    total = digit = 0
    for char in text:
        if char in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            digit = _DIGITS.index(char)
    return total + digit


def _named(law: str) -> Statute:
    wanted = law.strip().strip("《》")
    for statute in statutes():
        if wanted in {statute.id, statute.title, statute.short, *statute.aliases}:
            return statute
    raise NotFound(f"没有收录名为“{law}”的法律文件", next_step="用 anning law list 看全部名称")


@cache
def _changes() -> list[date]:
    """The days on which some norm begins, or is no longer in force, ascending."""
    norms = list(every())
    ends = (norm.in_force_to + timedelta(days=1) for norm in norms if norm.in_force_to)
    return sorted({*(norm.in_force_from for norm in norms), *ends})


@cache
def _by_ref() -> dict[str, tuple[Norm, ...]]:
    found: dict[str, list[Norm]] = {}
    for statute in statutes():
        for norm in _norms(statute):
            found.setdefault(norm.ref, []).append(norm)
    return {ref: tuple(norms) for ref, norms in found.items()}


def _norms(statute: Statute) -> Iterator[Norm]:
    for version in statute.versions:
        for article in version.articles:
            yield Norm(
                ref=f"{statute.id}/{article.article}",
                law=statute.title,
                short=statute.short,
                kind=statute.kind,
                effect=statute.effect,
                article=article.article,
                cited=f"《{statute.short}》{chinese_article(article.article, article.brackets)}",
                title=article.title,
                summary=article.summary,
                in_force_from=article.in_force_from or version.in_force_from,
                in_force_to=article.in_force_to or version.in_force_to,
                source=article.source or version.source,
                mark=article.mark or version.mark,
                replaced_by=article.replaced_by,
                applies_to=article.applies_to,
                condition=article.condition,
                note=article.note,
            )
