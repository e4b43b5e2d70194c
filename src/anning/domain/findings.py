"""What detection says of a text: conduct, words, norm of the day, and how sure."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

Level = Literal["high", "medium", "low"]
Verdict = Literal["likely_unlawful", "needs_context", "lawful_notice", "unrelated"]
Mark = Literal["V", "V2", "M", "K"]
"""How a fact was checked: V read in the text, V2 second-hand, M and K from memory."""


class Conduct(StrEnum):
    """The conduct codes; the last three are not unlawful by themselves."""

    THREAT_VIOLENCE = "threat_violence"
    INTIMIDATION = "intimidation"
    INSULT = "insult"
    DEFAMATION = "defamation"
    THIRD_PARTY_DISCLOSURE = "third_party_disclosure"
    THIRD_PARTY_CONTACT = "third_party_contact"
    IMPERSONATE_AUTHORITY = "impersonate_authority"
    FALSE_LEGAL_THREAT = "false_legal_threat"
    FREQUENCY_HARASSMENT = "frequency_harassment"
    OFF_HOURS_CONTACT = "off_hours_contact"
    VISIT_THREAT = "visit_threat"
    DOXXING = "doxxing"
    SOFT_VIOLENCE = "soft_violence"
    EXTORTION_OR_ILLEGAL_FEE = "extortion_or_illegal_fee"
    PRIVATE_ACCOUNT_PAYMENT = "private_account_payment"
    INDUCE_NEW_DEBT = "induce_new_debt"
    UNIDENTIFIED_COLLECTOR = "unidentified_collector"
    DEADLINE_PRESSURE = "deadline_pressure"
    LAWFUL_REMINDER = "lawful_reminder"
    LAWFUL_LEGAL_NOTICE = "lawful_legal_notice"


NOT_UNLAWFUL = frozenset({Conduct.DEADLINE_PRESSURE, Conduct.LAWFUL_REMINDER, Conduct.LAWFUL_LEGAL_NOTICE})


class Citation(Struct, frozen=True, kw_only=True):
    """One norm in force on the day of the act.

    law is the full title, article as written in the rule ("50(1)(5)"), in_force an interval
    "2026-01-01/" or "2013-01-01/2025-12-31", mark how well it was checked.
    """

    law: str
    article: str
    in_force: str
    mark: Mark


class Finding(Struct, frozen=True, kw_only=True):
    """Words that fit a rule: quote == text[start:end] always, offsets in characters of the text as given.

    verdict is what this finding alone leads to; decides is the question still open when that is needs_context.
    disguised says the words were only seen once inserted symbols were left out.
    """

    conduct: str
    rule: str
    start: int
    end: int
    quote: str
    level: Level
    citations: tuple[Citation, ...] = ()
    caution: str = ""
    verdict: Verdict = "likely_unlawful"
    decides: str = ""
    disguised: bool = False


class Examined(Struct, frozen=True):
    """What was found in one text, and what it comes to."""

    verdict: Verdict
    findings: tuple[Finding, ...]
