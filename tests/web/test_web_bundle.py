"""Exhibits on the pages: chosen, made, downloaded, deleted; and the page that says when a lawyer is needed."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from anning.services import exhibits, jobs
from anning.services.bundle import Making
from anning.web import workplace


def fields(page: str) -> dict[str, str]:
    """What a browser would send back of the form, unchanged."""
    given = dict(re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', page))
    given |= dict.fromkeys(re.findall(r'type="checkbox" name="(on\.[^"]+)" checked', page), "on")
    given |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)<', page))
    return given


def test_suggested_exhibits_are_ticked_and_what_is_changed_is_kept_and_undone(sample):
    page = sample.get("/bundle/").content.decode()
    first, second = exhibits.chosen(workplace.desk())[:2]
    given = fields(page)
    assert f"on.{first.id}" in given
    given[f"name.{first.id}"] = "我起的名字"
    given[f"place.{first.id}"] = "99"
    del given[f"on.{second.id}"]
    answer = sample.post("/bundle/make", given)
    assert answer.status_code == 302
    now = {one.id: one for one in exhibits.chosen(workplace.desk())}
    assert now[first.id].name == "我起的名字"
    assert list(now)[-1] == first.id
    assert now[second.id].left_out
    batch = re.search("done=(.+)", answer["Location"])[1]
    assert "撤销这一步" in sample.get(answer["Location"]).content.decode()
    sample.post(f"/changes/{batch}/undo")
    assert [one.id for one in exhibits.chosen(workplace.desk())][:2] == [first.id, second.id]


def test_a_bundle_is_made_beside_the_pages_downloaded_and_deleted(sample):
    answer = sample.post("/bundle/make", fields(sample.get("/bundle/").content.decode()) | {"make": "lawyer"})
    job = jobs.find(answer["Location"].split("/")[3], Making)
    sample.get(answer["Location"])
    assert job.wait(120)
    assert job.error is None
    assert "证据材料做好了" in sample.get(answer["Location"]).content.decode()
    assert sample.get(f"{answer['Location']}state").headers["HX-Refresh"] == "true"
    page = sample.get("/bundle/").content.decode()
    links = re.findall(r'href="(/bundle/made/[^"]+)"', page)
    assert {link.rpartition("/")[2] for link in links} == {"summary.pdf", "bundle.pdf", "list.pdf", "all.zip"}
    for link in links:
        data = b"".join(sample.get(link).streaming_content)
        if link.endswith("zip"):
            names = zipfile.ZipFile(io.BytesIO(data)).namelist()
            assert any(name.endswith("/SHA256SUMS") for name in names)
        else:
            assert data.startswith(b"%PDF")
    made = links[0].split("/")[3]
    sample.post(f"/bundle/remove/{made}")
    assert not (sample.home / "bundles" / made).exists()


def test_what_is_in_an_exhibit_is_shown_folded(sample):
    first = exhibits.chosen(workplace.desk())[0]
    page = sample.get(f"/bundle/what/{first.id}").content.decode()
    assert "原话已收起" in page
    assert sample.get("/bundle/what/talk:nobody").status_code in (400, 404)


@pytest.mark.parametrize(
    "path", ["/bundle/made/..%2F..%2Fvault/log.jsonl", "/bundle/made/x/all.zip", "/bundle/job/x/"]
)
def test_nothing_else_of_the_home_can_be_fetched(sample, path):
    assert sample.get(path).status_code in (400, 404)


def test_an_empty_home_is_led_to_the_import(bench):
    assert "去导入" in bench.get("/bundle/").content.decode()


def test_the_lawyer_page_names_numbers_and_how_well_they_were_checked(bench):
    page = bench.get("/help/lawyer/").content.decode()
    assert "tel:12348" in page
    assert "安宁不能用来做什么" in page
    assert "第一百二十八条" in page
    assert "核对于" in page
