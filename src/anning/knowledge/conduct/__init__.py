"""The conduct catalogue: one rule a file, each with its examples, its counter-examples and the other side's answer.

The file's path is its id: ``insult/name_calling.yaml`` holds the rule ``insult.name_calling``.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from anning.domain.findings import NOT_UNLAWFUL, Conduct, Level, Verdict
from anning.knowledge import shelf


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text the rule must find, with the words it must quote, and for whom it was meant when that matters."""

    text: str
    quote: str
    recipient: Literal["debtor", "third_party", ""] = ""


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one sub-type of a conduct sounds, and what is to be said of it.

    patterns are written as docs/how-to/add-a-rule.md tells. recipient limits the rule to messages that reached
    such a person; outsider to those not known to have reached the debtor. unless names contexts beside those that
    always apply; need names contexts that must be there. safe lists phrases inside which a match means nothing.
    decides is the question whose answer settles a needs_context finding.
    """

    title: str
    conduct: Conduct
    kind: str
    """Sub-type within the conduct, in English snake_case."""
    status: Literal["stable", "test", "experimental", "deprecated"]
    level: Level
    patterns: tuple[str, ...]
    norms: tuple[str, ...] = ()
    caution: str
    examples: tuple[Example, ...]
    counter_examples: tuple[str, ...]
    verdict: Verdict | None = None
    decides: str = ""
    recipient: Literal["any", "debtor", "third_party", "outsider"] = "any"
    need: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Contexts that always apply elsewhere but not to this rule."""
    safe: tuple[str, ...] = ()
    disguise: bool = True
    """Whether the rule is also looked for behind inserted symbols."""
    falsepositives: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    author: str
    date: date
    id: str = ""

    def reads(self, recipient: str) -> bool:
        """Whether the rule looks at messages that reached this person ("" when unknown)."""
        if self.recipient == "outsider":
            return recipient != "debtor"
        return self.recipient in {"any", recipient}

    @property
    def says(self) -> Verdict:
        """The verdict a match of this rule leads to when nothing around it speaks against it."""
        if self.verdict:
            return self.verdict
        if self.conduct in NOT_UNLAWFUL:
            return "lawful_notice"
        return "needs_context" if self.level == "low" else "likely_unlawful"


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule that is not deprecated, in the order of their files."""
    found = (_named(file, rule) for file, rule in shelf.read("conduct", Rule))
    return tuple(rule for rule in found if rule.status != "deprecated")


def _named(file: Path, rule: Rule) -> Rule:
    import msgspec

    if file.parent.name != rule.conduct:
        raise shelf.KnowledgeError(f"规则放在 {file.parent.name}，但写的是 {rule.conduct}", where=str(file))
    return msgspec.structs.replace(rule, id=f"{rule.conduct}.{file.stem}")
