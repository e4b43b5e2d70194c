"""The sender check: three statements apart, court-like texts handled with care, links read but never opened."""

from __future__ import annotations

import random
import re
from datetime import date

import msgspec
import pytest

from anning.detection import sender, sender_links, sender_text
from anning.knowledge import lenders, numbers, shelf
from anning.knowledge.links import links as link_facts
from anning.knowledge.phrases.sender import wording

TODAY = date(2026, 11, 25)
LISTED = lenders.listed(lenders.registers())
KNOWN = {domain: one.body.name for one in LISTED for domain in one.body.domains}
ROUTES = ("12368", "人民法院在线服务", "带身份证到法院")
CLOCK = "是否已经送达？答辩期从您收到那天起算，安宁不会自己开始计时"
SILENT = re.compile("假|诈骗|fake", re.IGNORECASE)


def check(text, number=None):
    return sender.check(text, number, LISTED, TODAY)


def said(found):
    return msgspec.json.encode(found).decode()


# --- court-like texts ---------------------------------------------------------------------------------------

COURTS = [
    "南京市玄武区人民法院",
    "兰溪市人民法院",
    "深圳市福田区法院",
    "杭州互联网法院",
    "某某县人民法院执行局",
]
CASES = [
    "（2026）苏0102民初1234号",
    "(2025)浙0781执 88 号",
    "〔2026〕粤0304民诉前调56号",
    "（2014）玄民初字第123号",
    "",
]
SIGNS = [
    "【{court}】",
    "【12368】",
    "【人民法院送达平台】",
    "【诉前调解中心】",
    "【防假防诈骗中心】",
    "【某某科技】",
    "",
]
TRUE_FORMS = [
    "张某某：您与某银行金融借款合同纠纷一案{case}，{court}定于12月3日9时开庭，请到第六法庭，书记员李某。",
    "{court}向您送达{case}起诉状副本及应诉通知，请于收到后十五日内答辩。",
    "您有一份电子送达文书，案号{case}，请核对。如有疑问请拨打12368。",
    "{court}通知：{case}案已进入执行，请申报财产。承办法官王某。",
    "您申请的调解已由{court}受理，调解员将在三日内联系您，{case}。",
]
SCAM_FORMS = [
    "{court}传票：你涉嫌诈骗，案号{case}，今日17点前不还款立即强制执行！点http://fake-court.top/a查看",
    "【法院执行通知】你已被列入失信被执行人，速联系法官13800138000，转账至个人账户可撤案，勿信假消息",
    "你好我是{court}李法官，你的诈骗案{case}已立案，加QQ处理，否则上门抓人",
    "最后通知：{court}传票已寄往你户籍地，涉嫌贷款诈骗罪，点 t.cn/A6x 撤销",
    "诉 前 调 解：{case} 你有一起案件待开庭，逾期按假冒处理 FAKE",
    "傳票：{case}，{court}將於明日開庭，涉嫌詐騙",
]


def court_texts(count):
    chance = random.Random(20261125)
    for _ in range(count):
        court, case = chance.choice(COURTS), chance.choice(CASES)
        body = chance.choice([*TRUE_FORMS, *SCAM_FORMS]).format(court=court, case=case)
        sign = chance.choice(SIGNS).format(court=court)
        yield sign + body if chance.random() < 0.7 else body + sign


@pytest.mark.parametrize("number", [None, "", "13800138000", "+86 1069 0123 456", "+85212345678", "02512368"])
def test_court_like_texts_always_get_the_routes_and_never_the_word(number):
    texts = list(court_texts(240))
    assert len(set(texts)) >= 200
    for text in texts:
        found = check(text, number)
        assert found.court_like, text
        assert not SILENT.search(said(found)), text
        assert len(found.steps) == 3
        steps = " ".join(step.title + step.text for step in found.steps)
        assert all(route in steps for route in ROUTES), text
        assert "区号" in steps
        assert found.clock_question == CLOCK


def test_even_the_product_s_own_words_hold_none_of_those():
    sheets = [
        *shelf.sheets("phrases/sender"),
        *shelf.sheets("links"),
        *shelf.sheets("numbers"),
        *shelf.sheets("lenders"),
    ]
    for sheet in sheets:
        words = sheet.read_text(encoding="utf-8").replace("silent: [假, 诈骗, 詐騙, fake]", "")
        assert not SILENT.search(words), sheet


@pytest.mark.parametrize(
    "text",
    [
        "【玄武法院】请查收",
        "我是玄武法院的小王，请回电",
        "法院已发出通知，请尽快联系",
        "【执行局】您名下账户即将处理",
        "您有一份送达通知，请点击查看",
        "你的案子已进入执行阶段",
        "今日下午到庭参加调解，书记员联系您",
        "(2026)沪0115执2345号之一",
        "12368提醒您及时查收",
        "傳 票 已 寄 出",
    ],
)
def test_short_and_odd_court_like_texts_are_known(text):
    assert check(text).court_like


@pytest.mark.parametrize(
    "text",
    [
        "妈，今晚回来吃饭吗",
        "我司将向法院起诉",
        "【菜鸟驿站】您的包裹已送达，取件码3-2-1008，请及时领取",
        "您的外卖预计12:30送达，骑手正在配送",
        "【招商银行】您尾号1234的信用卡账单已出，本期应还3000元，到期日12月5日。",
        "公司要提高执行力，下周开会讨论执行标准",
        "【中国移动】您本月话费余额不足10元，请及时充值。",
    ],
)
def test_ordinary_texts_are_not_court_like(text):
    found = check(text)
    assert not found.court_like
    assert found.clock_question == ""
    assert len(found.steps) == 3
    assert not any("人民法院" in step.text for step in found.steps)


def test_case_numbers_are_read_and_called_no_more_than_well_written():
    found = check("【南京市玄武区人民法院】您的（2026）苏0102民初1234号案件定于明日开庭")
    (case,) = found.case_numbers
    assert (case.written, case.year, case.province) == ("（2026）苏0102民初1234号", 2026, "江苏")
    assert any("不等于有这个案件" in line for line in found.unverified)
    assert found.courts == ("南京市玄武区人民法院",)
    assert found.claims_to_be.startswith("南京市玄武区人民法院")
    assert not any("没有对应" in line for line in found.unverified)  # no list of ours holds every court
    assert any("年份不寻常" in line for line in check("法院传票（2031）苏0102民初1号").unverified)


def test_a_court_is_named_without_the_words_before_it():
    assert sender_text.courts("已向南京市鼓楼区人民法院起诉，由上海金融法院审理") == (
        "南京市鼓楼区人民法院",
        "上海金融法院",
    )


# --- who it claims to be ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "step"),
    [
        ("我是朝阳区公安局民警，请速联系我", "police", "110"),
        ("【某某市公安局】请到我局说明情况", "police", "110"),
        ("我是某某区检察院检察官王某", "procuratorate", "110"),
        ("我是江苏某某律师事务所王律师，受托发函", "lawyer", "执业证号"),
        ("【招商银行】您的信用卡已逾期", "lender", "合同"),
        ("【好期贷】您的账单已逾期", "lender", "合同"),
        ("我是某某资产管理公司的，受招联金融委托", "collector", "合同"),
        ("【金融监管总局】您的账户异常", "regulator", "12378"),
        ("我是司法局的，你的事归我管", "government", "12345"),
    ],
)
def test_each_claim_gets_its_own_check(text, kind, step):
    found = check(text)
    assert found.claims[0].kind == kind
    assert len(found.steps) == 3
    assert step in found.steps[0].title + found.steps[0].text


def test_a_lender_is_never_called_at_the_number_in_the_message():
    found = check("【招商银行】请致电13800138000还款")
    assert "不打短信里的号码" in found.steps[0].text
    assert any("13800138000" in line and "不要用它来核对" in line for line in found.unverified)


@pytest.mark.parametrize(
    "text", ["你再骚扰我就去派出所报案", "我要找律师咨询一下", "我们会向公安报案", "在法院路见"]
)
def test_speaking_of_an_office_is_not_claiming_to_be_one(text):
    assert check(text).claims == ()


def test_other_claims_beside_a_court_s_are_not_lost():
    found = check("【招商银行】您的案件（2026）苏0102民初9号将于明日开庭")
    assert found.court_like
    assert "12368" in found.steps[0].numbers
    assert any("合同" in line for line in found.also)


# --- signatures and lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("【招商银行】您好", "招商银行"),
        ("您好，请还款【招商银行】", "招商银行"),
        ("您好，请还款【招商银行】拒收请回复R", "招商银行"),
        ("您好，请还款。[招商银行]", "招商银行"),
        ("您好【招商银行】请还款", ""),
        ("【2026】苏0102民初1号", ""),
        ("妈，吃饭", ""),
    ],
)
def test_signature_at_start_or_end(text, signature):
    assert check(text).signature == signature


def test_what_supports_names_list_date_and_mark():
    (support,) = check("【招商银行】账单已出").supported_by
    assert "招商银行" in support.what
    assert "名录" in support.source
    assert (support.dated, support.mark) == (date(2026, 11, 25), "K")


def test_a_signature_on_no_list_is_to_be_checked_and_proves_nothing():
    (line,) = [line for line in check("【信息平台】请还款").unverified if "没有对应" in line]
    assert "2025" in line
    assert "不能说明什么" in line


def test_nearly_a_listed_signature_supports_nothing():
    found = check("【招商银行委外一部】请还款")
    assert found.supported_by == ()
    assert any("不完全相同" in line for line in found.unverified)
    assert any("中国银行" in line and "长得像" in line for line in check("【中囯银行】请还款").unverified)


def test_a_person_s_own_list_counts_with_its_source():
    body = lenders.Body(name="沅舸资产", kind="collector", signatures=("沅舸",), on_behalf_of="某银行")
    own = lenders.Register(
        title="某银行合作机构",
        source="某银行网站",
        published=date(2025, 9, 30),
        retrieved=TODAY,
        mark="V",
        rows=(body,),
    )
    found = sender.check("【沅舸】请还款", None, lenders.listed([own]), TODAY)
    assert found.claims[0].kind == "collector"
    assert found.supported_by[0].source == "某银行合作机构：某银行网站"
    assert found.supported_by[0].dated == date(2025, 9, 30)


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", numbers.classes(), ids=lambda row: row.id)
def test_every_number_class_holds_its_examples(row):
    assert [sender.classify(number).id for number in row.examples] == [row.id] * len(row.examples)
    found = [sender.classify(number) for number in row.counter_examples]
    assert not any(other and other.id == row.id for other in found)


@pytest.mark.parametrize(
    "number", ["+86 138 0013 8000", "86138-0013-8000", "１３８００１３８０００", "0086 13800138000"]
)
def test_a_number_is_the_same_however_it_is_written(number):
    found = check("妈，吃饭", number)
    assert found.number == "13800138000"
    assert found.number_class.id == "mobile"


@pytest.mark.parametrize("number", ["+86 1069 0123 4567", "8610690123456", "1069-0000"])
def test_a_port_says_only_its_class(number):
    found = check("【招商银行】账单", number)
    assert found.number_class.id == "port_1069"
    assert not any(number in support.what for support in found.supported_by)
    assert any("只说明业务类别" in line for line in found.unverified)


def test_a_listed_number_supports_its_owner_only():
    right = check("【招商银行】账单", "+86 95555")
    assert any("95555" in support.what for support in right.supported_by)
    assert any("可以被改动" in line for line in right.unverified)
    wrong = check("【中国工商银行】账单", "95555")
    assert not any("95555" in support.what for support in wrong.supported_by)
    assert any("招商银行" in line and "不是同一家" in line for line in wrong.unverified)


def test_the_court_line_supports_a_court_and_still_proves_nothing():
    found = check("您的案件明日开庭", "025-12368")
    assert found.number_class.id == "court_line"
    assert any("12368" in support.what for support in found.supported_by)
    assert any("可以被改动" in line for line in found.unverified)


def test_unknown_withheld_and_missing_numbers_are_told_apart():
    assert any("没有填" in line for line in check("好").unverified)
    assert any("没有显示" in line for line in check("好", "").unverified)
    assert any("不在已知" in line for line in check("好", "ABCBANK").unverified)


# --- links --------------------------------------------------------------------------------------------------


def one(text):
    (link,) = sender_links.find(text, KNOWN)
    return link


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("点https://www.icbc.com.cn/pay查看", "icbc.com.cn"),
        ("点https://zxfw.court.gov.cn/x查看", "court.gov.cn"),
        ("登录 a.b.example.com。", "example.com"),
        ("点http://pay.example.top查看详情", "example.top"),
        ("点t.cn/A6x查看", "t.cn"),
        ("https://pay.example.com🛑请查收", "example.com"),
        ("http://工商银行.com/查", "xn--gmqy3k9yk4ns.com"),
        ("http://ｗｗｗ．ｉｃｂｃ．ｃｏｍ．ｃｎ/", "icbc.com.cn"),
        ("http://10.0.0.1/x", "10.0.0.1"),
        ("http://x.github.io/", "x.github.io"),
    ],
)
def test_registrable_domain(text, domain):
    found = one(text)
    assert sender_links.registrable(found.punycode) == domain or found.punycode.startswith("xn--")
    assert found.punycode.isascii()
    assert domain.startswith("xn--") or found.punycode == domain


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("http://example.com/a", "http"),
        ("https://example.com:8443/a", "8443"),
        ("点 t.cn/A6x", "短链接"),
        ("https://u.nu/x", "短链接"),
        ("http://1.2.3.4/a", "IP"),
        ("快去 1.2.3.4:8080/a", "IP"),
        ("https://іcbc.com.cn/a", "相似"),
        ("https://1cbc.com.cn/a", "相似"),
        ("https://icbc.top/a", "相似"),
        ("https://cmbchlna.com/a", "相似"),
        ("https://cmbchina.com.pay-x.top/a", "真正注册的域名是 pay-x.top"),
        ("https://icbc-pay.top/a", "字样"),
        ("https://icbc.com.cn@evil.top/a", "真正的网站是后面的"),
        ("https://court-gov.cn/a", "不是 .gov.cn"),
        ("https://www.c\u200bourt.top/a", "看不见"),
        ("https://xn--cbc-ihd.com.cn/a", "非英文"),
    ],
)
def test_what_to_look_at_twice(text, warning):
    assert warning in "；".join(one(text).warnings)


def test_a_listed_domain_is_left_in_peace():
    assert one("https://www.icbc.com.cn/a").warnings == ()
    assert one("https://zxfw.court.gov.cn/a").warnings == ()
    found = check("【工商银行】登录https://www.icbc.com.cn查看")
    assert any("icbc.com.cn" in support.what for support in found.supported_by)


@pytest.mark.parametrize(
    "text", ["余额3.5元，1.2.3版", "写信到 a@example.com", "3.14和2.0", "您好。再见", "12.30.开会"]
)
def test_what_is_no_link(text):
    assert sender_links.find(text, KNOWN) == ()


def test_every_lookalike_is_one_of_plain_letters():
    assert all(plain.isascii() and len(plain) == 1 for plain in link_facts().lookalikes.values())


def test_long_and_hostile_texts_are_answered_quickly():
    for text in (
        "http://" + "a." * 5000,
        "法" * 9000 + "院",
        "(2026)" * 2000,
        "【" * 9000,
        "a-." * 5000 + "com",
        "我是" * 5000,
    ):
        assert len(check(text, "1" * 5000).steps) == 3


# --- the sheets ---------------------------------------------------------------------------------------------


def test_every_kind_of_claim_has_steps():
    kinds = {words.kind for words in wording().claims} | {"other", "none"}
    assert kinds == {kind for steps in wording().steps for kind in steps.kinds}


def test_every_listed_row_has_a_source_and_a_mark():
    for row in LISTED:
        assert row.source
        assert row.mark in {"V", "V2", "M", "K"}
        assert all(number.isdigit() for number in row.body.numbers)
        assert all(sender_links.registrable(domain) == domain for domain in row.body.domains)
