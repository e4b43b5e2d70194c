"""From the elements of the XML to contacts: one method per element, called in the order of the file."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from anning.domain.china_time import Instant, iso
from anning.domain.records import Attachment, Contact, Problem
from anning.importers.formats import Found, Place, Tally
from anning.importers.formats.sms_backup_restore import values
from anning.importers.formats.sms_backup_restore.values import NULL, plain

ROWS = ("sms", "mms", "call")

_SMS = frozenset(
    "protocol address date type subject body toa sc_toa service_center read status locked date_sent sub_id"
    " readable_date contact_name".split()
)
_CALL = frozenset(
    "number duration date type presentation subscription_id subscription_component_name readable_date contact_name"
    " post_dial_digits".split()
)
_MMS = frozenset(
    "address date msg_box contact_name readable_date sub sub_cs date_sent rr ct_t read_status seen resp_st retr_st"
    " d_tm text_only exp locked m_id st retr_txt_cs retr_txt creator read m_size rpt_a ct_cls pri sub_id tr_id"
    " resp_txt ct_l m_cls d_rpt v _id m_type thread_id spam_report deletable hidden favorite".split()
)

_SENT_APART = 60_000
"""A text that took longer to arrive keeps its sending time: which hour counts may depend on it."""

_FROM, _CC, _BCC, _TO = "137", "130", "129", "151"
_NO_ADDRESS = "insert-address-token"
_NOT_DOWNLOADED = "130"


@dataclass
class _Mms:
    """An MMS while its parts are read."""

    locator: str
    attrs: Mapping[str, str]
    line: int
    texts: list[str] = field(default_factory=list)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    parts: int = 0
    found: list[Attachment | Problem] = field(default_factory=list)


class Elements:
    """Takes elements as they open and close; what they come to waits in ``found``.

    line is asked for only when something has to be told. The numbers in locators count every element of a kind
    from 0, those that could not be read too, so that they are the same for the same bytes for ever.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.found: list[Found] = []
        self.tally = Tally()
        self.root = ""
        self.declared: int | None = None
        self.line = 0
        self.calls = 0
        self.mms_open = False
        self._latest = values.FAR_AHEAD
        self._numbers = {"sms": 0, "mms": 0, "call": 0}
        self._mms: _Mms | None = None
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}

    def open(self, name: str, attrs: dict[str, str]) -> None:
        """An element with its attributes; names this format does not know are passed over."""
        if name == "sms":
            self._sms(attrs)
        elif name == "call":
            self._call(attrs)
        elif name == "part":
            self._part(attrs)
        elif name == "addr":
            self._addr(attrs)
        elif name == "mms":
            self._begin_mms(attrs)
        elif not self.root:
            self._root(name, attrs)

    def close(self, name: str) -> None:
        """The end of an element; only that of an MMS matters."""
        if name == "mms":
            self.finish()

    def finish(self) -> None:
        """Give the MMS that is open, as far as it was read."""
        if (mms := self._mms) is not None:
            self._mms, self.mms_open = None, False
            self._give(self._mms_contact(mms))
            self.found += mms.found

    def problem(self, reason: str, line: int | None = None) -> None:
        """Something to tell about a line."""
        self.found.append(Problem(self.place.line(self.line if line is None else line), reason))

    def _root(self, name: str, attrs: Mapping[str, str]) -> None:
        self.root = name
        self.declared = values.whole_number(plain(attrs.get("count")))
        if (backup := values.moment(plain(attrs.get("backup_date")))) and backup > values.FIRST_SMS:
            self._latest = backup + 2 * 86_400_000  # whatever the time zone, nothing is newer than the backup
