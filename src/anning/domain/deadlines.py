"""Days that matter: what happened, what must be done or answered by when, and how sure that is."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from anning.domain.findings import Citation, Conduct, Mark

Stake = Literal["court", "danger", "answer", "own"]
"""What hangs on a day: a court's period, a period against danger, a body's answer, or one's own reminder."""

Standing = Literal["running", "passed", "answered", "asked", "never"]
"""asked: a day must be confirmed first, so there is none; never: the right does not end with time."""


Concern = Literal["act", "filing", "served", "debt", "promise"]


class Act(Struct, frozen=True, kw_only=True):
    """One thing done to the person on one legal day.

    online tells what was done over the internet (WeChat, mail, a site) from calls, SMS and visits.
    """

    conduct: Conduct
    day: date
    online: bool = False


class Next(Struct, frozen=True, kw_only=True):
    """What to do: in words, and the paper and the channel it needs ("" for none)."""

    says: str
    paper: str = ""
    channel: str = ""


class Deadline(Struct, frozen=True, kw_only=True):
    """One period of one case.

    day is the last day, None when it must be asked or never comes. earliest is the day before it was moved over
    days off, or the same. provisional: a day of a year without a published schedule decided it, so it may still
    move back (a count of working days also one day forward, where a weekend is worked). cites are the norms of the
    day the period began on, cited their Chinese names; sure is how well the period itself was checked. subject is
    the id of the filing, court paper, debt or promise it hangs on, or the ISO day of an act.
    """

    id: str
    clock: str
    title: str
    stake: Stake
    state: Standing
    day: date | None
    from_what: str
    since: date | None = None
    earliest: date | None = None
    provisional: bool = False
    cites: tuple[Citation, ...] = ()
    cited: tuple[str, ...] = ()
    sure: Mark
    source: str = ""
    caution: str = ""
    next: Next
    subject: str = ""
    concerns: Concern
