"""Links in a text, read and never opened: the registrable domain, its punycode, and what to look at twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from msgspec import Struct

from anning.knowledge.links import Links, links

_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]{1,9})://(?P<rest>[^\s，。；、！？）)】》\"'<>]{1,2000})", re.IGNORECASE
)
_LETTERS = r"a-z0-9\u00c0-\u024f\u0250-\u02af\u0370-\u03ff\u0400-\u052f"
_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?=[:/])(?::\d{1,5})?(?:/[\x21-\x7e]*)?")
_ALL_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|\d{8,10}|0x[0-9a-f]{6,8}|\[[0-9a-f:.]+\]")
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_GLUED = re.compile(r"([a-z]{2,})[^\x00-\x7f\u00c0-\u052f]", re.IGNORECASE)
"""An ending with other script or an emoji stuck to it, as messages write links without a space behind."""
_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)} | {ord("．"): ord("."), ord("｡"): ord(".")}
_USUAL_PORTS = frozenset({"", "80", "443"})
_LONG_ENOUGH = 5
"""A name shorter than this is one letter away from too many others."""
_BRAND = 4


class Link(Struct, frozen=True, kw_only=True):
    """One link as written, the domain somebody registered, that domain as browsers ask for it, and warnings."""

    written: str
    host: str
    registrable: str
    punycode: str
    warnings: tuple[str, ...] = ()
    official: str = ""


class _Parts(Struct, frozen=True, kw_only=True):
    written: str
    scheme: str = ""
    user: str = ""
    host: str
    port: str = ""
    hidden: bool = False


def find(text: str, known: Mapping[str, str] | None = None) -> tuple[Link, ...]:
    """Every link of a text, each host once for the same warnings.

    known maps registrable domains of the lists to their owner's name.
    """
    sheet = links()
    written = {parts.written: parts for parts in _parts(text, sheet)}
    found = [_read(parts, sheet, known or {}) for parts in written.values()]
    return tuple({(link.host, link.warnings): link for link in found}.values())


def registrable(host: str, sheet: Links | None = None) -> str:
    """The part of a host that somebody registered: two labels, three under a shared suffix; an IP as it is."""
    if _ALL_IP.fullmatch(host):
        return host
    labels = host.split(".")
    shared = ".".join(labels[-2:]) in (sheet or links()).shared_suffixes
    return ".".join(labels[-3 if shared else -2 :])


def punycode(host: str) -> str:
    """The host as it travels: every label that is not ASCII as xn--…."""
    return ".".join(_ascii(label) for label in host.split("."))


def _ascii(label: str) -> str:
    if label.isascii():
        return label
    try:
        return label.encode("idna").decode()
    except UnicodeError:
        return "xn--" + label.encode("punycode").decode()


def _shown(label: str) -> str:
    """What an xn-- label looks like in a browser."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode")
    except UnicodeError:
        return label


def _parts(text: str, sheet: Links) -> Iterator[_Parts]:
    wide = text.translate(_WIDE)
    rest = wide
    for match in _URL.finditer(wide):
        yield from _of_url(match["scheme"].lower(), match["rest"], sheet)
        rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    for match in _IP.finditer(rest):
        host, _, port = match[0].partition("/")[0].partition(":")
        yield _Parts(written=match[0], host=host, port=port)
    for match in _bare().finditer(rest):
        host, _, port = match["host"].lower().partition(":")
        yield _Parts(written=match[0], host=host, port=port)


@cache
def _bare() -> re.Pattern[str]:
    """An address without http://, known by its ending."""
    endings = "|".join(sorted(links().endings, key=len, reverse=True))
    label = rf"[{_LETTERS}](?:[{_LETTERS}-]{{0,61}}[{_LETTERS}])?"
    return re.compile(
        rf"(?<![@{_LETTERS}.-])(?P<host>(?:{label}\.){{1,6}}(?:{endings})(?![{_LETTERS}-])(?::\d{{1,5}})?)"
        r"(?:/[\x21-\x7e]*)?",
        re.IGNORECASE,
    )


def _of_url(scheme: str, rest: str, sheet: Links) -> Iterator[_Parts]:
    bare = _HIDDEN.sub("", rest)
    authority = re.split(r"[/?#\\]", bare, maxsplit=1)[0]
    user, _, place = authority.rpartition("@")
    host, _, port = place.partition(":") if not place.startswith("[") else (place, "", "")
    host = _unglued(host.lower().strip("."), sheet)
    if not host or ("." not in host and not _ALL_IP.fullmatch(host)):
        return
    written = f"{scheme}://" + (bare if _HAN.search(host) else (_HAN.split(bare, maxsplit=1)[0] or bare))
    yield _Parts(
        written=written, scheme=scheme, user=user, host=host, port=_digits(port), hidden=bare != rest
    )


def _digits(port: str) -> str:
    found = re.match(r"\d+", port)
    return found[0] if found else ""


def _unglued(host: str, sheet: Links) -> str:
    """The host without the Chinese words that follow it without a space."""
    kept: list[str] = []
    for label in host.split("."):
        if kept and (glued := _GLUED.match(label)) and glued[1].lower() in sheet.endings:
            return ".".join([*kept, glued[1]])
        ending = next((one for one in sheet.chinese_endings if kept and label.startswith(one)), "")
        if ending:
            return ".".join([*kept, ending])
        kept.append(label)
    return ".".join(kept)


def _read(parts: _Parts, sheet: Links, known: Mapping[str, str]) -> Link:
    shown = ".".join(_shown(label) for label in parts.host.split("."))
    domain = registrable(punycode(parts.host), sheet)
    official = next((says for end, says in sheet.official.items() if _under(shown, end)), "")
    return Link(
        written=parts.written,
        host=shown,
        registrable=registrable(shown, sheet),
        punycode=domain,
        warnings=tuple(_warnings(parts, shown, sheet, known)),
        official=official,
    )


def _under(host: str, suffix: str) -> bool:
    return host.endswith(f".{suffix}")


def _warnings(parts: _Parts, shown: str, sheet: Links, known: Mapping[str, str]) -> Iterator[str]:
    says, domain = sheet.warnings, registrable(shown, sheet)
    if parts.hidden:
        yield says["hidden"]
    if parts.user:
        yield says["user"].format(user=parts.user)
    if _ALL_IP.fullmatch(parts.host):
        yield says["ip"]
    if parts.scheme == "http":
        yield says["http"]
    if parts.port not in _USUAL_PORTS:
        yield says["port"].format(port=parts.port)
    if domain in sheet.shorteners or shown in sheet.shorteners:
        yield says["short"]
    if not shown.isascii():
        yield says["idn"].format(punycode=punycode(shown))
        if any(not c.isascii() and c in sheet.lookalikes for c in shown):
            yield says["mixed"]
    if domain not in known:
        yield from _resembling(shown, domain, sheet, known)


def _resembling(shown: str, domain: str, sheet: Links, known: Mapping[str, str]) -> Iterator[str]:
    """What the host wants to be taken for, at most one body, and whether it sounds official."""
    says = sheet.warnings
    for other, name in known.items():
        if how := _resembles(shown, domain, other, sheet):
            yield says[how].format(name=name, domain=other, registrable=domain)
            break
    words = set(re.split(r"[.-]", skeleton(shown, sheet.lookalikes)))
    official = {skeleton(word, sheet.lookalikes) for word in sheet.official_words}
    if words & official and not any(_under(shown, end) for end in sheet.official):
        yield says["official_foreign"]


def _resembles(shown: str, domain: str, other: str, sheet: Links) -> str:
    """The warning that fits, by its name; "" when there is none."""
    if f".{other}." in f".{shown}.":
        return "inside"
    mine, theirs = (skeleton(one.split(".")[0], sheet.lookalikes) for one in (domain, other))
    if mine == theirs and len(theirs) > 1 and not theirs.isdigit():
        return "lookalike"
    if min(len(mine), len(theirs)) >= _LONG_ENOUGH and _one_apart(mine, theirs):
        return "lookalike"
    return "brand" if _carries(mine, theirs) else ""


def _carries(mine: str, theirs: str) -> bool:
    return theirs in mine.split("-") or (len(theirs) >= _BRAND and theirs in mine)


def skeleton(label: str, lookalikes: Mapping[str, str]) -> str:
    """The label with every character, and pair, turned into the letter it is taken for."""
    for written in sorted(lookalikes, key=len, reverse=True):  # pairs such as rn before single characters
        label = label.replace(written, lookalikes[written])
    return label


def _one_apart(a: str, b: str) -> bool:
    """Whether one letter was changed, added or left out."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[start + (len(a) >= len(b)) :] == b[start + (len(b) >= len(a)) :]
