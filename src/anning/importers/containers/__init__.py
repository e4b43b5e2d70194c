"""What holds files: one module per kind, knowing nothing of what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol, runtime_checkable

from msgspec import Struct

from anning.domain.records import Problem
from anning.importers.limits import Limits


class Member(Struct, frozen=True):
    """A file inside a container: name is a label, never a path to write to; size in bytes as announced.

    The stream can be read once, until the next member is asked for. It ends early where a limit was reached or
    the data is damaged; the Problem that says so comes right after the member.
    """

    name: str
    size: int
    stream: BinaryIO


@runtime_checkable
class Container(Protocol):
    """What every container offers."""

    @property
    def name(self) -> str:
        """Short and lasting, such as "zip"."""

    def sniff(self, head: bytes, name: str) -> int:
        """0 not mine … 100 certainly mine."""

    def members(self, file: BinaryIO, limits: Limits) -> Iterator[Member | Problem]:
        """The files in a seekable file, and what of it could not be opened; never raises for bad content."""
