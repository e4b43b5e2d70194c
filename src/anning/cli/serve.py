"""anning without a command: the workbench, on this machine only."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from anning.cli import _common


def run(home: Path | None, port: int | None, *, open_browser: bool) -> None:
    """Start the workbench and stay until it is stopped."""
    workbench().serve(_common.chosen(home), port, open_browser)


def workbench() -> Any:
    """The other way in; found by name, because the two ways in know nothing of each other."""
    return import_module("anning.web.server")
