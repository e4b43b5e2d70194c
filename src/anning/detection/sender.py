"""Who sent this message? Three statements apart, never one score.

Who it claims to be, what supports that, what is unverified; then three steps. Nothing is opened, asked or sent.

A court-like text is never called anything but unverified, whatever it says: a person who ignores a true one loses
their case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from anning.detection import sender_links, sender_text, views
from anning.detection.sender_links import Link
from anning.detection.sender_text import CaseNumber, Claimed
from anning.domain.findings import Mark
from anning.domain.numbers import caller_key
from anning.knowledge import numbers
from anning.knowledge.lenders import Listed
from anning.knowledge.links import links as link_facts
from anning.knowledge.numbers import NumberClass
from anning.knowledge.phrases.sender import Claim, Step, Steps, wording

_LENDERS = frozenset({"bank", "consumer_finance", "small_loan", "platform", "payment"})
_AS_CLAIM: dict[str, Claim] = {"law_firm": "lawyer", **dict.fromkeys(_LENDERS, "lender")}
"""What a listed body claims to be when its signature is used; other kinds are named alike."""
_OFFICES = frozenset({"court", "police", "procuratorate", "government", "regulator"})
_OLDEST_CASE = 1990
_SHORT = 2
"""Names of two characters stand by chance in many longer ones."""
_COUNTRY_CODE = re.compile(r"^86(?=1\d{10}$|10\d{3,}$|1[02]\d{3}$|95\d{3,8}$|400\d{7}$)")


class Support(Struct, frozen=True, kw_only=True):
    """One thing that speaks for the claim: what, in which list or source, of which day, how well checked."""

    what: str
    source: str
    dated: date
    mark: Mark


class SenderNumber(Struct, frozen=True, kw_only=True):
    """The class of a number: what that says and where it was read."""

    id: str
    title: str
    says: str
    source: str
    mark: Mark
    checked: date


class Sender(Struct, frozen=True, kw_only=True):
    """Everything said of one message's sender. claims_to_be is a sentence part; the rest lists, three steps."""

    claims_to_be: str
    claims: tuple[Claimed, ...]
    supported_by: tuple[Support, ...]
    unverified: tuple[str, ...]
    court_like: bool
    steps: tuple[Step, ...]
    steps_source: str
    steps_mark: Mark
    clock_question: str = ""
    until_checked: str
    also: tuple[str, ...] = ()
    signature: str = ""
    number: str = ""
    number_class: SenderNumber | None = None
    links: tuple[Link, ...] = ()
    case_numbers: tuple[CaseNumber, ...] = ()
    courts: tuple[str, ...] = ()


class _Message(Struct, frozen=True, kw_only=True):
    """One message taken apart, held against the lists."""

    text: str
    number: str
    given: bool
    today: date
    court: bool
    signatures: tuple[str, ...]
    claims: tuple[Claimed, ...]
    bodies: tuple[Listed, ...]
    listed: Sequence[Listed]
    number_class: NumberClass | None
    links: tuple[Link, ...]
    cases: tuple[CaseNumber, ...]
    courts: tuple[str, ...]

    @property
    def kinds(self) -> set[str]:
        """The kinds claimed; a court-like text counts as claiming a court."""
        return {claim.kind for claim in self.claims} | ({"court"} if self.court else set())


def check(text: str, number: str | None, listed: Sequence[Listed], today: date) -> Sender:
    """The message's sender as far as text, number and lists tell. number None: not given; "": withheld."""
    message = _taken_apart(text, number, listed, today)
    steps, words = _steps(message), wording()
    found = Sender(
        claims_to_be=_claims_to_be(message),
        claims=message.claims,
        supported_by=tuple(_supported(message)),
        unverified=tuple(dict.fromkeys(_unverified(message))),
        court_like=message.court,
        steps=steps.steps,
        steps_source=steps.source,
        steps_mark=steps.mark,
        clock_question=words.court.clock_question if message.court else "",
        until_checked=words.sentences["until_checked"],
        also=tuple(_also(message, steps)),
        signature=message.signatures[0] if message.signatures else "",
        number=message.number,
        number_class=_shown_class(message.number_class),
        links=message.links,
        case_numbers=message.cases,
        courts=message.courts,
    )
    return _quiet(found) if message.court else found


def classify(number: str) -> NumberClass | None:
    """The class of a number written any way; None when no class fits."""
    key = _key(number)
    return next((one for one in numbers.classes() if re.fullmatch(one.pattern, key)), None)


def _key(number: str) -> str:
    """The number as classes are written: no separators, no country code with or without its +."""
    return _COUNTRY_CODE.sub("", caller_key(views.fold(number)), count=1)


def _taken_apart(text: str, number: str | None, listed: Sequence[Listed], today: date) -> _Message:
    court, signed = sender_text.court_like(text), sender_text.signatures(text)
    bodies = tuple(body for name in signed for body in _named(name, listed))
    claims = _with_lists(sender_text.claims(text), bodies)
    court = court or any(claim.kind == "court" for claim in claims)
    courts = sender_text.courts(text)
    if court and not any(claim.kind != "other" for claim in claims) and courts:
        title = next(words.title for words in wording().claims if words.kind == "court")
        claims = (Claimed(kind="court", title=title, name=courts[0]), *claims)
    said = tuple(body for claim in claims if claim.name for body in _named(claim.name, listed))
    known = {domain: one.body.name for one in listed for domain in one.body.domains}
    return _Message(
        text=text,
        number=_key(number or ""),
        given=number is not None,
        today=today,
        court=court,
        signatures=signed,
        claims=claims,
        bodies=tuple(dict.fromkeys((*bodies, *said))),
        listed=listed,
        number_class=classify(number) if number else None,
        links=sender_links.find(text, known),
        cases=sender_text.case_numbers(text),
        courts=courts,
    )


def _named(name: str, listed: Sequence[Listed]) -> Iterator[Listed]:
    plain = _plain_name(name)
    return (one for one in listed if plain in map(_plain_name, one.body.signatures))


def _plain_name(name: str) -> str:
    return views.fold(name).replace(" ", "")


def _with_lists(claims: tuple[Claimed, ...], bodies: Sequence[Listed]) -> tuple[Claimed, ...]:
    """A signature whose words say nothing may stand in a list; then the list says what it claims to be."""
    if not bodies:
        return claims
    titles = {words.kind: words.title for words in wording().claims}
    kind: Any = _AS_CLAIM.get(bodies[0].body.kind, bodies[0].body.kind)
    known = [
        Claimed(kind=kind, title=titles.get(kind, ""), name=claim.name, by=claim.by)
        if claim.by == "signature" and claim.kind == "other"
        else claim
        for claim in claims
    ]
    return tuple(sorted(known, key=lambda claim: (claim.kind == "other", claim.by != "signature")))


def _claims_to_be(message: _Message) -> str:
    said = wording().sentences
    if not message.claims:
        return said["court_unnamed" if message.court else "none"]
    parts = [
        f"{claim.name}（{claim.title}）" if claim.name and claim.title else claim.name or claim.title
        for claim in message.claims
    ]
    return "、".join(dict.fromkeys(parts))


def _steps(message: _Message) -> Steps:
    kind: Claim = "court" if message.court else message.claims[0].kind if message.claims else "none"
    return next(steps for steps in wording().steps if kind in steps.kinds)


def _also(message: _Message, shown: Steps) -> Iterator[str]:
    """The checks of other claims the text makes besides the one the steps are for."""
    for words in wording().claims:
        if words.also and words.kind in message.kinds and words.kind not in shown.kinds:
            yield words.also


def _shown_class(found: NumberClass | None) -> SenderNumber | None:
    if found is None:
        return None
    return SenderNumber(
        id=found.id,
        title=found.title,
        says=found.says,
        source=found.source,
        mark=found.mark,
        checked=found.checked,
    )


def _supported(message: _Message) -> Iterator[Support]:
    said = wording().sentences
    for name in message.signatures:
        for one in _named(name, message.listed):
            yield _listed(one, said["signature_listed"].format(signature=name, name=one.body.name))
    yield from _number_supports(message)
    for link in message.links:
        for one in _owners(link, message):
            if one in message.bodies or _as_claim(one) in message.kinds & _OFFICES:
                yield _listed(one, said["link_listed"].format(domain=link.punycode, name=one.body.name))
        if link.official and message.kinds & _OFFICES and not link.warnings:
            what = said["link_official"].format(domain=link.punycode, says=link.official)
            yield Support(what=what, source=link_facts().source, dated=link_facts().dated, mark="K")


def _number_supports(message: _Message) -> Iterator[Support]:
    said, known = wording().sentences, message.number_class
    if known and known.official and known.official in message.kinds:
        what = said["number_official"].format(number=message.number, title=known.title)
        yield Support(what=what, source=known.source, dated=known.checked, mark=known.mark)
        return
    for one in message.bodies:
        if message.number and message.number in one.body.numbers:
            yield _listed(one, said["number_listed"].format(number=message.number, name=one.body.name))


def _owners(link: Link, message: _Message) -> Iterator[Listed]:
    return (one for one in message.listed if link.registrable in one.body.domains)


def _as_claim(one: Listed) -> str:
    return _AS_CLAIM.get(one.body.kind, one.body.kind)


def _listed(one: Listed, what: str) -> Support:
    return Support(what=what, source=f"{one.title}：{one.source}", dated=one.dated, mark=one.mark)


def _unverified(message: _Message) -> Iterator[str]:
    for words in wording().claims:
        if words.kind in message.kinds:
            yield from words.unverified
    yield from _of_signatures(message)
    yield from _of_number(message)
    yield from _of_links(message)
    yield from _of_cases(message)
    if not any(_supported(message)):
        yield wording().sentences["nothing"]


def _of_signatures(message: _Message) -> Iterator[str]:
    said = wording().sentences
    if not message.signatures:
        yield said["signature_none"]
        return
    if len(message.signatures) > 1:
        yield said["signature_two"].format(signatures="、".join(message.signatures))
    for name in message.signatures:
        yield from _of_signature(name, message)
    if any(True for name in message.signatures for _ in _named(name, message.listed)):
        yield said["signature_means"]


def _of_signature(name: str, message: _Message) -> Iterator[str]:
    said = wording().sentences
    if name.isdigit():
        yield said["signature_digits"].format(signature=name)
    folded = "".join(link_facts().characters.get(c, c) for c in name)
    if folded != name:
        yield said["signature_characters"].format(signature=name, folded=folded)
    if not any(True for _ in _named(name, message.listed)) and not _office_signs(name, message):
        yield _unlisted(name, message.listed)
    other = next((c.name for c in message.claims if c.by == "text" and c.name), "")
    if other and not _alike(name, other):
        yield said["signature_differs"].format(signature=name, name=other)


def _office_signs(name: str, message: _Message) -> bool:
    """Whether a signature names a public office: no list holds all of them, so missing there says nothing."""
    return any(claim.name == name and claim.kind in _OFFICES for claim in message.claims)


def _unlisted(name: str, listed: Sequence[Listed]) -> str:
    said, plain = wording().sentences, _plain_name(name)
    part = next((one.body.name for one in listed for s in one.body.signatures if _within(s, plain)), "")
    if part:
        return said["signature_part"].format(signature=name, name=part)
    return said["signature_unlisted"].format(signature=name)


def _within(signature: str, plain: str) -> bool:
    return len(signature) > _SHORT and _plain_name(signature) in plain


def _alike(one: str, other: str) -> bool:
    return one in other or other in one


def _of_number(message: _Message) -> Iterator[str]:
    said, known, number = wording().sentences, message.number_class, message.number
    if not number:
        yield said["number_withheld" if message.given else "number_missing"]
    elif known is None:
        yield said["number_unknown"].format(number=number)
    else:
        yield said["number_class"].format(number=number, title=known.title, says=known.says)
        yield from _of_class(message, known)
        if any(_number_supports(message)):
            yield said["number_shown"]
        else:
            yield from _owned_by_another(message)
    written = dict.fromkeys(re.findall(numbers.in_text(), views.fold(message.text)))
    if written:
        yield said["number_in_text"].format(numbers="、".join(written))


def _of_class(message: _Message, known: NumberClass) -> Iterator[str]:
    said = wording().sentences
    claimed = message.kinds - {"other", "none"}
    if claimed and known.id in {"mobile", "virtual_operator", "mail_address"}:
        yield said["number_mobile_office"]
    if claimed and known.id == "overseas":
        yield said["number_overseas_office"]


def _owned_by_another(message: _Message) -> Iterator[str]:
    owner = next((one for one in message.listed if message.number in one.body.numbers), None)
    if owner and owner not in message.bodies:
        yield wording().sentences["number_other"].format(number=message.number, name=owner.body.name)


def _of_links(message: _Message) -> Iterator[str]:
    said = wording().sentences
    for link in message.links:
        if link.warnings:
            yield said["link_warned"].format(domain=link.punycode, warnings="；".join(link.warnings))
        owners = list(_owners(link, message))
        if not owners and not link.official:
            yield said["link_unlisted"].format(domain=link.punycode)
        elif owners and not any(one in message.bodies or _as_claim(one) in message.kinds for one in owners):
            yield said["link_other"].format(domain=link.punycode, name=owners[0].body.name)
    if message.links:
        yield said["link_unopened"]
        yield said["link_filing"]


def _of_cases(message: _Message) -> Iterator[str]:
    said = wording().sentences
    for case in message.cases:
        place = said["case_place"].format(letter=case.letter, province=case.province) if case.province else ""
        yield said["case_form"].format(number=case.written, place=place)
        if not _OLDEST_CASE <= case.year <= message.today.year:
            yield said["case_year"].format(number=case.written)


def _quiet(found: Sender) -> Sender:
    """No answer on a court-like text says certain words, not even in what it repeats from the text."""
    words = wording().court
    silent = re.compile("|".join(map(re.escape, words.silent)), re.IGNORECASE)
    return msgspec.convert(_without(msgspec.to_builtins(found), silent, words.instead), Sender)


def _without(value: Any, silent: re.Pattern[str], instead: str) -> Any:
    if isinstance(value, str):
        return silent.sub(instead, value)
    if isinstance(value, list | tuple):
        return [_without(one, silent, instead) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, silent, instead) for key, one in value.items()}
    return value
