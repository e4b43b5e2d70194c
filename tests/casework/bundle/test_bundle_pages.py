from __future__ import annotations

import io
import re

import pytest
from bundles import DAY, bundle, draw, filed, said, screenshot, talk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from anning.casework.bundle import pdf, pictures
from anning.casework.bundle.model import Bundle, rows, stamped

SHOT = screenshot(1, (90, 200), "JPEG")


def pages_of(data: bytes) -> list[str]:
    return [re.sub(r"[\s\u200b]", "", page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def rendered(made: Bundle) -> pdf.Rendered:
    return pdf.render(made, {picture.file: SHOT for picture in made.pictures() if picture.file})


def images(n: int, first: int = 0) -> list:
    return [filed(first + k, "image", f"{first + k}".encode()) for k in range(n)]


def recordings(n: int) -> list:
    return [filed(k, "recording", f"r{k}".encode(), "他说要打断我的腿") for k in range(n)]


groups = st.lists(
    st.one_of(
        st.tuples(st.just("talk"), st.integers(1, 70).map(talk)),
        st.tuples(st.just("pictures"), st.integers(1, 4).map(images)),
        st.tuples(st.just("recordings"), st.integers(1, 3).map(recordings)),
    ),
    min_size=1,
    max_size=10,
)


def stands_where_the_list_says(made: Bundle, drawn: pdf.Rendered) -> None:
    pages = pages_of(drawn.pdf)
    assert len(pages) == drawn.length
    for number, page in enumerate(pages, 1):
        assert page.endswith(stamped(number)) or page.startswith(stamped(number))
    for exhibit, row in zip(made.exhibits, rows(made, drawn.pages), strict=True):
        own, annex = drawn.pages[exhibit.id].own, drawn.pages[exhibit.id].annex
        cover = pages[own.first - 1]
        assert exhibit.called in cover
        assert "证明对象与内容" in cover
        assert stamped(own.first) in row.pages
        assert stamped(own.last) in row.pages
        assert stamped(own.first) in cover
        assert int(row.count) == len(own) + (len(annex) if annex else 0)
        assert f"甲证{exhibit.number}第" in "".join(pages[own.first : own.last])
        if annex:
            assert f"附件：甲证{exhibit.number}的完整往来" in pages[annex.first - 1]
            assert stamped(annex.last) in row.pages
    first = min(span.own.first for span in drawn.pages.values())
    listed = "".join(pages[: first - 1])
    assert "证据目录" in listed
    assert all(stamped(span.own.first) in listed for span in drawn.pages.values())


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(groups)
def test_page_numbers_of_the_list_are_those_stamped(found):
    made = bundle(*found)
    stands_where_the_list_says(made, rendered(made))


def test_many_pictures_are_set_in_parts_and_the_numbers_go_on(monkeypatch):
    monkeypatch.setattr(pdf, "TOGETHER", 3)
    made = bundle(("talk", talk(20)), ("pictures", images(5)), ("pictures", images(3, 10)))
    drawn = rendered(made)
    stands_where_the_list_says(made, drawn)
    assert not drawn.archival
    reader = PdfReader(io.BytesIO(drawn.pdf))
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert [t.replace(" ", "") for t in titles] == [
        "证据目录",
        "甲证1",
        "甲证2",
        "甲证3",
        "附件：甲证1的完整往来",
        "电子原件清单",
    ]
    assert rendered(made).pdf == drawn.pdf


def test_the_same_bundle_gives_the_same_bytes():
    made = bundle(("talk", talk()), ("pictures", images(1)))
    assert rendered(made).pdf == rendered(made).pdf


def test_the_pdf_is_archival_accessible_and_carries_the_day():
    drawn = rendered(bundle(("pictures", images(1))))
    assert drawn.archival
    reader = PdfReader(io.BytesIO(drawn.pdf))
    said_of_itself = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part.{0,3}2", said_of_itself)
    assert re.search(r"pdfuaid:part.{0,3}1", said_of_itself)
    assert reader.trailer["/Root"]["/Lang"].lower().startswith("zh")
    assert DAY[:4] in str(reader.metadata.creation_date)


def test_nothing_of_a_conversation_is_left_out_or_changed():
    long = "开头" + "很长的话。" * 300 + "打断你的腿" + "后面还有。" * 200
    contacts = [*talk(5), said(9, long, hit="打断你的腿")]
    (exhibit,) = bundle(("talk", contacts)).exhibits
    for entry, line in zip(contacts, exhibit.talk.whole, strict=True):
        assert "".join(part.text for part in line.parts) == entry.text
        assert [part.text for part in line.parts if part.marked] == [f.quote for f in entry.findings]
    assert [line.entry for line in exhibit.talk.hits] == [e.id for e in contacts if e.findings]


def test_every_picture_has_its_hash_under_it():
    made = bundle(("pictures", images(2)))
    text = "".join(pages_of(rendered(made).pdf))
    assert all(picture.evidence in text for picture in made.pictures())


def test_a_picture_that_cannot_be_drawn_gets_a_sheet_that_says_so():
    (entry,) = images(1)
    made = bundle(("pictures", [entry]))
    (exhibit,) = made.exhibits
    import msgspec

    undrawn = msgspec.structs.replace(draw(entry.evidence), file="", why="huge")
    made = msgspec.structs.replace(made, exhibits=(msgspec.structs.replace(exhibit, pictures=(undrawn,)),))
    text = "".join(pages_of(pdf.render(made, {}).pdf))
    assert "这张图片没有印出来" in text
    assert "声称的尺寸过大" in text
    assert entry.evidence in text


def test_a_name_with_a_rare_character_is_described_not_dropped():
    made = bundle(("talk", [said(1, "笑😀 再不还就打断你的腿", hit="打断你的腿")]))
    text = "".join(pages_of(rendered(made).pdf))
    assert "打断你的腿" in text
    assert "U+1F600" in text


@pytest.mark.parametrize("wanted", [9, 60])
def test_rows_are_blank_until_the_pages_are_known(wanted):
    made = bundle(("talk", talk(wanted)))
    (row,) = rows(made)
    assert (row.pages, row.count) == ("", "")
    assert row.number == "甲证1"
    assert len(row.cells()) == 7


def test_fetching_is_asked_once_for_each_picture():
    asked = []
    found = pictures.drawn(["a", "b", "a"], lambda one, file: (asked.append(one), file.write(SHOT)))
    assert sorted(asked) == ["a", "b"]
    assert all(isinstance(data, bytes) for data in found.values())
