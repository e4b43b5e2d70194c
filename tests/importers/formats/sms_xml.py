"""Makes small exports in the manner of SMS Backup & Restore, and reads them."""

from __future__ import annotations

import io
from xml.sax.saxutils import quoteattr

from anning.domain.records import Attachment, Contact, Problem, Reading
from anning.importers.formats import HEAD, Place
from anning.importers.formats.sms_backup_restore import FORMAT

AT = 1_767_200_000_000
HEADER = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"


def element(name: str, attrs: dict[str, object], inner: str = "") -> str:
    written = "".join(f" {key}={quoteattr(str(value))}" for key, value in attrs.items())
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written} />"


def sms(body: str = "您好", **changes: object) -> str:
    attrs = {
        "protocol": 0, "address": "+8613800001111", "date": AT, "type": 1, "subject": "null", "body": body,
        "toa": "null", "sc_toa": "null", "service_center": "null", "read": 1, "status": -1, "locked": 0,
        "date_sent": AT - 1000, "sub_id": 1, "readable_date": "2026年1月1日 00:53:20", "contact_name": "(Unknown)",
    }  # fmt: skip
    return element("sms", attrs | changes)


def call(**changes: object) -> str:
    attrs = {
        "number": "02160001111", "duration": 31, "date": AT, "type": 1, "presentation": 1,
        "subscription_id": "1", "readable_date": "2026年1月1日", "contact_name": "(Unknown)",
    }  # fmt: skip
    return element("call", attrs | changes)


def mms(parts: str = "", addrs: str = "", **changes: object) -> str:
    attrs = {
        "date": AT,
        "msg_box": 1,
        "address": "10086",
        "m_type": 132,
        "sub": "null",
        "contact_name": "(Unknown)",
    }
    inner = f"<parts>{parts}</parts><addrs>{addrs}</addrs>"
    return element("mms", attrs | changes, inner)


def part(**attrs: object) -> str:
    return element(
        "part", {"seq": 0, "ct": "text/plain", "name": "null", "chset": 106, "text": "null"} | attrs
    )


def export(*rows: str, root: str = "smses", count: int | None = None, header: str = HEADER) -> str:
    return (
        header
        + f'<{root} count="{len(rows) if count is None else count}">\n'
        + "\n".join(rows)
        + f"\n</{root}>"
    )


class Read:
    """What one file gave, sorted by what it is."""

    def __init__(self, data: str | bytes, name: str = "sms.xml") -> None:
        data = data.encode() if isinstance(data, str) else data
        self.sniffed = FORMAT.sniff(data[:HEAD], name)
        found = list(FORMAT.read(io.BytesIO(data), Place(name=name, size=len(data))))
        self.contacts = [one for one in found if isinstance(one, Contact)]
        self.attachments = [one for one in found if isinstance(one, Attachment)]
        self.problems = [one for one in found if isinstance(one, Problem)]
        assert isinstance(found[-1], Reading)
        self.reading: Reading = found[-1]

    @property
    def texts(self) -> list[str]:
        return [contact.text for contact in self.contacts]

    @property
    def told(self) -> str:
        return "\n".join(f"{problem.where}: {problem.reason}" for problem in self.problems)
