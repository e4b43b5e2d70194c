import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anning.cli.main import COMMANDS

ANNING = [sys.executable, "-m", "anning"]


def run(*arguments, home=None):
    extra = ["--home", str(home)] if home else []
    return subprocess.run([*ANNING, *extra, *arguments], capture_output=True, text=True, check=False)


def test_help_is_quick_and_loads_nothing_heavy():
    probe = (
        "import sys; from anning.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'django', 'numpy', 'msgspec', 'rich', 'hyperscan'} & set(sys.modules)))"
    )
    fastest = 9.0
    for _ in range(5):
        start = time.process_time_ns(), time.perf_counter()
        answer = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
        fastest = min(fastest, time.perf_counter() - start[1])
    assert answer.stdout.splitlines()[-1] == "[]"
    assert fastest < 1.0  # the goal is 0.25 s; a busy machine is given room, `make bench` has the figure


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_chinese(name):
    answer = run(name, "--help")
    assert answer.returncode == 0, answer.stderr
    assert re.search(r"[\u4e00-\u9fff]{4}", answer.stdout)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_names_every_command(name):
    text = Path("docs/reference/commands.md").read_text(encoding="utf-8")
    assert f"`anning {name}" in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["fliegen"], "没有这个命令：fliegen"),
        (["report"], "还缺少"),
        (["timeline", "--fliegen"], "没有 --fliegen 这个选项"),
        (["timeline", "--from", "gestern"], "不是日期"),
    ],
)
def test_a_wrong_command_line_is_answered_in_chinese(arguments, says):
    answer = run(*arguments)
    assert answer.returncode == 2
    assert says in answer.stderr
    assert "--help" in answer.stderr


def test_a_home_that_cannot_be_written_is_said_so(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    answer = run("timeline", "--json", home=blocked / "home")
    assert answer.returncode == 3
    assert "不能使用" in answer.stderr
    assert "下一步" in answer.stderr


def test_law_on_both_sides_of_midnight(tmp_path):
    before = run("law", "show", "治安管理处罚法", "42(5)", "--on", "2025-12-31", "--json")
    after = run("law", "show", "治安管理处罚法", "42(5)", "--on", "2026-01-01", "--json")
    assert '"in_force_to": "2025-12-31"' in before.stdout
    assert after.returncode == 3
    assert "50" in after.stderr
