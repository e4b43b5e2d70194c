"""The folder that is handed over: whole, checkable by anybody, and honest about what is not in it."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import exports
import msgspec
import pytest
from PIL import Image
from pypdf import PdfReader

from anning import store
from anning.config import Config
from anning.errors import InputUnusable, NotFound, Refused
from anning.services import bundle, custody, exhibits, intake, notebook
from anning.services.desk import open_desk
from anning.services.intake import Source
from anning.services.reading import Cancelled
from anning.vault import Export, handed


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 600), "navy").save(out, "PNG")
    return out.getvalue()


NOT_A_PICTURE = picture()[: len(picture()) // 2]
"""Cut off while it was copied."""

SMS = exports.messages(
    [
        exports.sms(exports.THREAT, "2026-01-03T23:10:00"),
        exports.sms("请发书面材料", "2026-01-03T23:12:00", kind=2),
        exports.sms("在吗", "2026-01-04T10:00:00"),
        exports.sms("妈：晚上回来吃饭吗", "2026-01-04T18:00:00", address="19900000002"),
    ]
)
FILES = {"sms.xml": SMS, "截图 一.png": picture(), "坏图.png": NOT_A_PICTURE}


@pytest.fixture(scope="module")
def filled(tmp_path_factory, django_db_blocker) -> tuple[Path, Path, bundle.Made]:
    """A home, and a folder made of it once."""
    folder = tmp_path_factory.mktemp("bundles")
    with django_db_blocker.unblock():
        desk = open_desk(Config(home=folder / "home"))
        intake.intake(desk, [Source(data=data, name=name) for name, data in FILES.items()])
        made = bundle.write(desk, folder / "out", matter="隐私权纠纷")
        store.close()
    return folder / "home", folder / "out", made


@pytest.fixture
def out(filled, tmp_path) -> Path:
    """A copy that may be damaged."""
    return Path(shutil.copytree(filled[1], tmp_path / "out"))


@pytest.fixture
def used(filled, opened, tmp_path):
    """A desk on a copy of the home."""
    return opened(Path(shutil.copytree(filled[0], tmp_path / "home")))


def text_of(path: Path) -> str:
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in PdfReader(path).pages))


def run(*command: str, within: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=within, capture_output=True, text=True, check=False)


def test_everything_is_there_and_sha256sum_agrees(filled):
    _, folder, made = filled
    names = {path.name for path in folder.iterdir()}
    assert names == {
        *("README.txt", "SHA256SUMS", "SHA256SUMS.sig", "bundle.json", "bundle.pdf", "list.pdf"),
        *("custody", "originals", "talks"),
    }
    checked = run("sha256sum", "-c", "--strict", "SHA256SUMS", within=folder)
    assert checked.returncode == 0
    listed = (folder / "SHA256SUMS").read_text().splitlines()
    assert made.files == len(listed) + 2 == sum(path.is_file() for path in folder.rglob("*"))
    assert made.sums == sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()


def test_openssl_alone_verifies_the_list_of_sums_and_the_checkpoint(filled):
    folder = filled[1]
    key = ("-pubin", "-inkey", "custody/sign.pub.pem", "-rawin")
    (checkpoint,) = (folder / "custody/checkpoints").glob("*.txt")
    for data, signature in (("SHA256SUMS", "SHA256SUMS.sig"), (checkpoint, checkpoint.with_suffix(".sig"))):
        done = run(
            "openssl", "pkeyutl", "-verify", *key, "-in", str(data), "-sigfile", str(signature), within=folder
        )
        assert "Verified Successfully" in done.stdout


def test_originals_are_as_received_under_harmless_names(filled):
    folder = filled[1]
    told = json.loads((folder / "bundle.json").read_text())
    by_name = {one["name"]: one for one in told["originals"]}
    assert set(by_name) == set(FILES)
    for name, data in FILES.items():
        file = by_name[name]["file"]
        assert by_name[name]["sha256"] == sha256(data).hexdigest()
        if file:
            assert re.fullmatch(r"originals/E\d\d-\d{3}\.[a-z0-9]+", file)
            assert (folder / file).read_bytes() == data


def test_a_whole_export_with_other_peoples_words_stays_home_unless_asked_for(filled, used, tmp_path):
    _, folder, made = filled
    assert made.held == ("sms.xml",)
    everything = b"".join(
        path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf"
    )
    assert "晚上回来吃饭".encode() not in everything
    assert "19900000002" not in text_of(folder / "bundle.pdf")
    assert "未放入" in text_of(folder / "bundle.pdf")
    again = bundle.write(used, tmp_path / "whole", exports=True)
    assert again.held == ()
    assert any(path.read_bytes() == SMS for path in (tmp_path / "whole/originals").iterdir())


def test_a_picture_that_cannot_be_drawn_is_a_sheet_and_its_original_is_on_the_disc(filled):
    _, folder, made = filled
    assert made.undrawn == ("坏图.png",)
    text = text_of(folder / "bundle.pdf")
    assert "这张图片没有印出来" in text
    assert sha256(NOT_A_PICTURE).hexdigest() in text
    assert any(path.read_bytes() == NOT_A_PICTURE for path in (folder / "originals").iterdir())


def test_the_whole_conversation_goes_along_as_data(filled):
    (file,) = (filled[1] / "talks").iterdir()
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["text"] for row in rows] == [exports.THREAT, "请发书面材料", "在吗"]
    assert all(row["evidence"] == sha256(SMS).hexdigest() and row["locator"] for row in rows)


def test_the_custody_log_tells_how_each_original_came_in_and_nothing_else(filled):
    folder = filled[1] / "custody"
    bodies = {int(path.stem): path.read_bytes() for path in (folder / "bodies").iterdir()}
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert all(lines[number - 1]["body"] == sha256(body).hexdigest() for number, body in bodies.items())
    told = {json.loads(body)["sha256"] for body in bodies.values() if json.loads(body)["type"] == "import"}
    assert told == {f"sha256:{sha256(data).hexdigest()}" for data in FILES.values()}


def test_a_fresh_folder_is_found_whole(filled):
    found = custody.check(Config(home=Path("/nowhere")), filled[1])
    assert found.ok
    assert found.checked > len(FILES)
    assert found.size == sum(1 for _ in (filled[1] / "custody/log.jsonl").open())


def test_every_flipped_byte_is_found_and_its_file_named(out):
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            found = handed.check(out)
            item = path.relative_to(out).as_posix()
            named = {one.item.partition(" ")[0] for one in found.damage}
            expected = {item} | ({"SHA256SUMS"} if item == "SHA256SUMS.sig" else set())
            assert not found.ok
            assert named & expected, (item, named)
        path.write_bytes(whole)
    assert handed.check(out).ok


def test_what_is_missing_or_added_is_named(out):
    (out / "list.pdf").unlink()
    (out / "originals/extra.txt").write_text("x")
    found = handed.check(out)
    assert {one.item for one in found.damage} == {"list.pdf", "originals/extra.txt"}
    assert all(one.what and one.effect and one.next_step for one in found.damage)


def test_sums_made_anew_do_not_hide_a_change(out):
    (target,) = (out / "talks").iterdir()
    target.write_bytes(target.read_bytes().replace("打断".encode(), "保护".encode()))
    (out / "SHA256SUMS").write_bytes(handed.sums(out))
    assert run("sha256sum", "-c", "SHA256SUMS", within=out).returncode == 0
    assert [one.item for one in handed.check(out).damage] == ["SHA256SUMS"]


def test_an_original_swapped_with_its_account_is_found_out(out):
    told = json.loads((out / "bundle.json").read_text())
    original = next(one for one in told["originals"] if one["file"])
    (out / original["file"]).write_bytes(b"another")
    original["sha256"] = sha256(b"another").hexdigest()
    (out / "bundle.json").write_text(json.dumps(told))
    (out / "SHA256SUMS").write_bytes(handed.sums(out))
    assert {one.item for one in handed.check(out).damage} == {"SHA256SUMS", original["file"]}


@pytest.mark.parametrize("name", ["SHA256SUMS", "SHA256SUMS.sig", "bundle.json", "custody"])
def test_without_what_it_is_checked_by_it_is_not_called_whole(out, name):
    path = out / name
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    found = handed.check(out)
    assert not found.ok
    assert any(one.item.startswith(name) for one in found.damage)


def test_a_folder_that_is_no_bundle_is_not_taken_for_one(tmp_path):
    with pytest.raises(NotFound):
        handed.check(tmp_path)


def test_nothing_is_written_over(used, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there/mine.txt").write_text("x")
    with pytest.raises(Refused) as refused:
        bundle.write(used, tmp_path / "there")
    assert refused.value.next_step
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["mine.txt"]


def test_the_same_home_gives_the_same_papers_and_what_left_is_in_the_log(filled, used, tmp_path):
    made = bundle.write(used, tmp_path / "again", matter="隐私权纠纷")
    assert (tmp_path / "again/bundle.pdf").read_bytes() == (filled[1] / "bundle.pdf").read_bytes()
    assert (tmp_path / "again/list.pdf").read_bytes() == (filled[1] / "list.pdf").read_bytes()
    left = [entry.event for entry in used.vault.events() if isinstance(entry.event, Export)]
    assert left[-1].sha256 == made.sums
    assert set(left[-1].evidence) == {sha256(data).hexdigest() for data in FILES.values()}


def test_stopped_half_way_nothing_stays(used, tmp_path):
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        bundle.write(used, tmp_path / "never", cancelled=cancelled)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_what_the_person_chose_is_what_is_made_and_undo_brings_the_suggestion_back(used, tmp_path):
    before = exhibits.chosen(used)
    pictures = next(one for one in before if one.kind == "pictures")
    talk = next(one for one in before if one.kind == "talk")
    batch = exhibits.choose(
        used,
        [
            msgspec.structs.replace(pictures, left_out=True),
            msgspec.structs.replace(talk, name="我起的名字", proves="只写看得见的事"),
        ],
    )
    made = bundle.write(used, tmp_path / "out")
    assert [name for _, name, _ in made.exhibits] == ["我起的名字"]
    text = text_of(tmp_path / "out/bundle.pdf")
    assert "只写看得见的事" in text
    notebook.undo(batch)
    assert exhibits.chosen(used) == before


def test_with_nothing_chosen_it_says_what_to_do(desk, tmp_path):
    with pytest.raises(InputUnusable, match="还没有选定证据"):
        bundle.write(desk, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_list_asked_for_alone_has_the_pages_of_the_bundle(filled, used):
    _, folder, made = filled
    listed = exhibits.listed(used)
    assert [(row.number, row.name) for row in listed.rows] == [one[:2] for one in made.exhibits]
    text = text_of(folder / "list.pdf")
    assert all(page in text for row in listed.rows for page in re.findall(r"AN-\d+", row.pages))
    threat = next(entry for entry in store.every_entry() if entry.findings)
    assert listed.places[threat.id] == (made.exhibits[0][0], made.exhibits[0][2])
