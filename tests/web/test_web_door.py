"""Who is let in, and from where anything may be changed."""

from __future__ import annotations

import stat

import pytest
from django.test import Client

from anning.web import server, workplace

HOST = "127.0.0.1:8411"


def stranger() -> Client:
    return Client()


def test_without_the_key_there_is_only_a_closed_door(sample):
    for path in ("/", "/timeline/", "/report/", f"/evidence/{'0' * 64}", "/check/"):
        response = stranger().get(path, headers={"Host": HOST})
        assert response.status_code == 401
        assert "门是关着的" in response.content.decode()


def test_the_link_works_once(bench):
    workplace.door().close()
    link = bench.said[-1].rpartition(HOST)[2]
    first, second = stranger(), stranger()
    entered = first.get(link, headers={"Host": HOST})
    assert entered["Location"] == "/"
    assert second.get(link, headers={"Host": HOST}).status_code == 401
    assert first.get("/more/", headers={"Host": HOST}).status_code == 200
    assert second.get("/more/", headers={"Host": HOST}).status_code == 401
    cookie = entered.cookies["anning-door-8411"]
    assert cookie["samesite"] == "Strict"
    assert cookie["httponly"]


@pytest.mark.parametrize("ticket", ["", "x", "../", "%00", "中文"])
def test_no_other_ticket_works(bench, ticket):
    assert stranger().get(f"/enter/{ticket}", headers={"Host": HOST}).status_code in {401, 404}


@pytest.mark.parametrize(
    "host",
    ["localhost:8411", "127.0.0.1", "127.0.0.1:80", "evil.example", "evil.example:8411", "[::1]:8411", ""],
)
def test_only_the_exact_host_is_answered(bench, host):
    for path in ("/", "/static/css/anning.css"):
        assert bench.client.get(path, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"},
        {"Origin": f"https://{HOST}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_writes_come_from_our_own_pages_only(bench, headers):
    assert bench.client.post("/start/sample", headers={"Host": HOST, **headers}).status_code == 403


def test_a_form_without_its_token_is_not_taken(bench):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = bench.client.cookies
    headers = {"Host": HOST, "Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
    response = strict.post("/start/sample", headers=headers)
    assert response.status_code == 403
    assert "放得太久" in response.content.decode()


def test_leaving_shuts_the_door_and_tells_the_terminal_the_way_back(bench):
    left = bench.post("/leave")
    assert left["Location"] == "/left/"
    page = bench.get("/left/").content.decode()
    assert "安宁" not in page
    assert bench.get("/more/").status_code == 401
    back = bench.said[-1].rpartition(HOST)[2]
    bench.get(back)
    assert bench.get("/more/").status_code == 200


def test_a_page_left_open_is_sent_to_the_closed_door(bench):
    workplace.door().close()
    response = bench.get("/job/x/state", **{"HX-Request": "true"})
    assert response["HX-Redirect"] == "/"


def test_the_key_of_an_install_is_its_own_and_kept(bench, tmp_path):
    from django.conf import settings

    file = bench.home / "web.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == settings.SECRET_KEY
    assert len(settings.SECRET_KEY) >= 50
    other = server.Config(home=tmp_path / "other").prepare()
    assert server.secret(other) != settings.SECRET_KEY
    assert server.secret(other) == server.secret(other)


def test_an_empty_key_file_is_made_anew(bench):
    file = bench.home / "web.key"
    file.write_text("")
    assert len(server.secret(server.Config(home=bench.home))) >= 50
