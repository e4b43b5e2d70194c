"""Exhibits as the contacts suggest them: one conversation a caller or party, recordings beside it, pictures by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from anning.casework.exhibits import day_of
from anning.domain.china_time import Instant
from anning.domain.entries import Entry, Role, Tallied
from anning.domain.exhibits import Chosen, ExhibitKind
from anning.domain.findings import NOT_UNLAWFUL, Conduct, Finding
from anning.domain.numbers import caller_key
from anning.domain.records import Kind
from anning.knowledge import forms
from anning.knowledge.names import names

FLOOD = 20
"""Calls of a collector that are worth an exhibit of their own, though nothing was written."""

FILES: tuple[Kind, ...] = ("recording", "image", "document")
"""What stands for itself; everything else belongs to a conversation."""
_FILES: Mapping[Kind, ExhibitKind] = {"recording": "recordings", "image": "pictures", "document": "papers"}
_SHOWN_FILES = 3


def bad(entry: Entry) -> tuple[Finding, ...]:
    """What stands against a contact: unlawful or doubtful conduct the person did not take out."""
    return tuple(
        f
        for f in entry.findings
        if f.rule not in entry.dismissed
        and f.conduct not in NOT_UNLAWFUL
        and f.verdict in ("likely_unlawful", "needs_context")
    )


@dataclass
class _Talk:
    keys: set[str] = field(default_factory=set)
    conducts: set[str] = field(default_factory=set)
    serious: int = 0
    hits: int = 0
    calls: int = 0
    first: Instant | None = None
    last: Instant | None = None
    files: dict[str, tuple[bool, Instant]] = field(default_factory=dict)
    """When each original speaks first; what has no time comes last."""


@dataclass
class _Files:
    entries: list[str] = field(default_factory=list)
    originals: dict[str, None] = field(default_factory=dict)
    hits: int = 0


@dataclass
class Gathering:
    """All contacts gone through once; feed it with take() or add(), then ask for chosen().

    roles say who a caller is; party names what belongs together (several numbers, one company) and what it is
    called in a paper; file names an original.
    """

    roles: Mapping[str, Role]
    party: Callable[[str], tuple[str, str]]
    file: Callable[[str], str]
    _who: dict[str, str] = field(default_factory=dict)
    _talks: dict[str, _Talk] = field(default_factory=dict)
    _files: dict[tuple[ExhibitKind, str], _Files] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """One contact more."""
        key = caller_key(entry.address)
        if entry.kind in _FILES:
            kind = _FILES[entry.kind]
            group = self._group(key) if kind == "recordings" and key else ""
            self._file(kind, day_of(entry.at) if kind == "pictures" else group, entry)
        else:
            against = bad(entry)
            verdicts = {f.verdict for f in against}
            self.add(
                Tallied(
                    evidence=entry.evidence,
                    caller=key,
                    kind=entry.kind,
                    direction=entry.direction,
                    verdict="likely_unlawful" if "likely_unlawful" in verdicts else "needs_context",
                    conducts=tuple({f.conduct for f in against}),
                    entries=1,
                    first=entry.at,
                    last=entry.at,
                )
            )

    def add(self, alike: Tallied) -> None:
        """Contacts that are alike; files are left to take()."""
        if alike.caller and alike.kind not in _FILES:
            self._contacts(self._talks.setdefault(self._group(alike.caller), _Talk()), alike)

    def chosen(self) -> list[Chosen]:
        """The suggestion, clearest first; what only might be unlawful is named but left out."""
        ranked = sorted(self._talks.items(), key=lambda t: (-t[1].serious, -t[1].hits, -t[1].calls, t[0]))
        talks = [self._talk(group, talk) for group, talk in ranked if self._tells(talk)]
        told = {group for group, talk in ranked if self._tells(talk)}
        files = [self._of_files(kind, group, found, told) for (kind, group), found in self._in_order()]
        numbered = sorted((*talks, *files), key=lambda one: one.left_out)
        return [msgspec.structs.replace(one, place=place) for place, one in enumerate(numbered, 1)]

    def _group(self, key: str) -> str:
        group, who = self.party(key)
        self._who[group] = who
        return group

    def _file(self, kind: ExhibitKind, group: str, entry: Entry) -> None:
        found = self._files.setdefault((kind, group), _Files())
        found.entries.append(entry.id)
        found.originals[entry.evidence] = None
        found.hits += bool(bad(entry))

    def _contacts(self, talk: _Talk, alike: Tallied) -> None:
        talk.keys.add(alike.caller)
        begins = (alike.first is None, alike.first or 0)
        talk.files[alike.evidence] = min(begins, talk.files.get(alike.evidence, begins))
        if alike.direction == "in":
            against = set(alike.conducts) - NOT_UNLAWFUL
            talk.calls += alike.entries if alike.kind == "call" else 0
            talk.hits += alike.entries if against else 0
            talk.serious += alike.entries if against and alike.verdict == "likely_unlawful" else 0
            talk.conducts |= against
        if alike.first is not None and alike.last is not None:
            talk.first = alike.first if talk.first is None else min(talk.first, alike.first)
            talk.last = alike.last if talk.last is None else max(talk.last, alike.last)

    def _tells(self, talk: _Talk) -> bool:
        flooding = talk.calls >= FLOOD and any(self.roles.get(key) == "collector" for key in talk.keys)
        return bool(talk.hits) or flooding

    def _talk(self, group: str, talk: _Talk) -> Chosen:
        words = forms.bundle()["suggest"]
        who = self._who[group]
        conducts = "、".join(names().conduct[c].title for c in Conduct if c in talk.conducts)
        slots = {"who": who, "first": day_of(talk.first), "last": day_of(talk.last)}
        if talk.hits:
            calls = words("and_calls", calls=talk.calls) if talk.calls else ""
            proves = words("talk_proves", hits=talk.hits, conducts=conducts, calls=calls, **slots)
        else:
            proves = words("talk_proves_calls", calls=talk.calls, **slots)
        return Chosen(
            id=f"talk:{group}",
            kind="talk",
            name=words("talk_name", who=who),
            source=words(
                "talk_source", files=self._named(sorted(talk.files, key=lambda one: (talk.files[one], one)))
            ),
            proves=proves,
            keys=tuple(sorted(talk.keys)),
            left_out=not talk.serious and bool(talk.hits),
            hits=talk.hits,
        )

    def _in_order(self) -> Iterator[tuple[tuple[ExhibitKind, str], _Files]]:
        kinds = tuple(_FILES.values())
        yield from sorted(self._files.items(), key=lambda f: (kinds.index(f[0][0]), f[0][1]))

    def _of_files(self, kind: ExhibitKind, group: str, found: _Files, told: Iterable[str]) -> Chosen:
        words = forms.bundle()["suggest"]
        chosen = kind == "pictures" or bool(found.hits) or (kind == "recordings" and group in told)
        return Chosen(
            id=f"{kind}:{group}",
            kind=kind,
            name=self._name(kind, group),
            source=words(f"{kind}_source", files=self._named(found.originals)),
            proves=words(f"{kind}_proves"),
            entries=tuple(found.entries),
            left_out=not chosen,
            hits=found.hits,
        )

    def _name(self, kind: ExhibitKind, group: str) -> str:
        words = forms.bundle()["suggest"]
        if kind == "papers":
            return words("papers_name")
        if kind == "pictures":
            return words("pictures_name", day=group) if group[0].isdigit() else words("pictures_undated")
        return words("recordings_name", who=self._who[group]) if group else words("recordings_unknown")

    def _named(self, originals: Iterable[str]) -> str:
        called = list(dict.fromkeys(f"“{self.file(one)}”" for one in originals))
        shown = "、".join(called[:_SHOWN_FILES])
        if len(called) <= _SHOWN_FILES:
            return shown
        return forms.bundle()["suggest"]("files_more", files=shown, n=len(called))


def merged(suggested: Iterable[Chosen], kept: Mapping[str, Chosen]) -> list[Chosen]:
    """The suggestion with what the person wrote in its place; what the contacts now say of members stays true."""
    shown = [_with(one, kept.get(one.id)) for one in suggested]
    return sorted(shown, key=lambda one: (one.place, one.id))


def _with(one: Chosen, own: Chosen | None) -> Chosen:
    if own is None:
        return one
    told = {name: value for name in ("name", "source", "proves") if (value := getattr(own, name))}
    return msgspec.structs.replace(one, place=own.place, left_out=own.left_out, **told)
