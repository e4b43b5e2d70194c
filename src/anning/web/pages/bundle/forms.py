"""What the page of exhibits sends back: for each whether it is used, its turn, its name and what it proves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from anning.domain.exhibits import Chosen

_LONGEST = 2000


def chosen_in(given: Mapping[str, str], before: Sequence[Chosen]) -> list[Chosen]:
    """The exhibits as the page has them now; one that was not on the page is left as it was."""
    return [_one(given, was) if f"on.{was.id}.shown" in given else was for was in before]


def _one(given: Mapping[str, str], was: Chosen) -> Chosen:
    place = given.get(f"place.{was.id}", "")
    return msgspec.structs.replace(
        was,
        left_out=f"on.{was.id}" not in given,
        place=int(place) if place.isascii() and place.isdigit() else was.place,
        name=_words(given, f"name.{was.id}") or was.name,
        proves=_words(given, f"proves.{was.id}") or was.proves,
        source=_words(given, f"source.{was.id}") or was.source,
    )


def _words(given: Mapping[str, str], name: str) -> str:
    return given.get(name, "").strip()[:_LONGEST].replace("\r\n", "\n")
