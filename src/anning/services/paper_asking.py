"""What a paper still needs, one question at a time, and keeping each answer where it belongs."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from anning.casework.papers.model import Paper
from anning.domain.case import Case, Party, Role
from anning.domain.money import number
from anning.domain.papers import PaperDraft
from anning.errors import InputUnusable
from anning.knowledge.forms import papers as forms
from anning.knowledge.forms.papers import Field
from anning.services import case as acts
from anning.services import notebook
from anning.services.desk import Desk

_OF_DRAFT = frozenset({"a", "prior"})
"""Answers for one paper; the others belong to the case and serve every paper."""


class Question(Struct, frozen=True, kw_only=True):
    """One thing still to be told: its field and what is asked."""

    field: str
    asked: Field


def question(field: str) -> Field | None:
    """What is asked for a field; None for one that nobody asks for."""
    known = forms.shared().fields.get(field.partition(":")[0])
    return known if known and known.ask else None


def questions(written: Paper, behind: str = "") -> list[Question]:
    """What is still blank, one question each, in the order of the table; only those behind a field just asked.

    So what was skipped is not asked again at once.
    """
    order = {slot: place for place, slot in enumerate(forms.shared().fields)}
    found = ((blank.field, question(blank.field)) for blank in written.blanks)
    asked = [Question(field=field, asked=known) for field, known in found if known]
    asked.sort(key=lambda one: (order[one.field.partition(":")[0]], one.field))
    last = (order[behind.partition(":")[0]], behind) if behind.partition(":")[0] in order else (-1, "")
    return [one for one in asked if (order[one.field.partition(":")[0]], one.field) > last]


def answered(draft: PaperDraft, field: str) -> str:
    """What was answered for this paper before; "" for what belongs to the case."""
    return draft.answers.get(field.partition(":")[0], "")


def answer(desk: Desk, draft: PaperDraft, field: str, text: str) -> PaperDraft:
    """Keep an answer where it belongs: in the case once for all papers, or in this draft. InputUnusable."""
    slot, _, owner = field.partition(":")
    value = text.strip()
    if question(field) is None or not value:
        raise InputUnusable("这里还没有写", next_step="写一句，或者先跳过，文书里会留出空白")
    _within(question(field), value)
    kind, _, name = slot.partition(".")
    if kind in _OF_DRAFT:
        changed = replace(draft, answers={**draft.answers, slot: value})
        notebook.keep(desk, f"改了文书：{forms.form(draft.kind).name}", changed)
        return changed
    told = acts.case()
    if kind == "debt":
        _tell_debt(desk, told, draft, name, value)
    else:
        acts.save_party(desk, replace(_party(told, draft, kind, owner), **{name: _typed(name, value)}))
    return draft


def _within(asked: Field | None, value: str) -> None:
    """InputUnusable for a number that is larger than the form allows, or none where one is asked."""
    if asked is None or not asked.most:
        return
    try:
        small = number(value) <= asked.most
    except ValueError as reason:
        raise InputUnusable(str(reason), next_step="这里只写数字") from None
    if not small:
        raise InputUnusable(f"最多写 {asked.most}", next_step=asked.hint)


def _party(told: Case, draft: PaperDraft, kind: str, owner: str) -> Party:
    """The party a question is about, or a new one of that role."""
    if owner in told.parties:
        return told.parties[owner]
    if kind == "me":
        return told.me or Party(id=acts.PREFIXES["self"], role="self")
    role: Role = "third_party" if kind == "author" else "agency" if kind == "agency" else "creditor"
    debt = told.debts.get(draft.debt)
    named = draft.author if role == "third_party" else debt.creditor if debt and role == "creditor" else ""
    found = [p for p in told.parties.values() if p.role == role]
    if named in told.parties:
        return told.parties[named]
    if found and (role == "third_party" or len(found) == 1):
        return found[0]
    return Party(id=acts.new_id(acts.PREFIXES[role]), role=role, firm=role != "third_party")


def _tell_debt(desk: Desk, told: Case, draft: PaperDraft, name: str, value: str) -> None:
    debt = told.debts.get(draft.debt)
    if debt is None:
        raise InputUnusable("还没有写是哪一笔欠款", next_step="先在“案情”页里写下这笔欠款是谁放的")
    codes = {word: code for code, word in forms.shared().products.items() if word}
    filled: Any = codes.get(value, "other") if name == "product" else _typed(name, value)
    acts.save_debt(desk, replace(debt, **{name: filled}))


def _typed(name: str, value: str) -> Any:
    if name not in {"born", "signed"}:
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputUnusable(f"“{value}”不是日期", next_step="请写成 2026-01-31 这样") from None
