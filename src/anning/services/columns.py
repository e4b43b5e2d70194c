"""What the columns of a table are called, for a person to correct how they were understood."""

from __future__ import annotations

from anning.knowledge import formats


def titles() -> dict[str, str]:
    """Chinese title by role, in the order a person reads them."""
    return {column.role: column.title for column in formats.columns().columns}
