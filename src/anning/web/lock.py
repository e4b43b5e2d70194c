"""The lock on the workbench. Shut, nothing of the case is in the memory of this process or on any page.

It shuts by itself after some minutes without anything being done, when the person asks for it here or with
``anning lock``, and with 快速离开. A passphrase or the key on paper opens it. What Python held meanwhile is let go of,
not wiped: SECURITY.md says so.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from django.conf import settings

from anning import store
from anning.config import Config
from anning.domain.preferences import Preferences
from anning.errors import AnningError, Busy, Locked
from anning.services import jobs, locking, preferences, reading, redact, scratch
from anning.services.desk import Desk, open_desk
from anning.services.standing import Standing
from anning.web import workplace

LOOK_EVERY_S = 5
_PATIENCE_S = 10
_DEAREST_S = 8.0
"""The longest wait after one more wrong passphrase."""
_OURS = ("anning.services.", "anning.store.", "anning.web.", "anning.casework.")

_turn = threading.Condition()
_guessing = threading.Lock()


class _Now:
    """What this process knows of its lock: requests inside, whether they must wait, when something was last done."""

    inside = 0
    closed = False
    seen = time.time()
    opened_ns = 0
    wrong = 0
    look = Preferences(discreet=True)


def looks() -> Preferences:
    """How pages look while it is shut: as last seen by this process, or with nothing said of what they are."""
    return _Now.look


# --- who is inside


@contextmanager
def passing() -> Iterator[None]:
    """A request passes, unless somebody must be alone: then it waits."""
    with _turn:
        _turn.wait_for(lambda: not _Now.closed, _PATIENCE_S)
        _Now.inside += 1
    try:
        store.fresh()
        yield
    finally:
        store.close()  # before it counts as gone: nobody's connection may outlive a turned index
        with _turn:
            _Now.inside -= 1
            _turn.notify_all()


@contextmanager
def alone(others: int) -> Iterator[bool]:
    """Wait until no more than so many requests are inside, and let nobody in meanwhile; whether that came about."""
    with _turn:
        _Now.closed = True
        free = _turn.wait_for(lambda: _Now.inside <= others, _PATIENCE_S)
    try:
        yield free
    finally:
        with _turn:
            _Now.closed = False
            _turn.notify_all()


# --- shutting


def seen() -> None:
    """Something was done."""
    _Now.seen = time.time()


def looked(chosen: Preferences) -> None:
    """What the person chose, as a page was just made by it."""
    _Now.look = chosen


def minutes() -> int:
    """After how many minutes it shuts by itself; 0 for never, and where there is no passphrase."""
    return _Now.look.lock_after if is_guarded() else 0


def is_guarded() -> bool:
    """Whether it is open now and could be shut: there is a passphrase."""
    return not workplace.is_shut() and workplace.desk().config.scratch is not None


def glance() -> None:
    """Shut when it is time: nothing was done for long and no job is at work, or anning lock was called."""
    if not is_guarded():
        return
    if locking.forgotten_at(workplace.desk().config) > _Now.opened_ns:
        shut()
    elif jobs.at_work():
        seen()
    elif (idle := minutes() * 60) and time.time() - _Now.seen > idle:
        shut()


def shut(*, inside: int = 0) -> None:
    """Lock now; inside is 1 within a request. Work under way is cancelled and waited for, which loses nothing."""
    if not is_guarded():
        return
    config = replace(workplace.desk().config, scratch=None)
    workplace.shut(config)
    workplace.forget()
    for job in jobs.at_work():
        job.cancel()
        job.wait(_PATIENCE_S)
    with alone(inside):
        store.leave()
        for forget in (jobs.forget, redact.forget_all, _forget_answers):
            forget()
        scratch.leave(config.home)
        locking.forget(config)
        _write_to(config)
        gc.collect()


def _forget_answers() -> None:
    """Every answer that functions of ours keep; the law and the rules, which are nobody's, stay."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_OURS):
            for one in list(vars(module).values()):
                with suppress(AttributeError, TypeError):
                    one.cache_clear()


# --- opening


def proved(config: Config, secret: str) -> str:
    """What a passphrase or the key on paper opens. Locked when it is wrong, later with each time."""
    with _guessing:
        try:
            identity = locking.unlock(config, secret)
        except Locked:
            _Now.wrong += 1
            time.sleep(min(0.25 * 2**_Now.wrong, _DEAREST_S))
            raise
        _Now.wrong = 0
        return identity


def opened(config: Config, secret: str) -> None:
    """Open. Locked when the passphrase is wrong."""
    identity = proved(config, secret)
    with alone(1):
        settle_in(open_desk(config, identity=identity, settle=False))


def settle_in(desk: Desk) -> None:
    """Work at this desk from now on; what a crash left unread is read beside the first pages."""
    _Now.opened_ns = time.time_ns()
    seen()
    workplace.sit(desk)
    if desk.protected:
        scratch.use(desk.config.home)
    _write_to(desk.config)
    with suppress(AnningError):
        _Now.look = preferences.preferences()
    threading.Thread(target=_settle, args=(desk,), daemon=True).start()


def again(change: Callable[[Desk], str]) -> str:
    """Change how the home is opened, alone, and open it anew; gives what change gave. Busy."""
    desk = workplace.desk()
    if jobs.at_work():
        raise Busy("还有事情没有做完", next_step="等导入或材料做好以后再改密码")
    with alone(1) as free:
        if not free:
            raise Busy("别的页面还在打开", next_step="等它们打开以后再试一次")
        gave = change(desk)
        settle_in(open_desk(replace(desk.config, scratch=None), identity=desk.vault.identity, settle=False))
    return gave


def _write_to(config: Config) -> None:
    """Where uploads and the like go meanwhile."""
    config.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.FILE_UPLOAD_TEMP_DIR = str(config.spool)
    tempfile.tempdir = str(config.spool)


def _settle(desk: Desk) -> None:
    """Take the turn to write only where something is unread: a first import may want it meanwhile."""
    try:
        if any(Standing.of(desk.vault.events()).pending()):
            with suppress(Busy), desk.alone():
                reading.settle(desk)
    except AnningError as reason:
        workplace.door().say(reason.sentence())
    finally:
        store.close()


def watch(ended: threading.Event) -> None:
    """Glance at the clock until the program ends."""
    while not ended.wait(LOOK_EVERY_S):
        with suppress(AnningError):
            glance()
        store.close()
