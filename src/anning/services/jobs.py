"""Long work beside the pages: in a thread of its own, asked about by its id.

A job lives in the process. What an import had sealed when the process died is read again at the next start; a
bundle that was not whole leaves nothing behind.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Generic, TypeVar

from anning import store
from anning.errors import AnningError, NotFound
from anning.services import intake
from anning.services.desk import Desk
from anning.services.intake import Source
from anning.services.reading import Cancelled
from anning.services.reports import ImportReport, Progress

P = TypeVar("P")
R = TypeVar("R")

_KEPT = 50
After = Callable[[Desk, ImportReport], None]
_jobs: dict[str, Work[object, object]] = {}


@dataclass
class Work(Generic[P, R]):
    """Work in a thread; report is there when it ended well, error when it did not."""

    id: str = field(default_factory=lambda: token_hex(6))
    progress: P | None = None
    report: R | None = None
    error: AnningError | None = None
    cancelled: bool = False
    done: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def cancel(self) -> None:
        """Ask it to stop; nothing of it stays."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; whether it came."""
        if self._thread:
            self._thread.join(seconds)
        return self.done

    def told(self, progress: P) -> None:
        """How far it is."""
        self.progress = progress

    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def begin(self, work: Callable[[], R], *, last: Callable[[], None] = lambda: None) -> None:
        """Do it in a thread of its own; last is done however it ends."""
        self._thread = threading.Thread(target=self._run, args=(work, last), name=f"job-{self.id}")
        self._thread.start()

    def _run(self, work: Callable[[], R], last: Callable[[], None]) -> None:
        try:
            self.report = work()
        except Cancelled:
            self.cancelled = True
        except AnningError as reason:
            self.error = reason
        except Exception as reason:  # noqa: BLE001 - the page must show something a person understands
            self.error = AnningError(
                f"没有做成：{reason}", next_step="请重试；如果再次出现，把这句话告诉开发者"
            )
            self.error.__cause__ = reason
        finally:
            store.close()  # this thread's own connection
            self.done = True
            last()


class Job(Work[Progress, ImportReport]):
    """An import at work."""


def start(desk: Desk, sources: Sequence[Source], after: After | None = None) -> Job:
    """Begin an import; uploaded files in the spool are removed at its end. after is done when it ended well."""
    job, own = Job(), list(sources)

    def tidied() -> None:
        for source in own:
            if source.path and source.path.is_relative_to(desk.config.spool):
                source.path.unlink(missing_ok=True)

    enlist(job)

    def work() -> ImportReport:
        report = intake.intake(desk, own, told=job.told, cancelled=job.stopped)
        if after:
            after(desk, report)
        return report

    job.begin(work, last=tidied)
    return job


def enlist(work: Work[P, R]) -> None:
    """Keep a piece of work where its id finds it; old ones that ended are let go."""
    _jobs[work.id] = work  # type: ignore[assignment]  # only read again as the kind it is
    for old in list(_jobs)[:-_KEPT]:
        if _jobs[old].done:
            del _jobs[old]


def forget() -> None:
    """Let go of all that ended: their reports name people and files."""
    for old in [job for job in _jobs.values() if job.done]:
        del _jobs[old.id]


def at_work() -> list[Work[object, object]]:
    """Everything that is not done, of any kind."""
    return [job for job in _jobs.values() if not job.done]


W = TypeVar("W", bound=Work)  # type: ignore[type-arg]  # whatever it tells


def get(job_id: str) -> Job:
    """An import of this process; NotFound."""
    return find(job_id, Job)


def find(job_id: str, kind: type[W]) -> W:
    """A job of this kind in this process; NotFound."""
    found = _jobs.get(job_id)
    if not isinstance(found, kind):
        raise NotFound("没有这个任务，可能安宁重新启动过", next_step="回到上一页，看看结果是不是已经在那里")
    return found


def of(kind: type[W]) -> list[W]:
    """Those of a kind that are at work now."""
    return [job for job in _jobs.values() if isinstance(job, kind) and not job.done]


def running() -> Job | None:
    """The import at work now, if any."""
    return next(iter(of(Job)), None)
