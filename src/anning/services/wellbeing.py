"""The quiet room: what a person does there. Nothing of it is written anywhere but in its own store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from secrets import token_hex

from msgspec import Struct
from msgspec.structs import replace

from anning.detection.wording import examiner
from anning.domain.china_time import china_day, in_china, now
from anning.domain.findings import Conduct
from anning.errors import AnningError, InputUnusable, NotFound
from anning.knowledge import laws
from anning.knowledge import wellbeing as words
from anning.knowledge.hotlines import Hotline, by_number
from anning.knowledge.laws import Norm
from anning.knowledge.wellbeing import Prompt, Room, Scale, Side
from anning.services.desk import Desk
from anning.wellbeing import scales, worries
from anning.wellbeing.kept import Check, Kept, Person, Split, Worry
from anning.wellbeing.scales import Result
from anning.wellbeing.store import Store

LONGEST = 2000
"""Characters of one text; longer ones are asked to be shortened."""

PEOPLE = 3
_FEW = 3
_HEARD = 2


class Ways(Struct, frozen=True, kw_only=True):
    """Three kinds of help: people the person named, lines, and things for ten minutes (their own first).

    trouble says why what is kept could not be opened.
    """

    words: Room
    people: tuple[Person, ...]
    first: Hotline
    otherwise: tuple[Hotline, ...]
    danger: tuple[Hotline, ...]
    own: str
    things: tuple[str, ...]
    more_things: tuple[str, ...]
    trouble: AnningError | None


class Worries(Struct, frozen=True, kw_only=True):
    """What has come due, what still waits, and the hour the form proposes."""

    due: tuple[Worry, ...]
    waiting: tuple[Worry, ...]
    hour: str


class Held(Struct, frozen=True, kw_only=True):
    """One side of a threat with the norms in force today."""

    side: Side
    norms: tuple[Norm, ...]


class Facts(Struct, frozen=True, kw_only=True):
    """What they said beside what the law lets them do; guessed when the conducts were read out of the words."""

    split: Split
    held: tuple[Held, ...]
    guessed: bool


def ways(desk: Desk) -> Ways:
    """The three kinds of help; those the room itself knows also where what is kept cannot be opened."""
    kept, trouble = _readable(desk)
    room, lines = words.room(), by_number()
    return Ways(
        words=room,
        people=kept.people,
        first=lines[room.lines.first],
        otherwise=tuple(lines[number] for number in room.lines.otherwise),
        danger=tuple(lines[number] for number in room.lines.danger),
        own=kept.plan.get("alone", ""),
        things=room.ten_minutes[:_FEW],
        more_things=room.ten_minutes[_FEW:],
        trouble=trouble,
    )


def _readable(desk: Desk) -> tuple[Kept, AnningError | None]:
    try:
        return _store(desk).read(), None
    except AnningError as trouble:
        return Kept(), trouble


# --- questionnaires


def questionnaires() -> tuple[Scale, ...]:
    """Those there are."""
    return tuple(words.scales().values())


def questionnaire(slug: str) -> Scale:
    """One of them. NotFound."""
    if slug not in words.scales():
        raise NotFound("没有这份问卷", next_step="回到“歇一歇”再选")
    return words.scales()[slug]


def result(slug: str, answers: Sequence[int | None]) -> Result:
    """What answers come to; nothing is kept. NotFound; InputUnusable."""
    try:
        return scales.result(questionnaire(slug), answers)
    except ValueError:
        raise InputUnusable("这份答案对不上问卷", next_step="回到问卷再选一次") from None


def keep_check(desk: Desk, slug: str, answers: Sequence[int | None]) -> None:
    """Keep one, because the person asked for it. NotFound; InputUnusable when an item is open."""
    if result(slug, answers).points is None:
        raise InputUnusable("还有题没有答，没有记下", next_step="回到问卷补上，再记下来")
    given = tuple(answer for answer in answers if answer is not None)
    check = Check(id=token_hex(6), slug=slug, at=now(), answers=given)
    _change(desk, lambda kept: replace(kept, checks=(*kept.checks, check)))


def checks(desk: Desk) -> list[tuple[Check, Scale, Result]]:
    """Those kept, the newest first."""
    kept, known = _store(desk).read().checks, words.scales()
    return [
        (one, known[one.slug], result(one.slug, one.answers)) for one in reversed(kept) if one.slug in known
    ]


# --- the plan for bad hours


def plan(desk: Desk) -> list[tuple[Prompt, str]]:
    """Every question of the plan with what was written, "" where nothing is."""
    kept = _store(desk).read()
    return [(prompt, kept.plan.get(prompt.id, "")) for prompt in words.room().plan]


def save_plan(desk: Desk, texts: dict[str, str], people: Sequence[tuple[str, str]]) -> None:
    """Write the plan anew: texts by prompt, people as (name, number), both without the empty ones. InputUnusable."""
    written = {
        prompt.id: text
        for prompt in words.room().plan
        if (text := _short(texts.get(prompt.id, ""), empty=True))
    }
    named = tuple(
        Person(name=_short(name or number), number=_short(number, empty=True))
        for name, number in people[:PEOPLE]
        if name.strip() or number.strip()
    )
    _change(desk, lambda kept: replace(kept, plan=written, people=named))


# --- worries


def parked(desk: Desk) -> Worries:
    """Worries as they stand now."""
    kept, moment = _store(desk).read(), now()
    return Worries(
        due=worries.due(kept.worries, moment),
        waiting=worries.waiting(kept.worries, moment),
        hour=kept.hour or words.room().hour,
    )


def park(desk: Desk, text: str, hour: str) -> None:
    """Put a worry off to the next time the clock shows hour. InputUnusable."""
    worry = Worry(id=token_hex(6), text=_short(text), until=_next(hour))
    _change(desk, lambda kept: replace(kept, worries=(*kept.worries, worry), hour=hour))


def park_again(desk: Desk, key: str) -> None:
    """Put a worry off until the same hour once more. NotFound."""

    def later(kept: Kept) -> Kept:
        if key not in {worry.id for worry in kept.worries}:
            raise NotFound("没有这一条，可能已经删去", next_step="回到上一页")
        return replace(
            kept,
            worries=tuple(
                replace(one, until=_next(f"{in_china(one.until):%H:%M}")) if one.id == key else one
                for one in kept.worries
            ),
        )

    _change(desk, later)


def _next(hour: str) -> int:
    try:
        return worries.until(now(), hour)
    except ValueError:
        raise InputUnusable("时间没有看懂", next_step="写成 19:00 这样") from None


# --- what they said, what the law lets them do


def sides() -> tuple[Side, ...]:
    """Every kind of threat there is an answer to."""
    return tuple(words.sides().values())


def facts(said: str, fear: str = "", conducts: Sequence[str] = ()) -> Facts:
    """Hold a threat against the law of today; without conducts they are read out of the words. InputUnusable."""
    said = _short(said, empty=bool(conducts))
    chosen = [side.conduct for side in sides() if side.conduct in conducts]
    split = Split(
        id=token_hex(6),
        said=said,
        fear=_short(fear, empty=True),
        conducts=tuple(chosen or _heard(said)),
    )
    return _facts(split, guessed=not chosen)


def _facts(split: Split, *, guessed: bool = False) -> Facts:
    book, known = laws.on(china_day(now())), words.sides()
    found = [known[Conduct(code)] for code in split.conducts if code in known]
    held = tuple(
        Held(side=side, norms=tuple(norm for ref in side.norms if (norm := book.get(ref)))) for side in found
    )
    return Facts(split=split, held=held, guessed=guessed)


def _heard(said: str) -> list[Conduct]:
    """A few of what is in the words, what names a thing first: a long list would be a wall again."""
    found = {finding.conduct for finding in examiner().one(said, china_day(now())).findings}
    return [conduct for conduct in words.sides() if conduct in found][:_HEARD]


def keep_facts(desk: Desk, said: str, fear: str, conducts: Sequence[str]) -> None:
    """Keep one, because the person asked for it. InputUnusable."""
    split = facts(said, fear, conducts).split
    _change(desk, lambda kept: replace(kept, splits=(*kept.splits, split)))


def kept_facts(desk: Desk) -> list[Facts]:
    """Those kept, the newest first, under the law of today."""
    return [_facts(split) for split in reversed(_store(desk).read().splits)]


# --- taking away


def drop(desk: Desk, key: str) -> None:
    """Take one worry, split or kept check away for good; one that is gone already is no error."""
    _change(desk, lambda kept: kept.without(key))


def clear(desk: Desk) -> None:
    """Take everything away for good, also what cannot be opened any more."""
    _store(desk).clear()


def _store(desk: Desk) -> Store:
    return Store(desk.config.home, keys=desk.vault.keys if desk.protected else None)


def _change(desk: Desk, edit: Callable[[Kept], Kept]) -> None:
    _store(desk).change(edit)


def _short(text: str, *, empty: bool = False) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise InputUnusable(
            f"写得太长了（{len(text)} 个字）", next_step=f"分成几次写，每次不超过 {LONGEST} 个字"
        )
    if not text and not empty:
        raise InputUnusable("这里还是空的", next_step="写一句就可以")
    return text
