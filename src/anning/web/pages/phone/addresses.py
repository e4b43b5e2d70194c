"""This machine's addresses on the local network, found without sending anything."""

from __future__ import annotations

import fcntl
import ipaddress
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

_SIOCGIFADDR = 0x8915
_NOWHERE = ("192.0.2.1", 9)
"""An address of documentation: choosing a way to it asks the routing table, and no packet leaves."""


def addresses() -> tuple[str, ...]:
    """Private IPv4 addresses, the one in general use first; none when there is no network."""
    return tuple(one for one in dict.fromkeys(_all()) if local(one))


def local(address: str) -> bool:
    """Whether an address belongs to a network of a home or an office."""
    found = ipaddress.ip_address(address)
    return found.is_private and not found.is_loopback and not found.is_link_local and not found.is_unspecified


def _all() -> Iterator[str]:
    with suppress(OSError, RuntimeError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(_NOWHERE)
        yield asking.getsockname()[0]
    if sys.platform == "linux":
        yield from (found for _, name in socket.if_nameindex() if (found := _of(name)))


def _of(interface: str) -> str:
    """The address an interface of Linux has; "" for none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        told = fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, struct.pack("256s", interface.encode()[:15]))
        return socket.inet_ntoa(told[20:24])
    return ""
