"""The page of covered copies: from a file to the copy and its list, without a script, and never without a look."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from test_web_pages import check, text

from anning.shield import opened


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
