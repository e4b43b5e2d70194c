from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.detection.agency import read
from anning.knowledge import laws
from anning.knowledge.agency import signals


@pytest.mark.parametrize("signal", signals(), ids=lambda s: s.id)
def test_each_signal_is_seen_in_its_examples_and_in_none_of_its_counter_examples(signal):
    for text in signal.examples:
        assert signal.id in {one.signal.id for one in read(text).seen}, text
    for text in signal.counter_examples:
        assert signal.id not in {one.signal.id for one in read(text).seen}, text
    assert len(signal.examples) >= 2
    assert len(signal.counter_examples) >= 2
    assert all(ref in laws.on(date(2026, 11, 25)) for ref in signal.norms)


def test_a_lenders_own_offer_carries_no_signal():
    for text in (
        "尊敬的客户，您可通过本行客服热线申请个性化分期，由本人提交真实的困难材料，本行将在十五日内答复，不收取任何费用。",
        "您好，协商还款请登录官方应用，按页面提示上传收入证明。我行不会索要短信验证码。",
        "12348 提醒：停息分期、征信修复收费代办都是骗局，请勿先交钱。",
    ):
        assert not read(text).seen, text


def test_a_chat_full_of_them():
    text = (
        "姐，停息挂账找我们法务团队，百分百成功。先交三千服务费，身份证正反面照片发我，"
        "验证码一会儿也给我，其他平台先别还。"
    )
    found = {one.signal.id for one in read(text).seen}
    assert {"upfront_fee", "sure_result", "identity_papers", "stop_paying", "law_firm_name"} <= found


@given(text=st.text(max_size=80))
def test_quotes_are_the_texts_own_words(text):
    for one in read(text + "百分百成功，先交服务费" + text).seen:
        assert one.quote == (text + "百分百成功，先交服务费" + text)[one.start : one.end]


@pytest.mark.skipif("ANNING_SHARED" not in os.environ, reason="ordinary messages lie beside the checkout")
def test_ordinary_messages_carry_hardly_any():
    import json

    rows = (
        Path(os.environ["ANNING_SHARED"], "messages/ordinary-dev.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    hit = sum(bool(read(json.loads(row)["text"]).seen) for row in rows)
    assert hit <= 4
