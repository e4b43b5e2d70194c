"""anning without a command: the workbench, on this machine only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from anning.cli import _common


def run(home: Path | None, port: int | None, *, open_browser: bool) -> None:
    """Start the workbench and stay until it is stopped."""
    from anning.web import server

    config = _common.chosen(home)
    server.serve(replace(config, port=port) if port else config, open_browser=open_browser, fixed_port=bool(port))
