"""文书: what can be written, one paper as it stands with its gaps, one question a screen, the facts, own words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec.structs import replace

from anning.domain.papers import PaperDraft
from anning.errors import InputUnusable
from anning.services import case as acts
from anning.services import limitation
from anning.services import papers as service
from anning.web import workplace
from anning.web.pages.case.changes import with_undo
from anning.web.pages.papers.shown import shown

GROUPS = {
    "deal": "和机构协商",
    "complain": "向机构和监管部门",
    "report": "向公安机关",
    "sue": "向法院",
    "answer": "被起诉以后",
    "help": "请人帮忙",
    "record": "征信和个人信息",
    "family": "家人、同事自己的",
}
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """The list; first those begun, and of each group the one something in the case speaks for."""
    kinds = service.kinds(workplace.desk())
    groups = [(title, [k for k in kinds if k.form.group == group]) for group, title in GROUPS.items()]
    firsts = [next((k for k in of if k.reason), None) for _, of in groups]
    fitting = [k for k in kinds if k.begun or k in firsts]
    return render(request, "papers/papers.html", {"fitting": fitting, "groups": groups})


@require_safe
def paper(request: HttpRequest, kind: str) -> HttpResponse:
    """The paper as it stands; with several debts it is asked first which one it is about."""
    told, debt = acts.case(), request.GET.get("debt", "")
    form = service.form(kind)
    if len(told.debts) > 1 and not debt:
        debts = [(one.id, acts.owed(told, one)) for one in told.debts.values()]
        return render(request, "papers/which.html", {"form": form, "debts": debts})
    draft = service.begun(kind, debt)
    if form.limitation and not _checked(draft):
        return redirect(_limitation(draft))
    desk = workplace.desk()
    written = service.paper(desk, draft)
    context: dict[str, Any] = {
        "form": form,
        "draft": draft,
        "paper": written,
        "parts": shown(written),
        "questions": service.questions(written),
        "unchecked": service.unchecked(written),
        "remarks": service.remarks(draft),
        "wishes": service.wishes(draft, written),
        "channels": service.channels(draft),
        "causes": service.causes(draft),
        "against": service.against(draft, told),
        "authors": service.authors(draft, told),
        "askable": {blank.field for blank in written.blanks if service.question(blank.field)},
        "takes_words": service.takes_words(form),
        "standing": limitation.standing(draft.debt) if form.limitation else None,
        "too_much": service.too_much(draft),
        "channel": draft.channel or next(iter(form.addressee)),
        "done": request.GET.get("done", ""),
    }
    return render(request, "papers/paper.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """One question; answered, the next that is open; skipped ones come again next time."""
    draft = _draft(request, kind)
    desk = workplace.desk()
    field, problem = request.GET.get("field", ""), None
    if request.method == "POST":
        try:
            draft = service.answer(desk, draft, field, request.POST.get("text", ""))
            return redirect(_after(desk, draft, field))
        except InputUnusable as reason:
            problem = reason
    asked = service.question(field)
    if asked is None:
        return redirect(_after(desk, draft, ""))
    context = {
        "draft": draft, "form": service.form(kind), "question": asked, "field": field, "problem": problem,
        "text": request.POST.get("text", service.answered(draft, field)), "skip": _after(desk, draft, field),
    }  # fmt: skip
    return render(request, "papers/ask.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, kind: str) -> HttpResponse:
    """Which contacts the paper tells of."""
    draft, desk = _draft(request, kind), workplace.desk()
    if request.method == "POST":
        again = "suggested" in request.POST
        chosen = None if again else tuple(request.POST.getlist("chosen"))
        return with_undo(_back(draft), service.save(desk, replace(draft, chosen=chosen)))
    offered = service.offered(desk, draft)
    others = sum(not one.picked for one in offered)
    context = {"draft": draft, "form": service.form(kind), "offered": offered, "others": others}
    return render(request, "papers/facts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, kind: str) -> HttpResponse:
    """The person's own words, kept as they are, with what is worth a second look beside them."""
    draft, desk = _draft(request, kind), workplace.desk()
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n").strip()
        batch = service.save(desk, replace(draft, own_words=text))
        remarks = service.look(text)
        return with_undo(redirect(_at("paper-words", draft)) if remarks else _back(draft), batch)
    context = {
        "draft": draft, "form": service.form(kind), "remarks": service.look(draft.own_words),
        "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "papers/words.html", context)


@require_POST
def choices(request: HttpRequest, kind: str) -> HttpResponse:
    """Requests, body, cause, and whom it is against."""
    draft, given = _draft(request, kind), request.POST
    offered = given.getlist("offered")
    wanted = set(given.getlist("wanted"))
    changed = replace(
        draft,
        requests={**draft.requests, **{name: name in wanted for name in offered}},
        channel=given.get("channel", draft.channel),
        cause=given.get("cause", draft.cause),
        author=given.get("author", draft.author),
        against=tuple(given.getlist("against")) if "whom" in given else draft.against,
    )
    return with_undo(_back(draft), service.save(workplace.desk(), service.valid(changed)))


@require_POST
def checked(request: HttpRequest, kind: str) -> HttpResponse:
    """Norms the person has looked up in the text."""
    draft = _draft(request, kind)
    confirmed = tuple(dict.fromkeys((*draft.confirmed, *request.POST.getlist("ref"))))
    return with_undo(_back(draft), service.save(workplace.desk(), replace(draft, confirmed=confirmed)))


@require_POST
def file(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """The PDF or Word file, to be saved."""
    draft = _draft(request, kind)
    content = service.file(workplace.desk(), draft, form)
    name = f"{service.form(kind).title}.{form}"
    disposition = f"attachment; filename=\"{kind}.{form}\"; filename*=UTF-8''{urlencode({'': name})[1:]}"
    return HttpResponse(content, headers={"Content-Type": _TYPES[form], "Content-Disposition": disposition})


def _draft(request: HttpRequest, kind: str) -> PaperDraft:
    return service.begun(kind, request.GET.get("debt", "") or request.POST.get("debt", ""))


def _checked(draft: PaperDraft) -> bool:
    """Whether anything about paying may be shown for that debt yet."""
    return bool(draft.debt) and limitation.standing(draft.debt).may_write


def _limitation(draft: PaperDraft) -> str:
    """Where the limitation notice of the debt is read, and the way back from there."""
    address = reverse("limitation", args=[draft.debt]) if draft.debt else reverse("limitations")
    return f"{address}?{urlencode({'next': _at('paper_new', draft)})}"


def _at(name: str, draft: PaperDraft, **more: str) -> str:
    given = ({"debt": draft.debt} if draft.debt else {}) | more
    return reverse(name, args=[draft.kind]) + (f"?{urlencode(given)}" if given else "")


def _back(draft: PaperDraft) -> Any:
    return redirect(_at("paper_new", draft))


def _after(desk: Any, draft: PaperDraft, field: str) -> str:
    """The next open question after this one, else the paper."""
    fields = [question.field for question in service.questions(service.paper(desk, draft), field)]
    return _at("paper-ask", draft, field=fields[0]) if fields else _at("paper_new", draft)
