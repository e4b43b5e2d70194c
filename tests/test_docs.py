"""What the documents say exists, exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_make_target_named_is_there(page):
    named = re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert {one or other for one, other in named} <= TARGETS


def test_the_readme_fits_one_screen():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 50


def test_no_source_file_is_too_long():
    files = subprocess.run(
        ["git", "ls-files", "src/*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lengths = {name: (ROOT / name).read_text(encoding="utf-8").count("\n") for name in files.stdout.split()}
    assert {name: length for name, length in lengths.items() if length > 500} == {}


def test_nothing_names_a_path_of_somebodys_machine():
    found = subprocess.run(
        ["git", "grep", "-nIE", r"(/hom[e]/[a-z]+/|/roo[t]/|/Users/[a-z])", "--", ".", ":!uv.lock"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.stdout == ""
