"""The workbench behind a passphrase: set on a page, locked, opened again; locked, it shows nothing of the case."""

from __future__ import annotations

import re
import time
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anning.errors import Locked

WORDS = "雨伞 河边 七点 收音机"
OTHER = "另外 几个 词 在这里"


@pytest.fixture(autouse=True)
def _in_memory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What lies in the open for a while goes to a place of this test; the wait after a wrong word is short."""
    from anning.services import scratch
    from anning.web import lock

    place = tmp_path / "memory"
    place.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    monkeypatch.setattr(scratch, "_memories", lambda: [place])
    monkeypatch.setattr(lock, "_DEAREST_S", 0.01)
    yield
    scratch.leave_all()


def protect(bench, **more: str):
    return bench.post("/settings/password/", {"do": "set", "new": WORDS, "again": WORDS, **more})


def body(answer) -> str:
    return unescape(answer.content.decode())


def test_set_lock_and_open_again(sample):
    before = body(sample.get("/timeline/"))
    assert protect(sample).status_code == 302
    assert "有密码" in body(sample.get("/settings/password/"))
    assert body(sample.get("/timeline/")).count("/contact/") == before.count("/contact/")

    assert sample.post("/lock")["Location"] == "/unlock/"
    answer = sample.get("/timeline/?q=1")
    assert answer["Location"] == "/unlock/?next=%2Ftimeline%2F%3Fq%3D1"
    answer = sample.post("/unlock/", {"passphrase": "不是这个", "next": "/timeline/"})
    assert "密码不对" in body(answer)
    answer = sample.post("/unlock/", {"passphrase": WORDS, "next": "/timeline/"})
    assert answer["Location"] == "/timeline/"
    assert body(sample.get("/timeline/")).count("/contact/") == before.count("/contact/")


def test_locked_it_shows_help_that_needs_no_data_and_nothing_else(sample):
    protect(sample)
    sample.post("/lock")

    for path in ("/unlock/", "/help/now/", "/help/court/", "/companion/", "/manifest.webmanifest"):
        answer = sample.get(path)
        assert answer.status_code == 200, path
        assert "安宁，回到首页" not in body(answer)
        assert "首页</a>" not in body(answer)
    for path in (
        "/",
        "/timeline/",
        "/case/",
        "/quiet/",
        "/report/",
        "/settings/",
        "/search/",
        "/more/",
        "/phone/",
    ):
        assert sample.get(path)["Location"].startswith("/unlock/"), path
    assert sample.post("/settings/")["Location"] == "/unlock/?lost=1"
    assert sample.get("/job/x/state", **{"HX-Request": "true"})["HX-Redirect"] == "/unlock/"
    assert "没有存下来" in body(sample.get("/unlock/?lost=1"))


def test_locked_no_setting_and_no_thread_holds_the_key(sample):
    import gc

    from django.db import connections

    from anning.services.home import Desk
    from anning.web import workplace

    protect(sample)
    identity, key = workplace.desk().vault.identity, workplace.desk().vault.derived("anning index 1")
    sample.post("/lock")

    with pytest.raises(Locked):
        workplace.desk()
    assert str(connections.settings["default"]["NAME"]) == ":memory:"
    gc.collect()
    # By type() alone: isinstance asks weak proxies, of which the thing behind may be gone.
    desks = [one for one in gc.get_objects() if type(one) is Desk]
    assert not [one for one in desks if one.config.home == sample.home]
    tables = [one for one in gc.get_objects() if type(one) is dict]
    assert not [one for one in tables if _safe(one) and key in one.values()]
    assert identity not in (sample.home / "vault/vault.json").read_text()


def _safe(one: dict) -> bool:
    return all(isinstance(value, str | bytes | int | None | dict | tuple) for value in one.values())


def test_the_key_on_paper_is_shown_once_and_opens(bench):
    page = body(protect(bench, paper="on"))
    key = "".join(re.findall(r"<code>([A-Z0-9-]{1,16})</code>", page))
    assert key.startswith("AGE-SECRET-KEY-1")
    assert "<svg" in page
    assert "AGE-SECRET" not in body(bench.get("/settings/password/"))

    bench.post("/lock")
    answer = bench.post("/unlock/", {"passphrase": f" {key[:9].lower()} {key[9:]} "})
    assert answer["Location"] == "/"
    bench.post("/settings/password/", {"do": "change", "now": key, "new": OTHER, "again": OTHER})
    bench.post("/lock")
    assert "密码不对" in body(bench.post("/unlock/", {"passphrase": WORDS}))
    assert bench.post("/unlock/", {"passphrase": OTHER}).status_code == 302


@pytest.mark.parametrize("do", ["change", "remove", "paper", "no_paper"])
def test_without_the_passphrase_of_now_nothing_is_changed(bench, do):
    protect(bench)
    answer = bench.post("/settings/password/", {"do": do, "now": "不是这个词", "new": OTHER, "again": OTHER})
    assert "密码不对" in body(answer)
    bench.post("/lock")
    assert bench.post("/unlock/", {"passphrase": WORDS}).status_code == 302


def test_too_short_or_not_twice_the_same_is_said_and_nothing_set(bench):
    assert "太短" in body(bench.post("/settings/password/", {"do": "set", "new": "短", "again": "短"}))
    assert "不一样" in body(bench.post("/settings/password/", {"do": "set", "new": WORDS, "again": OTHER}))
    assert not (bench.home / "vault/keys/identity.age").exists()


def test_taken_away_everything_is_there_without(sample):
    before = body(sample.get("/timeline/"))
    protect(sample)
    answer = sample.post("/settings/password/", {"do": "remove", "now": WORDS})
    assert answer.status_code == 302
    assert body(sample.get("/timeline/")).count("/contact/") == before.count("/contact/")
    assert (sample.home / "anning.sqlite3").read_bytes().startswith(b"SQLite format 3")
    assert sample.post("/lock")["Location"] == "/unlock/"
    assert sample.get("/timeline/").status_code == 200, "there is nothing to lock"


def test_it_locks_after_minutes_without_anything_done_and_not_while_a_job_runs(sample, monkeypatch):
    from anning.services import jobs
    from anning.web import lock, workplace

    protect(sample)
    sample.get("/")
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "at_work", lambda: [object()])
        patch.setattr(time, "time", lambda: now + 3600)
        lock.glance()
        assert not workplace.is_shut()
    lock._Now.seen = now - 14 * 60
    sample.get("/awake/?look=1")
    sample.get("/job/none/state")
    assert not workplace.is_shut()
    lock._Now.seen = now - 15 * 60 - 1
    assert sample.get("/awake/?look=1")["Location"].startswith("/unlock/")
    assert workplace.is_shut()


def test_the_minutes_and_leaving_are_the_persons_choice(sample):
    from anning.web import lock, workplace

    protect(sample)
    sample.post("/settings/password/", {"do": "when", "lock_after": "0"})
    sample.get("/")
    lock._Now.seen = 0
    lock.glance()
    assert not workplace.is_shut()
    assert "没有这个时间" in body(sample.post("/settings/password/", {"do": "when", "lock_after": "7"}))

    sample.post("/leave")
    assert not workplace.is_shut()


def test_leaving_locks_too(sample):
    from anning.web import workplace

    protect(sample)
    sample.get("/")
    sample.post("/leave")
    assert workplace.is_shut()


def test_anning_lock_in_a_terminal_locks_the_pages(sample):
    from anning.config import Config
    from anning.services import locking
    from anning.web import workplace

    protect(sample)
    locking.shut(Config(home=sample.home))
    assert sample.get("/")["Location"].startswith("/unlock/")
    assert workplace.is_shut()


def test_what_was_made_goes_when_it_is_locked(sample):
    sample.post("/report/make")
    assert list((sample.home / "reports").iterdir())
    assert "1 份" in body(sample.get("/settings/password/"))

    protect(sample)
    assert not (sample.home / "reports").exists() or not list((sample.home / "reports").iterdir())
    assert "report.pdf" in body(sample.get("/report/"))
    sample.post("/lock")
    sample.post("/unlock/", {"passphrase": WORDS})
    assert "report.pdf" not in body(sample.get("/report/"))


def test_onward_leads_nowhere_else(bench):
    protect(bench)
    for wanted in ("https://example.org/", "//example.org/", "javascript:x", "/unlock/"):
        bench.post("/lock")
        assert bench.post("/unlock/", {"passphrase": WORDS, "next": wanted})["Location"] == "/"


def test_an_upload_larger_than_memory_is_not_taken_in(bench, monkeypatch):
    from anning.services import scratch
    from anning.web import middleware

    protect(bench)
    monkeypatch.setattr(middleware, "_SMALL", 10)
    monkeypatch.setattr(scratch, "room", lambda _: 100)
    answer = bench.post("/start/upload", {"files": SimpleUploadedFile("a.txt", b"x" * 200)})
    assert answer.status_code == 413
    assert "anning import" in body(answer)


def test_each_wrong_word_is_waited_for_longer_and_none_is_tried_beside_another(bench, monkeypatch):
    from anning.web import lock

    protect(bench)
    bench.post("/lock")
    waited: list[float] = []
    monkeypatch.setattr(lock, "_DEAREST_S", 8.0)
    monkeypatch.setattr(lock.time, "sleep", waited.append)
    monkeypatch.setattr(lock._Now, "wrong", 0)
    for _ in range(7):
        bench.post("/unlock/", {"passphrase": "不是这个"})
    assert waited == [0.5, 1, 2, 4, 8, 8, 8]
    bench.post("/unlock/", {"passphrase": WORDS})
    bench.post("/lock")
    bench.post("/unlock/", {"passphrase": "不是这个"})
    assert waited[-1] == 0.5
