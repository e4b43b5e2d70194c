"""Papers: what can be written now, the facts it may tell of, what is still to be asked, and the files.

One paper at a time: a draft is of one kind for one debt, and nothing here goes through all debts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from anning.casework.papers import build, docx, own_words, pdf, plain
from anning.casework.papers.given import Counted, Exhibited, PaperCase, People
from anning.casework.papers.model import Cited, Paper
from anning.casework.papers.own_words import Remark
from anning.domain import money
from anning.domain.case import Case
from anning.domain.china_time import china_day, now
from anning.domain.entries import Entry
from anning.domain.findings import Conduct
from anning.domain.papers import PaperDraft, draft_id
from anning.errors import InputUnusable, NotFound, Refused, WrongUse
from anning.knowledge import channels as places
from anning.knowledge import laws
from anning.knowledge.forms import papers as forms
from anning.knowledge.forms.papers import Cause, EvidenceTable, Item, Items, OwnWords, PaperForm
from anning.knowledge.names import names
from anning.services import budget, custody, limitation, notebook, paper_facts
from anning.services import case as acts
from anning.services.desk import Desk
from anning.services.paper_asking import Question, answer, answered, question, questions
from anning.services.paper_facts import Offered

__all__ = ["Offered", "Question", "Remark", "answer", "answered", "look", "question", "questions"]

look = own_words.look
_CHECK = "check:"
_RENDERERS = {"pdf": pdf.render, "docx": docx.render}


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of paper as a list shows it; reason says what in the case speaks for it ("" when nothing does)."""

    form: PaperForm
    reason: str
    begun: bool


class Unchecked(Struct, frozen=True, kw_only=True):
    """A norm or name to look up before it is relied on: what it says in our words, and where that comes from."""

    ref: str
    named: str
    says: str
    source: str


class Wish(Struct, frozen=True, kw_only=True):
    """A request of a paper and whether it is in it."""

    item: Item
    wanted: bool


class Files(Struct, frozen=True, kw_only=True):
    """A paper and where its files were written."""

    paper: Paper
    paths: tuple[Path, ...]


def kinds(desk: Desk) -> list[Kind]:  # noqa: ARG001 - every service takes the desk
    """Every kind, with what speaks for it in this case."""
    told, found = acts.case(), paper_facts.seen(Conduct)
    begun = {draft.kind for draft in notebook.all_of(PaperDraft).values()}
    return [
        Kind(form=form, reason=_reason(form, told, found), begun=form.id in begun)
        for form in forms.forms().values()
    ]


def form(kind: str) -> PaperForm:
    """The form of a kind. NotFound."""
    return forms.form(kind)


def takes_words(found: PaperForm) -> bool:
    """Whether there is a place in it for the person's own words."""
    return _has(found, OwnWords)


def _has(found: PaperForm, kind: type[Struct]) -> bool:
    return any(isinstance(block, kind) for part in found.parts for block in part.blocks)


def begun(kind: str, debt: str = "") -> PaperDraft:
    """The draft of that kind for that debt as it was left, or a new one. NotFound for an unknown kind or debt."""
    found = forms.form(kind)
    debts = acts.case().debts
    if debt and debt not in debts:
        raise NotFound("没有这笔欠款", where=debt, next_step="在“案情”页里看有哪几笔")
    debt = debt or (next(iter(debts)) if len(debts) == 1 else "")
    key = draft_id(found.id, debt)
    return notebook.all_of(PaperDraft).get(key) or PaperDraft(id=key, kind=found.id, debt=debt)


def save(desk: Desk, draft: PaperDraft) -> str:
    """Keep a draft; gives the batch's id, "" when nothing changed."""
    if notebook.all_of(PaperDraft).get(draft.id) == draft:
        return ""
    return notebook.keep(desk, f"改了文书：{forms.form(draft.kind).name}", draft)


def paper(
    desk: Desk, draft: PaperDraft, day: date | None = None, exhibits: Mapping[str, Exhibited] | None = None
) -> Paper:
    """The paper as it stands; it carries today's date (China) unless another is given."""
    return build.draft(draft.kind, given(desk, draft, day, exhibits))


def given(
    desk: Desk, draft: PaperDraft, day: date | None = None, exhibits: Mapping[str, Exhibited] | None = None
) -> PaperCase:
    """Everything the paper draws on; without exhibits given, those the person put together number the proofs."""
    told = acts.case()
    choice = paper_facts.offered(desk, draft, told)
    if exhibits is None:
        exhibits = paper_facts.exhibited(
            desk, choice.picked, pages=_has(forms.form(draft.kind), EvidenceTable)
        )
    return PaperCase(
        case=told,
        draft=_about_money(draft),
        day=day or china_day(now()),
        entries=tuple(thing for thing in choice.picked if isinstance(thing, Entry)),
        counted=tuple(thing for thing in choice.picked if isinstance(thing, Counted)),
        more=choice.more,
        exhibits=exhibits,
        roles=paper_facts.roles(),
    )


def _about_money(draft: PaperDraft) -> PaperDraft:
    """With what only the debt knows: whether its period surely runs, and the most a bad month leaves."""
    if not forms.form(draft.kind).limitation:
        return draft
    most = budget.most()
    usual = {"a.monthly": money.shown(most)} if most else {}
    return replace(draft, answers={**usual, **draft.answers, limitation.OPEN: "1" if _open(draft) else ""})


def too_much(draft: PaperDraft) -> str:
    """What a bad month leaves, where the draft promises more a month than that; "" otherwise."""
    most, written = budget.most(), draft.answers.get("a.monthly", "")
    try:
        return money.shown(most) if written and most is not None and money.number(written) > most else ""
    except ValueError:
        return ""


def _open(draft: PaperDraft) -> bool:
    return bool(draft.debt) and not limitation.standing(draft.debt).found.red


def offered(desk: Desk, draft: PaperDraft) -> list[Offered]:
    """The facts this paper may tell of, in order of time, those in it marked."""
    return list(paper_facts.offered(desk, draft, acts.case()).offered)


def valid(draft: PaperDraft) -> PaperDraft:
    """The draft with choices that its form does not know left out."""
    found, told = forms.form(draft.kind), acts.case()
    return replace(
        draft,
        channel=draft.channel if draft.channel in found.addressee else "",
        cause=draft.cause if draft.cause in found.causes else "",
        author=draft.author if draft.author in told.parties else "",
        against=tuple(key for key in draft.against if key in told.parties),
    )


def channels(draft: PaperDraft) -> list[tuple[str, str, bool]]:
    """Bodies the paper can go to, with the chosen one; none where there is no choice."""
    heads = list(forms.form(draft.kind).addressee)
    known = places.channels()
    rows = [
        (c, known[c].names[-1].name if c in known else c, c == (draft.channel or heads[0])) for c in heads
    ]
    return rows if len(rows) > 1 else []


def causes(draft: PaperDraft) -> list[tuple[str, Cause, bool]]:
    """Kinds of claim, with the chosen one."""
    known = forms.form(draft.kind).causes
    return [(c, forms.shared().causes[c], c == (draft.cause or known[0])) for c in known]


def against(draft: PaperDraft, told: Case) -> list[tuple[str, str, bool]]:
    """Firms and people it could be against, with those it is; none where there is no choice."""
    found = forms.form(draft.kind)
    if found.against == "nobody":
        return []
    people = People(found, PaperCase(case=told, draft=draft, day=date.min))
    now_against = {party.id for party in people.respondents}
    able = [p for p in told.parties.values() if p.role in {"creditor", "agency", "collector"}]
    rows = [(p.id, acts.titled(p), p.id in now_against) for p in able]
    return rows if len(rows) > 1 else []


def authors(draft: PaperDraft, told: Case) -> list[tuple[str, str, bool]]:
    """Relatives and others whose paper it could be, with the chosen one."""
    found = forms.form(draft.kind)
    if found.author == "self":
        return []
    chosen = People(found, PaperCase(case=told, draft=draft, day=date.min)).author.id
    others = [p for p in told.parties.values() if p.role == "third_party"]
    rows = [(p.id, acts.titled(p), p.id == chosen) for p in others]
    return rows if len(rows) > 1 else []


def wishes(draft: PaperDraft, written: Paper) -> list[Wish]:
    """The requests that fit the facts, and which of them are made."""
    told = {conduct for fact in written.facts for conduct in fact.conducts}
    closed = forms.form(draft.kind).limitation and not _open(draft)
    items = (
        item
        for part in forms.form(draft.kind).parts
        for block in part.blocks
        if isinstance(block, Items)
        for item in block.items
        if (not item.conducts or told & set(item.conducts)) and not (closed and limitation.OPEN in item.needs)
    )
    return [Wish(item=item, wanted=draft.requests.get(item.id, not item.optional)) for item in items]


def unchecked(written: Paper) -> list[Unchecked]:
    """What nobody has read in the text yet, with what is known of it."""
    marked = [b for b in written.blanks if b.field.startswith(_CHECK)]
    cited = {norm.ref: norm for norm in written.norms}
    return [_unchecked(b.field.removeprefix(_CHECK), b.label, cited) for b in marked]


def _unchecked(ref: str, label: str, cited: Mapping[str, Cited]) -> Unchecked:
    if ref not in cited:
        return Unchecked(ref=ref, named=label, says=forms.shared().words["cause_check"], source="")
    norm = laws.on(date.fromisoformat(cited[ref].day)).get(ref)
    return Unchecked(
        ref=ref, named=label, says=norm.summary if norm else "", source=norm.source if norm else ""
    )


def remarks(draft: PaperDraft) -> list[Remark]:
    """What is worth a second look in everything the person wrote into this draft themselves."""
    fields = forms.shared().fields
    written = [text for slot, text in draft.answers.items() if slot not in fields or not fields[slot].quoted]
    return [remark for text in (draft.own_words, *written) for remark in own_words.look(text)]


def write(desk: Desk, draft: PaperDraft, folder: Path, day: date | None = None) -> Files:
    """Write the paper as PDF and Word into a folder; the custody log notes what left. Refused; InputUnusable."""
    written = _passed(draft, paper(desk, draft, day))
    made = {f"{written.kind}.{kind}": render(written) for kind, render in _RENDERERS.items()}
    paths = []
    for name, content in made.items():
        paths.append(_put(folder / name, content))
        _noted(desk, written, name, content)
    return Files(paper=written, paths=tuple(paths))


def file(desk: Desk, draft: PaperDraft, kind: str) -> bytes:
    """One file of the paper, "pdf" or "docx", noted in the custody log. Refused; WrongUse."""
    if kind not in _RENDERERS:
        raise WrongUse(f"没有这种文件：{kind}", next_step="可以要 pdf 或者 docx")
    written = _passed(draft, paper(desk, draft))
    content = _RENDERERS[kind](written)
    _noted(desk, written, f"{written.kind}.{kind}", content)
    return content


def _noted(desk: Desk, written: Paper, name: str, content: bytes) -> None:
    evidence = tuple(dict.fromkeys(e for fact in written.facts for e in fact.evidence))
    custody.exported(desk, evidence, name, sha256(content).hexdigest(), f"写出文书：{written.title}")


def _passed(draft: PaperDraft, written: Paper) -> Paper:
    """The paper, unless limitation comes first or the person's own words could hurt them."""
    if forms.form(draft.kind).limitation:
        limitation.require(draft.debt)
    for remark in remarks(draft):
        if remark.always:
            raise Refused(
                f"这份文书里有一处要先改：{remark.title}",
                where=f"“{remark.quote}”",
                next_step=f"{remark.why}{remark.instead}",
            )
    return written


def as_text(written: Paper) -> str:
    """The text alone."""
    return plain.render(written)


def to_json(files: Files) -> dict[str, Any]:
    """The contract of ``anning draft --json``."""
    written = files.paper
    marks = names().mark
    return {
        "kind": written.kind,
        "title": written.title,
        "day": written.day,
        "masked": written.masked,
        "files": [str(path) for path in files.paths],
        "blanks": [{"field": blank.field, "label": blank.label} for blank in written.blanks],
        "facts": [
            {"number": f.number, "day": f.day, "entry": f.entry, "evidence": list(f.evidence), "label": f.label}
            for f in written.facts
        ],
        "norms": [
            {
                "ref": n.ref, "cited": n.cited, "day": n.day, "in_force": n.citation.in_force,
                "mark": n.citation.mark, "mark_says": marks[n.citation.mark], "confirmed": n.confirmed,
            }
            for n in written.norms
        ],
        "attachments": list(written.attachments),
        "copies": [{"whom": copy.whom, "count": copy.count} for copy in written.copies],
    }  # fmt: skip


def _reason(form: PaperForm, told: Case, found: set[Conduct]) -> str:
    """What speaks for a paper: conducts found, and whether the kind of lender fits where that decides."""
    lenders = {p.lender for p in told.parties.values() if p.role == "creditor" and p.lender}
    if form.lenders and lenders and not lenders & set(form.lenders):
        return ""
    titles = [names().conduct[c].title for c in form.conducts[: form.leads] if c in found]
    return f"记录里有{'、'.join(titles[:3])}" if titles else ""


def _put(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        part.replace(path)
    except OSError as reason:
        raise InputUnusable(
            f"写不了这个文件：{reason.strerror or reason}",
            where=str(path),
            next_step="换一个您有写入权限的文件夹",
        ) from reason
    return path
