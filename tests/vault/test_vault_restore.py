"""The drill: what a person with age, openssl and coreutils, and without Anning, gets out of a vault."""

from __future__ import annotations

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from vaulting import ORIGINALS, furnish

from anning.vault import Vault, verify

NEEDED = ("age", "openssl", "sha256sum", "sh")
pytestmark = pytest.mark.skipif(
    any(not shutil.which(tool) for tool in NEEDED), reason=f"needs {', '.join(NEEDED)}"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("made") / "vault").path


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def drill(
    place: Path, out: Path, shell: str = "sh", script: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """With an environment in which Python cannot help."""
    run = [*shell.split(), str(script or place / "restore.sh"), str(out), str(place)]
    return subprocess.run(run, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}, check=False)


def restored(out: Path) -> dict[str, bytes]:
    own = {"events.jsonl", "SHA256SUMS", "damage.txt"}
    return {
        p.relative_to(out).as_posix(): p.read_bytes()
        for p in out.rglob("*")
        if p.is_file() and p.name not in own
    }


@pytest.mark.parametrize("shell", ["dash", "bash --posix", "bash"])
def test_every_original_comes_out_with_standard_tools_alone(place: Path, tmp_path: Path, shell: str) -> None:
    run = drill(place, tmp_path / "out", shell)

    assert (run.returncode, run.stderr) == (0, "")
    assert sorted(restored(tmp_path / "out").values()) == sorted(ORIGINALS.values())
    assert restored(tmp_path / "out")["00002-短信导出.xml"] == ORIGINALS["短信导出.xml"]
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=True)
    assert len((tmp_path / "out/events.jsonl").read_text().splitlines()) == 7
    assert verify(place).head in run.stdout


def test_the_vault_is_only_read(place: Path, tmp_path: Path) -> None:
    def state() -> dict[Path, tuple[bytes, int]]:
        return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in place.rglob("*") if p.is_file()}

    before = state()
    drill(place, tmp_path / "out")

    assert state() == before


def test_one_flipped_byte_is_named_and_the_rest_comes_out(place: Path, tmp_path: Path) -> None:
    path = max((place / "objects").rglob("*.age"), key=lambda p: p.stat().st_size)
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    path.write_bytes(data)

    run = drill(place, tmp_path / "out")

    assert run.returncode == 4
    assert path.name in run.stdout
    assert "录音 01.amr" in run.stdout
    assert len(restored(tmp_path / "out")) == 2


def test_a_damaged_line_is_named_and_its_original_comes_out_without_a_name(
    place: Path, tmp_path: Path
) -> None:
    log = (place / "log.jsonl").read_bytes()
    (place / "log.jsonl").write_bytes(log.replace(b'"seq":2,', b'"seq":8,'))

    run = drill(place, tmp_path / "out")

    assert run.returncode == 4
    assert "log.jsonl 第 3 行" in run.stdout
    assert sorted(restored(tmp_path / "out").values()) == sorted(ORIGINALS.values())
    assert f"unnamed/{sha256(ORIGINALS['录音 01.amr']).hexdigest()}" in restored(tmp_path / "out")


def test_without_the_log_all_originals_still_come_out(place: Path, tmp_path: Path) -> None:
    (place / "log.jsonl").unlink()

    run = drill(place, tmp_path / "out")

    assert run.returncode == 4
    assert sorted(restored(tmp_path / "out").values()) == sorted(ORIGINALS.values())


@pytest.mark.parametrize(
    "name",
    [
        "../../../tmp/escape",
        "/etc/cron.d/evil",
        "-rf",
        ".bashrc",
        "$(touch owned) `id` ; & | > x",
        'quo"te \\ back',
        "new\nline\ttab\x1b[31m",
        "..",
        "",
        "长" * 300 + ".amr",
        "a/b\\c",
        "%s%n",
        '","sha256":"sha256:' + "0" * 64,
    ],
)
def test_a_name_is_never_trusted(tmp_path: Path, name: str) -> None:
    vault = Vault.create(tmp_path / "in/vault")
    with vault.batch() as batch:
        batch.seal(b"data", name=name, device={"name": "x"}, source_path=name)

    run = drill(vault.path, tmp_path / "in/out")

    assert (run.returncode, run.stderr) == (0, "")
    assert list(restored(tmp_path / "in/out").values()) == [b"data"]
    assert sorted(os.listdir(tmp_path / "in")) == ["out", "vault"]
    (path,) = (p for p in (tmp_path / "in/out").iterdir() if p.name.startswith("00002-"))
    assert path.name.isprintable()
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "in/out", check=True)


def test_a_folder_with_something_in_it_is_not_used(place: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").touch()

    assert drill(place, tmp_path / "out").returncode == 3
    assert os.listdir(tmp_path / "out") == ["mine.txt"]


def test_without_the_key_it_says_so(place: Path, tmp_path: Path) -> None:
    (place / "keys/identity.txt").unlink()

    run = drill(place, tmp_path / "out")

    assert run.returncode == 3
    assert "钥匙" in run.stderr


def test_checkpoints_are_checked_by_openssl_as_the_readme_says(place: Path) -> None:
    for text in (place / "checkpoints").glob("*.txt"):
        verified = subprocess.run(
            f"openssl pkeyutl -verify -pubin -inkey keys/sign.pub.pem -rawin -in checkpoints/{text.stem}.txt"
            f" -sigfile checkpoints/{text.stem}.sig && head -n {text.stem} log.jsonl | tail -n 1 | sha256sum",
            shell=True,
            cwd=place,
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"head {verified.stdout.split()[-2]}\n" in text.read_text()


def harmed(place: Path) -> dict[str, bytes | None]:
    """One damaged file each: a flip in the middle, and it missing."""
    cases: dict[str, bytes | None] = {}
    for path in sorted(p for p in place.rglob("*") if p.is_file()):
        name, data = path.relative_to(place).as_posix(), path.read_bytes()
        if name != "index.age":  # Anning's own convenience; the script has no use for it
            cases[f"{name} missing"] = None
            middle = len(data) // 2
            cases[f"{name} changed"] = (
                data[:middle] + bytes([(data[middle] if data else 0) ^ 1]) + data[middle + 1 :]
            )
    return cases


@pytest.mark.fault
def test_both_verifiers_agree_on_every_damaged_file(place: Path, tmp_path: Path) -> None:
    sound_script = Path(shutil.copy(place / "restore.sh", tmp_path))
    for number, (case, data) in enumerate(harmed(place).items()):
        name = case.rsplit(" ", 1)[0]
        before = (place / name).read_bytes()
        if data is None:
            (place / name).unlink()
        else:
            (place / name).write_bytes(data)
        run = drill(place, tmp_path / f"out{number}", script=sound_script)
        ours = verify(place)
        (place / name).write_bytes(before)

        assert not ours.ok, case
        assert any(name in damaged.item for damaged in ours.damage), case
        if name == "keys/identity.txt" and data is None:
            assert run.returncode == 3
            continue
        assert run.returncode == 4, case
        stem = name.removesuffix(".sig") if name.startswith("checkpoints/") else name
        assert stem in run.stdout, (case, run.stdout)
