"""A paper's parts as a template walks them: each block with its kind, quotations kept apart to be folded."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from anning.casework.papers.model import Block, Fact, Facts, Grid, Line, Numbered, Paper, Part


class Shown(Struct, frozen=True, kw_only=True):
    """One block: kind is lines, items, facts or grid; numbered says where counting starts."""

    kind: str
    lines: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    grid: Any = None


def shown(paper: Paper) -> list[tuple[Part, list[Shown]]]:
    """Every part with its blocks."""
    return [(part, [_block(block) for block in part.blocks]) for part in paper.parts]


def _block(block: Block) -> Shown:
    match block:
        case Facts():
            return Shown(kind="facts", facts=block.items)
        case Grid():
            return Shown(kind="grid", grid=block)
        case Numbered():
            return Shown(kind="items", lines=block.items)
        case _:
            return Shown(kind="lines", lines=block.lines)
