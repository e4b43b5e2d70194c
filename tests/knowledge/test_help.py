from __future__ import annotations

from datetime import date

from anning.knowledge import laws
from anning.knowledge.help import guide
from anning.knowledge.hotlines import by_number


def test_every_number_is_a_known_line_and_every_norm_is_in_force():
    found, lines, book = guide(), by_number(), laws.on(date(2026, 11, 25))
    numbers = [n for one in (*found.now, *found.never) for n in one.numbers]
    assert set(numbers) | {door.number for door in found.doors if door.number} <= set(lines)
    assert all(book.get(norm) for one in found.now for norm in one.norms)


def test_what_was_not_read_says_so():
    assert all(door.mark and door.source and door.checked for door in guide().doors)
    unread = [door for door in guide().doors if not door.number]
    assert all(door.mark in "MK" for door in unread)


def test_danger_is_sent_to_the_police_first_and_debts_stay_owed():
    danger = next(one for one in guide().now if "动手" in one.title)
    assert danger.numbers == ("110",)
    assert any("欠的钱仍然是欠的" in one.text for one in guide().never)
