"""A PDF of nothing but page pictures: no text layer, attachment, form or metadata of the original can be in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image

_DPI: Final = 150


def of_pictures(pages: Sequence[bytes]) -> bytes:
    """Covered pages, PNGs of ours, as one PDF."""
    drawn = [Image.open(io.BytesIO(page), formats=("PNG",)).convert("RGB") for page in pages]
    out = io.BytesIO()
    first, *rest = drawn
    first.save(
        out, "PDF", save_all=True, append_images=rest, resolution=_DPI, quality=88,
        title=None, author=None, producer="Anning", creationDate=None, modDate=None,
    )  # fmt: skip
    return out.getvalue()
