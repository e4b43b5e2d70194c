"""Who speaks, and how that weighs: from a court's own number or a friend the same words are not the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

import msgspec

from anning.detection import sender, sender_text
from anning.domain.entries import Role
from anning.domain.findings import NOT_UNLAWFUL, Examined, Finding, Verdict
from anning.domain.records import Direction
from anning.knowledge import lenders
from anning.knowledge.phrases.conversation import Speaker, Voice, voices

__all__ = ["Speaker", "Whose", "speaker", "summed", "weigh"]

Whose = Role | Literal["third_party", ""]
"""What the person said of a number, "" when nothing."""

_OFFICES = frozenset({"court", "procuratorate", "police"})
_BANK_LINE = "bank_service"
_PRIVATE = frozenset({"mobile", "virtual_operator", "overseas", "mail_address", "landline"})
"""Classes of numbers from which anybody may write; a bank's signature there makes no bank."""
_BY_WORD: dict[Whose, Speaker] = {
    "collector": "collector",
    "known": "known",
    "third_party": "third_party",
    "own": "own",
}
_VERDICTS: tuple[Verdict, ...] = ("likely_unlawful", "needs_context", "lawful_notice")


def speaker(direction: Direction, address: str, text: str = "", told: Whose = "") -> Speaker:
    """Who speaks, as far as direction, number, the person's own word and the signature tell."""
    if direction == "out":
        return "own"
    shape = sender.classify(address) if address else None
    if shape and shape.official in _OFFICES:
        return "court"
    if told in _BY_WORD:
        return _BY_WORD[told]
    if shape and (shape.id == _BANK_LINE or (shape.id not in _PRIVATE and _bank_signs(text))):
        return "bank"
    return "unknown"


def weigh(examined: Examined, who: Speaker) -> Examined:
    """What was found, as it weighs from that speaker."""
    voice = voices()[who]
    if not examined.findings or (voice.keeps and not voice.asks):
        return examined
    if not voice.keeps:
        return Examined("unrelated", ())
    return summed([_weighed(finding, voice) for finding in examined.findings])


def summed(findings: Iterable[Finding]) -> Examined:
    """Findings with the gravest of their verdicts."""
    kept = tuple(findings)
    return Examined(next((v for v in _VERDICTS if any(f.verdict == v for f in kept)), "unrelated"), kept)


def _weighed(finding: Finding, voice: Voice) -> Finding:
    if finding.conduct in NOT_UNLAWFUL or (voice.lowers and finding.conduct not in voice.lowers):
        return finding
    return msgspec.structs.replace(finding, verdict="needs_context", decides=voice.asks)


def _bank_signs(text: str) -> bool:
    return any(name in _bank_signatures() for name in sender_text.signatures(text))


@cache
def _bank_signatures() -> frozenset[str]:
    rows = (row for register in lenders.registers() for row in register.rows if row.kind == "bank")
    return frozenset(name for row in rows for name in (row.name, *row.signatures))
