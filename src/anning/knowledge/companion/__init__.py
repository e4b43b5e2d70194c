"""The call companion's words, and how to keep a call on each phone."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from anning.knowledge import phones, shelf
from anning.knowledge.phones import Guide


class Ask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question to ask, ticked off when it was; noted is how the record tells it."""

    id: str
    ask: str
    noted: str


class Heard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A large button: what was heard, how the record tells it, and the sentence to say then."""

    id: str
    label: str
    noted: str
    say: str


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything on the screen. attempts is said with the day's count where a limit is known."""

    promise: str
    asks: tuple[Ask, ...]
    sentences: tuple[str, ...]
    heard: tuple[Heard, ...]
    record: dict[str, str]
    recording_norms: tuple[str, ...]


@cache
def words() -> Words:
    """The screen's words."""
    found: Words = shelf.read("companion/words", Words)[0][1]
    return found


def guides() -> tuple[Guide, ...]:
    """Every guide, in order."""
    return phones.guides("companion/guides")
