"""Copies with personal data covered: nothing planted survives, and nothing goes out that nobody looked at."""

from __future__ import annotations

import io
import json
import re
from importlib.util import find_spec

import pypdf
import pytest
from PIL import Image
from planted import Remembered, colours, drawn, planted

from anning.errors import InputUnusable, NotFound, Refused
from anning.services import redact
from anning.shield import opened, redact_image
from anning.shield.leaves import Line

ENDINGS = ("txt",) * 20 + ("csv",) * 8 + ("html",) * 4 + ("pdf",) * 6 + ("png",) * 8 + ("jpg",) * 4
READS = all(map(find_spec, ("rapidocr", "onnxruntime", "pypdfium2")))


def flat(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def readable(copy: redact.Copy, eyes=None) -> str:
    """Everything anybody could read out of a copy."""
    raw = copy.data.decode("utf-8", "ignore") + copy.data.decode("utf-16-le", "ignore")
    if copy.suffix == ".pdf":
        reader = pypdf.PdfReader(io.BytesIO(copy.data))
        raw += "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    if eyes and copy.media_type.startswith("image"):
        out = io.BytesIO()
        Image.open(io.BytesIO(copy.data)).save(out, "PNG")
        raw += "".join(line.text for line in eyes([out.getvalue()])[0])
    return flat(raw)


@pytest.fixture
def blind(monkeypatch):
    """A computer that cannot read words on pictures."""
    monkeypatch.setattr(opened, "eyes", lambda: None)


def test_two_hundred_planted_in_fifty_files_all_disappear(blind):
    count = 0
    for number, ending in enumerate(ENDINGS):
        file = planted(number, ending)
        eyes = Remembered(file.lines) if file.lines else None
        work = redact.begin(file.data, file.name, eyes=eyes)
        copy = redact.make(work, looked=True)
        read = readable(copy, eyes)
        assert [one for one in file.values if flat(one) in read] == [], (file.name, file.values)
        assert "SHA256" in read.upper() or copy.media_type.startswith("image") or work.pages
        count += len(file.values)
    assert (len(ENDINGS), count) == (50, 200)


@pytest.mark.skipif(not READS, reason="the extra ocr is not installed")
@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_a_page_is_covered_by_what_the_real_reader_reads(ending):
    file = planted(5, ending)
    copy = redact.make(redact.begin(file.data, file.name))
    assert copy.checked
    leaves = opened.opened(copy.data, f"copy{copy.suffix}")
    seen = opened.eyes()([redact_image.picture(leaf) for leaf in leaves])
    read = flat("".join(line.text for lines in seen for line in lines))
    assert "20261125" in read
    assert [one for one in file.values if flat(one) in read] == []


def test_the_list_tells_kinds_and_places_and_no_word(blind):
    file = planted(1, "txt")
    copy = redact.make(redact.begin(file.data, file.name))
    told = json.dumps(copy.record, ensure_ascii=False)
    assert len(copy.record["covered"]) == 4
    assert not [one for one in file.values if one in told]
    whole = file.data.decode()
    places = {whole[one["start"] : one["end"]] for one in copy.record["covered"]}
    assert all(any(one in place for place in places) for one in file.values)


def test_a_picture_keeps_nothing_of_the_file_but_what_shows(blind):
    data, lines = drawn(["身份证11010519491231002X"], "jpg")
    work = redact.begin(data, "a.jpg", eyes=Remembered(lines))
    for suffix in (".png", ".jpg"):
        image = Image.open(io.BytesIO(redact.make(work, suffix=suffix).data))
        assert not image.getexif()
        assert not set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def test_what_is_covered_is_one_colour(blind):
    data, lines = drawn(["手机13800138000"], "png")
    work = redact.begin(data, "a.png", eyes=Remembered(lines))
    box = work.marks[0].boxes[0]
    copy = Image.open(io.BytesIO(redact.make(work).data))
    assert len(colours(copy.crop((box.left, box.top, box.right, box.bottom)))) == 1


def test_a_copy_in_which_something_can_still_be_read_is_not_handed_out(blind):
    data, lines = drawn(["手机13800138000"], "png")

    class Sharp(Remembered):
        def _seen(self, image):
            return self.lines

    work = redact.begin(data, "a.png", eyes=Sharp(lines))
    with pytest.raises(Refused, match="13800138000"):
        redact.make(work)
    assert work.copy is None


def test_half_a_number_that_shows_is_also_refused(blind):
    data, lines = drawn(["手机13800138000"], "png")
    half = (Line("尾号8001380", lines[0].boxes[:9]),)

    class Later(Remembered):
        calls = 0

        def _seen(self, image):
            self.calls += 1
            return self.lines if self.calls == 1 else half

    with pytest.raises(Refused):
        redact.make(redact.begin(data, "a.png", eyes=Later(lines)))


def test_without_a_reader_a_picture_waits_for_the_persons_word(blind):
    data, _ = drawn(["手机13800138000"], "png")
    work = redact.begin(data, "a.png")
    redact.add_box(work, 0, (0, 0, 60, 100))
    with pytest.raises(Refused, match="先逐处看过"):
        redact.make(work)
    copy = redact.make(work, looked=True)
    assert not copy.checked
    assert copy.record["checked_by"] == "person"
    image = Image.open(io.BytesIO(copy.data)).convert("RGB")
    assert len(colours(image.crop((0, 0, 640, 150)))) == 1


@pytest.mark.parametrize("percent", [(0, 0, 0, 10), (50, 0, 40, 10), (0, 0, 101, 10), (-1, 0, 5, 5)])
def test_a_box_outside_the_page_is_not_taken(blind, percent):
    work = redact.begin(drawn(["一"], "png")[0], "a.png")
    with pytest.raises(InputUnusable):
        redact.add_box(work, 0, percent)


def test_what_is_unticked_stays_and_added_words_go(blind):
    work = redact.begin("王小明的手机13800138000，座机0571-87654321，口头禅是哈哈".encode(), "a.txt")
    keep = next(mark for mark in work.marks if mark.kind == "landline")
    redact.choose(work, [mark.id for mark in work.marks if mark.id != keep.id])
    assert redact.add_words(work, ["王小明", "口头禅"]) == 2
    text = redact.make(work).data.decode()
    assert "0571-87654321" in text
    assert "王小明" not in text
    assert "口头禅" not in text


def test_one_of_two_that_are_the_same_left_open_is_refused(blind):
    work = redact.begin("电话13800138000，再说一遍13800138000".encode(), "a.txt")
    redact.choose(work, [work.marks[0].id])
    with pytest.raises(Refused):
        redact.make(work)


def test_a_table_stays_a_table(blind):
    import csv

    work = redact.begin('姓名,电话\n"张三","138-0013-8000"\n'.encode(), "a.csv", names=["张三"])
    rows = list(csv.reader(io.StringIO(redact.make(work, suffix=".csv").data.decode("utf-8-sig"))))
    assert rows[:2] == [["姓名", "电话"], ["■■【姓名】", "■■【手机号】"]]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.4 nothing", "a.pdf"),
        (b"\x89PNG\r\n\x1a\nno", "a.png"),
        (b"x", "a.exe"),
        (b"", "a.jpg"),
        (b"", "a.txt"),
    ],
)
def test_what_cannot_be_opened_is_said_plainly(blind, data, name):
    with pytest.raises(InputUnusable) as caught:
        redact.begin(data, name)
    assert caught.value.next_step


def test_a_picture_that_claims_to_be_huge_is_not_drawn(blind):
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(InputUnusable, match="太大"):
        redact.begin(out.getvalue(), "a.png")


def test_work_is_forgotten_when_asked_and_when_there_is_more(blind):
    works = [redact.hold(redact.begin("一".encode(), "a.txt")) for _ in range(7)]
    with pytest.raises(NotFound):
        redact.held(works[0].id)
    redact.drop(works[-1].id)
    with pytest.raises(NotFound):
        redact.held(works[-1].id)


def test_a_copy_names_its_original(blind):
    from hashlib import sha256

    data = "电话13800138000".encode()
    copy = redact.make(redact.begin(data, "a.txt"))
    assert sha256(data).hexdigest() in copy.data.decode()
    assert "遮盖 1 处" in copy.data.decode()
    assert copy.record["copy"]["sha256"] == sha256(copy.data).hexdigest()
