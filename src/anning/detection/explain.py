"""Why a rule speaks of a text, and why another, whose words are nearly or wholly there, does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

import msgspec
from msgspec import Struct

from anning.detection import patterns, views
from anning.detection.context import Around, Surroundings, inside_safe
from anning.detection.engine import Candidate, Engine
from anning.detection.wording import Examiner, examiner
from anning.domain.findings import NOT_UNLAWFUL, Examined
from anning.knowledge import laws, phrases
from anning.knowledge.conduct import Rule, rules

MOST = 8
"""Rules shown of which only some words are there; those with the most of them."""
_OPTIONS = 4
_LEAST = 2


class Silent(Struct, frozen=True, kw_only=True):
    """A rule that says nothing of the text: the words of it that are there, and each reason in Chinese."""

    rule: str
    title: str
    words: str
    because: tuple[str, ...]


class Tried(Struct, frozen=True, kw_only=True):
    """What is found; rules whose words are all there and that were held back; rules of which a word is missing."""

    examined: Examined
    held_back: tuple[Silent, ...]
    nearly: tuple[Silent, ...]


def tried(text: str, day: date, recipient: str = "", catalogue: Sequence[Rule] | None = None) -> Tried:
    """Every rule on one text. catalogue: the product's own when None."""
    every = tuple(rules() if catalogue is None else catalogue)
    examined = (examiner() if catalogue is None else Examiner(catalogue)).one(text, day, recipient)
    fired = {finding.rule for finding in examined.findings}
    held: list[Silent] = []
    matched: set[str] = set()
    for rule, silent in _matched(every, text, day, recipient):
        matched.add(rule.id)
        if rule.id not in fired and silent.rule not in {one.rule for one in held}:
            held.append(silent if silent.because else _yields(rule, silent, examined))
    rest = [rule for rule in every if rule.id not in matched]
    return Tried(examined=examined, held_back=tuple(held), nearly=tuple(_nearly(rest, views.fold(text))))


def _matched(every: tuple[Rule, ...], text: str, day: date, recipient: str) -> Iterator[tuple[Rule, Silent]]:
    """Each rule whose words are there, by the match that is held back least, with the reasons (none: it speaks)."""
    loose, surroundings = _loose(every)
    best: dict[int, Silent] = {}
    for candidate in loose.candidates([text]):
        around = surroundings.of(candidate.seen.text)
        for number, places in candidate.rules.items():
            for match in loose.matches(number, places, candidate.seen.text):
                because = tuple(_reasons(every[number], candidate, around, match.span(), recipient))
                if number not in best or len(because) < len(best[number].because):
                    first, last = candidate.seen.span(*match.span())
                    best[number] = _silent(
                        every[number], text[first:last], (*because, *_undated(every[number], day))
                    )
    for number, silent in best.items():
        yield every[number], silent


@cache
def _loose(every: tuple[Rule, ...]) -> tuple[Engine, Surroundings]:
    """The rules with nothing that keeps them back before their words are looked for."""
    slots, contexts = phrases.slots(), phrases.contexts()
    free = [msgspec.structs.replace(rule, need=(), recipient="any") for rule in every]
    return Engine(free, slots, contexts=contexts), Surroundings(contexts, slots)


def _reasons(
    rule: Rule, candidate: Candidate, around: Around, span: tuple[int, int], recipient: str
) -> Iterator[str]:
    contexts = phrases.contexts()
    if not rule.reads(recipient):
        yield "只看发给本人的话" if rule.recipient == "debtor" else "只看发给无关第三人的话"
    safe = [views.fold(phrase) for phrase in rule.safe]
    yield from (
        f"在“{one}”里面，这样说没有别的意思" for one in safe if inside_safe([one], candidate.seen.text, *span)
    )
    for name in rule.need:
        if not around.holds(name, *span):
            yield f"旁边要有“{contexts[name].title}”（{name}），没有看到"
    always = () if rule.conduct in NOT_UNLAWFUL else tuple(n for n, c in contexts.items() if c.always)
    for name in dict.fromkeys((*(name for name in always if name not in rule.without), *rule.unless)):
        if contexts[name].effect == "drop" and around.holds(name, *span):
            yield f"旁边有“{contexts[name].title}”（{name}），意思变了"


def _undated(rule: Rule, day: date) -> Iterator[str]:
    if rule.norms and not laws.on(day).cite(rule.norms) and rule.conduct not in NOT_UNLAWFUL:
        yield f"{day} 没有一条依据在施行，只能算线索"


def _yields(rule: Rule, silent: Silent, examined: Examined) -> Silent:
    """A rule that would speak and gives way to another."""
    same = next((f.rule for f in examined.findings if f.conduct == rule.conduct), "")
    why = f"同一处已由 {same} 说了" if same else "这里已有可能不合法的话，合法的内容不再单列"
    return _silent(rule, silent.words, (why,))


def _nearly(every: Sequence[Rule], folded: str) -> list[Silent]:
    """Rules with one word missing, or with all words too far apart or in another order; the fullest first."""
    found = [(fullness, silent) for rule in every for fullness, silent in _of_rule(rule, folded)]
    return [silent for _, silent in sorted(found, key=lambda pair: (-pair[0], pair[1].rule))[:MOST]]


def _of_rule(rule: Rule, folded: str) -> list[tuple[int, Silent]]:
    best: tuple[int, Silent] | None = None
    for pattern in rule.patterns:
        for order in patterns.parse(pattern, phrases.slots()):
            seen = [(words, _there(words, folded)) for words in patterns.fixed(order)]
            missing = [words for words, there in seen if not there]
            there = [word for _, word in seen if word]
            fullness = sum(map(len, there))
            if (
                len(seen) < _LEAST
                or len(missing) > 1
                or len(set(there)) < max(1, len(there))
                or (best and best[0] >= fullness)
            ):
                continue
            why = f"还缺：{_some(missing[0])}" if missing else "这些词都在，但隔得太远，或者不在一句话里"
            best = (fullness, _silent(rule, " … ".join(there), (why, f"写法：{pattern}")))
    return [best] if best else []


def _there(words: patterns.Words, folded: str) -> str:
    return next((word for word in words.options if views.fold(word) in folded), "")


def _some(words: patterns.Words) -> str:
    more = "等" if len(words.options) > _OPTIONS else ""
    return "、".join(sorted(words.options, key=len)[:_OPTIONS]) + more


def _silent(rule: Rule, words: str, because: tuple[str, ...]) -> Silent:
    return Silent(rule=rule.id, title=rule.title, words=words, because=because)
