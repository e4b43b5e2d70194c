"""Every page answers, carries the policy, and holds nothing inline, on an empty home and on a full one."""

from __future__ import annotations

import re

import pytest

PAGES = [
    "/first/", "/help/now/", "/help/court/", "/start/", "/paste/", "/imports/", "/timeline/", "/calls/", "/report/",
    "/check/", "/about/", "/more/", "/left/", "/sender/",
]  # fmt: skip
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "media-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|javascript:|data:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:src|href|action)=[\"']?(?:https?:)?//", re.IGNORECASE)


def text(response) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_an_empty_home(bench, path):
    check(bench.get(path))


@pytest.mark.parametrize(
    "path", ["/", *PAGES, "/timeline/?verdict=likely_unlawful", "/timeline/?kind=call&order=old"]
)
def test_pages_of_a_full_home(sample, path):
    check(sample.get(path))


def check(response):
    page = text(response)
    assert response.status_code == 200
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert 'lang="zh-Hans"' in page
    assert not INLINE.search(page), INLINE.search(page)
    assert not OUTSIDE.search(page)


def test_every_contact_of_the_sample_has_a_page(sample):
    from anning import store

    entries = store.entries(store.Where(only_findings=True), limit=500)
    for entry in [*entries, *store.entries(store.Where(kinds=("recording", "email", "call")), limit=5)]:
        check(sample.get(f"/contact/{entry.id}/"))


def test_the_style_sheet_asks_nobody_else(bench):
    for path in ("/static/css/anning.css", "/static/vendor/pico.min.css"):
        style = text(bench.get(path))
        assert "data:" not in style
        assert "//" not in re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)


def test_what_is_not_there_says_so_with_a_way_on(bench):
    response = bench.get("/nothing/")
    assert response.status_code == 404
    assert "没有这一页" in text(response)
    missing = bench.get(f"/contact/{'0' * 32}/")
    assert missing.status_code == 404
    assert "没有找到" in text(missing)


def test_an_error_of_ours_is_a_sentence(bench, monkeypatch):
    from anning.errors import DiskFull
    from anning.services import overview

    def full(_):
        raise DiskFull("写不下了", where="/home/x", next_step="腾出一些空间")

    monkeypatch.setattr(overview, "overview", full)
    response = bench.get("/")
    assert response.status_code == 400
    assert "磁盘空间不够" in text(response)
    assert "腾出一些空间" in text(response)


def test_a_defect_is_a_calm_page(bench, monkeypatch):
    from anning.services import overview

    monkeypatch.setattr(overview, "overview", lambda _: 1 / 0)
    bench.client.raise_request_exception = False
    response = bench.get("/")
    assert response.status_code == 500
    assert "安宁自己出了错" in text(response)


def test_the_court_card_never_calls_it_false(bench):
    card = text(bench.get("/help/court/"))
    assert "假" not in card
    assert "诈骗" not in card
    for way in ("12368", "人民法院在线服务", "到法院去", "十五天", "都留着"):
        assert way in card


def test_the_emergency_card_names_who_to_call(bench):
    card = text(bench.get("/help/now/"))
    for number in ("110", "120", "12356", "400-161-9995"):
        assert f'href="tel:{number}"' in card
    assert "2026年11月24日" in card


def test_the_first_question_is_asked_once(bench):
    bench.client.cookies.pop("anning-asked")
    assert bench.get("/")["Location"] == "/first/"
    answered = bench.post("/first/answer", {"answer": "court"})
    assert answered["Location"] == "/help/court/"
    assert bench.get("/")["Location"] == "/start/"


def test_abuse_is_folded_on_every_list(sample):
    from anning import store
    from anning.web.components.words import standing

    found = next(
        e for e in store.entries(store.Where(verdicts=("likely_unlawful",)), limit=20) if e.kind == "message"
    )
    for path in ("/", "/timeline/?verdict=likely_unlawful", f"/contact/{found.id}/"):
        page = text(sample.get(path))
        open_parts = re.sub(r"<details(?! open).*?</details>", "", page, flags=re.DOTALL)
        assert "<mark>" in page
        assert "<mark>" not in open_parts
        assert standing(found)[0].quote not in open_parts


def test_a_recording_never_plays_by_itself(sample):
    from anning import store

    (recording,) = store.entries(store.Where(kinds=("recording",)))
    page = text(sample.get(f"/contact/{recording.id}/"))
    player = re.search(r"<audio[^>]*>", page)[0]
    assert 'preload="none"' in player
    assert "autoplay" not in player


def test_what_else_a_rough_number_said_is_folded_too(bench):
    bench.post(
        "/paste/", {"text": "再不还钱就打断你的腿", "address": "13800138000", "at": "2026-01-02T10:00"}
    )
    bench.post("/paste/", {"text": "我们见面聊聊天气", "address": "13800138000", "at": "2026-01-02T11:00"})
    bench.post("/paste/", {"text": "妈妈等你回家", "address": "13900139000", "at": "2026-01-02T12:00"})
    page = text(bench.get("/timeline/"))
    open_parts = re.sub(r"<details(?! open).*?</details>", "", page, flags=re.DOTALL)
    assert "聊聊天气" in page
    assert "聊聊天气" not in open_parts
    assert "妈妈等你回家" in open_parts


def test_the_sample_says_that_it_is_one_and_is_put_away_in_one_step(sample):
    page = sample.get("/")
    assert "编出来的示例" in text(page)
    (undo,) = re.findall(r'action="(/imports/[^"]+/undo)"', page.content.decode())
    assert sample.post(undo, {"then": "start"}).url == "/start/"
    assert sample.get("/").url == "/start/"


@pytest.mark.parametrize("path", ["/timeline/", "/calls/", "/report/", "/week/", "/bundle/"])
def test_an_empty_home_says_what_comes_first(bench, path):
    main = bench.get(path).content.decode().partition("<main")[2]
    assert 'href="/start/"' in main


def test_a_finding_leads_on_to_what_can_be_done(sample):
    page = sample.get("/timeline/?verdict=likely_unlawful").content.decode()
    contact = re.search(r'href="(/contact/[^"]+)"', page)[1]
    onward = re.search(r'href="(/routes/\?conduct=[a-z_]+)"', sample.get(contact).content.decode())[1]
    assert "第 1 步" in text(sample.get(onward))
