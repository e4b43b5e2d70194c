from __future__ import annotations

from anning.knowledge.statements import statements


def test_a_word_says_one_thing_only():
    known = statements()
    for words in (known.income, known.outcome, known.not_moved, known.generic):
        assert len(set(words)) == len(words)
    assert not set(known.income) & set(known.outcome)
    assert {"time", "amount", "other"} <= {one.role for one in known.columns}


def test_longer_parts_of_names_are_taken_away_before_shorter_ones_in_them():
    generic = statements().generic
    assert not [
        (early, late) for n, early in enumerate(generic) for late in generic[n + 1 :] if early in late
    ]
