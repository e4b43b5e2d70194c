"""The page of covered copies: from a file to the copy and its list, without a script, and never without a look."""

from __future__ import annotations

import io
import json
import re
from threading import Event

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from test_web_pages import check, text

from anning import store
from anning.services import jobs, redact_jobs
from anning.shield import opened
from anning.shield.leaves import Box, Line
from anning.store import Where


@pytest.fixture(autouse=True)
def blind(monkeypatch):
    monkeypatch.setattr(opened, "eyes", lambda: None)


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (400, 200), "white").save(out, "PNG")
    return SimpleUploadedFile("张三.png", out.getvalue(), "image/png")


def begun(bench, **given) -> str:
    answer = bench.post("/redact/", given)
    assert answer.status_code == 302
    return answer.url


def test_a_pasted_text_comes_back_covered_with_its_list(bench):
    check(bench.get("/redact/"))
    at = begun(bench, text="我是王小明，手机13800138000，座机0571-87654321")
    page = bench.get(at)
    check(page)
    assert "13800138000" in text(page)
    marks = re.findall(r'name="mark" value="([^"]+)"', page.content.decode())
    assert len(marks) == 3
    answer = bench.post(at, {"mark": marks[:2], "words": "座机", "do": "make"})
    check(bench.get(answer.url))
    copy = bench.get(f"{at}copy")
    assert copy["Content-Disposition"].startswith("attachment")
    written = copy.content.decode()
    assert "13800138000" not in written
    assert "座机" not in written
    assert "0571-87654321" in written
    listed = bench.get(f"{at}list").content.decode()
    assert "13800138000" not in listed
    assert '"mobile"' in listed


def test_a_picture_is_boxed_by_hand_and_waits_for_a_look(bench):
    at = begun(bench, file=picture())
    page = bench.get(at)
    check(page)
    assert "没有装文字识别" in text(page)
    box = {"left": "0", "top": "0", "right": "50%", "bottom": "50"}
    assert bench.post(at, box).status_code == 302
    (mark,) = re.findall(r'name="mark" value="([^"]+)"', bench.get(at).content.decode())
    shown = Image.open(io.BytesIO(bench.get(f"{at}page/1").content))
    assert shown.convert("L").getpixel((150, 80)) < 40
    assert "先逐处看过" in text(bench.post(at, {"mark": mark, "do": "make"}))
    assert bench.get(f"{at}copy").status_code == 404
    assert bench.post(at, {"mark": mark, "do": "make", "looked": "on"}).status_code == 302
    done = bench.get(f"{at}done")
    check(done)
    assert "没有经过程序检查" in text(done)
    assert Image.open(io.BytesIO(bench.get(f"{at}copy").content)).convert("L").getpixel((150, 80)) < 40


def test_a_box_half_written_is_asked_for_again(bench):
    at = begun(bench, file=picture())
    page = bench.post(at, {"left": "10"})
    check(page)
    assert "四个数都要填上" in text(page).replace("要都", "都要")


def test_changing_a_tick_takes_the_old_copy_away(bench):
    at = begun(bench, text="手机13800138000")
    (mark,) = re.findall(r'name="mark" value="([^"]+)"', bench.get(at).content.decode())
    bench.post(at, {"mark": mark, "do": "make"})
    assert bench.get(f"{at}copy").status_code == 200
    bench.post(at, {})
    assert bench.get(f"{at}copy").status_code == 404


def test_nothing_chosen_and_nothing_readable_are_said_plainly(bench):
    check(bench.post("/redact/", {"text": " "}))
    page = bench.post("/redact/", {"file": SimpleUploadedFile("a.exe", b"MZ")})
    check(page)
    assert "打不开" in text(page)


def test_what_is_cleared_is_gone(bench):
    at = begun(bench, text="手机13800138000")
    assert bench.post(f"{at}forget").status_code == 302
    assert bench.get(at).status_code == 404


class Slow:
    """A reader that waits to be let go; it reads nothing, or what it was told once it had looked before."""

    def __init__(self, *seen) -> None:
        self.go, self.seen = Event(), list(seen)

    def __call__(self, pictures):
        self.go.wait(10)
        return [self.seen.pop(0) if self.seen else () for _ in pictures]


@pytest.fixture
def slow(monkeypatch):
    eyes = Slow()
    monkeypatch.setattr(opened, "eyes", lambda: eyes)
    monkeypatch.setattr(redact_jobs, "SOON_S", 0)
    return eyes


def test_a_picture_is_read_beside_the_page_and_shows_how_far_it_is(bench, slow):
    at = begun(bench, file=picture())
    page = bench.get(at)
    check(page)
    assert "正在找个人信息" in text(page)
    assert "refresh" in page.content.decode()
    assert "HX-Refresh" not in bench.get(f"{at}state")
    slow.go.set()
    jobs.find(at.split("/")[-2], redact_jobs.Reading).wait(10)
    assert bench.get(f"{at}state")["HX-Refresh"] == "true"
    check(bench.get(bench.get(at).url))


def test_reading_is_cancelled_and_leaves_nothing(bench, slow):
    at = begun(bench, file=picture())
    bench.post(f"{at}cancel")
    slow.go.set()
    job = jobs.find(at.split("/")[-2], redact_jobs.Reading)
    job.wait(10)
    assert job.report is None
    page = bench.get(at)
    check(page)
    assert "原件没有动" in text(page)


def test_a_copy_that_is_refused_says_what_to_do_next(bench, slow):
    box = tuple(Box(10 * n, 10, 10 * n + 9, 30) for n in range(11))
    slow.seen = [(Line("13800138000", box),)] * 2
    slow.go.set()
    at = begun(bench, file=picture())
    reading = jobs.find(at.split("/")[-2], redact_jobs.Reading)
    reading.wait(10)
    work = bench.get(at).url
    answer = bench.post(work, {"mark": [mark.id for mark in reading.report.marks], "do": "make"})
    jobs.find(answer.url.split("/")[-2], redact_jobs.Making).wait(10)
    page = bench.get(answer.url)
    check(page)
    assert "没有交给您" in text(page)
    assert "下一步" in text(page)
    assert work in page.content.decode()


def test_a_contact_is_covered_from_its_page_and_names_its_original(sample):
    entry = store.entries(Where(search="校门口"), limit=1)[0]
    page = sample.get(f"/contact/{entry.id}/")
    assert 'name="contact"' in page.content.decode()
    at = begun(sample, contact=entry.id)
    marks = re.findall(r'name="mark" value="([^"]+)"', sample.get(at).content.decode())
    sample.post(at, {"mark": marks, "do": "make"})
    copy = sample.get(f"{at}copy").content.decode()
    assert entry.text in copy
    assert f"原件 SHA-256 {entry.evidence} 里的 {entry.locator}" in copy
    assert entry.address not in copy.replace(" ", "")
    original = json.loads(sample.get(f"{at}list").content)["original"]
    assert (original["sha256"], original["contact"]) == (entry.evidence, entry.id)
