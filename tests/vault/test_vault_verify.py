from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from vaulting import ORIGINALS, furnish

from anning.vault import Damaged, Import, Undo, Vault, Verification, verify
from anning.vault.batch import Item
from anning.vault.keys import Keys
from anning.vault.lines import Draft


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("made") / "vault").path


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def names(path: Path) -> list[str]:
    return sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file())


def items(found: Verification) -> str:
    return " ".join(damaged.item for damaged in found.damage)


def flips(data: bytes, stride: int) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(data), stride):
        yield at, data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]


def unnoticed(path: Path, name: str, stride: int) -> list[int]:
    """The positions of those flipped bits that a check does not pin on this file."""
    file = path / name
    data = file.read_bytes()
    missed = []
    try:
        for at, changed in flips(data, stride):
            file.write_bytes(changed)
            if name not in items(verify(path)):
                missed.append(at)
    finally:
        file.write_bytes(data)
    return missed


def test_a_sound_vault_has_no_damage(place: Path) -> None:
    for deep in (True, False):
        found = verify(place, deep=deep)
        assert (found.ok, found.damage, found.remarks) == (True, (), ())
        assert (found.opened, found.deep) == (True, deep)
        assert found.size == 7
        assert found.checked == 7 + len(names(place))


def test_a_check_changes_nothing(place: Path) -> None:
    (place / "keys/identity.txt").unlink()
    (place / "lock").unlink()
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in place.rglob("*") if p.is_file()}
    verify(place)

    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in place.rglob("*") if p.is_file()} == before


def test_a_flipped_byte_anywhere_is_found_and_its_file_named(place: Path) -> None:
    missed = {
        name: unnoticed(place, name, stride=11 if (place / name).stat().st_size > 2000 else 1)
        for name in names(place)
    }

    assert {name: at for name, at in missed.items() if at} == {}


@pytest.mark.fault
@pytest.mark.parametrize("part", range(8))
def test_every_byte_of_every_file_counts(place: Path, part: int) -> None:
    """As above, without leaving out any; in parts, so that they can run side by side."""
    for name in names(place):
        data = (place / name).read_bytes()
        share = range(part, len(data), 8)
        for at in share:
            (place / name).write_bytes(data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :])
            assert name in items(verify(place)), (name, at)
        (place / name).write_bytes(data)
    assert verify(place).ok


def test_a_byte_added_to_any_file_is_found_and_named(place: Path) -> None:
    for name in names(place):
        data = (place / name).read_bytes()
        for longer in (data + b"\n", data + b"x", b"\n" + data):
            (place / name).write_bytes(longer)
            found = verify(place)
            torn = name == "log.jsonl" and longer == data + b"x"  # nobody can tell it from a crash
            assert name in (" ".join(found.remarks) if torn else items(found)), name
        (place / name).write_bytes(data)


def test_a_missing_file_is_found_and_named(place: Path, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    for name in names(place):
        (place / name).rename(aside)
        found = verify(place)
        aside.rename(place / name)
        if name == "index.age":
            assert found.ok  # it is made again when it is wanted
        else:
            assert name in items(found), name
    assert verify(place).ok


def test_every_word_of_damage_is_there_for_the_reader(place: Path) -> None:
    for name in names(place):
        data = (place / name).read_bytes()
        (place / name).write_bytes(b"x")
        for damaged in verify(place).damage:
            assert all((damaged.item, damaged.what, damaged.effect, damaged.next_step)), damaged
        (place / name).write_bytes(data)


def test_the_name_of_a_damaged_original_is_told(place: Path) -> None:
    for path in place.rglob("*.age"):
        data = path.read_bytes()
        path.write_bytes(data[:-1])
        found = verify(place)
        path.write_bytes(data)
        if path.parent.parent.name == "objects":
            (damaged,) = found.damage
            assert any(title in damaged.what for title in ORIGINALS)


def test_all_damage_is_listed_at_once(place: Path) -> None:
    log = (place / "log.jsonl").read_bytes().split(b"\n")
    # What only the damaged line speaks of can be named when it is there, not when it is gone.
    objects = sorted((place / "objects").rglob("*.age"), key=lambda path: path.stem.encode() not in log[3])
    for path in objects[:2]:
        path.write_bytes(b"")
    objects[2].unlink()
    (place / "README.txt").unlink()
    (place / "checkpoints/4.sig").write_bytes(bytes(64))
    log[3] = log[3].replace(b'"seq":3', b'"seq":9')
    (place / "log.jsonl").write_bytes(b"\n".join(log))

    found = verify(place)

    expected = {*(p.relative_to(place).as_posix() for p in objects), "README.txt"}
    assert {damaged.item for damaged in found.damage} == expected | {
        "log.jsonl 第 4 行",
        "checkpoints/4.txt checkpoints/4.sig",  # with the log gone, nothing tells which
    }


@pytest.mark.parametrize("keep", range(7))
def test_a_log_cut_at_a_line_is_found(place: Path, keep: int) -> None:
    log = (place / "log.jsonl").read_bytes().splitlines(keepends=True)
    (place / "log.jsonl").write_bytes(b"".join(log[:keep]))

    assert "log.jsonl" in items(verify(place))


def test_a_log_cut_anywhere_is_found(place: Path) -> None:
    log = (place / "log.jsonl").read_bytes()
    for size in range(0, len(log), 37):
        (place / "log.jsonl").write_bytes(log[:size])
        assert "log.jsonl" in items(verify(place)), size


@pytest.mark.parametrize("gone", range(7))
def test_a_line_taken_out_is_found_at_its_place(place: Path, gone: int) -> None:
    log = (place / "log.jsonl").read_bytes().splitlines(keepends=True)
    (place / "log.jsonl").write_bytes(b"".join(log[:gone] + log[gone + 1 :]))

    found = items(verify(place))

    assert f"log.jsonl 第 {gone + 1} 行" in found if gone < 6 else "log.jsonl" in found


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (2, 5), (5, 6)])
def test_lines_exchanged_are_found(place: Path, one: int, other: int) -> None:
    log = (place / "log.jsonl").read_bytes().splitlines(keepends=True)
    log[one], log[other] = log[other], log[one]
    (place / "log.jsonl").write_bytes(b"".join(log))

    assert f"log.jsonl 第 {one + 1} 行" in items(verify(place))


def test_a_line_twice_is_found(place: Path) -> None:
    log = (place / "log.jsonl").read_bytes().splitlines(keepends=True)
    (place / "log.jsonl").write_bytes(b"".join([*log, log[-1]]))

    assert "log.jsonl 第 8 行" in items(verify(place))


def test_a_log_set_back_with_any_later_checkpoint_kept_is_found(place: Path) -> None:
    log = (place / "log.jsonl").read_bytes().splitlines(keepends=True)
    (place / "log.jsonl").write_bytes(b"".join(log[:4]))
    for size in (6, 7):
        for end in ("txt", "sig"):
            (place / f"checkpoints/{size}.{end}").rename(place.parent / f"{size}.{end}")
    for size in (6, 7):
        for end in ("txt", "sig"):
            shutil.copy(place.parent / f"{size}.{end}", place / "checkpoints")
        assert "log.jsonl" in items(verify(place))
        for end in ("txt", "sig"):
            (place / f"checkpoints/{size}.{end}").unlink()


def test_a_log_rewritten_by_the_owner_of_the_key_is_found_by_any_checkpoint_kept(place: Path) -> None:
    vault = Vault.open(place)
    chain = vault._log.chain.__class__()
    written = []
    for raw in (place / "log.jsonl").read_bytes().splitlines(keepends=True):
        body = b'{"type":"undo","import_id":"instead"}'
        draft = Draft(body, vault._keys.encrypt(body), fixed=vault._log.fixed if not written else {})
        written.append(draft.write(chain, 0, vault._keys))
        chain.add(written[-1])
        assert raw
    (place / "log.jsonl").write_bytes(b"".join(written))

    assert "log.jsonl" in items(verify(place))


def test_a_log_signed_with_another_key_is_found(place: Path) -> None:
    stranger = Keys.generate()
    (place / "keys/sign.pub.pem").write_bytes(stranger.public.pem)

    assert items(verify(place)) == "keys/sign.pub.pem"


@pytest.mark.parametrize(
    "name",
    [
        "objects/ab/note.txt",
        "objects/stray.age",
        "checkpoints/9.tsr",
        "keys/other.pem",
        "objects/ab/cd/ef.age",
        "x.jsonl",
    ],
)
def test_a_file_that_was_put_in_is_found(place: Path, name: str) -> None:
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(b"x")

    assert items(verify(place)) == name


def test_a_sealed_file_that_nothing_speaks_of_is_found(place: Path, vault: Vault) -> None:
    with vault.batch() as batch:
        sealed = batch.seal(b"foreign", name="a")
    target = place / "objects" / sealed.object[:2]
    target.mkdir(exist_ok=True)
    shutil.copy(vault.path / "objects" / sealed.object[:2] / f"{sealed.object}.age", target)

    assert sealed.object in items(verify(place))


def test_a_renamed_original_is_recognised(place: Path) -> None:
    path = next((place / "objects").rglob("*.age"))
    path.rename(path.with_name("旧的.age"))

    found = verify(place)

    assert any(path.name in damaged.item and "不见了" in damaged.what for damaged in found.damage)
    assert any("旧的.age" in damaged.item and path.name in damaged.what for damaged in found.damage)


def test_two_originals_exchanged_are_both_found(place: Path) -> None:
    one, other, _ = (place / "objects").rglob("*.age")
    one_bytes, other_bytes = one.read_bytes(), other.read_bytes()
    one.write_bytes(other_bytes)
    other.write_bytes(one_bytes)

    assert {one.name, other.name} <= set(items(verify(place)).replace("/", " ").split())


def test_without_keys_all_but_the_plain_text_is_still_checked(place: Path) -> None:
    shutil.rmtree(place / "keys")
    next((place / "objects").rglob("*.age")).write_bytes(b"x")

    found = verify(place)

    assert not found.opened
    assert len(found.damage) == 4
    assert any("objects/" in damaged.item for damaged in found.damage)


def test_only_opening_an_original_shows_that_another_was_sealed(vault: Vault) -> None:
    with vault.batch() as batch:
        sealed = batch.seal(b"what was received", name="a")
        forged = Import(sha256="sha256:" + "0" * 64, size=17, name="b")
        body = b'{"type":"import","sha256":"sha256:%b","size":17,"name":"b"}' % (b"0" * 64)
        batch.items.append(Item(forged, Draft(body, vault._keys.encrypt(body), sealed.object)))

    assert verify(vault.path, deep=False).ok
    assert "不是当初收到的" in verify(vault.path).damage[0].what


def test_leftovers_are_mentioned_and_are_no_damage(place: Path) -> None:
    (place / "tmp" / "0123").mkdir()
    (place / "tmp" / "0123" / "1.part").write_bytes(b"half an original")
    (place / "说明.docx").write_bytes(b"put there by somebody")

    found = verify(place)

    assert found.ok
    assert len(found.remarks) == 2
    Vault.open(place)
    assert not list((place / "tmp").iterdir())


def test_a_file_the_disk_cannot_read_is_damage_and_the_rest_is_checked(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, other, _ = sorted((place / "objects").rglob("*.age"))
    other.write_bytes(b"x")
    real = Path.open

    def failing(self: Path, *given: object, **more: object) -> object:
        if self == bad:
            raise OSError(5, "Input/output error")
        return real(self, *given, **more)

    monkeypatch.setattr(Path, "open", failing)

    assert {Path(damaged.item).name for damaged in verify(place).damage} == {bad.name, other.name}


def test_names_are_shown_without_their_control_characters(vault: Vault) -> None:
    with vault.batch() as batch:
        sealed = batch.seal(b"x", name="\x1b[2J\n恶意\u202e" + "长" * 500)
    (vault.path / "objects" / sealed.object[:2] / f"{sealed.object}.age").unlink()

    (damaged,) = verify(vault.path).damage

    assert damaged.what.isprintable()
    assert "恶意" in damaged.what
    assert len(damaged.what) < 200


def test_a_vault_is_checked_while_others_write(vault: Vault) -> None:
    with vault.batch() as batch:
        batch.seal(b"half way", name="a")
        found = verify(vault.path)
        batch.record(Undo(import_id="x"))

    assert found.ok
    assert found.size == 1


def test_a_check_is_plain_data(place: Path) -> None:
    import msgspec

    (place / "README.txt").write_bytes(b"")
    found = msgspec.json.decode(msgspec.json.encode(verify(place)))

    assert found["ok"] is False
    assert found["damage"][0].keys() == set(Damaged.__struct_fields__)
    assert os.path.exists(place / found["damage"][0]["item"])
