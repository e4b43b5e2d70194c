"""A phone beside the laptop: one page, one visitor, files in, nothing out."""

from __future__ import annotations

import hashlib
import http.client
import re
import socket
import ssl
import time
from dataclasses import replace

import pytest
from test_web_pages import check, text

from anning.domain.china_time import now
from anning.services import imports, jobs
from anning.web import workplace
from anning.web.pages.phone import pairing, receiving
from anning.web.pages.phone.addresses import addresses, local

pytestmark = pytest.mark.filterwarnings(
    "ignore:A test tried to use socket"
)  # the way to 192.0.2.1 is only asked for
SMS = (
    "<?xml version='1.0' encoding='UTF-8'?><smses count='1'><sms address='13800138000' date='1767330000000' "
    "type='1' body='再不还钱就打断你的腿' /></smses>"
)


def blind() -> ssl.SSLContext:
    """As a phone whose owner went on after the warning."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Phone:
    """A browser on the phone: one link, and whatever cookie it was given."""

    def __init__(self, begun: pairing.Pairing) -> None:
        self.scheme, self.host, self.path = re.fullmatch(r"(https?)://([^/]+)(/\S+)", begun.link).groups()
        self.cookie = ""

    def ask(self, method: str, path: str = "", body: bytes | None = None, **headers: str):
        trusting = blind()
        at = (
            http.client.HTTPSConnection(self.host, timeout=60, context=trusting)
            if self.scheme == "https"
            else http.client.HTTPConnection(self.host, timeout=60)
        )
        sent = {"Cookie": self.cookie} if self.cookie else {}
        at.request(method, path or self.path, body, {**sent, **headers})
        answer = at.getresponse()
        answer.words = answer.read().decode()
        if given := answer.getheader("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        at.close()
        return answer

    def send(self, *files: tuple[str, str], **headers: str):
        parts = "".join(
            f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n{words}\r\n'
            for name, words in files
        )
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        return self.ask("POST", "", (parts + "--x--\r\n").encode(), **kind, **headers)


@pytest.fixture(autouse=True)
def _over():
    yield
    pairing.stop()


@pytest.fixture(params=[True, False], ids=["encrypted", "plain"])
def phone(bench, request) -> Phone:
    return Phone(pairing.begin(workplace.desk(), "127.0.0.1", secure=request.param))


def test_files_arrive_in_the_vault_and_only_their_number_is_said(bench, phone):
    assert "正在等手机" in text(bench.get("/phone/state"))
    page = phone.ask("GET")
    assert "<title>上传</title>" in page.words
    assert "手机已经打开" in text(bench.get("/phone/state"))
    answer = phone.send(("短信.xml", SMS), ("图.png", "not a picture"), ("a.txt", "你好"))
    assert answer.status == 200
    assert "已收到 3 个文件" in answer.words
    assert "已收到 3 个文件" in text(bench.get("/phone/state"))
    assert "打断" not in answer.words
    assert "短信" not in answer.words
    [taken] = imports.listing()
    assert {row.name for row in imports.files(taken.id)} == {"短信.xml", "图.png", "a.txt"}
    assert "/contact/" in text(bench.get("/timeline/"))
    assert not list((bench.home / "spool").iterdir())
    bench.post(f"/imports/{taken.id}/undo")
    assert "/contact/" not in text(bench.get("/timeline/"))


def test_nothing_of_the_workbench_can_be_read_through_it(sample):
    phone = Phone(pairing.begin(workplace.desk(), "127.0.0.1", secure=False))
    phone.ask("GET")
    for path in ("/", "/timeline/", "/static/css/anning.css", f"{phone.path}/", f"{phone.path}/../timeline/",
                 f"{phone.path}?x=1", "//", "/%2e%2e/", "/phone/", "/favicon.ico", "*"):  # fmt: skip
        answer = phone.ask("GET", path)
        assert (answer.status, answer.words) == (404, "404"), path
    for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "PROPFIND"):
        assert phone.ask(method).status == 404, method


def test_the_second_device_is_refused_and_the_first_stays(phone):
    phone.ask("GET")
    other = Phone(pairing.current())
    assert other.ask("GET").status == 404
    assert other.send(("a.txt", "x")).status == 404
    other.cookie = "upload=" + "x" * 43
    assert other.ask("GET").status == 404
    assert phone.ask("GET").status == 200
    assert imports.listing() == []


def test_the_cookie_is_for_this_page_only(phone):
    given = phone.ask("GET").getheader("Set-Cookie")
    assert "HttpOnly" in given
    assert "SameSite=Strict" in given
    assert f"Path={phone.path}" in given
    assert ("Secure" in given) == (phone.scheme == "https")


def test_a_foreign_name_and_a_foreign_page_are_refused(phone):
    assert phone.ask("GET", Host="evil.example").status == 404
    phone.ask("GET")
    assert phone.send(("a.txt", "x"), Origin="http://evil.example").status == 404
    assert phone.send(("a.txt", "x"), Origin=f"{phone.scheme}://{phone.host}").status == 200


def test_what_is_too_large_or_does_not_say_its_size_is_refused_unread(bench):
    desk = replace(workplace.desk(), config=replace(workplace.desk().config, phone_upload_mb=1))
    phone = Phone(pairing.begin(desk, "127.0.0.1", secure=False))
    phone.ask("GET")
    answer = phone.ask(
        "POST", "", None, **{"Content-Length": str(10**9), "Content-Type": "multipart/form-data"}
    )
    assert answer.status == 413
    assert "最多 1 MB" in answer.words
    assert phone.ask("POST", "", None, **{"Transfer-Encoding": "chunked"}).status == 411
    assert (
        phone.ask("POST", "", b"rubbish", **{"Content-Type": "multipart/form-data; boundary=x"}).status == 400
    )
    assert phone.send().status == 400
    assert imports.listing() == []


def test_so_many_files_and_no_more(phone, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_FILES", 2)
    phone.ask("GET")
    assert phone.send(("a.txt", "一"), ("b.txt", "二")).status == 200
    assert phone.send(("c.txt", "三")).status == 413


def test_it_ends_by_itself(bench):
    phone = Phone(pairing.begin(workplace.desk(), "127.0.0.1", secure=False, seconds=1))
    assert phone.ask("GET").status == 200
    until = time.monotonic() + 5
    while time.monotonic() < until and not gone(phone):
        time.sleep(0.1)
    assert gone(phone)
    assert pairing.current() is None


def test_what_is_on_its_way_when_time_is_up_is_not_taken(phone):
    phone.ask("GET")
    pairing.current().until = now()
    assert phone.ask("GET").status == 404
    assert phone.send(("a.txt", "x")).status == 404


def gone(phone: Phone) -> bool:
    where, port = phone.host.split(":")
    try:
        socket.create_connection((where, int(port)), timeout=2).close()
    except OSError:
        return True
    return False


def test_it_ends_on_request_and_with_quick_exit(bench):
    for way in ("/phone/stop", "/leave"):
        phone = Phone(pairing.begin(workplace.desk(), "127.0.0.1"))
        assert not gone(phone)
        bench.post(way)
        assert gone(phone), way


def test_a_silent_visitor_keeps_nobody_waiting(phone):
    where, port = phone.host.split(":")
    silent = [socket.create_connection((where, int(port))) for _ in range(3)]
    begun = time.monotonic()
    assert phone.ask("GET").status == 200
    assert time.monotonic() - begun < 5
    for one in silent:
        one.close()


def test_the_page_shows_the_code_and_the_fingerprint_of_the_very_certificate(bench, monkeypatch):
    monkeypatch.setattr("anning.web.pages.phone.views.addresses", lambda: ("127.0.0.1",))
    check(bench.get("/phone/"))
    assert bench.get("/phone/code.svg").status_code == 404
    assert bench.post("/phone/begin", {"address": "10.255.255.1"}).status_code == 200
    assert pairing.current() is None
    assert bench.post("/phone/begin", {"address": "127.0.0.1", "way": "safe"}).status_code == 302
    page = bench.get("/phone/")
    check_but_link(page)
    begun = pairing.current()
    host, port = begun.receiver.host.split(":")
    shown = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((host, int(port))))
    assert begun.fingerprint.replace(" ", "") == hashlib.sha256(shown).hexdigest().upper()
    assert begun.fingerprint in text(page)
    code = bench.get("/phone/code.svg")
    assert code["Content-Type"] == "image/svg+xml"
    assert "<svg" in text(code)
    assert "正在等手机" in text(bench.get("/phone/state"))
    pairing.stop()
    assert bench.get("/phone/state")["HX-Refresh"] == "true"


def check_but_link(page):
    assert page.status_code == 200
    assert pairing.current().link in text(page)


def test_plain_says_what_it_means(bench, monkeypatch):
    monkeypatch.setattr("anning.web.pages.phone.views.addresses", lambda: ("127.0.0.1",))
    bench.post("/phone/begin", {"address": "127.0.0.1", "way": "plain"})
    page = text(bench.get("/phone/"))
    assert pairing.current().link.startswith("http://")
    assert "没有加密" in page


def test_only_addresses_of_a_local_network_are_offered():
    assert all(map(local, addresses()))
    assert not any(map(local, ("8.8.8.8", "127.0.0.1", "169.254.1.1", "192.0.3.1")))
    assert local("192.168.1.7")


def test_no_network_is_said_in_words(bench, monkeypatch):
    monkeypatch.setattr("anning.web.pages.phone.views.addresses", tuple)
    monkeypatch.setattr(pairing, "addresses", tuple)
    page = bench.post("/phone/begin", {})
    check(page)
    assert "没有连上局域网" in text(page)


def test_it_is_never_on_by_itself(bench):
    bench.get("/phone/")
    assert pairing.current() is None
    assert jobs.running() is None
