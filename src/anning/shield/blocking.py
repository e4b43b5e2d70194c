"""A list of callers to silence: exact numbers, never a number that must get through, a stretch only with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from msgspec import Struct

from anning.domain.numbers import caller_key
from anning.errors import Refused
from anning.knowledge import hotlines, numbers

LABEL = "安静名单"
"""What a name field says; others see the screen, so it tells nothing."""

_MOBILE = re.compile(r"1[3-9]\d{5,9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{4,7}")
_AREA = re.compile(r"^0(?:10|2\d|[3-9]\d{2})")
_SHAPE = re.compile(r"\+?\d{3,20}")
_REASON = 6
"""Characters a typed reason has at least."""
_NEVER = frozenset({"never_block"})
_SMS_ONLY = frozenset({"sms_filter_only"})


class Block(Struct, frozen=True, order=True):
    """One number as caller_key writes it; or, when stretch is given with its reason, all numbers it begins."""

    number: str
    stretch: bool = False
    reason: str = ""


class Left(Struct, frozen=True):
    """A number that did not go on the list, and why."""

    number: str
    why: str


class Compiled(Struct, frozen=True, kw_only=True):
    """blocks in order without doubles; left says what stays reachable and why; asks, what deserves a second look."""

    blocks: tuple[Block, ...]
    left: tuple[Left, ...]
    asks: tuple[Left, ...]


def compiled(wanted: Iterable[Block], keep: Iterable[str] = ()) -> Compiled:
    """The list. keep are the person's own numbers that must get through, such as their lender's line."""
    kept = frozenset(bare(number) for number in keep)
    blocks: set[Block] = set()
    left, asks = [], []
    for block in wanted:
        one = Block(caller_key(block.number), block.stretch, block.reason.strip())
        if why := _refused(one, kept):
            left.append(Left(one.number or block.number, why))
            continue
        blocks.add(one)
        if question := _doubtful(one):
            asks.append(Left(one.number, question))
    whole = {block.number for block in blocks if not block.stretch}
    stretches = sorted(block for block in blocks if block.stretch)
    return Compiled(
        blocks=(*sorted(Block(number) for number in whole), *stretches), left=tuple(left), asks=tuple(asks)
    )


def forms(number: str) -> tuple[str, ...]:
    """A Chinese number as networks write it: bare and with the country code; others as they are."""
    return (number,) if number.startswith("+") else (number, f"+86{number.lstrip('0')}")


def protected(number: str) -> str:
    """The name of what this number is when it must always get through; "" for others."""
    for spelled in _readings(number):
        for kind in numbers.classes():
            if kind.policy in _NEVER and re.fullmatch(kind.pattern, spelled):
                return kind.title
        if spelled in _lines():
            return _lines()[spelled]
    return ""


def _readings(number: str) -> Iterator[str]:
    """What tools may make of a number: they drop country code, the first 0 of an area code, or both."""
    whole = bare(number)
    for plain in {whole, whole.lstrip("0"), whole.lstrip("0").removeprefix("86").lstrip("0")}:
        for spelled in (plain, f"0{plain}"):
            yield spelled
            yield _AREA.sub("", spelled)


@cache
def always_reachable() -> tuple[str, ...]:
    """Every number by name that no list may cover, in the ways networks write them."""
    short = {example for kind in numbers.classes() if kind.policy in _NEVER for example in kind.examples}
    plain = sorted(short | set(_lines()))
    area = [f"{code}{number}" for code in ("010", "021", "0571") for number in ("12368", "12345", "12348")]
    spelled = (form for number in (*plain, *area) for form in (number, f"+86{number}", f"86{number}"))
    return tuple(dict.fromkeys(spelled))


def refuse_if_covered(matches: Sequence[str]) -> None:
    """Stop before a list is handed out that would silence one of those numbers: Refused, a defect of ours."""
    if matches:
        raise Refused(
            f"这份名单会拦住 {matches[0]}，所以没有交给您", next_step="请换一种格式，并把这句话告诉安宁的作者"
        )


def _refused(block: Block, kept: frozenset[str]) -> str:
    if not _SHAPE.fullmatch(block.number):
        return "不是电话号码（可能是隐藏的号码或短信签名），没有办法按号码拦"
    if block.stretch:
        return _stretch_refused(block, kept)
    if name := protected(block.number):
        return f"{name}：一定要打得进来"
    if bare(block.number) in kept:
        return "您选了让它打得进来"
    return ""


def _stretch_refused(block: Block, kept: frozenset[str]) -> str:
    if len(block.reason) < _REASON:
        return "拦一整段号码要写明理由：同一段里还有别人，也可能有快递、医院、法院"
    if not (_MOBILE.fullmatch(block.number) or _LANDLINE.fullmatch(block.number)):
        return "号段太宽：只接受手机号的前七位以上，或者区号加前四位以上"
    if reached := next((n for n in (*always_reachable(), *kept) if bare(n).startswith(block.number)), ""):
        return f"这一段里有 {reached}，一定要打得进来"
    return ""


def _doubtful(block: Block) -> str:
    for kind in numbers.classes():
        if re.fullmatch(kind.pattern, block.number):
            if kind.policy in _SMS_ONLY:
                return "这是短信通道号，换个号就再来；拦它也可能拦掉银行、法院的通知短信"
            return kind.says if kind.policy in {"warn_only", "review"} else ""
    return ""


def bare(number: str) -> str:
    """Digits without the country code of China."""
    key = caller_key(number).removeprefix("+")
    return key.removeprefix("86") if len(key) > 4 and key.startswith("86") else key  # noqa: PLR2004 - 86 alone is none


@cache
def _lines() -> dict[str, str]:
    return {number: line.name for line in hotlines.hotlines() for number in _digits(line.number)}


def _digits(written: str) -> Iterator[str]:
    if digits := re.sub(r"\D", "", written):
        yield digits
