from __future__ import annotations

import re
import wave
import zipfile
from collections import Counter
from datetime import date
from email import message_from_bytes
from pathlib import Path
from xml.etree import ElementTree as ET

import phonenumbers
import pytest

from anning.domain.china_time import china_day
from anning.errors import InputUnusable, WrongUse
from anning.knowledge import conduct
from anning.knowledge.phrases.sample import senders
from anning.services import sample

PUBLIC = {"12368", "10086"}


def repaired(path: Path) -> ET.Element:
    """The log as XML, its emoji put together again."""
    text = re.sub(
        r"&#(5[5-6]\d{3});&#(5[6-7]\d{3});",
        lambda m: chr(0x10000 + (int(m[1]) - 0xD800) * 0x400 + int(m[2]) - 0xDC00),
        path.read_text(encoding="utf-8"),
    )
    return ET.fromstring(text.encode())  # noqa: S314 - made by ourselves


@pytest.fixture(scope="module")
def export(tmp_path_factory) -> dict[str, Path]:
    written = sample.write(tmp_path_factory.mktemp("sample") / "out")
    return {path.name.split("-")[0] if path.suffix == ".xml" else path.suffix: path for path in written.files}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    one, two, other = (sample.write(tmp_path / n, 300, s).files for n, s in (("a", 7), ("b", 7), ("c", 8)))
    assert [f.read_bytes() for f in one] == [f.read_bytes() for f in two]
    assert one[0].read_bytes() != other[0].read_bytes()


@pytest.mark.parametrize("number", [10, 200, 5001, 20_000])
def test_the_log_holds_as_many_as_it_says_and_as_were_asked_for(tmp_path, number):
    written = sample.write(tmp_path / "out", number)
    messages, calls = (repaired(path) for path in written.files[:2])
    assert len(messages) == int(messages.get("count")) == number
    assert len(calls) == int(calls.get("count")) == written.calls


def test_messages_and_calls_are_in_order_of_time(export):
    for log in (repaired(export["sms"]), repaired(export["calls"])):
        times = [int(item.get("date")) for item in log]
        assert times == sorted(times)


def test_conduct_lies_on_both_sides_of_the_new_year(export):
    days = {
        china_day(int(m.get("date"))) for m in repaired(export["sms"]) if m.get("address") == "15400551007"
    }
    assert {date(2025, 12, 31), date(2026, 1, 1)} <= days


def test_no_number_can_belong_to_a_person(export):
    numbers = {m.get("address") for m in repaired(export["sms"])} | {
        c.get("number") for c in repaired(export["calls"])
    }
    for number in numbers - PUBLIC - {"-2"}:
        assert re.fullmatch(r"154\d{8}|10690000\d{4}|05710\d{7}", number), number
        if number.startswith("154"):
            assert not phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))


def test_the_names_that_fonts_lack_are_in_it(export):
    text = export["sms"].read_text(encoding="utf-8")
    assert all(char in text for char in "喆堃镕龘")


def test_emoji_are_written_as_the_phone_writes_them(export):
    raw = export["sms"].read_text(encoding="utf-8")
    assert re.search(r"&#55357;&#5\d{4};", raw)
    assert all(ord(char) <= 0xFFFF for char in raw)


def test_pictures_have_their_parts(export):
    pictures = [m for m in repaired(export["sms"]) if m.tag == "mms"]
    assert len(pictures) == 2
    assert all(
        [p.get("ct") for p in picture.iter("part")] == ["text/plain", "image/png"] for picture in pictures
    )


def test_calls_are_missed_rejected_and_connected_around_the_clock(export):
    calls = list(repaired(export["calls"]))
    kinds = Counter(call.get("type") for call in calls)
    assert set(kinds) == {"1", "2", "3", "5"}
    assert all(int(c.get("duration")) == 0 for c in calls if c.get("type") in {"3", "5"})
    hours = {int(call.get("date")) // 3_600_000 % 24 for call in calls}
    assert len(hours) >= 18


def test_the_carriers_list_is_gb18030_and_knows_calls_the_phone_lost(export):
    rows = export[".csv"].read_bytes().decode("gb18030").splitlines()
    assert rows[0].startswith("序号,起始时间")
    assert len(rows) > 10
    assert any("15400551019,12" in row for row in rows)


def test_the_mail_calls_itself_gb2312_and_holds_more(export):
    mail = message_from_bytes(export[".eml"].read_bytes())
    assert mail.get_content_charset() == "gb2312"
    assert mail.get_payload(decode=True).decode("gb18030").startswith("陈堃：")


def test_the_recording_can_be_played(export):
    with wave.open(str(export[".wav"])) as sound:
        assert 2 <= sound.getnframes() / sound.getframerate() <= 5


@pytest.mark.parametrize(("number", "low", "high"), [(400, 0.2, 0.3), (20_000, 0.02, 0.03)])
def test_how_much_of_it_is_unlawful(tmp_path, number, low, high):
    """Counted by the texts themselves: what only an unlawful script says."""
    said = [
        re.compile(_pattern(line))
        for s in senders()
        for script in s.scripts
        if script.unlawful
        for line in script.lines
    ]
    written = sample.write(tmp_path / "out.xml", number)
    bodies = [m.get("body") for m in repaired(written.files[0]) if m.get("type") == "1"]
    unlawful = sum(any(p.fullmatch(body) for p in said) for body in bodies if body)
    assert low <= unlawful / number <= high


def _pattern(line: str) -> str:
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(line))


def test_no_line_is_an_example_of_a_rule():
    """A sample made of the rules' own examples would show nothing."""
    examples = {e.text for rule in conduct.rules() for e in rule.examples}
    lines = {line for sender in senders() for script in sender.scripts for line in script.lines}
    assert not examples & lines


def test_a_zip_holds_the_same_files(tmp_path):
    folder = sample.write(tmp_path / "out", 50)
    packed = sample.write(tmp_path / "out.zip", 50)
    with zipfile.ZipFile(packed.files[0]) as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == {
            f.name: f.read_bytes() for f in folder.files
        }


def test_nothing_that_exists_is_overwritten(tmp_path):
    mine = tmp_path / "mine.xml"
    mine.write_text("my only export")
    with pytest.raises(InputUnusable):
        sample.write(mine, 10)
    assert mine.read_text() == "my only export"


@pytest.mark.parametrize("number", [0, 9, 10_000_001])
def test_sizes_outside_the_bounds_are_refused(tmp_path, number):
    with pytest.raises(WrongUse):
        sample.write(tmp_path / "out", number)
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sample.files, "calls", full)
    with pytest.raises(InputUnusable, match="磁盘满了"):
        sample.write(tmp_path / "out", 10)
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith("calls")]
