"""Nothing of the quiet room is anywhere else: not in a file, a page, an export, a log, a cookie, an address."""

from __future__ import annotations

import ast
import gzip
import io
import json
import logging
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import which
from types import SimpleNamespace

import pyrage
import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import Resolver404, resolve
from pypdf import PdfReader

from anning.config import Config

SOURCE = Path(__file__).parents[2] / "src/anning"
ADDRESS = "127.0.0.1:8411"
HEADERS = {"Host": ADDRESS, "Origin": f"http://{ADDRESS}", "Sec-Fetch-Site": "same-origin"}
CANARY, CONTROL = "zqcanary", "zqcontrol"
"""The one is planted in every field of the room and must be nowhere; the other in evidence, and must be found."""
PER_PAGE = 2  # addresses of one kind that are visited
WRITES = {"leave", "enter", "left"}


def canaries() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{CANARY}{number:02d}"


def plant(client: Client, said: list[str]) -> int:
    """Write a canary into every field the room has, through its own forms; how many there were.

    said takes the page a person might open next: a note of what was done is shown there.
    """
    word = canaries()

    def send(path: str, **data: object) -> None:
        assert client.post(path, data, headers=HEADERS).status_code == 302, path
        said.append(client.get("/more/", headers=HEADERS).content.decode())

    prompts = ("signs", "alone", "places", "doctors", "safe", "reasons")
    send(
        "/quiet/plan/edit/",
        name=[next(word), next(word)],
        number=[next(word), next(word)],
        **{prompt: next(word) for prompt in prompts},
    )
    send("/quiet/later/", text=next(word), hour="19:00")
    send(
        "/quiet/two/keep",
        said=f"今天不还就打断你的腿 {next(word)}",
        fear=next(word),
        conduct="threat_violence",
    )
    send("/quiet/page/a/keep", **{f"item-{place}": 3 for place in range(1, 10)})
    client.post("/quiet/page/a/", {f"item-{place}": 3 for place in range(1, 10)}, headers=HEADERS)
    client.post("/quiet/two/", {"said": next(word), "fear": next(word)}, headers=HEADERS)
    client.post("/quiet/later/", {"text": next(word) * 500, "hour": "19:00"}, headers=HEADERS)
    return int(next(word)[-2:]) - 1


@pytest.fixture(scope="module")
def planted(tmp_path_factory, django_db_blocker):
    """A home with the sample case, the control in its evidence and a canary in every field of the quiet room."""
    from anning import store
    from anning.services import example, intake
    from anning.services.desk import open_desk
    from anning.services.intake import Source
    from anning.web import server, workplace

    folder, records = tmp_path_factory.mktemp("wall"), []
    listener = logging.Handler()
    listener.emit = lambda record: records.append(f"{record.getMessage()} {record.exc_text or ''}")
    root = logging.getLogger()
    root.addHandler(listener)
    level = root.level
    root.setLevel(logging.INFO)  # more than anything in the program asks for
    with django_db_blocker.unblock():
        config = Config(home=folder / "home").prepare()
        server.prepare(config)
        door = workplace.Door(ADDRESS, records.append)
        desk = open_desk(config)
        workplace.occupy(desk, door)
        example.fill(desk)
        (folder / "note.txt").write_text(f"不还钱就打断你的腿 {CONTROL}", encoding="utf-8")
        intake.intake(desk, [Source(path=folder / "note.txt", name="note.txt")])
        client = Client()
        client.get(door.link.removeprefix(f"http://{ADDRESS}"), headers=HEADERS)
        client.cookies["anning-asked"] = "1"
        fields = plant(client, records)
        yield SimpleNamespace(
            client=client, home=config.home, out=folder / "out", said=records, fields=fields
        )
        store.close()
    root.removeHandler(listener)
    root.setLevel(level)
    __import__("tempfile").tempdir = None


@pytest.fixture(autouse=True)
def _own_index(django_db_blocker):
    with django_db_blocker.unblock():
        yield


# --- looking inside


def inside(name: str, data: bytes, identity: object) -> Iterator[tuple[str, bytes]]:
    """The bytes, and what is wrapped in them: archives, PDF, age files of the vault."""
    yield name, data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from inside(f"{name}!{member}", archive.read(member), identity)
    elif data.startswith(b"%PDF"):
        yield f"{name}!text", written_in(data)
    elif data.startswith(b"\x1f\x8b"):
        yield f"{name}!gz", gzip.decompress(data)
    elif data.startswith(b"age-encryption.org/"):
        yield from inside(f"{name}!age", pyrage.decrypt(data, [identity]), None)


@cache
def written_in(pdf: bytes) -> bytes:
    """Its text, read once however often it is asked for; poppler is forty times as quick where it is installed."""
    if which("pdftotext"):
        return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).encode()


def holding(word: str, files: list[Path], home: Path) -> list[str]:
    key = next(line for line in (home / "vault/keys/identity.txt").read_text().splitlines() if line[0] != "#")
    identity = pyrage.x25519.Identity.from_str(key)
    return [
        name
        for file in files
        for name, data in inside(file.as_posix(), file.read_bytes(), identity)
        if word.encode() in data
    ]


def files_of(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


# --- the walls


def test_every_field_of_the_room_was_planted(planted):
    from anning.wellbeing.store import Store

    kept = repr(Store(planted.home).read())
    found = set(re.findall(rf"{CANARY}\d\d", kept))
    assert len(found) == 13  # the others were sent without asking to keep them
    assert planted.fields == 16


def test_no_file_outside_the_room_holds_a_word_of_it(planted):
    shut = planted.home / "quiet"
    rest = [file for file in files_of(planted.home) if shut not in file.parents]
    assert holding(CANARY, rest, planted.home) == []
    found = holding(CONTROL, rest, planted.home)
    assert any("sqlite3" in name for name in found)
    assert any("!age" in name for name in found)


def test_the_room_itself_holds_nothing_in_the_open(planted):
    for file in files_of(planted.home / "quiet"):
        assert CANARY.encode() not in file.read_bytes()


def test_no_other_page_shows_a_word_of_it(planted):
    shown, hits, control = crawl(planted.client)
    assert hits == []
    assert control
    assert {"home", "timeline", "contact", "case", "calls", "papers", "report", "bundle", "changes", "calendar-file",
            "check", "more", "imports", "evidence"} <= set(shown)  # fmt: skip


def crawl(client: Client) -> tuple[Counter[str], list[str], list[str]]:
    """Follow every link from home and 更多; what was visited by name, and where either word stood."""
    todo, done, shown = ["/", "/more/", f"/timeline/?q={CONTROL}", "/changes/"], set(), Counter()
    hits, control = [], []
    while todo:
        path = todo.pop(0)
        name = named(path)
        if path in done or path.startswith("/quiet/") or name in {"", *WRITES} or shown[name] >= PER_PAGE:
            continue
        done.add(path)
        shown[name] += 1
        response = client.get(path, headers=HEADERS)
        body = b"".join(response) if response.streaming else response.content
        hits += [path] if CANARY.encode() in body or CANARY in str(response.headers) else []
        control += [path] if CONTROL.encode() in body else []
        if "html" in response.headers.get("Content-Type", ""):
            links = re.findall(r'(?:href|hx-get|src)="(/[^"#]*)', body.decode())
            todo += [link.replace("&amp;", "&") for link in links if not link.startswith("/static/")]
    return shown, hits, control


def named(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""


def test_search_finds_nothing_of_it(planted):
    from anning.services import timeline
    from anning.store import Where
    from anning.web import workplace

    assert list(timeline.rows(workplace.desk(), Where(search=CANARY[:-1]))) == []
    assert list(timeline.rows(workplace.desk(), Where(search=CONTROL[:-1])))


def arguments(command: str, out: Path) -> list[list[str]]:
    """How a command is called here: with all it can put into an output."""
    special: dict[str, list[list[str]]] = {
        "report": [[str(out / "report"), "--json"]],
        "bundle": [[str(out / "bundle"), "--for", "lawyer", "--exports", "--json"]],
        "deadlines": [["--ics", str(out / "dates.ics"), "--titles", "--json"], []],
        "draft": [[kind, "--out", str(out / kind), "--json"] for kind in ("police", "complaint_lender")],
        "block": [["export", "--format", "plain", "--out", str(out / "plain.txt"), "--json"], ["formats"]],
        "timeline": [["--json"], ["--findings"]],
        "import": [[str(out / "again.txt"), "--json"]],
    }
    return special.get(command, [["--json"]])


def test_no_command_says_or_writes_a_word_of_it(planted):
    from anning.cli.main import COMMANDS, program

    planted.out.mkdir(exist_ok=True)
    (planted.out / "again.txt").write_text("请按时还款", encoding="utf-8")
    said: dict[str, str] = {}
    for command in set(COMMANDS) - {"demo", "sample"}:  # both work on homes of their own
        for given in arguments(command, planted.out):
            answer = CliRunner().invoke(program, ["--home", str(planted.home), command, *given])
            said[" ".join([command, *given])] = f"{answer.output}{answer.exception!r}"
    assert [call for call, words in said.items() if CANARY in words] == []
    assert [call for call, words in said.items() if CONTROL in words]
    assert holding(CANARY, files_of(planted.out), planted.home) == []
    written = holding(CONTROL, files_of(planted.out), planted.home)
    assert any("report" in name for name in written)
    assert (planted.out / "bundle/summary.pdf").exists()
    assert (planted.out / "police").exists()
    test_no_file_outside_the_room_holds_a_word_of_it(planted)


def test_no_log_cookie_or_note_of_a_change_holds_a_word_of_it(planted):
    from anning.services import notebook
    from anning.web import workplace

    assert CANARY not in "\n".join(map(str, planted.said))
    assert CANARY not in str(planted.client.cookies)
    assert CANARY not in repr(notebook.history(10_000))
    assert CANARY not in repr(notebook.everything())
    assert CANARY not in json.dumps([str(event) for event in workplace.desk().vault.events()])


def test_addresses_of_the_room_say_nothing_and_so_do_titles(planted):
    for path in ("/quiet/", "/quiet/plan/", "/quiet/later/", "/quiet/two/", "/quiet/breath/", "/quiet/page/a/",
                 "/quiet/page/b/", "/quiet/pages/"):  # fmt: skip
        response = planted.client.get(path, headers=HEADERS)
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        assert "<title>安宁</title>" in response.content.decode()


def test_nobody_else_imports_the_room():
    allowed = {SOURCE / "services/wellbeing.py", *(SOURCE / "wellbeing").rglob("*.py")}
    pages = set((SOURCE / "web/pages/quiet").rglob("*.py"))
    naming = [file for file in SOURCE.rglob("*.py") if "wellbeing" in file.read_text(encoding="utf-8")]
    others = [file for file in naming if file not in allowed]
    assert [file for file in others if "anning.wellbeing" in imported(file)] == []
    assert [
        file for file in others if file not in pages and "anning.services.wellbeing" in imported(file)
    ] == []
    assert "anning.wellbeing" in imported(SOURCE / "services/wellbeing.py")
    assert "anning.services.wellbeing" in imported(SOURCE / "web/pages/quiet/views.py")


def imported(file: Path) -> set[str]:
    """Every module a file names in an import, wherever in the file, with the packages they lie in."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {".".join(name.split(".")[:length]) for name in names for length in range(1, name.count(".") + 2)}
