from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anning.errors import WrongUse
from anning.shield.blocking import Block, always_reachable, compiled, forms, protected
from anning.shield.targets import NAMES, export, target

MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
LANDLINE = st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}", fullmatch=True)
SERVICE = st.from_regex(r"(95|96)[0-9]{3,8}|[48]00[0-9]{7}|106[2-9][0-9]{4,14}", fullmatch=True)
ABROAD = st.from_regex(r"\+(1|44|852|855|95)[0-9]{7,10}", fullmatch=True)
HOT = st.sampled_from(always_reachable())
NEAR = HOT.flatmap(lambda hot: st.sampled_from([f"0{hot}", hot[:-1], f"{hot}0", f"0086{hot.lstrip('+')}"]))
ANY = st.one_of(MOBILE, LANDLINE, SERVICE, ABROAD, HOT, NEAR)
STRETCH = st.one_of(
    st.from_regex(r"1[3-9][0-9]{5,8}", fullmatch=True), st.from_regex(r"0571[0-9]{4,6}", fullmatch=True)
)
WANTED = st.lists(
    st.one_of(ANY.map(Block), STRETCH.map(lambda n: Block(n, stretch=True, reason="同一段一天换八个号"))),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(wanted=WANTED)
def test_no_list_in_any_format_covers_a_number_that_must_get_through(wanted):
    blocks = compiled(wanted).blocks
    for name in NAMES:
        made = export(name, blocks)
        stops = target(name).read(made.data)
        left = {one.number for one in made.left}
        assert not [number for number in always_reachable() if stops(number)]
        held = [block for block in blocks if not block.stretch and block.number not in left]
        assert all(stops(form) for block in held for form in forms(block.number))


@settings(max_examples=40, deadline=None)
@given(wanted=st.lists(MOBILE.map(Block), min_size=1, max_size=10), other=MOBILE)
def test_each_export_stops_exactly_its_numbers(wanted, other):
    blocks = compiled(wanted).blocks
    listed = {block.number for block in blocks}
    for name in NAMES:
        stops = target(name).read(export(name, blocks).data)
        assert {n for n in (*listed, other) if stops(n)} == listed
        assert stops(other) == stops(f"+86{other}")


@given(wanted=WANTED)
def test_nothing_asked_for_gets_lost_without_a_word(wanted):
    found = compiled(wanted)
    told = {left.number for left in found.left} | {block.number for block in found.blocks}
    assert len(told) >= len({block.number for block in found.blocks})
    assert all(left.why for left in found.left)
    assert len(found.left) + len(found.blocks) <= len(wanted)


@pytest.mark.parametrize(
    "number",
    ["110", "+86110", "12368", "02512368", "+862512368", "95588110"[5:], "96110", "10086", "400-161-9995"],
)
def test_lines_that_must_get_through_are_named(number):
    found = compiled([Block(number)])
    assert not found.blocks
    assert found.left[0].why


def test_the_persons_own_line_gets_through():
    assert not compiled([Block("95588")], keep=["95588"]).blocks
    assert compiled([Block("95588")]).asks  # a bank's line may be the caller: ask, do not decide


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("1381234", ""),
        ("138123", "同一段一天换八个号"),
        ("95", "全是催收打来的"),
        ("0", "全部都不要了啊"),
        ("010", "北京的都不接"),
    ],
)
def test_a_stretch_needs_a_reason_and_must_be_narrow(number, reason):
    found = compiled([Block(number, stretch=True, reason=reason)])
    assert not found.blocks
    assert found.left


def test_a_stretch_with_a_reason_is_taken_where_the_tool_can_hold_it():
    blocks = compiled([Block("1701234", stretch=True, reason="同一段一天换八个号")]).blocks
    stops = target("spamblocker").read(export("spamblocker", blocks).data)
    assert stops("17012340001")
    assert stops("+8617012340001")
    assert not stops("17012350001")
    assert "装不下号段" in export("freepbx", blocks).left[0].why


def test_a_withheld_number_cannot_be_blocked_and_that_is_said():
    assert "没有办法按号码拦" in compiled([Block("")]).left[0].why


def test_a_format_nobody_knows_lists_those_there_are():
    with pytest.raises(WrongUse, match="没有"):
        target("miui")


def test_files_carry_no_mark_in_front_and_no_word_of_debt():
    blocks = compiled([Block("13800138000"), Block("01088886666")]).blocks
    for name in NAMES:
        data = export(name, blocks).data
        assert not data.startswith(b"\xef\xbb\xbf")
        assert not any(word in data.decode() for word in ("催", "债", "欠", "贷"))


def test_a_landline_is_stopped_however_the_network_writes_it():
    blocks = compiled([Block("010-8888 6666")]).blocks
    stops = target("spamblocker").read(export("spamblocker", blocks).data)
    assert stops("01088886666")
    assert stops("+861088886666")
    assert not protected("01088886666")
