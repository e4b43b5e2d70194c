"""A paper as plain text, for a person without a viewer and for tests that read it."""

from __future__ import annotations

from collections.abc import Iterator

from anning.casework.papers.model import Block, Facts, Grid, Numbered, Paper, Paragraphs, plain
from anning.knowledge.forms.papers import shared


def render(paper: Paper) -> str:
    """The text, one line a paragraph or row."""
    return "\n".join(_lines(paper)) + "\n"


def _lines(paper: Paper) -> Iterator[str]:
    yield paper.title
    head = plain(paper.addressee)
    if head and not paper.at_end:
        yield head
    for part in paper.parts:
        if part.title:
            yield f"\n{part.title}"
        for block in part.blocks:
            yield from _block(block)
    if paper.at_end:
        yield f"\n{shared().words['to']}\n{head}"
    yield ""
    yield from map(plain, paper.sign)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraphs():
            yield from map(plain, block.lines)
        case Numbered():
            yield from (f"{n}. {plain(line)}" for n, line in enumerate(block.items, 1))
        case Facts():
            yield from (f"{fact.number}. {plain(fact.text)}" for fact in block.items)
        case Grid():
            if block.columns:
                yield " | ".join(block.columns)
            yield from (" | ".join(map(plain, row)) for row in block.rows)
