"""A paper as PDF/A-2a with PDF/UA-1 tags; the same paper gives the same bytes."""

from __future__ import annotations

from typing import Any

import msgspec

from anning.casework import pdf
from anning.casework.glyphs import Glyphs, missing
from anning.casework.papers.model import Paper, lines_of
from anning.errors import Refused
from anning.knowledge import forms
from anning.knowledge.forms.papers import shared

_SHORT = 12
"""Lines of a last part that can stay on one page with the signature."""


def render(paper: Paper) -> bytes:
    """The PDF. Refused when a name holds a character that the font cannot draw; the message names it."""
    refuse_undrawable(paper)
    return pdf.typeset("papers.typ", drawable(paper), paper.day)


def refuse_undrawable(paper: Paper) -> None:
    """A name must stand in a paper as it is written, or not at all."""
    for name in paper.names:
        if lacking := missing(name):
            told = "、".join(f"{char}（U+{ord(char):04X}）" for char in lacking)
            raise Refused(
                f"打印字体里没有这个字，“{name}”会印错：{told}",
                where=paper.title,
                next_step="请下载 Word 版，在装有这个字的电脑上打印，或者打印后手写补正",
            )


def drawable(paper: Paper) -> dict[str, Any]:
    """The paper as plain values, every string such that the fonts can draw it; what was replaced is listed."""
    glyphs = Glyphs(forms.report().emoji)
    words = shared().words
    data: dict[str, Any] = pdf.plain(msgspec.to_builtins(paper), glyphs)
    listed = "，".join(f"{shown} = U+{ord(char):04X}" for char, shown in sorted(glyphs.replaced.items()))
    notes = [forms.report()["limits"]("glyphs", list=listed)] if listed else []
    long_end = sum(1 for block in paper.parts[-1].blocks for _ in lines_of(block)) > _SHORT
    return {**data, "author": words["author"], "to": words["to"], "notes": notes, "long_end": long_end}
