"""Money found in a statement: sealed, proposed with a reason, taken over only when ticked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from anning import store
from anning.domain.case import Debt, Party
from anning.errors import InputUnusable
from anning.services import case as acts
from anning.services import contracts, notebook, statement
from anning.services.intake import Source
from anning.store import Where

LINES = [
    "交易时间,交易对方,商品说明,收/支,金额,交易状态",
    "2026-09-01 10:00:00,示例消费金融,放款,收入,9500.00,交易成功",
    "2026-10-01 09:00:00,示例消费金融有限公司,还款,支出,888.49,交易成功",
    "2026-10-02 08:00:00,小王面馆,午饭,支出,18.00,交易成功",
    "2026-10-03 08:00:00,安心催收服务,代收,支出,300.00,交易关闭",
]
DATA = "\n".join(LINES).encode("gb18030")


@pytest.fixture
def told(desk):
    notebook.keep(
        desk, "试",
        Party(id="c-1", role="creditor", name="示例消费金融有限公司", lender="consumer_finance"),
        Party(id="a-1", role="agency", name="安心催收服务有限公司", acts_for=("c-1",)),
        Debt(id="d-1", creditor="c-1"),
    )  # fmt: skip
    return desk


def found(desk, words=""):
    evidence = statement.seal(desk, Source(data=DATA, name="账单.csv"))
    return evidence, statement.read(desk, evidence, acts.case().debts["d-1"], {}, words)


def test_the_file_is_one_line_on_the_timeline_and_stays_what_it_was(told):
    evidence, read = found(told)
    assert len(read.lines) == 4
    shown = list(store.every_entry(Where(evidence=evidence)))
    assert [one.kind for one in shown] == ["document"]
    assert statement.seal(told, Source(data=DATA, name="账单.csv")) == evidence


def test_rows_of_the_creditor_and_its_agency_are_proposed_each_with_its_reason(told):
    _, read = found(told)
    assert [one.number for one in read.proposed] == [2, 3, 5]
    assert all("示例" in one.why or "安心" in one.why for one in read.proposed)
    assert [one.moved for one in read.proposed] == [True, True, False]
    assert [one.number for one in found(told, "面馆")[1].proposed] == [2, 3, 4, 5]


def test_only_what_is_ticked_is_taken_over_once_and_undone_in_one(told):
    evidence, read = found(told)
    chosen = {one.locator: one.side for one in read.proposed if one.moved}
    batch = statement.confirm(told, "d-1", evidence, chosen, read)
    rows = contracts.kept("d-1").sheet.rows
    assert [(row.side, row.amount) for row in rows] == [
        ("received", Decimal(9500)),
        ("paid", Decimal("888.49")),
    ]
    assert rows[1].evidence == f"{evidence}#row[2]"
    assert contracts.evidence_title(rows[1].evidence) == "账单.csv 第 3 行"
    assert statement.confirm(told, "d-1", evidence, chosen, read) == ""
    acts.undo(told, batch)
    assert contracts.kept("d-1").sheet.rows == ()


def test_nothing_ticked_and_no_csv_are_said(told):
    evidence, read = found(told)
    with pytest.raises(InputUnusable):
        statement.confirm(told, "d-1", evidence, {}, read)
    with pytest.raises(InputUnusable) as caught:
        statement.seal(told, Source(data=b"PK\x03\x04rest", name="账单.xlsx"))
    assert "CSV" in caught.value.next_step
