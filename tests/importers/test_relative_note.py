from __future__ import annotations

import json

from importing import Got

SHEET = {
    "anning": "relative/1",
    "name": "王阿姨",
    "relation": "母亲",
    "lines": [
        {"at": "2026-03-01T21:40", "number": "13800138000", "how": "call", "words": "说你儿子欠钱，让我劝他"},
        {"at": "", "number": "", "how": "call", "words": ""},
        {"at": "去年", "number": "13900139000", "how": "wechat", "words": "发了照片"},
    ],
}


def test_each_line_is_the_relatives_own_evidence():
    got = Got(json.dumps(SHEET, ensure_ascii=False, indent=1).encode(), "来电记录.json")
    assert got.reading.format == "relative_note"
    assert [(c.kind, c.address) for c in got.contacts] == [
        ("call", "13800138000"),
        ("message", "13900139000"),
    ]
    assert got.texts[0].startswith("（母亲，王阿姨本人接到并记录）")
    assert got.contacts[1].at is None
    assert len(got.problems) == 1


def test_what_only_looks_like_one_is_named_and_nothing_breaks():
    got = Got(b'{"anning": "relative/1", "lines": 5}', "x.json")
    assert not got.contacts
    assert got.problems
