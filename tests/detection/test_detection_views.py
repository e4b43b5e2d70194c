from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anning.detection import patterns, views

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
TRICKY = st.text(
    st.sampled_from("老赖賴ＱＱq1 ·*。，\n🙂👨\u200d\u200b\ufe0f\ud83d\ude42𠀀é\u0301％ﬁ　…\v\u2028_"),
    max_size=40,
)


@given(ANY_TEXT)
def test_folding_keeps_one_character_for_one(text):
    assert len(views.fold(text)) == len(text)


def test_folding_twice_is_folding_once():
    table = views.table()
    assert np.array_equal(table[table], table)


def test_width_case_and_script_become_one():
    assert views.fold("ＱＱ群Ａｂ１２％後果自負") == "qq群ab12%后果自负"


def test_half_an_emoji_keeps_its_place():
    assert views.fold("a\ud83d老賴") == "a\ufffd老赖"


def _slowly(text: str) -> list[int]:
    """What hidden() must find, said in the plainest way."""

    def han(char: str) -> bool:
        return any(first <= ord(char) < last for first, last in views._HAN_RANGES)

    gone, place = [], 1
    while place < len(text):
        end = place
        while end < len(text) and symbol(text[end]):
            end += 1
        if 0 < end - place <= 3 and end < len(text) and han(text[place - 1]) and han(text[end]):
            gone += range(place, end)
        place = max(end, place + 1)
    return gone


def symbol(char: str) -> bool:
    """Whether the plain definition calls it a symbol, within the ranges that are looked at."""
    return bool(views._SYMBOL.match(char)) and any(
        first <= ord(char) < last for first, last in views._SYMBOL_RANGES
    )


@given(TRICKY | ANY_TEXT)
def test_inserted_symbols_are_found_where_the_plain_definition_finds_them(text):
    folded = views.fold(text)
    assert views.hidden(views.codes(folded)).tolist() == _slowly(folded)
    assert views.hidden(views.codes(text)).tolist() == _slowly(folded)


@given(TRICKY | ANY_TEXT)
def test_a_place_in_the_stripped_text_points_at_the_same_character(text):
    folded = views.fold(text)
    if seen := views.stripped(folded):
        assert len(seen.text) < len(folded)
        assert "".join(folded[place] for place in seen.origin) == seen.text
    else:
        assert not _slowly(folded)


def test_insertions_of_every_kind_are_looked_through():
    for inserted in (" ", "·", "*", "_", "🙂", "❤\ufe0f", "\u200b", "///", "　"):
        seen = views.stripped(views.fold(f"老{inserted}赖"))
        assert seen, repr(inserted)
        assert (seen.text, seen.span(0, 2)) == ("老赖", (0, 2 + len(inserted)))


def test_no_end_of_a_sentence_is_taken_for_an_insertion():
    for stop in patterns.STOPS:
        assert views.stripped(f"老{stop}赖") is None, repr(stop)


def test_letters_digits_and_long_runs_are_no_insertions():
    for kept in ("a", "1", "的", "****", "，", "《"):
        assert not re.search("老赖", (views.stripped(f"老{kept}赖") or views.Seen("")).text)
