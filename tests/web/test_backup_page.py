from __future__ import annotations

from test_web_pages import check, text

from anning.services import backup


def test_the_file_opens_with_its_passphrase_and_leaves_nothing_behind(bench, tmp_path):
    check(bench.get("/backup/"))
    response = bench.post(
        "/backup/", {"passphrase": "雨伞 河边 七点 收音机", "again": "雨伞 河边 七点 收音机"}
    )
    assert response["Content-Disposition"].startswith("attachment")
    (tmp_path / "b.tar").write_bytes(b"".join(response))
    assert backup.check(tmp_path / "b.tar").ok
    assert not list((bench.home / "spool").glob("*.backup"))


def test_two_passphrases_that_differ_and_one_too_short_are_said(bench):
    page = bench.post("/backup/", {"passphrase": "雨伞河边七点收音", "again": "别的"})
    check(page)
    assert "不一样" in text(page)
    page = bench.post("/backup/", {"passphrase": "12", "again": "12"})
    check(page)
    assert "口令太短" in text(page)
