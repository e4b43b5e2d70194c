"""anning without a command: the workbench, on this machine only."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from anning.cli import _common


def run(home: Path | None, port: int | None, *, open_browser: bool) -> None:
    """Start the workbench and stay until it is stopped; a home behind a passphrase asks for it in the browser."""
    config, identity = _common.chosen(home), ""
    if file := _common.passphrase_file():
        from anning.services import locking

        identity = locking.unlock(config, _common.asked(file, "")) if locking.is_locked(config) else ""
    workbench().serve(config, port, open_browser, identity=identity)


def workbench() -> Any:
    """The other way in; found by name, because the two ways in know nothing of each other."""
    return import_module("anning.web.server")
