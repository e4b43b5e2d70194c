"""What a person does on the pages, and what comes of it."""

from __future__ import annotations

import io
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anning import store
from anning.services import jobs
from anning.store import Where

SMS = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<smses count="2">
  <sms address="13800138000" date="1767330000000" type="1" body="再不还钱就打断你的腿" contact_name="(Unknown)" />
  <sms address="13800138000" date="1767340000000" type="2" body="请发书面材料" contact_name="(Unknown)" />
</smses>"""
CSV = "时间,号码,类型,时长\n2026-01-02 10:00:00,13800138000,被叫,10秒\n2026-01-03 10:00:00,13800138001,被叫,0秒\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def upload(bench, *files: tuple[str, bytes], paths: tuple[str, ...] = ()):
    handed = [SimpleUploadedFile(name, data) for name, data in files]
    response = bench.post("/start/upload", {"files": handed, "path": list(paths)})
    job = jobs.get(response["Location"].split("/")[2])
    assert job.wait(60)
    return job, bench.get(response["Location"]).content.decode()


def message(**where) -> store.Entry:
    return store.entries(Where(kinds=("message",), **where))[0]


def test_files_are_imported_and_accounted_for(bench):
    job, page = upload(bench, ("sms.xml", SMS.encode()), ("what.bin", b"\x00\x01\x02 nothing known"))
    assert job.report.totals["message"] == 2
    assert "导入好了" in page
    assert "sms.xml" in page
    assert "what.bin" in page
    assert str(bench.home) not in page
    assert not list((bench.home / "spool").glob("*.upload"))


def test_the_same_file_twice_adds_nothing_and_says_so(bench):
    upload(bench, ("sms.xml", SMS.encode()))
    _, page = upload(bench, ("again.xml", SMS.encode()))
    assert store.count(Where()) == 2
    assert "以前导入过" in page


def test_a_broken_file_is_named_with_place_and_reason(bench):
    _, page = upload(bench, ("cut.xml", SMS.encode()[:-60]))
    assert "没有读出来的" in page
    assert re.search(r"<td>[^<]*cut.xml|<td>[^<]*行", page)


def test_columns_of_a_table_are_shown_and_can_be_corrected(bench):
    job, page = upload(bench, ("通话.csv", CSV.encode()))
    assert 'name="column.number"' in page
    assert re.search(r"<option selected>号码</option>", page)
    evidence = job.report.files[0].sha256
    again = bench.post(f"/columns/{evidence}", {"column.number": "-", "column.time": "时间"})
    assert again.status_code == 200
    assert {entry.address for entry in store.entries(Where())} == {""}


def test_nothing_chosen_is_said_kindly(bench):
    bench.post("/start/upload")
    assert "还没有选文件" in bench.get("/start/").content.decode()


def test_an_import_can_be_taken_back_and_brought_again(bench):
    job, _ = upload(bench, ("sms.xml", SMS.encode()))
    bench.post(f"/imports/{job.report.import_id}/undo")
    assert store.count(Where()) == 0
    assert "已撤回" in bench.get("/imports/").content.decode()
    bench.post(f"/imports/{job.report.import_id}/redo")
    assert store.count(Where()) == 2


def test_pasted_words_are_screened(bench):
    page = bench.post(
        "/paste/", {"text": "再不还钱就打断你的腿", "at": "2026-01-02T10:00", "address": "13800138000"}
    )
    assert "收下了" in page.content.decode()
    entry = message()
    assert entry.verdict == "likely_unlawful"
    assert entry.address == "13800138000"


@pytest.mark.parametrize("at", ["昨天", "2026-13-40T10:00"])
def test_a_time_that_is_none_is_asked_again_and_nothing_is_lost(bench, at):
    page = bench.post("/paste/", {"text": "再不还钱就打断你的腿", "at": at}).content.decode()
    assert "时间看不懂" in page
    assert "再不还钱就打断你的腿" in page
    assert store.count(Where()) == 0


def test_empty_paste_is_said_kindly(bench):
    assert "没有粘贴任何文字" in bench.post("/paste/", {"text": " "}).content.decode()


def test_a_finding_is_dismissed_with_a_reason_and_brought_back(bench):
    upload(bench, ("sms.xml", SMS.encode()))
    entry = message(direction="in")
    rule = entry.findings[0].rule
    bench.post(f"/contact/{entry.id}/dismiss", {"rule": rule, "reason": " "})
    assert rule not in message(direction="in").dismissed
    assert "为什么不同意" in bench.get(f"/contact/{entry.id}/").content.decode()
    bench.post(f"/contact/{entry.id}/dismiss", {"rule": rule, "reason": "朋友开玩笑"})
    page = bench.get(f"/contact/{entry.id}/").content.decode()
    assert "您已取下" in page
    assert "朋友开玩笑" in page
    bench.post(f"/contact/{entry.id}/restore", {"rule": rule})
    assert rule not in message(direction="in").dismissed


def test_what_is_written_beside_a_file_is_screened(bench):
    upload(bench, ("截图.png", PNG))
    (entry,) = store.entries(Where(kinds=("image",)))
    bench.post(
        f"/contact/{entry.id}/describe",
        {
            "text": "再不还钱就打断你的腿",
            "at": "2026-01-02T10:00",
            "address": "13800138000",
            "direction": "in",
        },
    )
    (entry,) = store.entries(Where(kinds=("image",)))
    assert entry.verdict == "likely_unlawful"
    assert entry.address == "13800138000"


def test_a_caller_is_marked_and_unmarked(bench):
    upload(bench, ("sms.xml", SMS.encode()))
    entry = message(direction="in")
    bench.post(f"/contact/{entry.id}/caller", {"role": "known"})
    assert store.marks()["13800138000"].role == "known"
    assert "不是催收" in bench.get(f"/contact/{entry.id}/").content.decode()
    bench.post(f"/contact/{entry.id}/caller", {"role": ""})
    assert store.marks() == {}


def test_timeline_search_finds_two_characters_and_says_what_narrows(sample):
    found = sample.get("/timeline/?q=还款").content.decode()
    assert "“还款”" in found
    assert 'class="line' in found
    assert "没有符合的记录" in sample.get("/timeline/?q=斑马长颈鹿").content.decode()


@pytest.mark.parametrize("query", ["since=nonsense", "kind=nothing", "after=zz", "conduct=x", "evidence=1"])
def test_a_question_that_makes_no_sense_is_no_crash(sample, query):
    assert sample.get(f"/timeline/?{query}").status_code == 200


def test_more_goes_on_where_the_page_ended(sample):
    seen: list[str] = []
    query = "/timeline/?order=old"
    while query:
        page = sample.get(query, **{"HX-Request": "true"}).content.decode()
        assert "<html" not in page
        seen += re.findall(r"/contact/([0-9a-f]{32})/", page)
        after = re.search(r'hx-get="(\?[^"]+)"', page)
        query = "/timeline/" + after[1].replace("&amp;", "&") if after else ""
    shown = [e.id for e in store.every_entry(Where()) if e.text or e.attachments or e.channel == "file"]
    assert seen == shown


def test_a_picture_is_shown_here_and_everything_else_is_saved(bench):
    html = b"<html><script>alert(1)</script></html>"
    upload(
        bench, ("截图.png", PNG), ("page.html", html), ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    )
    rows = {row.name: row.id for row in store.evidences()}
    picture = bench.get(f"/evidence/{rows['截图.png']}")
    assert picture["Content-Type"] == "image/png"
    assert picture["Content-Disposition"].startswith("inline")
    assert b"".join(picture) == PNG
    for name in ("page.html", "x.svg"):
        saved = bench.get(f"/evidence/{rows[name]}")
        assert saved["Content-Type"] == "application/octet-stream"
        assert saved["Content-Disposition"].startswith("attachment")
        assert saved["Content-Security-Policy"].startswith("sandbox")
        assert saved["X-Content-Type-Options"] == "nosniff"


def test_opening_an_original_is_written_into_the_custody_log(bench):
    from anning.vault import View
    from anning.web import workplace

    upload(bench, ("截图.png", PNG))
    row = store.evidences()[0]
    list(bench.get(f"/evidence/{row.id}"))
    views = [entry.event for entry in workplace.desk().vault.events() if isinstance(entry.event, View)]
    assert [view.evidence for view in views] == [(row.id,)]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, PNG[:4]),
        ("bytes=4-", 206, PNG[4:]),
        ("bytes=-5", 206, PNG[-5:]),
        ("bytes=10-99999", 206, PNG[10:]),
        ("bytes=99999-", 416, b""),
        ("lines=1-2", 200, PNG),
    ],
)
def test_a_part_of_a_recording_can_be_asked_for(bench, asked, status, part):
    upload(bench, ("截图.png", PNG))
    row = store.evidences()[0]
    response = bench.get(f"/evidence/{row.id}", Range=asked)
    assert response.status_code == status
    assert b"".join(response) == part
    if status == 206:
        assert response["Content-Length"] == str(len(part))


def test_a_file_name_cannot_break_out_of_its_header(bench):
    upload(bench, ('a"; filename=evil.exe .png', PNG))
    row = store.evidences()[0]
    assert "\r" not in bench.get(f"/evidence/{row.id}")["Content-Disposition"]
    assert re.fullmatch(
        r"(?:inline|attachment); filename\*=UTF-8''[\w.%-]+",
        bench.get(f"/evidence/{row.id}")["Content-Disposition"],
    )


def test_words_of_others_cannot_become_markup(bench):
    bench.post(
        "/paste/", {"text": "<script>alert(1)</script>再不还钱就打断你的腿<img src=x>", "name": "<b>x</b>"}
    )
    for path in ("/", "/timeline/", f"/contact/{message().id}/"):
        page = bench.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>x</b>" not in page


def test_a_check_says_all_is_whole_and_names_what_is_not(bench):
    upload(bench, ("sms.xml", SMS.encode()))
    assert "全部完好" in bench.post("/check/").content.decode()
    sealed = next((bench.home / "vault" / "objects").rglob("*.age"))
    sealed.chmod(0o600)
    sealed.write_bytes(sealed.read_bytes()[:-1])
    page = bench.post("/check/").content.decode()
    assert "不一样" in page
    assert sealed.name in page


def test_a_report_is_made_and_downloaded(sample):
    sample.post("/report/make")
    page = sample.get("/report/").content.decode()
    links = re.findall(r'href="(/report/\d{8}-\d{6}/[\w.]+)"', page)
    kinds = {link.rpartition(".")[2] for link in links}
    assert {"pdf", "html", "csv", "json"} <= kinds
    for link in links:
        response = sample.get(link)
        assert response["Content-Disposition"].startswith("attachment")
        assert len(b"".join(response)) > 100
    assert sample.get("/report/20260101-000000/../../web.key").status_code == 404


def test_calls_are_counted_with_their_norms(sample):
    page = sample.get("/calls/").content.decode()
    assert '<svg class="chart"' in page
    assert "银行业协会" in page
    assert "这些数字不能说明什么" in page
    assert sample.get("/calls/?until=nonsense").status_code == 200


def test_a_stopped_import_leaves_nothing(bench, monkeypatch):
    from anning.services import intake

    begun = []

    def slow(desk, sources, *, told, cancelled):
        begun.append(1)
        while not cancelled():
            time.sleep(0.01)
        from anning.services.reading import Cancelled

        raise Cancelled

    monkeypatch.setattr(intake, "intake", slow)
    response = bench.post("/start/upload", {"files": [io.BytesIO(SMS.encode())]})
    where = response["Location"]
    assert "正在导入" in bench.get(where).content.decode()
    assert bench.get(f"{where}state").headers.get("HX-Refresh") is None
    bench.post(f"{where}cancel")
    assert "已取消" in bench.get(where).content.decode()
    assert bench.get(f"{where}state")["HX-Refresh"] == "true"
    assert begun
