"""What a person decided about one paper: which facts, which requests, their own words and answers."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


def draft_id(kind: str, debt: str = "") -> str:
    """The id of the draft of a kind for a debt: one of each is kept."""
    return f"{kind}:{debt}" if debt else kind


class PaperDraft(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper on its way.

    chosen holds ids of contacts and of counted days (facts.Counted.id); None takes what is suggested. against and
    author are party ids ("" is by the form's own rule). requests says of a request by its id whether it
    is wanted, where the person decided otherwise than the form. answers are what was
    asked for this paper alone, by field. confirmed are references whose text the person has looked up. channel is
    the body it goes to where a form knows several; cause the kind of claim of a suit.
    """

    id: str
    kind: str
    debt: str = ""
    channel: str = ""
    cause: str = ""
    author: str = ""
    against: tuple[str, ...] = ()
    chosen: tuple[str, ...] | None = None
    requests: Mapping[str, bool] = {}
    answers: Mapping[str, str] = {}
    own_words: str = ""
    confirmed: tuple[str, ...] = ()
