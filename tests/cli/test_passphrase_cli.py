"""anning passphrase, lock and unlock as a person types them; exit code 5 wherever something is locked."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

WORDS, OTHER = "月亮 河 木船 1978", "另外 几个 词 在这里"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker):
    """The program on a home of its own, with a login's memory of its own; what the program exits with is its code."""
    from anning import store
    from anning.cli.main import main
    from anning.services import scratch

    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(memory))
    monkeypatch.delenv("ANNING_PASSPHRASE_FILE", raising=False)
    monkeypatch.setattr(scratch, "_memories", lambda: [memory])
    for name, words in (("words", WORDS), ("other", OTHER), ("wrong", "不是这几个词")):
        (tmp_path / name).write_text(f"{words}\n", encoding="utf-8")
    (tmp_path / "note.txt").write_text("不还钱就打断你的腿", encoding="utf-8")

    def anning(*given: str, typed: str | None = None) -> tuple[int, str, str]:
        named = [str(tmp_path / one[1:]) if one.startswith("@") else one for one in given]
        with CliRunner().isolation(input=typed) as (out, err, _):
            code = 0
            try:
                main(["--home", str(tmp_path / "home"), *named])
            except SystemExit as leaving:
                code = int(leaving.code or 0)
            said = out.getvalue().decode(), err.getvalue().decode()
        store.close()
        return code, *said

    with django_db_blocker.unblock():
        yield anning
    scratch.leave_all()


def set_it(run) -> str:
    run("import", "@note.txt", "--json")
    code, said, _ = run("passphrase", "--passphrase-file", "@words", "--paper")
    assert code == 0
    return next(word for word in said.split() if word.startswith("AGE-SECRET-KEY-1"))


def test_locked_every_command_says_so_in_chinese_and_exits_with_5(run):
    set_it(run)
    for command in (
        ["timeline"],
        ["report", "@out"],
        ["backup", "@b.tar"],
        ["verify"],
        ["rebuild", "--json"],
    ):
        for how in ([], ["--passphrase-file", "@wrong"]):
            code, said, wrong = run(*how, *command)
            assert (code, said) == (5, ""), command
            assert "下一步" in wrong


def test_a_passphrase_comes_from_a_file_standard_input_or_the_environment(run, tmp_path, monkeypatch):
    set_it(run)
    assert "打断" in run("--passphrase-file", "@words", "timeline")[1]
    assert "打断" in run("--passphrase-file", "-", "timeline", typed=f"{WORDS}\n")[1]
    monkeypatch.setenv("ANNING_PASSPHRASE_FILE", str(tmp_path / "words"))
    assert "打断" in run("timeline")[1]
    assert run("--passphrase-file", "@gone", "timeline")[0] == 3


def test_unlocked_commands_ask_no_more_until_locked(run, tmp_path):
    key = set_it(run)
    code, said, _ = run("--passphrase-file", "@words", "unlock", "--json")
    kept = Path(json.loads(said)["kept"])
    assert (code, kept.parent.parent) == (0, tmp_path / "memory")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "打断" in run("timeline")[1]
    assert json.loads(run("passphrase", "--json")[1]) == {
        "passphrase": True,
        "recovery": True,
        "unlocked": True,
    }

    assert run("lock")[0] == 0
    assert not kept.exists()
    assert run("timeline")[0] == 5
    (tmp_path / "paper").write_text(key)
    assert run("--passphrase-file", "@paper", "unlock")[0] == 0
    assert "打断" in run("timeline")[1]


def test_that_it_is_unlocked_lets_nobody_change_or_remove_it(run):
    set_it(run)
    run("--passphrase-file", "@words", "unlock")
    assert run("passphrase", "--passphrase-file", "@other")[0] == 5
    assert run("passphrase", "--remove", "--yes")[0] == 5

    assert run("--passphrase-file", "@words", "passphrase", "--passphrase-file", "@other")[0] == 0
    run("lock")
    assert run("--passphrase-file", "@words", "timeline")[0] == 5
    assert "打断" in run("--passphrase-file", "@other", "timeline")[1]
    assert run("--passphrase-file", "@other", "passphrase", "--remove", "--yes")[0] == 0
    assert "打断" in run("timeline")[1]


def test_verify_quick_needs_no_passphrase_and_says_what_it_left_out(run):
    set_it(run)
    code, said, _ = run("verify", "--quick", "--json")
    found = json.loads(said)
    assert (code, found["ok"], found["deep"]) == (0, True, False)
    assert any("锁着" in remark for remark in found["remarks"])
    assert json.loads(run("--passphrase-file", "@words", "verify", "--json")[1])["deep"]


def test_without_a_passphrase_nothing_can_be_locked_and_unlocking_is_no_work(run):
    run("import", "@note.txt", "--json")
    assert run("lock")[0] == 6
    assert run("unlock")[0] == 0
    assert run("passphrase", "--remove", "--yes")[0] == 0


def test_too_short_a_passphrase_is_refused_and_nothing_set(run, tmp_path):
    (tmp_path / "short").write_text("1234567\n")
    assert run("passphrase", "--passphrase-file", "@short")[0] == 6
    assert json.loads(run("passphrase", "--json")[1])["passphrase"] is False


def test_while_the_workbench_is_open_the_passphrase_is_not_changed_behind_its_back(run, tmp_path):
    import fcntl

    run("import", "@note.txt", "--json")
    with (tmp_path / "home/workbench.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert run("passphrase", "--passphrase-file", "@words")[0] == 6
    assert not (tmp_path / "home/vault/keys/identity.age").exists()


def test_a_machine_without_memory_for_a_login_says_what_to_do(run, monkeypatch):
    set_it(run)
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    code, _, wrong = run("--passphrase-file", "@words", "unlock")
    assert code == 6
    assert "每次输入密码" in wrong
    assert "打断" in run("--passphrase-file", "@words", "timeline")[1]


def test_the_key_is_never_given_to_a_child_by_argument_or_environment(run, monkeypatch):
    import subprocess

    set_it(run)
    seen: list[str] = []
    begin = subprocess.Popen.__init__

    def watched(self, args, **how) -> None:
        seen.append(f"{args} {how.get('env') or dict(os.environ)}")
        begin(self, args, **how)

    monkeypatch.setattr(subprocess.Popen, "__init__", watched)
    assert run("--passphrase-file", "@words", "rebuild")[0] == 0
    assert seen
    assert not [one for one in seen if "AGE-SECRET" in one or WORDS in one]
