"""Findings as a paper shows them: the text in slices with the words marked, the norms of the day, the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from anning.casework.document import Block, Bullets, Exhibit, Heading, Para, Part, Table
from anning.casework.timeline import OfConduct
from anning.domain.china_time import Instant, china_day, in_china
from anning.domain.entries import Entry
from anning.domain.findings import Citation, Finding
from anning.domain.numbers import caller_key
from anning.errors import NotFound
from anning.knowledge import conduct, forms, laws
from anning.knowledge.laws import Norm
from anning.knowledge.names import names

AROUND = 240
"""Characters shown before the first and behind the last marked word of a long text."""

LONG = 700
SHORT_ID = 16
_WEEKDAYS = "一二三四五六日"


def moment(at: Instant | None) -> str:
    """Date, weekday and clock in China; says so when there is none."""
    if at is None:
        return forms.report()["findings"]("undated")
    shown = in_china(at)
    return f"{shown:%Y-%m-%d}（周{_WEEKDAYS[shown.weekday()]}）{shown:%H:%M:%S}"


def caller(address: str, name: str = "") -> str:
    """A number as a paper names it, with the name it was saved under."""
    shown = caller_key(address) or forms.report()["when"]("withheld")
    return f"{shown}（{name}）" if name else shown


def sliced(text: str, found: Iterable[Finding]) -> tuple[tuple[Part, ...], bool]:
    """The text as consecutive slices with the words of the findings marked, and whether ends were left out."""
    spans = _merged(found)
    start, end = 0, len(text)
    if spans and len(text) > LONG:
        start, end = max(0, spans[0][0] - AROUND), min(len(text), spans[-1][1] + AROUND)
    parts, place = [], start
    for first, last in spans:
        parts += [
            Part(text=text[place:first], start=place),
            Part(text=text[first:last], start=first, marked=True),
        ]
        place = last
    parts.append(Part(text=text[place:end], start=place))
    return tuple(part for part in parts if part.text), (start, end) != (0, len(text))


@cache
def norm_of(citation: Citation) -> Norm | None:
    """The norm a finding cites, with its words; None when the law data no longer has it."""
    try:
        found = laws.find(citation.law, citation.article)
    except NotFound:
        return None
    return next((norm for norm in found if norm.citation() == citation), None)


def cited(citation: Citation) -> str:
    """How a Chinese paper names the norm."""
    norm = norm_of(citation)
    return norm.cited if norm else f"《{citation.law}》{laws.chinese_article(citation.article)}"


def in_force(citation: Citation) -> str:
    """From when until when it was in force, in words."""
    words = forms.report()["findings"]
    since, _, until = citation.in_force.partition("/")
    return (
        words("in_force_between", since=since, until=until) if until else words("in_force_since", since=since)
    )


def group(number: int, found: OfConduct) -> list[Block]:
    """Everything about one conduct: what it is, how often, the other side's answers, the contacts."""
    words, called = forms.report()["findings"], names().conduct[found.conduct]
    kept = list(found.kept())
    shown = [finding for _, findings in kept for finding in findings]
    blocks: list[Block] = [
        Heading(text=f"{number}. {called.title}", level=2, anchor=found.conduct.value),
        Para(text=called.meaning + "。", tone="lead"),
        Para(
            text=words(
                "counts",
                serious=found.serious,
                asks=found.asks,
                callers=len(found.callers),
                days=len(found.days),
            ),
            tone="note",
        ),
        Heading(text=words("cautions"), level=3),
        Bullets(items=tuple(f"{title}：{caution}" for title, caution in _cautions(shown))),
        Heading(text=words("items"), level=3),
    ]
    if found.total > len(kept):
        blocks.append(Para(text=words("more", n=found.total - len(kept), shown=len(kept)), tone="note"))
    return blocks + [exhibit(f"{number}-{place}", entry, own) for place, (entry, own) in enumerate(kept, 1)]


def exhibit(number: str, entry: Entry, found: Sequence[Finding]) -> Exhibit:
    """One contact and what was found in it."""
    called = names()
    parts, cut = sliced(entry.text, found)
    serious = any(f.verdict == "likely_unlawful" for f in found)
    what = f"{called.direction[entry.direction]}{called.kind[entry.kind]}"
    return Exhibit(
        number=number,
        entry=entry.id,
        head=f"{moment(entry.at)}　{what}　{caller(entry.address, entry.name)}",
        verdict=called.verdict["likely_unlawful" if serious else "needs_context"],
        serious=serious,
        parts=parts,
        facts=tuple(_facts(entry, found)),
        cut=cut,
    )


def finding_citations(found: Iterable[Finding]) -> list[Citation]:
    """Each norm cited, once, in the order first met."""
    return list(dict.fromkeys(citation for finding in found for citation in finding.citations))


def norm_table(citations: Iterable[Citation]) -> Table:
    """Norms with their days, what they say in our words, their weight, and how well each was checked."""
    rows = [(cited(c), in_force(c), _says(norm_of(c)), names().mark[c.mark]) for c in citations]
    return Table(
        columns=forms.report()["findings"].columns["norms_columns"],
        rows=tuple(rows),
        widths=(25, 15, 46, 14),
    )


def day_word(day: date | None) -> str:
    """A day, or a dash."""
    return day.isoformat() if day else "—"


def day_of(at: Instant | None) -> str:
    """The legal day of a moment, or a dash."""
    return day_word(china_day(at) if at is not None else None)


def _facts(entry: Entry, found: Sequence[Finding]) -> list[tuple[str, str]]:
    words, called = forms.report()["findings"], names()
    level = max((f.level for f in found), key=("low", "medium", "high").index)
    facts = [
        (words("rule"), "；".join(dict.fromkeys(f"{rule_title(f.rule)}（{f.rule}）" for f in found))),
        (words("level"), called.level[level]),
    ]
    if asks := list(dict.fromkeys(f.decides for f in found if f.decides)):
        facts.append((words("decides"), "；".join(asks)))
    if any(f.disguised for f in found):
        facts.append(("", words("disguised")))
    facts.append((words("norm_of_day"), "；".join(map(_dated, finding_citations(found)))))
    if entry.at is None:
        facts.append(("", words("undated_norm")))
    if entry.attachments:
        facts.append((words("attachments"), "；".join(f"{name[:SHORT_ID]}…" for name in entry.attachments)))
    place = f"{entry.evidence[:SHORT_ID]}…　{words('place')} {entry.locator}　{entry.id}"
    return [*facts, (words("evidence"), place)]


def rule_title(rule: str) -> str:
    """What the rule is called; its id when it is no longer there."""
    return _titles().get(rule, rule)


@cache
def _titles() -> dict[str, str]:
    return {rule.id: rule.title for rule in conduct.rules()}


def _dated(citation: Citation) -> str:
    """The norm with the time it was in force and how well it was checked."""
    words = forms.report()["findings"]
    return words("norm", cited=cited(citation), in_force=in_force(citation), mark=names().mark[citation.mark])


def _cautions(found: Iterable[Finding]) -> list[tuple[str, str]]:
    own = {finding.rule: finding.caution for finding in found if finding.caution}
    return [(rule_title(rule), caution) for rule, caution in sorted(own.items())]


def _says(norm: Norm | None) -> str:
    if norm is None:
        return ""
    condition = f"（{norm.condition}）" if norm.condition else ""
    return f"{norm.summary}{condition}\n{forms.report()['findings']('weight', effect=norm.effect)}"


def _merged(found: Iterable[Finding]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted((f.start, f.end) for f in found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans
