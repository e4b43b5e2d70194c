"""The invented case, put into a home so that a person can look round before trusting anything to it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from anning.services import intake, sample, sample_case
from anning.services.desk import Desk
from anning.services.intake import Source
from anning.services.reading import never
from anning.services.reports import ImportReport, Told, silent


def fill(desk: Desk, *, told: Told = silent, cancelled: Callable[[], bool] = never) -> ImportReport:
    """Write the sample export beside the case and take it in; the same bytes every time, so twice adds nothing."""
    with tempfile.TemporaryDirectory(prefix="anning-sample-") as folder:
        written = sample.write(Path(folder) / "示例")
        sources = [Source(path=path, name=path.name) for path in written.files]
        report = intake.intake(desk, sources, told=told, cancelled=cancelled)
    case(desk, report)
    return report


def present() -> str:
    """The import of the invented case while it is shown; "" where there is none."""
    return sample_case.present()


def case(desk: Desk, report: ImportReport) -> None:
    """What the made-up person told, beside the import that brought their phone; kept where nothing is told yet."""
    sample_case.put(desk, report.import_id)
