"""How much one file may cost, so that a hostile one cannot take the machine with it."""

from __future__ import annotations

from msgspec import Struct

MEGABYTE = 1 << 20


class Limits(Struct, frozen=True, kw_only=True):
    """Limits of one reading; bytes unless said otherwise.

    memory is the address space of the child. cpu_s seconds of processor time, 0 for an amount that grows with
    the file. silent_s seconds without a word from the child. entries, unpacked and ratio are of one container;
    ratio holds for members over a megabyte. attachment is the largest file taken out of another one.
    """

    memory: int = 768 * MEGABYTE
    cpu_s: int = 0
    silent_s: int = 300
    open_files: int = 64
    entries: int = 10_000
    unpacked: int = 8192 * MEGABYTE
    ratio: int = 200
    attachment: int = 100 * MEGABYTE
    nested: int = 64 * MEGABYTE

    def seconds(self, size: int) -> int:
        """Processor time for a file of this size: ten times what the slowest honest one takes."""
        return self.cpu_s or 60 + size // (2 * MEGABYTE)
