"""From the elements of the XML to contacts: called in the order of the file, gives what they come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from anning.domain.china_time import Instant, iso
from anning.domain.records import Contact, Direction, Problem
from anning.importers.formats import Found, Place, Tally
from anning.importers.formats.sms_backup_restore import values
from anning.importers.formats.sms_backup_restore.parts import Mms
from anning.importers.formats.sms_backup_restore.values import NULL, plain

_SMS = frozenset(
    {
        "protocol",
        "address",
        "date",
        "type",
        "subject",
        "body",
        "toa",
        "sc_toa",
        "service_center",
        "read",
        "status",
        "locked",
        "date_sent",
        "sub_id",
        "readable_date",
        "contact_name",
    }
)
_CALL = frozenset(
    {
        "number",
        "duration",
        "date",
        "type",
        "presentation",
        "subscription_id",
        "subscription_component_name",
        "readable_date",
        "contact_name",
        "post_dial_digits",
    }
)
_MMS = frozenset(
    {
        "address",
        "date",
        "msg_box",
        "contact_name",
        "readable_date",
        "sub",
        "sub_cs",
        "date_sent",
        "rr",
        "ct_t",
        "read_status",
        "seen",
        "resp_st",
        "retr_st",
        "d_tm",
        "text_only",
        "exp",
        "locked",
        "m_id",
        "st",
        "retr_txt_cs",
        "retr_txt",
        "creator",
        "read",
        "m_size",
        "rpt_a",
        "ct_cls",
        "pri",
        "sub_id",
        "tr_id",
        "resp_txt",
        "ct_l",
        "m_cls",
        "d_rpt",
        "v",
        "_id",
        "m_type",
        "thread_id",
        "spam_report",
        "deletable",
        "hidden",
        "favorite",
    }
)

_DIGITS = 13
"""Of milliseconds from 2001 to 2286."""

_SENT_APART = 60_000
"""A text that took longer to arrive keeps its sending time: which hour it was may decide."""

_CLOCKS = 2 * 86_400_000
"""Whatever the time zones, nothing in a backup is newer than the backup itself by more."""

_WITHHELD = frozenset({"", "-1", "-2", "-3"})
_SHOWN = 20
_SHAPES = 1000
"""Orders of attributes remembered; a hostile file could have one for each row."""


class Elements:
    """Takes elements as they open; what they come to waits in ``found``.

    line says where the reader stands, asked for only when something has to be told; began is told of every MMS
    that opens, finish is to be called where it ends. The numbers in locators count every element of a kind from
    0, those that could not be read too: the same bytes give the same for ever.
    """

    def __init__(self, place: Place, line: Callable[[], int], began: Callable[[], None]) -> None:
        self.found: list[Found] = []
        self.tally = Tally()
        self.root = ""
        self.declared: int | None = None
        self.mms: Mms | None = None
        self._place, self._line, self._began = place, line, began
        self._prefix = f"{place.prefix}sms["
        self._sms_count = self._mms_count = self._call_count = 0
        self._latest = values.FAR_AHEAD
        self._passed = {"parts", "addrs", "smses", "calls", "part", "addr"}
        self._plain: set[tuple[str, ...]] = set()

    def open(self, name: str, attrs: dict[str, str]) -> None:
        """An element with its attributes; names this format does not know are passed over.

        The ordinary text message is made here and not in a method of its own: a file has a million of them.
        """
        if name != "sms":
            self._other(name, attrs)
            return
        if self.mms:
            self.finish()
        number = self._sms_count
        self._sms_count = number + 1
        get = attrs.get
        kind, date, body = get("type"), get("date", ""), get("body", NULL)
        address, who, sent = get("address", ""), get("contact_name", ""), get("date_sent", "0")
        if (
            (kind == "1" or kind == "2")  # noqa: PLR1714 - a set would be slower
            and tuple(attrs) in self._plain
            and len(date) == _DIGITS
            and date.isdecimal()
            and (at := int(date)) <= self._latest
            and (sent == "0" or _soon(at, sent))
            and body != NULL
            and get("subject", NULL) == NULL
            and address not in _WITHHELD
        ):
            self.found.append(
                Contact(
                    "message",
                    f"{self._prefix}{number}]",
                    at,
                    "in" if kind == "1" else "out",
                    "" if address == NULL else address,
                    "" if who == "(Unknown)" or who == NULL else who,  # noqa: PLR1714 - as above
                    body,
                )
            )
        else:
            self._odd_sms(attrs, f"{self._prefix}{number}]")

    def _other(self, name: str, attrs: dict[str, str]) -> None:
        if name == "part" and self.mms:
            self.mms.part(attrs)
        elif name == "addr" and self.mms:
            self.mms.addr(attrs)
        elif name == "call":
            self._call(attrs)
        elif name == "mms":
            self._begin(attrs)
        elif not self.root:
            self._root(name, attrs)
        elif name not in self._passed:
            self._passed.add(name)
            self.problem(f"不认识的一项“{_short(name)}”，没有读出来；同样的不再逐一列出")

    def close(self, name: str) -> None:
        """The end of an element."""
        if name == "mms":
            self.finish()
        elif name == self.root:
            self.closed = True

    @property
    def seen(self) -> int:
        """Messages and calls so far, those that could not be read too."""
        return self._sms_count + self._mms_count + self._call_count

    def finish(self) -> None:
        """Give the MMS that is open, as far as it was read."""
        if mms := self.mms:
            self.mms = None
            self._give(self._of_mms(mms))
            self.found += mms.found

    def abandon(self) -> None:
        """Forget the MMS that is open, to have it told again."""
        if self.mms:
            self.mms = None
            self._mms_count -= 1

    def skip(self, name: str) -> None:
        """Count an element that could not be read."""
        if name == "sms":
            self._sms_count += 1
        elif name == "mms":
            self._mms_count += 1
        else:
            self._call_count += 1

    def problem(self, reason: str, line: int | None = None) -> None:
        """Tell of a line, the present one unless said otherwise."""
        self.found.append(Problem(self._place.line(self._line() if line is None else line), reason))

    def _root(self, name: str, attrs: Mapping[str, str]) -> None:
        self.root = name
        self.declared = values.whole_number(plain(attrs.get("count")))
        backup = values.moment(plain(attrs.get("backup_date")))
        if backup is not None and backup > values.FIRST_SMS:
            self._latest = backup + _CLOCKS

    def _odd_sms(self, attrs: dict[str, str], locator: str) -> None:
        """Any text message, with all that is unusual about it."""
        extra = _unknown(attrs, _SMS)
        if _SMS.issuperset(attrs) and len(self._plain) < _SHAPES:
            self._plain.add(tuple(attrs))
        kind, body = attrs.get("type", ""), attrs.get("body", NULL)
        if kind not in values.MESSAGE_DIRECTIONS:
            self.problem(f"短信的类型“{_short(kind)}”看不懂，按收到的短信处理")
        if kind in values.UNSENT or kind not in values.MESSAGE_DIRECTIONS:
            extra["type"] = kind
        if body == NULL and "body" in attrs:
            extra["body"] = body
        subject = plain(attrs.get("subject"))
        if subject:
            extra["subject"] = subject
        at = self._when(attrs, extra)
        self._give(
            Contact(
                kind="message",
                locator=locator,
                at=at,
                direction=values.MESSAGE_DIRECTIONS.get(kind, "in"),
                address=_address(attrs.get("address"), "address", extra),
                name=values.name_of(attrs.get("contact_name")),
                text="\n".join(filter(None, (subject, plain(body)))),
                extra=extra,
            )
        )

    def _call(self, attrs: dict[str, str]) -> None:
        if self.mms:
            self.finish()
        locator = f"{self._place.prefix}call[{self._call_count}]"
        self._call_count += 1
        extra = _unknown(attrs, _CALL)
        kind, written = attrs.get("type", ""), plain(attrs.get("duration"))
        duration = values.whole_number(written)
        if written and (duration is None or duration < 0):
            self.problem(f"通话时长写成了“{_short(written)}”，看不懂，按没有时长处理")
            extra["duration"], duration = written, None
        if not kind.isdecimal():
            self.problem(f"通话的类型“{_short(kind)}”看不懂，按打进来、结果不明处理")
        if kind not in values.PLAIN_CALLS:
            extra["type"] = kind
        if attrs.get("presentation", "1") not in {"1", NULL}:
            extra["presentation"] = attrs["presentation"]
        direction, state = values.call_of(kind, duration)
        at = self._when(attrs, extra)
        self._give(
            Contact(
                kind="call",
                locator=locator,
                at=at,
                direction=direction,
                address=_address(attrs.get("number"), "number", extra),
                name=values.name_of(attrs.get("contact_name")),
                channel="call",
                duration_s=duration,
                state=state,
                extra=extra,
            )
        )

    def _begin(self, attrs: dict[str, str]) -> None:
        self.finish()
        self._began()
        self.mms = Mms(f"{self._place.prefix}mms[{self._mms_count}]", attrs, self.problem)
        self._mms_count += 1

    def _of_mms(self, mms: Mms) -> Contact:
        attrs = mms.attrs
        extra = _unknown(attrs, _MMS) | mms.extra
        box = attrs.get("msg_box", "")
        if box not in {"1", "2"}:
            extra["msg_box"] = box
        if box not in values.MESSAGE_DIRECTIONS:
            self.problem(f"彩信的类型“{_short(box)}”看不懂，按收到的彩信处理")
        if attrs.get("m_type") == values.NOT_DOWNLOADED:
            extra["m_type"] = values.NOT_DOWNLOADED
        if subject := values.subject_of(plain(attrs.get("sub"))):
            extra["subject"] = subject
        direction = values.MESSAGE_DIRECTIONS.get(box, "in")
        at = self._when(attrs, extra)
        return Contact(
            kind="message",
            locator=mms.locator,
            at=at,
            direction=direction,
            address=_address(self._other_side(mms, direction, extra), "address", extra),
            name=values.name_of(attrs.get("contact_name")),
            text="\n".join(filter(None, (subject, *mms.texts))),
            channel="mms",
            extra=extra,
        )

    def _other_side(self, mms: Mms, direction: Direction, extra: dict[str, str]) -> str:
        """Who sent it, or to whom it went; a group's members stay beside the contact."""
        written = mms.attrs.get("address", "")
        if "~" in written:
            extra["group"] = written
        sender = mms.sender()
        return sender if direction == "in" and sender else written

    def _when(self, attrs: Mapping[str, str], extra: dict[str, str]) -> Instant | None:
        """The moment, kept as the phone had it even when it cannot be right; the sending time where it differs."""
        written = plain(attrs.get("date"))
        at = values.moment(written)
        if at is None:
            extra["date"] = written
            self.problem(
                f"时间写成了“{_short(written)}”，看不懂，这一条没有时间" if written else "这一条没有写时间"
            )
        elif not values.FIRST_SMS <= at <= self._latest:
            self._impossible(at)
        sent = values.moment(attrs.get("date_sent", "0"))
        if sent and sent < values.SECONDS:
            sent *= 1000  # of an MMS the phone's own table has seconds
        if sent and (at is None or abs(sent - at) > _SENT_APART):
            extra["date_sent"] = str(sent)
        return at

    def _impossible(self, at: Instant) -> None:
        day = iso(at)[:10]
        self.problem(f"时间是 {day}，不可能是真的（多半是手机时钟错了），已照原样保留")

    def _give(self, contact: Contact) -> None:
        self.found.append(contact)


def _address(written: str | None, attribute: str, extra: dict[str, str]) -> str:
    """The number; nothing when it was withheld, what stood there is then kept beside."""
    address = plain(written)
    if address in _WITHHELD:
        if address:
            extra[attribute] = address
        return ""
    return address


def _unknown(attrs: Mapping[str, str], known: frozenset[str]) -> dict[str, str]:
    """What this phone's maker added."""
    return {name: value for name, value in attrs.items() if name not in known and value != NULL}


def _soon(at: Instant, sent: str) -> bool:
    """Whether it arrived about when it was sent."""
    return len(sent) == _DIGITS and sent.isdecimal() and -_SENT_APART < at - int(sent) < _SENT_APART


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
