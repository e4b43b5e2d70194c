"""anning without a command: the workbench, on this machine only."""

from __future__ import annotations

from pathlib import Path

from anning.cli import _common


def run(home: Path | None, port: int | None, *, open_browser: bool) -> None:
    """Start the workbench and stay until it is stopped."""
    from anning.web import server

    server.serve(_common.chosen(home), port, open_browser)
