from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from anning.domain import china_time


def test_the_legal_day_begins_at_midnight_in_china():
    before = datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)
    after = datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC)
    assert china_time.china_day(before) == date(2025, 12, 31)
    assert china_time.china_day(after) == date(2026, 1, 1)


def test_a_time_without_zone_is_china_time():
    assert china_time.parse_iso("2026-01-01T00:00:00") == china_time.parse_iso("2025-12-31T16:00:00+00:00")


@given(st.integers(0, 4_102_444_800_000))
def test_what_is_written_reads_back_the_same(at):
    assert china_time.parse_iso(china_time.iso(at)) == at


@given(st.integers(-62_135_596_800_000 + 86_400_000, 253_370_736_000_000))
def test_the_legal_day_is_what_a_clock_in_china_shows(at):
    assert china_time.china_day(at) == china_time.in_china(at).date()
