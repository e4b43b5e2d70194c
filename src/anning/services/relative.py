"""The page a relative fills in on their own phone, offline, and sends back; nothing of the case is in it."""

from __future__ import annotations

from importlib.resources import files

FILE = "record.html"
"""A name that tells nothing to whoever sees it."""


def page() -> bytes:
    """The page: one file, no address of anything else in it."""
    return files("anning.services").joinpath("templates", "relative.html").read_bytes()
