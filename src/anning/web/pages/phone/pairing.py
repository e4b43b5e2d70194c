"""The pairing of now: begun by the person, over after a quarter of an hour, on request, and when anything closes."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import segno

from anning.domain.china_time import Instant, now
from anning.errors import InputUnusable
from anning.web import workplace
from anning.web.pages.phone.addresses import addresses
from anning.web.pages.phone.certificate import throw_away
from anning.web.pages.phone.listener import Listener
from anning.web.pages.phone.receiving import Receiver

if TYPE_CHECKING:
    from anning.services.desk import Desk

MINUTES = 15


@dataclass
class Pairing:
    """One listening page; until is when it ends, fingerprint "" says that nothing is encrypted."""

    receiver: Receiver
    listener: Listener
    until: Instant
    fingerprint: str
    timer: threading.Timer = field(repr=False)

    @property
    def link(self) -> str:
        """What the phone opens; it works for one browser."""
        return self.receiver.link

    @property
    def claimed(self) -> bool:
        """Whether a phone has opened it."""
        return self.receiver.claimed

    @property
    def received(self) -> int:
        """How many files came."""
        return self.receiver.received

    def code(self) -> bytes:
        """The link as a QR code, an SVG file."""
        drawn = io.BytesIO()
        segno.make_qr(self.link, error="m").save(
            drawn, kind="svg", scale=6, border=4, dark="#000", light="#fff"
        )
        return drawn.getvalue()


_now: list[Pairing] = []
_lock = threading.Lock()


def current() -> Pairing | None:
    """The pairing that lasts, if there is one."""
    with _lock:
        return _now[0] if _now and now() < _now[0].until else None


def begin(desk: Desk, address: str = "", *, secure: bool = True, seconds: int = MINUTES * 60) -> Pairing:
    """Listen on an address of the local network; one that lasted before ends.

    InputUnusable when there is no network, or the address is not this machine's.
    """
    stop()
    wanted = address or next(iter(addresses()), "")
    if not wanted:
        raise InputUnusable(
            "这台电脑现在没有连上局域网", next_step="让电脑和手机连上同一个 Wi-Fi，再按“开始配对”"
        )
    until = now() + seconds * 1000
    receiver = Receiver(desk, secure=secure, running=lambda: _lasts(receiver))
    tls, fingerprint = throw_away(wanted, desk.config.spool) if secure else (None, "")
    try:
        listener = Listener(wanted, receiver, tls)
    except OSError as reason:
        raise InputUnusable(
            f"不能在 {wanted} 上等手机：{reason.strerror or reason}", next_step="换一个地址再试"
        ) from reason
    receiver.host = listener.host
    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    begun = Pairing(receiver, listener, until, fingerprint, timer)
    with _lock:
        _now[:] = [begun]
    timer.start()
    return begun


def _lasts(receiver: Receiver) -> bool:
    lasting = current()
    return lasting is not None and lasting.receiver is receiver


def stop() -> None:
    """End it; nothing happens when there is none."""
    with _lock:
        ended = _now.pop() if _now else None
    if ended:
        ended.timer.cancel()
        ended.listener.stop()


workplace.at_shut(stop)
