"""Long work beside the pages: one import at a time in a thread of its own, asked about by its id.

A job lives in the process. What it had sealed when the process died is read again at the next start.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import token_hex

from anning import store
from anning.errors import AnningError, NotFound
from anning.services import intake
from anning.services.desk import Desk
from anning.services.intake import Source
from anning.services.reading import Cancelled
from anning.services.reports import ImportReport, Progress

_KEPT = 50
_jobs: dict[str, Job] = {}


@dataclass
class Job:
    """An import at work; report is there when it ended well, error when it did not."""

    id: str = field(default_factory=lambda: token_hex(6))
    progress: Progress | None = None
    report: ImportReport | None = None
    error: AnningError | None = None
    cancelled: bool = False
    done: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def cancel(self) -> None:
        """Ask it to stop; nothing of it stays in the index."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; whether it came."""
        if self._thread:
            self._thread.join(seconds)
        return self.done

    def run(self, desk: Desk, sources: Sequence[Source]) -> None:
        """Do the work in this thread."""
        try:
            self.report = intake.intake(desk, sources, told=self._told, cancelled=self._stop.is_set)
        except Cancelled:
            self.cancelled = True
        except AnningError as reason:
            self.error = reason
        except Exception as reason:  # noqa: BLE001 - the page must show something a person understands
            self.error = AnningError(
                f"导入时出错：{reason}", next_step="请重试；如果再次出现，把这句话告诉开发者"
            )
            self.error.__cause__ = reason
        finally:
            store.close()  # this thread's own connection
            self.done = True
            for source in sources:
                if source.path and source.path.is_relative_to(desk.config.spool):
                    source.path.unlink(missing_ok=True)

    def _told(self, progress: Progress) -> None:
        self.progress = progress

    def start(self, desk: Desk, sources: Sequence[Source]) -> None:
        """Do the work in a thread of its own."""
        self._thread = threading.Thread(target=self.run, args=(desk, list(sources)), name=f"import-{self.id}")
        self._thread.start()


def start(desk: Desk, sources: Sequence[Source]) -> Job:
    """Begin an import; uploaded files in the spool are removed at its end."""
    job = Job()
    _jobs[job.id] = job
    for old in list(_jobs)[:-_KEPT]:
        if _jobs[old].done:
            del _jobs[old]
    job.start(desk, sources)
    return job


def get(job_id: str) -> Job:
    """A job of this process; NotFound."""
    try:
        return _jobs[job_id]
    except KeyError:
        raise NotFound("没有这个任务，可能安宁重新启动过", next_step="到“导入记录”看看结果") from None


def running() -> Job | None:
    """The job at work now, if any."""
    return next((job for job in _jobs.values() if not job.done), None)
