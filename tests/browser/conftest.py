"""A real workbench in a process of its own and a real browser in front of it; nothing may leave this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = os.environ.get("ANNING_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--no-first-run", "--disable-dev-shm-usage",
]  # fmt: skip
START = """
import sys
from pathlib import Path
from anning.config import Config
from anning.web import server
server.serve(Config(home=Path(sys.argv[1])), 0, False, say=lambda s: print(s, flush=True))
"""
SIZES = {"phone": {"width": 390, "height": 844}, "laptop": {"width": 1366, "height": 768}}


@dataclass
class Workbench:
    """A running server: where it is, and the newest link it gave."""

    process: subprocess.Popen[str]
    link: str

    @property
    def at(self) -> str:
        return self.link.partition("/enter/")[0]

    def next_link(self) -> str:
        self.link = re.search(r"http://\S+", self.process.stdout.readline())[0]
        return self.link


@dataclass
class Visit:
    """A page, and everything it asked for or complained of."""

    page: playwright.Page
    bench: Workbench
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.bench.at + path)

    def watch(self, page) -> None:
        page.on("request", lambda r: r.url.startswith(self.bench.at) or self.outside.append(r.url))
        page.on("console", lambda m: m.type in {"error", "warning"} and self.complaints.append(m.text))
        page.on("pageerror", lambda e: self.complaints.append(str(e)))


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(tmp_path / "home")],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    bench = Workbench(process, "")
    bench.next_link()
    yield bench
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[playwright.Browser]:
    if not CHROMIUM:
        pytest.skip("no chromium here: apt-get install chromium fonts-noto-cjk")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def visit(request, chromium, workbench) -> Iterator[Visit]:
    """A newcomer who has just opened the link, on a phone and on a laptop; clean at the end or the test fails."""
    context = chromium.new_context(viewport=SIZES[request.param], locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(60_000)  # machines of others are slower, and busier
    found = Visit(context.new_page(), workbench)
    found.watch(found.page)
    found.page.goto(workbench.link)
    yield found
    context.close()
    assert found.outside == []
    assert found.complaints == []


@pytest.fixture
def sampled(visit: Visit) -> Visit:
    """The same, with the sample case imported."""
    visit.page.get_by_role("button", name="都没有，继续").click()
    visit.page.get_by_role("button", name="先看示例").click()
    visit.page.get_by_role("heading", name="导入好了").wait_for()
    return visit
