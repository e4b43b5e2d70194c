"""Reading a file for covering, and making its copy, beside the pages: with how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from anning.services import jobs, redact
from anning.services.jobs import Work
from anning.services.reading import Cancelled
from anning.services.redact import Step, Watch

SOON_S = 1.5
"""How long a page may wait for the end before it shows how far the work is."""


class Reading(Work[Step, redact.Work]):
    """A file being opened, and what is personal in it being looked for; the report is the work at hand."""


class Making(Work[Step, redact.Copy]):
    """A copy being made and read again; work_id is the work it is of."""

    work_id: str = ""


def read(begin: Callable[[Watch], redact.Work]) -> Reading:
    """Begin to read; what was found is held at its end. begin is given whom to tell."""
    job = Reading()
    jobs.enlist(job)
    job.begin(lambda: redact.hold(begin(_watch(job))))
    job.wait(SOON_S)
    return job


def make(work: redact.Work, *, suffix: str = "", looked: bool = False) -> Making:
    """Begin to make the copy of what is chosen."""
    job = Making()
    job.work_id = work.id
    jobs.enlist(job)
    job.begin(lambda: redact.make(work, suffix=suffix, looked=looked, watch=_watch(job)))
    job.wait(SOON_S)
    return job


def _watch(job: Reading | Making) -> Watch:
    def told(step: Step) -> None:
        if job.stopped():
            raise Cancelled
        job.told(step)

    return told
