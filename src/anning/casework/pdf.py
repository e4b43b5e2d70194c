"""A document as PDF/A-2a with PDF/UA-1 tags, drawn by typst with the fonts beside this file and no others."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import Any

import msgspec

from anning.casework.document import Document, Heading, Para
from anning.casework.glyphs import Glyphs, missing
from anning.knowledge import forms

_AS_IT_IS = frozenset({"type", "day", "kind"})


def render(document: Document) -> bytes:
    """The PDF; the same document gives the same bytes. What the fonts lack is replaced and listed at the end."""
    return typeset("report.typ", drawable(document), document.day)


def typeset(template: str, data: dict[str, Any], day: str) -> bytes:
    """A template with its data as PDF/A-2a with PDF/UA-1 tags, dated by day (ISO)."""
    import typst

    room = files("anning.casework")
    with as_file(room.joinpath("fonts")) as fonts, as_file(room.joinpath("templates")) as templates:
        return typst.compile(
            templates / template,
            root=templates,
            font_paths=[fonts],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"document": msgspec.json.encode(data).decode()},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()),
        )


def undrawable_names(document: Document) -> tuple[str, ...]:
    """Names in which a character cannot be drawn; a person has to write those by hand."""
    return tuple(name for name in document.names if missing(name))


def drawable(document: Document) -> dict[str, Any]:
    """The document as plain values, every string such that the fonts can draw it."""
    words = forms.report()
    glyphs = Glyphs(words.emoji)
    data: dict[str, Any] = plain(msgspec.to_builtins(document), glyphs)
    if glyphs.replaced:
        limits = words["limits"]
        listed = "，".join(
            f"{stand_in} = U+{ord(char):04X}" for char, stand_in in sorted(glyphs.replaced.items())
        )
        texts = [limits("glyphs", list=listed)]
        if names := undrawable_names(document):
            texts.append(limits("glyphs_names", names="、".join(map(glyphs, names))))
        blocks = [Heading(text=limits("glyphs_title"), level=2), *(Para(text=text) for text in texts)]
        data["blocks"] += msgspec.to_builtins(blocks)
    return data


def plain(value: Any, glyphs: Glyphs) -> Any:
    """Plain values with every string such that the fonts can draw it, the names of types left as they are."""
    if isinstance(value, str):
        return glyphs(value)
    if isinstance(value, dict):
        return {k: v if k in _AS_IT_IS else plain(v, glyphs) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, glyphs) for item in value]
    return value
