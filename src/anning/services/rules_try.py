"""The rule workbench: one sentence held against every rule, and one rule told in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from anning.detection import explain
from anning.detection.explain import Silent, Tried
from anning.domain.china_time import china_day, now
from anning.errors import InputUnusable, NotFound
from anning.knowledge import laws, phrases
from anning.knowledge.conduct import Rule, rules
from anning.knowledge.names import names

LONGEST = 5_000
_DOES = {"drop": "有它就不算", "lower": "有它就降一档", "ask": "有它就要看情况"}
_WHERE = {
    "before": "前面", "after": "后面", "around": "前后",
    "clause": "同一小句", "sentence": "同一句", "message": "整条消息",
}  # fmt: skip


class Plainly(Struct, frozen=True, kw_only=True):
    """One rule in plain words, each part a list of sentences."""

    id: str
    title: str
    conduct: str
    level: str
    says: str
    patterns: tuple[str, ...]
    lists: tuple[str, ...]
    contexts: tuple[str, ...]
    norms: tuple[str, ...]
    caution: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    def sections(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Headings and what stands below, without empty ones."""
        parts = (
            ("找什么词（~6 是中间最多隔六个字，| 是任选一个，@ 是词表）", self.patterns),
            ("用到的词表", self.lists),
            ("旁边的话", self.contexts),
            ("今天施行的依据", self.norms),
            ("对方会怎么说", (self.caution,)),
            ("例子", self.examples),
            ("反例，和为什么不算", self.counter_examples),
        )
        yield from ((heading, lines) for heading, lines in parts if any(lines))


def tried(text: str, day: date | None = None, recipient: str = "debtor") -> Tried:
    """Every rule on one text under the law of that day (today when None). InputUnusable when empty or far too long."""
    if not text.strip():
        raise InputUnusable("没有要试的文字", next_step="例如：anning rules try '明天到你单位拉横幅'")
    if len(text) > LONGEST:
        raise InputUnusable(f"文字太长（{len(text)} 个字）", next_step="一次试一条消息")
    return explain.tried(text, day or china_day(now()), recipient)


def lines(found: Tried) -> Iterator[str]:
    """What a person reads."""
    titles = names()
    yield f"结论：{titles.verdict[found.examined.verdict]}"
    for one in found.examined.findings:
        cited = "、".join(f"《{c.law}》{c.article}" for c in one.citations) or "没有当天施行的依据"
        yield f"  {one.rule}（{titles.level[one.level]}，第 {one.start}–{one.end} 字）“{one.quote}”"
        yield f"    依据：{cited}" + (f"；还要弄清：{one.decides}" if one.decides else "")
    yield from _silent("词都在，没有说的规则", found.held_back)
    yield from _silent("差一点的规则", found.nearly)


def _silent(heading: str, some: tuple[Silent, ...]) -> Iterator[str]:
    if some:
        yield heading
    for one in some:
        yield f"  {one.rule}“{one.words}”：{'；'.join(one.because)}"


def explained(rule_id: str) -> Plainly:
    """One rule in plain words. NotFound."""
    rule = next((rule for rule in rules() if rule.id == rule_id), None)
    if rule is None:
        raise NotFound("没有这条规则", where=rule_id, next_step="用 anning rules list 看全部规则")
    titles, today = names(), laws.on(china_day(now()))
    norms = (norm for ref in rule.norms if (norm := today.get(ref)))
    return Plainly(
        id=rule.id,
        title=rule.title,
        conduct=titles.conduct[rule.conduct].title,
        level=titles.level[rule.level],
        says=titles.verdict[rule.says],
        patterns=rule.patterns,
        lists=tuple(_lists(rule)),
        contexts=tuple(_contexts(rule)),
        norms=tuple(f"{norm.cited}：{norm.title}（{titles.mark[norm.mark]}）" for norm in norms),
        caution=rule.caution,
        examples=tuple(f"{e.text} → “{e.quote}”" for e in rule.examples),
        counter_examples=tuple(_why_not(rule, text) for text in rule.counter_examples),
    )


def _lists(rule: Rule) -> Iterator[str]:
    """Each list the patterns name, with its first words."""
    named = {
        part[1:]
        for pattern in rule.patterns
        for token in pattern.split()
        for part in token.removesuffix("?").split("|")
        if part.startswith("@")
    }
    for name in sorted(named):
        slot = phrases.slots()[name]
        words = (
            f"{slot.repeat[0]} 到 {slot.repeat[1]} 个 {slot.chars}"
            if slot.chars
            else "、".join(slot.words[:6])
        )
        yield f"@{name}：{slot.title}（{words}{'等' if len(slot.words) > 6 else ''}）"  # noqa: PLR2004


def _contexts(rule: Rule) -> Iterator[str]:
    known = phrases.contexts()
    yield from (f"要有：{known[name].title}（{name}，{_WHERE[known[name].where]}）" for name in rule.need)
    for name in rule.unless:
        yield f"{_DOES[known[name].effect]}：{known[name].title}（{name}，{_WHERE[known[name].where]}）"
    yield from (f"不受它影响：{known[name].title}（{name}）" for name in rule.without)
    yield from (f"只是这样说时不算：{phrase}" for phrase in rule.safe)


def _why_not(rule: Rule, text: str) -> str:
    """A counter-example, and what holds the rule back there."""
    recipient = "" if rule.recipient in {"any", "outsider"} else rule.recipient
    found = explain.tried(text, rule.date, recipient, (rule,))
    because = next((one.because for one in (*found.held_back, *found.nearly)), ("没有这些词",))
    return f"{text}（{'；'.join(because)}）"
