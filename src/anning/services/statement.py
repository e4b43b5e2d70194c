"""Money found in a statement of a bank or a payment app: the file is sealed, its rows are proposed, the person decides.

The file stands on the timeline as one document and no more. Its rows are read in the limited child whenever the
page is shown; only what the person ticks goes into the debt's ledger, each with the file and line it is from.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from typing import BinaryIO, cast

from msgspec import Struct

from anning import importers, store
from anning.domain import money
from anning.domain.case import Debt
from anning.domain.china_time import china_day
from anning.domain.records import Contact, Problem, Reading
from anning.errors import InputUnusable
from anning.importers import Batch
from anning.importers.formats import statement as format_
from anning.knowledge.statements import statements
from anning.services import case as told
from anning.services import contracts, intake
from anning.services.contracts import Row, Side
from anning.services.desk import Desk
from anning.services.intake import Source

MOST = 5000
_ZIP = b"PK\x03\x04"
_NOISE = re.compile(r"[\s*＊·.,，。（）()【】\[\]-]+")
_LEAST = 2
"""Letters a name must have in common to be proposed."""


class Line(Struct, frozen=True, kw_only=True):
    """One row of money; why says what it was found by ("" for a row nothing points to)."""

    locator: str
    contact: Contact
    amount: Decimal
    side: Side | None
    moved: bool
    why: str = ""

    @property
    def number(self) -> int:
        """Its line in the file, from 1."""
        return int(re.sub(r"\D", "", self.locator.rpartition("row")[2]) or 0) + 1


class Read(Struct, frozen=True, kw_only=True):
    """A statement as it was understood: rows, problems by line, the titles there are and which has which role."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    usable: bool

    @property
    def proposed(self) -> tuple[Line, ...]:
        """Rows that seem to be of this debt."""
        return tuple(one for one in self.lines if one.why)

    @property
    def others(self) -> int:
        """How many are not."""
        return len(self.lines) - len(self.proposed)


def seal(desk: Desk, source: Source) -> str:
    """Keep the file as it came; gives its evidence id. InputUnusable for a workbook, an archive, an unreadable file."""
    with source.open() as file:
        if file.read(len(_ZIP)) == _ZIP:
            raise InputUnusable(
                "这是 Excel 表或压缩包",
                where=source.title,
                next_step="先解压；Excel 打开后另存为 CSV，再选那个文件",
            )
    wanted = Source(path=source.path, data=source.data, name=source.title, settings={"format": "opaque"})
    report = intake.intake(desk, [wanted]).files[0]
    if not report.sha256:
        raise InputUnusable(
            report.problems[0].reason if report.problems else "文件打不开", where=source.title
        )
    return report.evidence


def read(desk: Desk, evidence_id: str, debt: Debt, settings: Mapping[str, str], words: str = "") -> Read:
    """Read it, with columns as the person says, looking for the debt's firms and for words. NotFound."""
    name = store.evidence(evidence_id).name
    contacts: list[Contact] = []
    problems: list[Problem] = []
    reading: Reading | None = None
    with tempfile.TemporaryFile() as spool:
        desk.vault.copy_to(evidence_id, cast("BinaryIO", spool))
        spool.flush()
        asked = {**settings, "format": format_.NAME}
        for item in importers.read(cast("BinaryIO", spool), name, settings=asked):
            if isinstance(item, Batch):
                contacts += item.contacts[: MOST - len(contacts)]
            elif isinstance(item, Problem):
                problems.append(item)
            elif isinstance(item, Reading):
                reading = item
    understood = reading.settings if reading else {}
    names = [*_names(debt), *([words.strip()] if words.strip() else [])]
    return Read(
        lines=tuple(_line(one, names) for one in contacts if "amount" in one.extra),
        problems=tuple(problems),
        headers=tuple(filter(None, understood.get("headers", "").split("\n"))),
        columns={
            key.removeprefix("column."): v for key, v in understood.items() if key.startswith("column.")
        },
        usable=bool(reading and reading.complete),
    )


def roles() -> dict[str, str]:
    """Chinese title of each column by role."""
    return {one.role: one.title for one in statements().columns}


def _names(debt: Debt) -> list[str]:
    """Whoever money of this debt may go to: the creditor, who collects for it, payees written down before."""
    case = told.case()
    parties = [one.name for one in case.parties.values() if debt.creditor in {one.id, *one.acts_for}]
    payees = [] if contracts.is_rental(debt) else [row.payee for row in contracts.kept(debt.id).sheet.rows]
    return list(dict.fromkeys(name for name in (*parties, *payees) if name))


def _line(contact: Contact, names: Sequence[str]) -> Line:
    direction = contact.extra.get("direction", "")
    sides: dict[str, Side] = {"in": "received", "out": "paid"}
    return Line(
        locator=contact.locator,
        contact=contact,
        amount=money.number(contact.extra["amount"]),
        side=sides.get(direction),
        moved="moved" not in contact.extra,
        why=next(_reasons(contact, names), ""),
    )


def _reasons(contact: Contact, names: Sequence[str]) -> Iterator[str]:
    """Why a row may be of this debt: a name told is in it, or most of one."""
    for where, text in (("对方", contact.name), ("说明", contact.text)):
        plain = _plain(text)
        for name in names:
            whole, core = _plain(name), _core(name)
            if len(whole) >= _LEAST and whole in plain:
                yield f"{where}里写着“{name}”"
            elif len(core) >= _LEAST and core in plain:
                yield f"{where}里有“{core}”，是“{name}”的一部分"
            elif common := _common(core, plain):
                yield f"{where}里有“{common}”，和“{name}”像，请看清是不是同一家"


def _common(core: str, text: str) -> str:
    """The longest piece both have, where it is most of the name's own part."""
    at = SequenceMatcher(None, core, text, autojunk=False).find_longest_match()
    return core[at.a : at.a + at.size] if at.size > max(_LEAST, 0.6 * len(core)) else ""


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _core(name: str) -> str:
    """A firm's name without what many firms have in theirs."""
    plain = _plain(name)
    for word in statements().generic:
        plain = plain.replace(word, "")
    return plain


def confirm(desk: Desk, debt_id: str, evidence_id: str, chosen: Mapping[str, Side], found: Read) -> str:
    """Put the rows the person ticked into the ledger; gives the batch's id, "" when all were there already.

    chosen is side by locator. InputUnusable when nothing was ticked.
    """
    lines = {one.locator: one for one in found.lines}
    rows = [_row(lines[key], side, evidence_id) for key, side in chosen.items() if key in lines]
    if not rows:
        raise InputUnusable("一行也没有勾", next_step="看一看每一行，是这笔借款的就勾上")
    return contracts.put_all(desk, debt_id, rows, f"从账单记下 {len(rows)} 笔钱")


def _row(line: Line, side: Side, evidence_id: str) -> Row:
    at = line.contact.at
    return Row(
        side=side,
        amount=line.amount,
        name=line.contact.text[:100],
        day=china_day(at) if at is not None else None,
        payee=line.contact.name if side == "paid" else "",
        evidence=f"{evidence_id}#{line.locator}",
    )
