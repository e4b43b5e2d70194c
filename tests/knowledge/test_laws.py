"""The law data: complete against the fact sheets, right on every day, never surer than it was checked."""

from __future__ import annotations

import csv
import os
import re
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anning.domain.china_time import CHINA, china_day
from anning.errors import NotFound
from anning.knowledge import laws, shelf
from anning.knowledge.laws import Norm, chinese_article, find, numeric_article, on, statutes

SHARED = Path(os.environ.get("ANNING_SHARED") or Path(__file__).parents[2].parent / "shared")
ONE_DAY = timedelta(days=1)
LAST_DAY_OLD = datetime(2025, 12, 31, 23, 59, 59, tzinfo=CHINA)
FIRST_MOMENT_NEW = datetime(2026, 1, 1, 0, 0, 0, tzinfo=CHINA)
UTC_TRAP = datetime.fromisoformat("2025-12-31T16:30:00+00:00")

RENUMBERED = {
    "22": "25", "23": "26", "23(1)(1)": "26(1)(1)", "26": "30", "26(4)": "30(4)", "40": "47",
    "40(3)": "47(3)", "42": "50", "42(1)": "50(1)(1)", "42(2)": "50(1)(2)", "42(3)": "50(1)(3)",
    "42(4)": "50(1)(4)", "42(5)": "50(1)(5)", "42(6)": "50(1)(6)", "43": "51", "46": "54", "49": "58",
    "49（损毁财物）": "59", "51": "62", "51(2)": "62(2)", "52": "63", "52(2)": "63(3)", "78": "90",
    "93": "111", "97(2)": "116(2)", "99": "118", "102": "121",
}  # fmt: skip

NOT_READ = [
    "admin_penalty", "assisted_lending", "ba_guideline", "causes_of_action", "complaint_handling",
    "consumer_finance", "consumer_rights_measures", "credit_card", "credit_card_notice", "credit_repair",
    "element_forms", "extortion", "finance_trials", "gbt_45251", "illegal_lending", "internet_loans",
    "loan_cost_disclosure", "market_complaints", "micro_loan_cost", "micro_loan_measures", "nfra_reports",
    "nifa_convention", "nifa_guideline", "pboc_consumer", "private_lending_1991", "sms_rules",
    "soft_violence", "telecom_complaints",
]  # fmt: skip


def norms() -> list[Norm]:
    return [norm for statute in statutes() for norm in laws._norms(statute)]


def at(moment: datetime) -> laws.LawBook:
    return on(china_day(moment))


def test_the_norms_of_one_reference_never_overlap():
    for ref, through_time in laws._by_ref().items():
        ordered = sorted(through_time, key=lambda n: n.in_force_from)
        for earlier, later in pairwise(ordered):
            assert earlier.in_force_to, ref
            assert earlier.in_force_to < later.in_force_from, ref


def test_versions_follow_each_other_without_gap_or_overlap():
    for statute in statutes():
        for earlier, later in pairwise(statute.versions):
            assert earlier.in_force_to, statute.id
            assert earlier.in_force_to + ONE_DAY == later.in_force_from, f"{statute.id}/{later.id}"


def test_an_article_lies_within_the_days_of_its_version():
    for statute in statutes():
        for version in statute.versions:
            for article in version.articles:
                begin, end = article.in_force_from or version.in_force_from, article.in_force_to
                assert begin >= version.in_force_from, f"{statute.id}/{article.article}"
                assert end is None or begin <= end <= (version.in_force_to or end), (
                    f"{statute.id}/{article.article}"
                )


def test_what_replaces_a_norm_is_there_on_the_next_day():
    for norm in norms():
        if norm.replaced_by:
            assert norm.in_force_to, norm.ref
            assert norm.replaced_by in on(norm.in_force_to + ONE_DAY), f"{norm.ref} -> {norm.replaced_by}"


def test_an_old_public_security_article_names_its_successor_or_has_none_by_law():
    old = next(s for s in statutes() if s.id == "public_security").versions[0]

    assert [a.article for a in old.articles if not a.replaced_by] == []


# the turn of the year 2025/26


@pytest.mark.parametrize(("old", "new"), RENUMBERED.items())
def test_public_security_is_renumbered_at_midnight_china_time(old, new):
    before = at(LAST_DAY_OLD).get(f"public_security/{old}")
    after = at(FIRST_MOMENT_NEW).get(f"public_security/{new}")

    assert before
    assert after
    assert before.replaced_by == f"public_security/{new}"
    assert before.in_force_to == date(2025, 12, 31)
    assert after.in_force_from == date(2026, 1, 1)


def test_half_past_four_in_the_afternoon_in_london_is_already_the_new_year():
    assert at(UTC_TRAP).day == date(2026, 1, 1)
    assert "public_security/50(1)(5)" in at(UTC_TRAP)
    assert "public_security/42(5)" not in at(UTC_TRAP)


def test_numbers_that_exist_in_both_texts_give_the_text_of_the_day():
    old, new = at(LAST_DAY_OLD).get("public_security/51"), at(FIRST_MOMENT_NEW).get("public_security/51")

    assert old
    assert new
    assert "撞骗" in old.title
    assert "殴打" in new.title


@pytest.mark.parametrize("ref", ["56", "56(1)", "56(2)", "50(2)", "70"])
def test_what_is_new_in_2026_is_not_there_for_conduct_of_2025(ref):
    assert f"public_security/{ref}" not in at(LAST_DAY_OLD)
    assert f"public_security/{ref}" in at(FIRST_MOMENT_NEW)


@pytest.mark.parametrize(
    ("before", "old", "after", "new"),
    [
        ("42(1)", "500 元", "50(1)(1)", "1000 元"),
        ("43", "60 岁", "51", "70 岁"),
        ("46", "200 至 500", "54", "3000 至 5000"),
    ],
)
def test_penalties_are_those_of_the_day(before, old, after, new):
    assert old in at(LAST_DAY_OLD).get(f"public_security/{before}").summary
    assert new in at(FIRST_MOMENT_NEW).get(f"public_security/{after}").summary


def test_no_contact_orders_are_not_promised_for_messages_alone():
    norm = at(FIRST_MOMENT_NEW).get("public_security/50(2)")

    assert norm
    assert "单纯发信息" in norm.condition


# interest lines by date and lender


@pytest.mark.parametrize(
    ("day", "ref", "word"),
    [
        (date(2015, 8, 31), "private_lending_1991/全文", "四倍"),
        (date(2015, 9, 1), "private_lending/26", "36%"),
        (date(2020, 8, 19), "private_lending/26", "36%"),
        (date(2020, 8, 20), "private_lending/26", "四倍"),
        (date(2020, 12, 31), "private_lending/26", "四倍"),
        (date(2021, 1, 1), "private_lending/25", "四倍"),
    ],
)
def test_the_private_lending_line_of_each_day(day, ref, word):
    norm = on(day).get(ref)

    assert norm
    assert word in norm.summary


def test_article_26_of_2021_is_about_the_sum_received_not_about_a_rate():
    norm = on(date(2021, 1, 1)).get("private_lending/26")

    assert norm
    assert "LPR" not in norm.summary
    assert "实际出借" in norm.summary


@pytest.mark.parametrize(
    "lender", ["bank", "consumer_finance", "trust", "auto_finance", "micro_loan", "leasing"]
)
def test_four_times_lpr_does_not_bind_licensed_lenders(lender):
    assert "private_lending/25" not in on(date(2026, 6, 1), lender)


@pytest.mark.parametrize("lender", ["private", "unlicensed", None])
def test_four_times_lpr_binds_private_lenders_and_is_shown_when_the_lender_is_unknown(lender):
    assert "private_lending/25" in on(date(2026, 6, 1), lender)


@pytest.mark.parametrize(
    ("ref", "binds", "does_not_bind"),
    [
        ("private_lending_scope/1", "micro_loan", "bank"),
        ("credit_card/70", "bank", "consumer_finance"),
        ("consumer_finance/催收行为", "consumer_finance", "bank"),
        ("micro_loan_cost/四倍LPR过渡", "micro_loan", "bank"),
        ("ba_guideline/催收时段", "bank", "micro_loan"),
        ("loan_cost_disclosure/表外不得收费", "trust", "private"),
    ],
)
def test_rules_bind_only_their_kind_of_lender(ref, binds, does_not_bind):
    assert ref in on(date(2026, 11, 24), binds)
    assert ref not in on(date(2026, 11, 24), does_not_bind)


@pytest.mark.parametrize(
    ("ref", "last_day_before"),
    [
        ("ba_guideline/催收时段", date(2026, 1, 29)),
        ("ba_guideline/拨打次数", date(2026, 1, 29)),
        ("gbt_45251/5.3", date(2025, 2, 27)),
        ("loan_cost_disclosure/明示表内容", date(2026, 7, 31)),
        ("assisted_lending/6", date(2025, 9, 30)),
        ("internet_courts/1", date(2025, 10, 31)),
        ("criminal_law/293-1", date(2021, 2, 28)),
        ("pipl/23", date(2021, 10, 31)),
        ("civil_code/1033(1)", date(2020, 12, 31)),
        ("market_complaints/全文", date(2026, 4, 14)),
    ],
)
def test_nothing_is_cited_for_conduct_before_it_was_in_force(ref, last_day_before):
    assert ref not in on(last_day_before)
    assert ref in on(last_day_before + ONE_DAY)


@pytest.mark.parametrize("statute", NOT_READ)
def test_what_was_not_read_is_never_marked_as_read(statute):
    marks = {norm.mark for norm in norms() if norm.ref.startswith(f"{statute}/")}

    assert marks
    assert "V" not in marks


def test_of_the_four_months_text_only_the_article_the_sheets_read_is_marked_read():
    of_2020 = [
        n for n in norms() if n.ref.startswith("private_lending/") and n.in_force_to == date(2020, 12, 31)
    ]

    assert [n.article for n in of_2020 if n.mark == "V"] == ["26"]


def test_what_comes_from_memory_says_so():
    for norm in norms():
        if norm.mark in {"M", "K"}:
            assert "记忆" in norm.note + norm.source or "二手" in norm.source, norm.ref


def test_guidelines_and_standards_say_that_they_are_not_law():
    for statute in statutes():
        if statute.kind in {"guideline", "standard"}:
            assert "不是法律" in statute.effect or "推荐性国家标准，违反不当然违法" in statute.effect, (
                statute.id
            )


def test_no_hours_or_counts_under_the_name_of_the_national_standard():
    for norm in norms():
        if norm.ref.startswith("gbt_45251/"):
            assert not re.search(
                r"\d|[一二两三四五六七八九十]+(次|点|时|小时|天)", norm.summary + norm.condition
            ), norm.ref


def test_the_members_guideline_always_names_its_condition():
    for norm in norms():
        if norm.ref.startswith("ba_guideline/"):
            assert "会员" in norm.condition, norm.ref
            assert norm.applies_to, norm.ref


@pytest.mark.parametrize(
    "article", ["225", "226", "243", "246", "253-1", "266", "274", "287-2", "293", "293-1"]
)
def test_crimes_with_a_threshold_say_it(article):
    norm = on(date(2026, 1, 1)).get(f"criminal_law/{article}")

    assert norm
    assert "须" in norm.condition


def test_sources_name_no_place_on_a_machine():
    for norm in norms():
        assert not re.search(r"(^|[\s（：])/[a-z]|[A-Z]:\\", norm.source), norm.ref


def test_every_norm_has_a_title_a_sentence_and_a_source():
    for norm in norms():
        assert norm.title, norm.ref
        assert norm.summary.endswith("。"), norm.ref
        assert norm.source, norm.ref
        assert " " not in norm.article, norm.ref


# names and numbers


@pytest.mark.parametrize(
    ("name", "article", "ref"),
    [
        ("民法典", "1033", "civil_code/1033"),
        ("中华人民共和国民法典", "第一千零三十三条第一项", "civil_code/1033(1)"),
        ("civil_code", "1033(1)", "civil_code/1033(1)"),
        ("《民法典》", "1032", "civil_code/1032"),
        ("治安管理处罚法", "第五十条第一款第（五）项", "public_security/50(1)(5)"),
        ("治安管理处罚法", "49（损毁财物）", "public_security/49（损毁财物）"),
        ("个人信息保护法", "23", "pipl/23"),
        ("个保法", "69", "pipl/69"),
        ("PIPL", "72", "pipl/72"),
        ("刑法", "第二百九十三条之一", "criminal_law/293-1"),
        ("银行业协会指引", "催收时段", "ba_guideline/催收时段"),
    ],
)
def test_a_norm_is_found_by_the_names_people_use(name, article, ref):
    assert ref in {norm.ref for norm in find(name, article)}


def test_what_is_not_held_is_not_said_to_be_no_law():
    with pytest.raises(NotFound) as missing:
        find("民法典", "9999")

    assert "不等于法律没有规定" in missing.value.next_step


def test_names_and_aliases_belong_to_one_statute_only():
    seen: dict[str, str] = {}
    for statute in statutes():
        for name in {statute.id, statute.title, statute.short, *statute.aliases}:
            assert seen.setdefault(name, statute.id) == statute.id, name


def test_the_name_of_a_file_is_the_id_of_its_statute():
    assert [file.stem for file in shelf.sheets("laws")] == [statute.id for statute in statutes()]


@pytest.mark.parametrize(
    ("ref", "day", "cited"),
    [
        ("public_security/50(1)(5)", date(2026, 1, 1), "《治安管理处罚法》第五十条第一款第五项"),
        ("public_security/42(5)", date(2025, 1, 1), "《治安管理处罚法》第四十二条第五项"),
        ("public_security/62(3)", date(2026, 1, 1), "《治安管理处罚法》第六十二条第三款"),
        ("public_security/49（损毁财物）", date(2025, 1, 1), "《治安管理处罚法》第四十九条（损毁财物）"),
        ("civil_code/1033(1)", date(2026, 1, 1), "《民法典》第一千零三十三条第一项"),
        ("criminal_law/253-1", date(2026, 1, 1), "《刑法》第二百五十三条之一"),
        ("criminal_law/293-1(3)", date(2026, 1, 1), "《刑法》第二百九十三条之一第三项"),
        ("gbt_45251/5.3", date(2026, 1, 1), "《GB/T 45251—2025》第5.3条"),
        ("ba_guideline/催收时段", date(2026, 3, 1), "《银行业协会催收工作指引》关于催收时段的规定"),
        ("pboc_rate_notice/全文", date(2026, 3, 1), "《贷款年化利率明示公告》"),
    ],
)
def test_a_norm_is_cited_as_a_chinese_paper_cites_it(ref, day, cited):
    norm = on(day).get(ref)

    assert norm
    assert norm.cited == cited


@given(st.integers(1, 1260))
def test_article_numbers_survive_the_way_to_chinese_and_back(number):
    assert numeric_article(chinese_article(str(number))) == str(number)


@given(st.integers(1, 1260), st.integers(1, 9), st.integers(1, 20), st.integers(1, 5))
def test_paragraphs_items_and_inserted_articles_survive_too(number, paragraph, item, inserted):
    for article in (
        f"{number}({paragraph})({item})",
        f"{number}-{inserted}({paragraph})",
        f"{number}-{inserted}",
    ):
        assert numeric_article(chinese_article(article)) == article
    assert numeric_article(chinese_article(f"{number}({item})", "项")) == f"{number}({item})"


@pytest.mark.parametrize(
    ("number", "chinese"),
    [("10", "第十条"), ("20", "第二十条"), ("110", "第一百一十条"), ("1000", "第一千条"),
     ("1002", "第一千零二条"), ("1010", "第一千零一十条"), ("1195", "第一千一百九十五条")],
)  # fmt: skip
def test_chinese_numbers_are_written_as_statutes_write_them(number, chinese):
    assert chinese_article(number) == chinese


# against the official texts, where they are at hand

NUMERAL = "[零一二三四五六七八九十百千]+"
HEAD = re.compile(rf"(第{NUMERAL}条(?:之{NUMERAL})?(?:第{NUMERAL}款)?)[\s　]+(.*)")
texts_at_hand = pytest.mark.skipif(
    not (SHARED / "law" / "texts").is_dir(),
    reason="the reference texts are not at hand (set ANNING_SHARED to the folder that holds law/texts)",
)


@cache
def official(file: str) -> dict[str, str]:
    """Article heading -> its text: lines stripped and joined, headings of chapters left out."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for raw in (SHARED / "law" / "texts" / file).read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if line.startswith("#"):
            continue
        if heading := HEAD.fullmatch(line):
            current, line = found.setdefault(heading[1], []), heading[2]
        if current is not None and line:
            current.append(line)
    return {article: "\n".join(lines) for article, lines in found.items()}


def citation_rows() -> list[dict[str, str]]:
    file = SHARED / "law" / "citation-check.csv"
    return list(csv.DictReader(file.open(encoding="utf-8"))) if file.is_file() else []


def test_every_checked_citation_is_held_and_the_text_is_the_one_that_was_checked():
    rows = citation_rows()
    if not rows:
        pytest.skip("citation-check.csv is not at hand (set ANNING_SHARED to the folder that holds law/)")
    held = [(norm.source, norm.article.split("(")[0]) for norm in norms() if norm.mark == "V"]
    for row in rows:
        number = row["article"].replace("_", "-")
        text = official(row["text_file"])[row["article_cn"]]

        assert chinese_article(number) == row["article_cn"]
        assert any(row["text_file"] in source and head == number for source, head in held), row
        assert row["keyword"] in text, row
        assert sha256(text.encode()).hexdigest()[:16] == row["sha256_16_of_article_text"], row


def texts_of(norm: Norm) -> list[str]:
    files = re.findall(r"[^\s、（）；]+\.md", norm.source)
    heading = chinese_article(norm.article.split("(")[0].split("（")[0])
    return [official(file).get(heading, "") for file in files if (SHARED / "law" / "texts" / file).is_file()]


@texts_at_hand
def test_summaries_are_our_own_words():
    length = 25
    for norm in norms():
        for text in filter(None, texts_of(norm)):
            theirs = re.sub(r"[^\u4e00-\u9fff]", "", text)
            for ours in (norm.title, norm.summary):
                plain = re.sub(r"[^\u4e00-\u9fff]", "", ours)
                runs = [plain[i : i + length] for i in range(len(plain) - length + 1)]
                assert not [run for run in runs if run in theirs], norm.ref


@texts_at_hand
def test_every_article_read_in_a_reference_text_stands_in_that_text():
    excerpts = {"private_lending/28", "private_lending/29", "private_lending/33", "private_lending_scope/1"}
    partial = {"public_security/116(2)"}
    for norm in norms():
        if (
            norm.mark == "V"
            and re.search(r"_\d{4,8}[^\s（]*\.md", norm.source)
            and norm.ref not in excerpts | partial
        ):
            assert any(texts_of(norm)), norm.ref


@texts_at_hand
def test_amounts_and_days_of_a_summary_stand_in_its_text():
    """A fine, a day count or an age that a summary names occurs in the article, in characters or digits."""
    for norm in norms():
        for text in filter(None, texts_of(norm)):
            for number in re.findall(r"(?<![\d〔.-])\d+(?= ?(?:元|万|日|岁|条|次|%|至))", norm.summary):
                amount = int(number)
                spelled = {
                    laws._chinese_number(amount),
                    number,
                    laws._chinese_number(amount).replace("一十", "十"),
                }
                assert any(word in text for word in spelled), f"{norm.ref}: {number}"


@texts_at_hand
def test_the_paragraph_or_item_that_is_cited_exists():
    """第一款第五项 needs a fifth item in the first paragraph; a bare 第一项 an article of one paragraph."""
    for norm in norms():
        numbers = [int(n) for n in re.findall(r"\((\d+)\)", norm.article)]
        for items in map(paragraphs, filter(None, texts_of(norm)) if numbers else ()):
            if "款" in norm.cited.rpartition("》")[2]:
                assert numbers[0] <= len(items), norm.ref
                assert numbers[1:] == [] or numbers[1] <= items[numbers[0] - 1], norm.ref
            else:
                assert len(items) == 1, norm.ref
                assert numbers[0] <= items[0], norm.ref


def paragraphs(text: str) -> list[int]:
    """How many items each paragraph of an article has."""
    counted: list[int] = []
    for line in text.splitlines():
        if re.match(r"[（(][一二三四五六七八九十]+[）)]", line):
            counted[-1] += 1
        elif line.strip("\u200b "):
            counted.append(0)
    return counted


def test_within_one_era_the_same_norms_are_in_force() -> None:
    days = [date(2009, 1, 1) + timedelta(days=n) for n in range(0, 6600, 3)]
    by_era: dict[int, set[str]] = {}
    for day in days:
        in_force = {f"{norm.ref} {norm.in_force_from}" for norm in laws.on(day)}
        assert by_era.setdefault(laws.era(day), in_force) == in_force


def test_an_era_ends_at_the_midnight_at_which_the_law_changes() -> None:
    assert laws.era(date(2025, 12, 31)) != laws.era(date(2026, 1, 1))
