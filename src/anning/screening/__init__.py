"""Very large sets: messages in, findings out, in the same order; the same detection, no vault, no web framework.

`screen` reads and writes bytes (JSON lines), `batches` Arrow record batches, which is what Spark, Dask, Daft and
Ray hand to a function. Neither keeps more than a few chunks in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anning.screening.lines import Answered
from anning.screening.readers import FORMATS, guessed, read
from anning.screening.run import screen

if TYPE_CHECKING:
    from anning.screening.arrow import batches, schema

__all__ = ["FORMATS", "Answered", "batches", "guessed", "read", "schema", "screen"]


def __getattr__(name: str) -> Any:
    """What is of Arrow, when it is asked for: pyarrow takes 26 MB, and JSON lines do without it."""
    if name not in {"batches", "schema"}:
        raise AttributeError(name)
    from anning.screening import arrow

    return getattr(arrow, name)
