"""Where to turn, in which order and why: worked out from the situation and the sheets of knowledge/channels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct, structs

from anning.domain.case import Filing, LenderKind, Product
from anning.domain.deadlines import Act
from anning.domain.findings import Conduct
from anning.knowledge import laws, remedies
from anning.knowledge.channels import Channel, Named, Need, Take, Whose, channels
from anning.knowledge.clocks import OnConduct, OnFiling, clocks
from anning.knowledge.laws import Norm
from anning.knowledge.remedies import Cause
from anning.knowledge.workdays import Calendar


class Situation(Struct, frozen=True, kw_only=True):
    """What decides the way: who lends, what was done on which days, where the person lives, whose claim it is.

    region is written as in a case ("浙江省杭州市"). filings are those made so far; today is the day a new one
    would be made.
    """

    acts: tuple[Act, ...]
    today: date
    lender: LenderKind | None = None
    product: Product = "other"
    region: str = ""
    whose: Whose = "own"
    danger: bool = False
    filings: tuple[Filing, ...] = ()


class Ground(Struct, frozen=True, kw_only=True):
    """One conduct on days under the same norms; days on both sides of a change are two grounds."""

    conduct: Conduct
    since: date
    until: date
    norms: tuple[Norm, ...]


class First(Struct, frozen=True, kw_only=True):
    """What must be there before; met is None for a thing to bring, else whether it was done."""

    says: str
    met: bool | None = None


class Step(Struct, frozen=True, kw_only=True):
    """One body, why it comes here, on what it can act, what it needs, what to hand in, which clocks it starts."""

    channel: Channel
    named: Named
    order: int
    reason: str
    whose: Whose
    grounds: tuple[Ground, ...]
    first: tuple[First, ...]
    papers: tuple[str, ...]
    clocks: tuple[str, ...]
    causes: tuple[Cause, ...] = ()
    filed: tuple[Filing, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing that must be done elsewhere first is still open."""
        return all(one.met is not False for one in self.first)


def routes(situation: Situation) -> tuple[Step, ...]:
    """The bodies that can act, in the order to go to them.

    What disturbs a relative is the relative's own claim: in the person's own situation it adds the step by which
    the relative complains in their own name; the person can only say that a rule of the trade was broken.
    """
    found = _steps(situation)
    if situation.whose == "own":
        found += _of_relative(situation)
    return tuple(sorted(found, key=lambda step: (step.order, step.whose, step.channel.id)))


def _steps(situation: Situation) -> list[Step]:
    taken = {channel.id: _taken(channel, situation) for channel in channels().values()}
    return [
        _step(channels()[name], takes, acts, situation)
        for name, (takes, acts) in _apart(taken)
        if takes and (acts or not situation.acts)
    ]


def _of_relative(situation: Situation) -> list[Step]:
    """The first step of the one who was contacted."""
    acts = tuple(act for act in situation.acts if remedies.owner(act.conduct) == "relative")
    if not acts:
        return []
    theirs = _steps(structs.replace(situation, acts=acts, whose="relative", danger=False))
    first = min(theirs, key=lambda step: step.order)
    return [structs.replace(first, reason=remedies.sheet().says["relative"])]


def _taken(channel: Channel, situation: Situation) -> tuple[list[Take], tuple[Act, ...]]:
    """The rules by which a body takes the situation, the most urgent first, and the acts it takes."""
    takes = [take for take in channel.takes if _fits(take, situation)]
    acts = tuple(
        act
        for act in situation.acts
        if any(_covers(take, act, situation.today) for take in takes)
        and (_for_anybody(channel, takes) or not _anothers(act, situation.whose))
    )
    takes = [
        take
        for take in takes
        if take.danger
        or not (take.conducts or take.runs)
        or any(_covers(take, act, situation.today) for act in acts)
    ]
    return sorted(takes, key=lambda take: take.order), acts


def _for_anybody(channel: Channel, takes: list[Take]) -> bool:
    """Help, rules of the trade and danger are not bound to the one whose right it is."""
    return channel.kind == "求助" or "conduct_rules" in channel.grounds or any(take.danger for take in takes)


def _fits(take: Take, situation: Situation) -> bool:
    known = situation.lender in take.lenders or (situation.lender is None and take.lender_unknown)
    return (
        (not take.lenders or known)
        and (not take.products or situation.product in take.products)
        and situation.whose in take.whose
        and (situation.danger or not take.danger)
        and (not take.cities or any(city in situation.region for city in take.cities))
        and (take.since is None or take.since <= situation.today)
        and (take.until is None or situation.today <= take.until)
        and (take.after is None or _done(take.after, situation.filings))
    )


def _covers(take: Take, act: Act, today: date) -> bool:
    return (
        (not take.conducts or act.conduct in take.conducts)
        and (act.online or not take.online)
        and (take.acts_since is None or take.acts_since <= act.day)
        and (not take.runs or today <= _ends(take.runs, act.day))
    )


def _ends(clock: str, start: date) -> date:
    found = next(one for one in clocks() if one.id == clock)
    return Calendar().end(start, found.amount or 0, found.unit, roll=found.roll).day


def _anothers(act: Act, whose: Whose) -> bool:
    """Whether the right that was touched is the relative's, so that the person cannot claim it for them."""
    return whose == "own" and remedies.owner(act.conduct) == "relative"


def _apart(
    taken: dict[str, tuple[list[Take], tuple[Act, ...]]],
) -> Iterable[tuple[str, tuple[list[Take], tuple[Act, ...]]]]:
    """What a more special body takes is not brought to the general one as well."""
    for name, (takes, acts) in taken.items():
        special = {act for other in channels()[name].gives_way_to for act in taken[other][1]}
        yield name, (takes, tuple(act for act in acts if act not in special))


def _step(channel: Channel, takes: list[Take], acts: tuple[Act, ...], situation: Situation) -> Step:
    first = takes[0]
    families = dict.fromkeys(
        remedy.cause for act in acts if (remedy := remedies.sheet().remedies.get(act.conduct))
    )
    return Step(
        channel=channel,
        named=channel.named(situation.today),
        order=first.order,
        reason=first.reason,
        whose=situation.whose,
        grounds=tuple(_grounds(channel, acts, situation)),
        first=tuple(_first(need, situation.filings) for need in channel.needs),
        papers=first.papers or channel.papers,
        clocks=tuple(_clocks(channel, acts, situation)),
        causes=tuple(
            cause
            for family in families
            if channel.kind == "起诉"
            and (cause := remedies.cause(family, situation.today, situation.product))
        ),
        filed=tuple(_filed(channel, first, situation)),
    )


def _filed(channel: Channel, first: Take, situation: Situation) -> Iterator[Filing]:
    """What went there already; the paper of a relative is not the person's, nor the other way round."""
    mine = set(first.papers or channel.papers)
    others = {paper for take in channel.takes for paper in take.papers or channel.papers} - mine
    for filing in situation.filings:
        if filing.channel == channel.id and filing.status != "drafted" and filing.paper not in others:
            yield filing


def _grounds(channel: Channel, acts: tuple[Act, ...], situation: Situation) -> Iterator[Ground]:
    groups: dict[tuple[Conduct, tuple[str, ...]], list[date]] = {}
    found: dict[tuple[Conduct, tuple[str, ...]], tuple[Norm, ...]] = {}
    for act in sorted(acts, key=lambda act: (act.conduct, act.day)):
        norms = tuple(_norms(channel, act, situation))
        key = (act.conduct, tuple(norm.ref for norm in norms))
        groups.setdefault(key, []).append(act.day)
        found[key] = norms
    for key, days in groups.items():
        yield Ground(conduct=key[0], since=days[0], until=days[-1], norms=found[key])


def _norms(channel: Channel, act: Act, situation: Situation) -> Iterator[Norm]:
    """Norms in force on the day; one that binds some lenders or products only is left out while that is not known."""
    remedy = remedies.sheet().remedies.get(act.conduct)
    book = laws.on(act.day, situation.lender)
    mine = not _anothers(act, situation.whose)
    usable = [ground for ground in channel.grounds if remedy and (mine or ground == "conduct_rules")]
    for ref in (ref for ground in usable for ref in getattr(remedy, ground)):
        products = remedies.sheet().products.get(ref.partition("/")[0], ())
        norm = book.get(ref)
        if (
            norm
            and (situation.lender or not norm.applies_to)
            and (not products or situation.product in products)
        ):
            yield norm


def _first(need: Need, filings: tuple[Filing, ...]) -> First:
    return First(says=need.says, met=_done(need, filings) if need.done else None)


def _done(need: Need, filings: tuple[Filing, ...]) -> bool:
    return any(
        filing.channel in need.done
        and (not need.papers or filing.paper in need.papers)
        and any(what == need.event for _, what in filing.events)
        for filing in filings
    )


def _clocks(channel: Channel, acts: tuple[Act, ...], situation: Situation) -> Iterator[str]:
    """The clocks of the channel that concern these acts and this lender."""
    for clock in clocks():
        if clock.id not in channel.clocks:
            continue
        match clock.trigger:
            case OnConduct(conducts=conducts) if not any(act.conduct in conducts for act in acts):
                continue
            case OnFiling(lenders=lenders, not_lenders=others) if (
                lenders and situation.lender not in lenders
            ) or situation.lender in others:
                continue
        yield clock.id
