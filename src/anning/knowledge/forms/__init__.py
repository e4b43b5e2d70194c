"""The words of papers: templates of sentences, never of facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from anning.knowledge import shelf

Words = Mapping[str, str]


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A small table that is the same in every report."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Part(Struct, frozen=True, kw_only=True):
    """One part of the report: plain sentences by name, lists of columns, tables of words."""

    title: str
    says: Words
    columns: Mapping[str, tuple[str, ...]]
    words: Mapping[str, Words]

    def __call__(self, name: str, /, **slots: object) -> str:
        """The sentence of that name with its slots filled."""
        return self.says[name].format(**slots)


class ReportWords(Struct, frozen=True, kw_only=True):
    """All the words of the report."""

    title: str
    subtitle: str
    made: str
    footer: str
    author: str
    parts: Mapping[str, Part]
    files: Table
    emoji: Words

    def __getitem__(self, name: str) -> Part:
        """A part by name."""
        return self.parts[name]


@cache
def report() -> ReportWords:
    """The words of the report, as knowledge/forms/report.yaml has them."""
    raw = shelf.parse(shelf.ROOT / "forms/report.yaml", dict[str, object])
    plain = {name: str(raw.pop(name)) for name in ("title", "subtitle", "made", "footer")}
    import msgspec

    return ReportWords(
        **plain,
        author=str(raw.pop("file_author")),
        files=msgspec.convert(raw.pop("files"), Table),
        emoji=msgspec.convert(raw.pop("emoji"), dict[str, str]),
        parts={name: _part(msgspec.convert(value, dict[str, object])) for name, value in raw.items()},
    )


@cache
def bundle() -> Mapping[str, Part]:
    """The words of the exhibit bundle and its disc, as knowledge/forms/bundle.yaml has them."""
    return _parts("bundle")


@cache
def handover() -> Mapping[str, Part]:
    """The words of the summary for a lawyer, as knowledge/forms/handover.yaml has them."""
    return _parts("handover")


@cache
def backup() -> Part:
    """The words of a backup, as knowledge/forms/backup.yaml has them."""
    return _parts("backup")["file"]


def _parts(name: str) -> Mapping[str, Part]:
    raw = shelf.parse(shelf.ROOT / f"forms/{name}.yaml", dict[str, dict[str, object]])
    return {part: _part(value) for part, value in raw.items()}


def _part(raw: dict[str, object]) -> Part:
    title = str(raw.pop("title", ""))
    return Part(
        title=title,
        says={name: value for name, value in raw.items() if isinstance(value, str)},
        columns={name: tuple(map(str, value)) for name, value in raw.items() if isinstance(value, list)},
        words={
            name: {str(key): str(word) for key, word in value.items()}
            for name, value in raw.items()
            if isinstance(value, dict)
        },
    )
