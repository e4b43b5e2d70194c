"""The one home this process works on, and the secret of its door."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from anning.errors import Locked

if TYPE_CHECKING:
    from anning.config import Config
    from anning.services.desk import Desk


@dataclass
class Door:
    """Who may come in: the holder of a link that works once, then the browser it opened.

    open_to is the exact Host the workbench answers to, such as 127.0.0.1:8411.
    """

    open_to: str
    say: Callable[[str], None] = print
    _ticket: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _key: str = ""

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies do not know ports, so it carries this one's."""
        return f"anning-door-{self.open_to.rpartition(':')[2]}"

    @property
    def link(self) -> str:
        """The address that lets one browser in, once."""
        return f"http://{self.open_to}/enter/{self._ticket}"

    def enter(self, ticket: str) -> str:
        """The browser's key for a valid ticket, which is used up by it; "" for any other."""
        if not self._ticket or not hmac.compare_digest(ticket.encode(), self._ticket.encode()):
            return ""
        self._ticket = ""
        self._key = secrets.token_urlsafe(32)
        return self._key

    def knows(self, key: str) -> bool:
        """Whether this is the key of the browser that came in."""
        return bool(self._key) and hmac.compare_digest(key.encode(), self._key.encode())

    def close(self) -> None:
        """Let nobody in any more, and tell the terminal the link that opens again."""
        self._key = ""
        self._ticket = secrets.token_urlsafe(32)
        self.say(f"页面已关上。要回来，请打开这个新链接：{self.link}")


_place: dict[str, object] = {}


def occupy(desk: Desk | Callable[[], Desk], door: Door) -> None:
    """Settle in a home; the desk may be given as the way to open it, taken when the first page needs it."""
    _place["desk"], _place["door"] = desk, door
    _place.pop("shut", None)


def sit(desk: Desk) -> None:
    """Work at another desk from now on."""
    _place["desk"] = desk
    _place.pop("shut", None)


def shut(config: Config) -> None:
    """Work at no desk until sit(); config says which home it is that is locked."""
    _place["shut"] = config
    _place.pop("desk", None)


def is_shut() -> bool:
    """Whether the home is locked."""
    return "shut" in _place


def config() -> Config:
    """The settings of the home, locked or not."""
    return _place.get("shut") or desk().config  # type: ignore[return-value]


_at_shut: list[Callable[[], None]] = []


def at_shut(forget: Callable[[], None]) -> None:
    """Have something done when the home is locked: whoever keeps a word of the case in memory lets go of it."""
    _at_shut.append(forget)


def forget() -> None:
    """Do all of it."""
    for one in _at_shut:
        one()


def desk() -> Desk:
    """The desk of this process. Locked."""
    if is_shut() or (found := _place.get("desk")) is None:
        raise Locked("安宁锁着", next_step="输入密码打开")
    if callable(found):
        found = _place["desk"] = found()
    return found  # type: ignore[return-value]


def door() -> Door:
    """The door of this process."""
    return _place["door"]  # type: ignore[return-value]
