"""Installing: the manifest is for the browser that came in; sharing is for the phone's own share sheet only."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from test_web_pages import check, text

from anning.services import imports, jobs

SHEET = {"Origin": "null", "Sec-Fetch-Site": "none"}


def manifest(bench) -> dict:
    answer = bench.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    return json.loads(text(answer))


def test_it_can_be_installed_and_its_icons_are_there(bench):
    told = manifest(bench)
    assert (told["name"], told["display"], told["start_url"]) == ("安宁", "standalone", "/")
    for icon in told["icons"]:
        answer = bench.get(icon["src"])
        assert answer["Content-Type"] == "image/png"
        assert b"".join(answer).startswith(b"\x89PNG")
    assert 'rel="manifest"' in text(bench.get("/more/"))
    assert 'rel="manifest"' not in text(bench.get("/left/"))


def test_a_neutral_name_is_used_where_chosen(bench):
    bench.post("/settings/", {"digest": "19", "quiet_from": "22", "quiet_to": "8", "discreet": "on"})
    assert "安宁" not in json.dumps(manifest(bench), ensure_ascii=False)


def test_a_stranger_is_told_nothing(bench):
    bench.client = Client()
    assert bench.get("/manifest.webmanifest").status_code == 401
    assert bench.post("/share", {"files": shared()}, **SHEET).status_code == 401


def shared() -> SimpleUploadedFile:
    return SimpleUploadedFile("截图.txt", "再不还钱就打断你的腿".encode())


def test_what_is_shared_is_taken_in(bench):
    answer = bench.post("/share", {"files": shared()}, **SHEET)
    assert answer.status_code == 302
    jobs.get(answer.url.strip("/").rpartition("/")[2]).wait(20)
    [taken] = imports.listing()
    assert [row.name for row in imports.files(taken.id)] == ["截图.txt"]


@pytest.mark.parametrize(
    "told",
    [
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_web_page_cannot_pose_as_the_share_sheet(bench, told):
    assert bench.post("/share", {"files": shared()}, **told).status_code == 403
    assert imports.listing() == []


def test_the_share_sheet_reaches_nothing_else(bench):
    assert bench.post("/start/upload", {"files": shared()}, **SHEET).status_code == 403
    assert bench.post("/leave", {}, **SHEET).status_code == 403


def test_help_lists_where_to_do_what(bench):
    page = bench.get("/help/")
    check(page)
    assert text(page).count('class="choice"') == 10
