"""Quoted words inside their text: the places where findings lie, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from anning.domain.findings import Finding


def marked(text: str, findings: Iterable[Finding], dismissed: Iterable[str] = ()) -> SafeString:
    """The text with <mark> around what was found; what the person took out is only dotted."""
    out = set(dismissed)
    spans = [(f.start, f.end, f.rule not in out) for f in findings if 0 <= f.start < f.end <= len(text)]
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    parts: list[str] = []
    last = ""
    for start, end in pairwise(cuts):
        kind = _kind(spans, start, end)
        if kind != last:
            parts.append(_CLOSE[last] + _OPEN[kind])
            last = kind
        parts.append(escape(text[start:end]))
    return mark_safe("".join(parts) + _CLOSE[last])  # noqa: S308 - every piece of text was escaped above


_OPEN = {"": "", "found": "<mark>", "out": '<mark class="out">'}
_CLOSE = {"": "", "found": "</mark>", "out": "</mark>"}


def _kind(spans: list[tuple[int, int, bool]], start: int, end: int) -> str:
    here = [stands for s, e, stands in spans if s <= start and end <= e]
    if not here:
        return ""
    return "found" if any(here) else "out"
