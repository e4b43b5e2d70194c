"""A few small rules of the tests' own, so that what they hold does not move with the catalogue."""

from __future__ import annotations

import random
from datetime import date

from anning.domain.findings import Conduct
from anning.knowledge.conduct import Rule
from anning.knowledge.phrases import Slot

DAY = date(2026, 3, 2)
SLOTS = {
    "亲属": Slot(name="亲属", title="", words=("父母", "妻子", "家里人")),
    "数字": Slot(name="数字", title="", chars="0123456789", repeat=(2, 4)),
}


def rule(name: str, *patterns: str, **more: object) -> Rule:
    given = {"conduct": Conduct.INSULT, "level": "high", "norms": ("civil_code/1024",), **more}
    return Rule(
        id=name,
        title=name,
        kind="test",
        status="test",
        patterns=patterns,
        caution="对方会说是气话",
        examples=(),
        counter_examples=(),
        author="test",
        date=DAY,
        **given,
    )


RULES = (
    rule("gap", "告诉|通知 ~4 @亲属 ~6 欠款|欠钱", conduct=Conduct.THIRD_PARTY_DISCLOSURE),
    rule("unordered", "@亲属 & 负债 & 公布", conduct=Conduct.DOXXING),
    rule("edges", "^【 ~8 法院 】", "还款 $", conduct=Conduct.FALSE_LEGAL_THREAT, disguise=False),
    rule("run", "转账 ~3 @数字 元", conduct=Conduct.PRIVATE_ACCOUNT_PAYMENT),
    rule("optional", "你? 这种? 老赖", level="medium"),
    rule("latin", "QQ群 ~3 曝光", conduct=Conduct.DOXXING),
    rule("traditional", "後果 自負", conduct=Conduct.INTIMIDATION),
)

_PIECES = (
    "告诉", "通知", "父母", "妻子", "家里人", "欠款", "欠钱", "负债", "公布", "【", "】", "法院", "还款",
    "转账", "12", "345", "元", "你", "这种", "老赖", "老賴", "ＱＱ群", "qq群", "曝光", "後果", "后果",
    "自負", "自负", "。", "！", "，", "\n", " ", "·", "*", "🙂", "👨‍👩‍👧", "\u200b",
    "\ud83d", "𠀀", "é", "e\u0301", "的", "了", "吧", "今天", "1", "％", "ﬁ", "　",
    "\ufe0f", "、",
)  # fmt: skip


_PHRASES = (
    "通知你妻子还欠钱",
    "家里人负债公布",
    "公布父母的负债",
    "【某地法院】",
    "马上还款",
    "转账给123元",
    "这种老赖",
)


def made(number: int, seed: int = 1) -> list[str]:
    """Texts of pieces of rules, ordinary characters, insertions and oddities; always the same for a seed.

    Every second one has a phrase some rule is about in it, with a piece put into it at times.
    """
    chosen = random.Random(seed)
    texts = []
    for turn in range(number):
        pieces = chosen.choices(_PIECES, k=chosen.randint(0, 14))
        if turn % 2:
            phrase = chosen.choice(_PHRASES)
            place = chosen.randint(0, len(phrase))
            pieces.insert(
                chosen.randint(0, len(pieces)), phrase[:place] + chosen.choice(_PIECES) + phrase[place:]
            )
        texts.append("".join(pieces))
    return texts
