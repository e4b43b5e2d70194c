"""Reads bytes with a format the way an import does, and sorts what comes out."""

from __future__ import annotations

import io
from typing import NamedTuple

from anning.domain.records import Attachment, Contact, Problem, Reading
from anning.importers.formats import Format, Place


class Got(NamedTuple):
    contacts: list[Contact]
    attachments: list[Attachment]
    problems: list[Problem]
    reading: Reading


class OneWay(io.RawIOBase):
    """A stream that can only be read front to back, as inside an archive."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._data.readinto(buffer)


def read(form: Format, data: bytes, name: str = "x.bin", /, *, prefix: str = "", **settings: str) -> Got:
    stream = io.BufferedReader(OneWay(data)) if prefix else io.BytesIO(data)
    place = Place(
        name=name,
        prefix=prefix,
        size=len(data),
        settings={k.replace("__", "."): v for k, v in settings.items()},
    )
    found = list(form.read(stream, place))
    kinds = {
        kind: [one for one in found if isinstance(one, kind)]
        for kind in (Contact, Attachment, Problem, Reading)
    }
    assert len(kinds[Reading]) == 1
    assert found[-1] is kinds[Reading][0]
    assert len({one.locator for one in kinds[Contact]}) == len(kinds[Contact])
    assert sum(found[-1].counts.values()) == len(kinds[Contact])
    return Got(kinds[Contact], kinds[Attachment], kinds[Problem], kinds[Reading][0])
