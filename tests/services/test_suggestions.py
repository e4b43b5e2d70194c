"""Suggestions: only what no rule caught, few, never in a paper."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256

import pytest
from exports import REMINDER, THREAT, messages, sms

from anning import store
from anning.errors import NotFound
from anning.services import findings, intake, notebook, report, suggestions
from anning.services.intake import Source

ODD = "钱不到位，咱们的账就从你妹妹那边慢慢捋"  # a hint no rule catches; another is needed once one does
CHAT = "晚上一起吃火锅吗，我带酒"


@pytest.fixture
def case(desk, tmp_path):
    rows = [
        sms(THREAT, "2026-03-02T10:00:00"),
        sms(ODD, "2026-03-02T11:00:00"),
        sms(REMINDER, "2026-03-02T12:00:00", "95588"),
        sms(CHAT, "2026-03-02T13:00:00", "13800000001"),
        sms("你们再这样我报警了走着瞧", "2026-03-02T14:00:00", kind=2),
    ]
    file = tmp_path / "sms.xml"
    file.write_bytes(messages(rows))
    intake.intake(desk, [Source(path=file)])
    return desk


def texts(desk) -> list[str]:
    return [entry.text for entry in suggestions.suggestions(desk)]


def test_only_messages_in_which_nothing_was_found_are_suggested(case):
    assert texts(case)[0] == ODD
    assert not {THREAT, REMINDER} & set(texts(case))
    assert not any(entry.direction == "out" for entry in suggestions.suggestions(case))


def test_the_list_is_short(case):
    assert len(suggestions.suggestions(case, 1)) == 1
    assert suggestions.MOST <= 10


def test_what_was_looked_at_leaves_the_list_and_undo_brings_it_back(case):
    entry = suggestions.suggestions(case)[0]
    batch = suggestions.judge(case, entry.id, worth=False)
    assert suggestions.judged(entry.id) is False
    assert entry.text not in texts(case)
    notebook.undo(batch)
    assert entry.text in texts(case)
    with pytest.raises(NotFound):
        suggestions.judge(case, "0" * 32, worth=True)


def test_a_dismissed_finding_is_learned_from(case):
    (threat,) = [e for e in store.every_entry() if e.text == THREAT]
    for finding in threat.findings:
        findings.dismiss(case, threat.id, finding.rule, "朋友开玩笑")
    decided = list(suggestions._decided({}))
    assert [(one.text, one.worth) for one in decided][:1] == [(THREAT, False)]
    assert THREAT not in texts(case)


def test_nothing_of_it_is_in_any_report(case, tmp_path):
    def written(name: str) -> dict[str, str]:
        paths = report.write(case, tmp_path / name).paths
        return {path.name: sha256(path.read_bytes()).hexdigest() for path in paths}

    before = written("before")
    for entry in suggestions.suggestions(case):
        suggestions.judge(case, entry.id, worth=True)
    assert written("after") == before


def test_papers_screening_and_exports_do_not_even_load_it():
    code = (
        "import sys, importlib\n"
        "names = ['anning.services.report', 'anning.casework.report', 'anning.screening', 'anning.services.ledger',"
        " 'anning.services.conversation', 'anning.detection.wording']\n"
        "from anning.config import Config\n"
        "[importlib.import_module(name) for name in names]\n"
        "assert 'anning.detection.suggest' not in sys.modules\n"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env={"PATH": "", "DJANGO_SETTINGS_MODULE": "anning.web.settings"},
    )
