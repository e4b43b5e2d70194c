"""What was promised beside what came after."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from exports import call, calls, messages, sms
from msgspec.structs import replace

from anning import store
from anning.domain.case import Party, Promise
from anning.services import case as told
from anning.services import intake, negotiation
from anning.services.intake import Source
from anning.store import Where

NUMBER = "19900000001"
STOP = "好的，已登记，今天不会再打了"
MORE = "违约金还要支付三百元"


@pytest.fixture
def talked(desk, tmp_path):
    """A caller who promised no more calls, called again, and wrote of fees."""
    rows = (sms(STOP, "2026-03-02T10:00:00", NUMBER), sms(MORE, "2026-03-04T10:00:00", NUMBER))
    (tmp_path / "sms.xml").write_bytes(messages(rows))
    (tmp_path / "calls.xml").write_bytes(calls((call("2026-03-02T15:00:00", NUMBER),)))
    with time_machine.travel("2026-11-25T10:00:00+08:00", tick=True):
        intake.intake(desk, [Source(path=tmp_path / name) for name in ("sms.xml", "calls.xml")])
        told.save_party(
            desk, Party(id="a-1", role="agency", name="某催收", acts_for=("c-1",), keys=(NUMBER,))
        )
        told.save_party(desk, Party(id="c-1", role="creditor", name="示例银行", firm=True, lender="bank"))
        yield desk


def entry(words: str) -> str:
    return next(one.id for one in store.every_entry(Where(address=NUMBER)) if one.text == words)


def test_a_promise_found_in_a_message_stands_beside_the_call_that_broke_it(talked):
    (heard,) = negotiation.broken(talked)
    (one,) = heard.thread.broken
    assert one.promise.quote in STOP
    assert one.how == "call"


def test_a_logged_promise_stands_beside_the_words_that_contradict_it(talked):
    fees = Promise(
        id="p-1", by="them", party="a-1", said="违约金全免", subject="waive_fees", made=date(2026, 3, 1)
    )
    negotiation.keep(talked, fees)
    (one,) = negotiation.promised(talked)
    assert one.who == "某催收"
    assert one.against.quote.quote in MORE
    assert one.against.how == "words"


def test_a_promise_of_the_lender_holds_those_who_act_for_it(talked):
    promise = Promise(
        id="p-1",
        by="them",
        party="c-1",
        said="不再打",
        subject="stop_calls",
        made=date(2026, 3, 2),
        entry=entry(STOP),
    )
    negotiation.keep(talked, promise)
    (one,) = negotiation.promised(talked)
    assert one.against.how == "call"
    assert one.against.quote.entry != promise.entry


def test_what_came_before_or_long_after_or_from_others_contradicts_nothing(talked):
    fees = Promise(id="p-1", by="them", party="a-1", said="免", subject="waive_fees", made=date(2026, 3, 4))
    for one in (
        fees,
        replace(fees, made=date(2026, 3, 1), due=date(2026, 3, 3)),
        replace(fees, made=date(2025, 1, 1)),
        replace(fees, made=date(2026, 3, 1), party=""),
        replace(fees, made=date(2026, 3, 1), subject=""),
    ):
        negotiation.keep(talked, one)
        assert negotiation.promised(talked)[0].against is None


def test_a_day_that_was_named_is_a_date_that_runs(talked):
    negotiation.keep(
        talked,
        Promise(id="p-1", by="them", said="寄账单", made=date(2026, 11, 20), due=date(2026, 12, 10)),
    )
    (one,) = negotiation.promised(talked)
    assert one.deadline.day == date(2026, 12, 10)
    negotiation.drop(talked, "p-1")
    assert negotiation.promised(talked) == []
