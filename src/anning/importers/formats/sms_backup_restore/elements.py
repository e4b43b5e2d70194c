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

_SENT_APART = 60_000
"""A text that took longer to arrive keeps its sending time: which hour it was may decide."""

_CLOCKS = 2 * 86_400_000
"""Whatever the time zones, nothing in a backup is newer than the backup itself by more."""

_WITHHELD = frozenset({"", "-1", "-2", "-3"})
_SHOWN = 20


class Elements:
    """Takes elements as they open and close; what they come to waits in ``found``.

    line says where the reader stands, asked for only when something has to be told. The numbers in locators
    count every element of a kind from 0, those that could not be read too: the same bytes give the same for ever.
    """

    def __init__(self, place: Place, line: Callable[[], int]) -> None:
        self.found: list[Found] = []
        self.tally = Tally()
        self.root = ""
        self.closed = False
        self.declared: int | None = None
        self.seen = 0
        self.mms: Mms | None = None
        self._place, self._line = place, line
        self._prefix = f"{place.prefix}sms["
        self._sms_count = self._mms_count = self._call_count = 0
        self._latest = values.FAR_AHEAD
        self._passed = {"parts", "addrs", "smses", "calls", "part", "addr"}
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}

    def open(self, name: str, attrs: dict[str, str]) -> None:
        """An element with its attributes; names this format does not know are passed over."""
        if name == "sms":
            self._sms(attrs)
        elif name == "part" and self.mms:
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
            self.seen -= 1

    def skip(self, name: str) -> None:
        """Count an element that could not be read."""
        self.seen += 1
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

    def _sms(self, attrs: dict[str, str]) -> None:
        if self.mms:
            self.finish()
        self.seen += 1
        number = self._sms_count
        self._sms_count = number + 1
        get = attrs.get
        kind, date, body = get("type"), get("date", ""), get("body", NULL)
        address, name, sent = get("address", ""), get("contact_name", ""), get("date_sent", "0")
        shape = tuple(attrs)
        if (
            self._shapes.get(shape, shape)  # attributes nobody knows, or not seen before
            or (kind != "1" and kind != "2")  # noqa: PLR1714 - a tuple would be slower, a million times
            or not (len(date) == 13 and date.isdecimal() and (at := int(date)) <= self._latest)  # noqa: PLR2004 - milliseconds of 2001 to 2286
            or not (
                sent == "0" or (len(sent) == 13 and sent.isdecimal() and abs(at - int(sent)) < _SENT_APART)
            )
            or body == NULL
            or get("subject", NULL) != NULL
            or address in _WITHHELD
        ):
            self._odd_sms(attrs, f"{self._prefix}{number}]")
            return
        self.found.append(
            self.tally.add(
                Contact(
                    "message",
                    f"{self._prefix}{number}]",
                    at,
                    "in" if kind == "1" else "out",
                    "" if address == NULL else address,
                    "" if name == "(Unknown)" or name == NULL else name,  # noqa: PLR1714 - as above
                    body,
                )
            )
        )

    def _odd_sms(self, attrs: dict[str, str], locator: str) -> None:
        """Any text message, with all that is unusual about it."""
        extra = self._unknown(attrs, _SMS)
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
        self.seen += 1
        locator = f"{self._place.prefix}call[{self._call_count}]"
        self._call_count += 1
        extra = self._unknown(attrs, _CALL)
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
        self.seen += 1
        self.mms = Mms(f"{self._place.prefix}mms[{self._mms_count}]", attrs, self.problem)
        self._mms_count += 1

    def _of_mms(self, mms: Mms) -> Contact:
        attrs = mms.attrs
        extra = self._unknown(attrs, _MMS) | mms.extra
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

    def _unknown(self, attrs: Mapping[str, str], known: frozenset[str]) -> dict[str, str]:
        """What this phone's maker added."""
        shape = tuple(attrs)
        if (names := self._shapes.get(shape)) is None:
            names = tuple(name for name in shape if name not in known)
            if len(self._shapes) < 1000:  # noqa: PLR2004 - a hostile file could have as many as it has rows
                self._shapes[shape] = names
        return {name: attrs[name] for name in names if attrs[name] != NULL}

    def _give(self, contact: Contact) -> None:
        self.found.append(self.tally.add(contact))


def _address(written: str | None, attribute: str, extra: dict[str, str]) -> str:
    """The number; nothing when it was withheld, what stood there is then kept beside."""
    address = plain(written)
    if address in _WITHHELD:
        if address:
            extra[attribute] = address
        return ""
    return address


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
