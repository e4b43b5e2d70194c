"""How the person wants Anning to behave."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Preferences(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The one set of a home.

    digest is the hour of China at which the day's sum is shown; from quiet_from to quiet_to (hours, over midnight)
    new findings wait, unless somebody is in danger or a court's day is near. calm turns that waiting on. elder asks
    for large letters and targets, theme for light, dark or what the machine says; discreet takes the name off the
    title of the window. Where there is a passphrase, the workbench locks after lock_after minutes without anything
    being done (0 for never), and with 快速离开 when lock_on_leave.
    """

    id: str = "preferences"
    calm: bool = False
    digest: int = 20
    quiet_from: int = 22
    quiet_to: int = 8
    elder: bool = False
    theme: Literal["auto", "light", "dark"] = "auto"
    discreet: bool = False
    lock_after: int = 15
    lock_on_leave: bool = True
