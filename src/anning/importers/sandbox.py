"""Takes from this process what a reader of files does not need, for good: memory, time, files and the network.

On Linux a seccomp filter refuses sockets, new programs, other processes and every way to change a file. Where
there is none (another system, another processor) the limits alone hold; ``enter`` says which of the two.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import struct
import sys
from collections.abc import Iterator, Mapping
from typing import Final

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER_MODE = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050001  # refuse: EPERM
_NUMBER, _ARCH = 0, 4
_WRITING: Final = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000
"""Flags of open for writing, read-write, create, truncate, append."""

# What is refused, by the number each processor family gives it: network; programs and processes; other
# processes' memory; changes to files and names; ways round a filter.
_X86_64: Final = (
    41, 42, 43, 44, 46, 49, 50, 53, 288, 299, 307,
    56, 57, 58, 59, 62, 200, 322, 435, 272, 308, 424, 434, 438,
    101, 310, 311,
    76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 133, 165, 166,
    258, 259, 260, 263, 264, 265, 266, 268, 285, 316,
    248, 249, 250, 298, 321, 323, 425, 426, 427, 437,
)  # fmt: skip
_ARM64: Final = (
    198, 199, 200, 201, 202, 203, 206, 211, 242, 243, 269,
    220, 221, 281, 129, 130, 435, 97, 268, 424, 434, 438,
    117, 270, 271,
    33, 34, 35, 36, 37, 38, 39, 40, 45, 46, 47, 52, 53, 54, 55, 276,
    217, 218, 219, 241, 280, 282, 425, 426, 427, 437,
)  # fmt: skip

# Architecture as the kernel calls it, refused numbers, and each call that opens a file with the offset of its flags.
_FAMILIES: Final[Mapping[str, tuple[int, tuple[int, ...], tuple[tuple[int, int], ...]]]] = {
    "x86_64": (0xC000003E, _X86_64, ((2, 24), (257, 32))),
    "aarch64": (0xC00000B7, _ARM64, ((56, 32),)),
}
_X32: Final = 0x40000000
"""Numbers from here on are a second door to the same calls on x86_64."""


def enter(*, memory: int, cpu_s: int, open_files: int) -> bool:
    """Give up what is not needed; True when the kernel also refuses sockets and programs. There is no way back."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, open_files)
    _limit(resource.RLIMIT_CPU, cpu_s, cpu_s + 5)
    _limit(resource.RLIMIT_AS, memory)
    return _filter_calls()


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    """Lower a limit as far as the system lets us."""
    _, ceiling = resource.getrlimit(what)
    most = soft if hard is None else hard
    if ceiling != resource.RLIM_INFINITY:
        soft, most = min(soft, ceiling), min(most, ceiling)
    try:
        resource.setrlimit(what, (soft, most))
    except (OSError, ValueError):  # macOS knows some limits only by name
        return


def _filter_calls() -> bool:
    family = _FAMILIES.get(platform.machine())
    if sys.platform != "linux" or family is None or sys.maxsize < 1 << 32:
        return False
    steps = b"".join(_program(*family))
    code = ctypes.create_string_buffer(steps, len(steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(steps) // 8, ctypes.addressof(code)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_SECCOMP, _FILTER_MODE, ctypes.addressof(program), 0, 0) == 0)


def _program(arch: int, refused: tuple[int, ...], openers: tuple[tuple[int, int], ...]) -> Iterator[bytes]:
    """The filter: another architecture is killed, what is refused gets EPERM, the rest goes through."""
    yield from (_step(_LOAD, _ARCH), _step(_EQUAL, arch, yes=1), _step(_RETURN, _KILL), _step(_LOAD, _NUMBER))
    yield from (_step(_AT_LEAST, _X32, no=1), _step(_RETURN, _REFUSE))
    for number in refused:
        yield from (_step(_EQUAL, number, no=1), _step(_RETURN, _REFUSE))
    for number, flags in openers:
        yield from (_step(_EQUAL, number, no=4), _step(_LOAD, flags), _step(_ANY_BIT, _WRITING, no=1))
        yield from (_step(_RETURN, _REFUSE), _step(_RETURN, _ALLOW))
    yield _step(_RETURN, _ALLOW)


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)
