"""The call companion works on an empty home, without scripts, and keeps what was typed when something is wrong."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from test_web_pages import check, text

from anning import store


def test_one_tap_keeps_the_call(bench):
    page = bench.get("/companion/?number=13800138000")
    check(page)
    assert "电话里什么都不答应" in text(page)
    told = {
        "start": "2026-11-25T10:00:00+08:00",
        "end": "2026-11-25 10:03",
        "heard": ["threat"],
        "asked": ["who"],
    }
    response = bench.post("/companion/save", told | {"address": "13800138000"})
    assert response.status_code == 302
    check(bench.get(response.url))
    (entry,) = store.every_entry()
    assert entry.duration_s == 180


def test_a_recording_comes_along(bench):
    voice = SimpleUploadedFile("voice.amr", b"#!AMR\n\x00", "audio/amr")
    assert bench.post("/companion/save", {"file": voice}).status_code == 302
    assert store.count() == 2


def test_a_slip_loses_nothing_that_was_typed(bench):
    page = bench.post("/companion/save", {"end": "昨天", "note": "他说要来我家", "heard": ["insult"]})
    check(page)
    assert "他说要来我家" in text(page)
    assert "时间写得不对" in text(page)
    assert 'value="insult" checked' in text(page)


def test_how_phones_keep_recordings(bench):
    check(bench.get("/companion/keep/"))
