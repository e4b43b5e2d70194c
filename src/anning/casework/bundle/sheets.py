"""A bundle as sheets, each of which begins a page: plain values for the typesetter, every string drawable.

A sheet with a place begins something that has pages of its own: list, an exhibit (its id), an annex, disc.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from anning.casework.bundle.model import (
    Bundle,
    Exhibit,
    Original,
    Pages,
    Picture,
    Recording,
    Talk,
    rows,
    spelled,
)
from anning.casework.glyphs import Glyphs
from anning.knowledge import forms

Sheet = dict[str, Any]

_ON_COVER = 6
"""Originals that a cover names one by one."""


def sheets(bundle: Bundle, pages: Mapping[str, Pages]) -> list[Sheet]:
    """The whole bundle in order: list of evidence, exhibits, annexes, list of originals."""
    found = [listed(bundle, pages)]
    for exhibit in bundle.exhibits:
        found += _exhibit(bundle, exhibit, pages[exhibit.id])
    found += [_annex(one, one.talk) for one in bundle.exhibits if one.talk]
    found.append(_disc(bundle))
    glyphs = Glyphs(forms.report().emoji)
    drawn = [_drawable(sheet, glyphs) for sheet in found]
    if glyphs.replaced:
        shown = "，".join(
            f"{stand_in} = U+{ord(char):04X}" for char, stand_in in sorted(glyphs.replaced.items())
        )
        drawn[-1]["notes"].append(forms.report()["limits"]("glyphs", list=shown))
    return drawn


def frame(bundle: Bundle) -> dict[str, Any]:
    """What is the same on every page."""
    words = forms.bundle()["list"]
    return {"title": words("file_title"), "author": words("author"), "day": bundle.day}


def listed(bundle: Bundle, pages: Mapping[str, Pages]) -> Sheet:
    """The list of evidence, to be signed."""
    words = forms.bundle()["list"]
    heads = {"against": bundle.against, "matter": bundle.matter, "submitter": bundle.submitter}
    return {
        "type": "list",
        "place": "list",
        "title": words.title,
        "heads": [words(key, name=value or words("blank")) for key, value in heads.items()],
        "columns": list(words.columns["columns"]),
        "rows": [list(row.cells()) for row in rows(bundle, pages)],
        "feet": [words(key) for key in ("pages_note", "copies", "sign", "received") if key in words.says],
    }


def _exhibit(bundle: Bundle, exhibit: Exhibit, pages: Pages) -> Iterator[Sheet]:
    yield _cover(bundle, exhibit, pages)
    if exhibit.talk and exhibit.talk.hits:
        yield _hits(exhibit, exhibit.talk, pages)
    for n, picture in enumerate(exhibit.pictures, 1):
        yield _picture(bundle, exhibit, picture, n)
    for n, file in enumerate(exhibit.files, 1):
        yield _file(bundle, exhibit, file, n)


def _cover(bundle: Bundle, exhibit: Exhibit, pages: Pages) -> Sheet:
    words = forms.bundle()["exhibit"]
    kept = [one for one in map(bundle.original, exhibit.originals) if one]
    facts = {
        "name": exhibit.name,
        "source": exhibit.source,
        "proves": exhibit.proves,
        "pages": spelled(pages),
        "form": exhibit.form,
        "kept": "\n".join(_named(kept)),
    }
    return {
        "type": "cover",
        "place": exhibit.id,
        "title": exhibit.called,
        "facts": [[words(key), value] for key, value in facts.items() if value],
    }


def _named(kept: Sequence[Original]) -> Iterator[str]:
    """The originals of a cover by name; where there are many the list at the end has them."""
    if len(kept) > _ON_COVER:
        yield forms.bundle()["exhibit"]("kept_many", n=len(kept))
        return
    for one in kept:
        yield f"{one.name}（{_where(one)}）"


def _hits(exhibit: Exhibit, talk: Talk, pages: Pages) -> Sheet:
    words = forms.bundle()["exhibit"]
    annex = spelled(Pages(own=pages.annex)) if pages.annex else ""
    return _lines(
        exhibit, "hits", words("hits_title"), words("hits_note", annex=annex.replace("\n", " ")), talk
    )


def _annex(exhibit: Exhibit, talk: Talk) -> Sheet:
    words = forms.bundle()["exhibit"]
    note = words("whole_note", n=len(talk.whole), first=talk.first, last=talk.last)
    title = words("whole_title", n=exhibit.number)
    return _lines(exhibit, "annex", title, note, talk) | {"place": f"annex:{exhibit.id}"}


def _lines(exhibit: Exhibit, kind: str, title: str, note: str, talk: Talk) -> Sheet:
    turns = {line.entry: place for place, line in enumerate(talk.whole, 1)}
    shown = talk.hits if kind == "hits" else talk.whole
    return {
        "type": kind,
        "title": title,
        "of": _of(exhibit),
        "note": note,
        "columns": list(forms.bundle()["exhibit"].columns["columns"]),
        "lines": [msgspec.to_builtins(line) | {"n": turns[line.entry]} for line in shown],
    }


def _of(exhibit: Exhibit) -> str:
    return forms.bundle()["exhibit"]("of", n=exhibit.number, name=exhibit.name)


def _picture(bundle: Bundle, exhibit: Exhibit, picture: Picture, n: int) -> Sheet:
    words = forms.bundle()["picture"]
    sheet = {
        "type": "picture",
        "title": words("heading", n=n),
        "of": _of(exhibit),
        "file": picture.file,
        "alt": words("alt", name=picture.name, when=picture.when, sha=picture.evidence),
        "facts": _facts("picture", picture, bundle),
    }
    if picture.file:
        return sheet | {"note": words("shown")}
    where = _where(bundle.original(picture.evidence))
    reason = [words("undrawn_title"), words(f"why_{picture.why or 'broken'}"), words("undrawn", where=where)]
    return sheet | {"reason": reason, "note": ""}


def _file(bundle: Bundle, exhibit: Exhibit, file: Recording, n: int) -> Sheet:
    part = "recording" if exhibit.kind == "recordings" else "paper"
    words, where = forms.bundle()[part], _where(bundle.original(file.evidence))
    said = forms.bundle()["recording"]
    return {
        "type": "file",
        "title": words("heading", n=n),
        "of": _of(exhibit),
        "facts": _facts("recording", file, bundle),
        "said_title": said("said"),
        "said": file.text or (said("unsaid") if part == "recording" else ""),
        "note": words("disc", where=where),
    }


def _facts(part: str, one: Picture | Recording, bundle: Bundle) -> list[list[str]]:
    words, original = forms.bundle()[part], bundle.original(one.evidence)
    facts = {
        "file": f"{one.name}（{_where(original)}）",
        "when": one.when,
        "length": getattr(one, "length", ""),
        "who": getattr(one, "who", ""),
        "hash": one.evidence,
        "size": f"{one.size:,} 字节",
        "text": one.text if isinstance(one, Picture) else "",
    }
    return [[words(key), value] for key, value in facts.items() if value]


def _where(original: Original | None) -> str:
    words = forms.bundle()["disc"]
    return words("on_disc", file=original.disc) if original and original.disc else words("not_on_disc")


def _disc(bundle: Bundle) -> Sheet:
    words = forms.bundle()["disc"]
    listed_rows = [
        [
            str(n), one.name, one.id, f"{one.size:,}",
            "、".join(forms.bundle()["exhibit"]("number", n=number) for number in one.exhibits),
            one.disc or words("sealed"),
        ]
        for n, one in enumerate(bundle.originals, 1)
    ]  # fmt: skip
    notes = [words("why_export")] if any(one.held for one in bundle.originals) else []
    if bundle.noted:
        notes.append(words("chain", line=bundle.noted[0], digest=bundle.noted[1]))
    return {
        "type": "disc",
        "place": "disc",
        "title": words.title,
        "intro": words("intro") if listed_rows else words("none"),
        "columns": list(words.columns["columns"]),
        "rows": listed_rows,
        "notes": notes,
    }


_AS_IT_IS = frozenset({"type", "place", "file"})


def _drawable(value: Any, glyphs: Glyphs) -> Any:
    if isinstance(value, str):
        return glyphs(value)
    if isinstance(value, dict):
        return {key: v if key in _AS_IT_IS else _drawable(v, glyphs) for key, v in value.items()}
    return [_drawable(one, glyphs) for one in value] if isinstance(value, list | tuple) else value
