"""歇一歇: help beside a self-check, a plan for bad hours, worries put off, threats held against the law, breath.

Answers are shown from the request they came with and kept only when asked. Notes say that something was done,
never what: they travel in a cookie.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anning.errors import InputUnusable
from anning.services import timeline, wellbeing
from anning.web import workplace

_READ_WRITE = ["GET", "HEAD", "POST"]
_BACK = {"later": "quiet-later", "two": "quiet-two", "pages": "quiet-kept"}


@require_safe
def room(request: HttpRequest) -> HttpResponse:
    """Three kinds of help side by side, and the doors to everything else."""
    ways = wellbeing.ways(workplace.desk())
    worries = None if ways.trouble else wellbeing.parked(workplace.desk())
    context = {"ways": ways, "worries": worries, "questionnaires": wellbeing.questionnaires()}
    return render(request, "quiet/room.html", context)


@require_safe
def breath(request: HttpRequest) -> HttpResponse:
    """A breath in four steps; it moves by style sheet alone."""
    return render(request, "quiet/breath.html", {"words": wellbeing.ways(workplace.desk()).words})


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The plan for bad hours as it is read and printed."""
    desk = workplace.desk()
    written = [(prompt, text) for prompt, text in wellbeing.plan(desk) if text]
    return render(request, "quiet/plan.html", {"written": written, "ways": wellbeing.ways(desk)})


@require_http_methods(_READ_WRITE)
def edit_plan(request: HttpRequest) -> HttpResponse:
    """Every question of the plan in one form."""
    desk = workplace.desk()
    ways, problem = wellbeing.ways(desk), None
    prompts = wellbeing.plan(desk)
    people = [(person.name, person.number) for person in ways.people]
    if request.method == "POST":
        prompts = [(prompt, request.POST.get(prompt.id, "")) for prompt, _ in prompts]
        people = list(zip(request.POST.getlist("name"), request.POST.getlist("number"), strict=False))
        try:
            wellbeing.save_plan(desk, {prompt.id: text for prompt, text in prompts}, people)
        except InputUnusable as reason:
            problem = reason
        else:
            messages.success(request, "写好了。")
            return redirect("quiet-plan")
    people += [("", "")] * (wellbeing.PEOPLE - len(people))
    context = {"prompts": prompts, "people": people, "words": ways.words, "problem": problem}
    return render(request, "quiet/plan_edit.html", context)


@require_http_methods(_READ_WRITE)
def later(request: HttpRequest) -> HttpResponse:
    """Worries: a form, those that have come due, and how many wait; ?open=1 shows these too."""
    desk, problem = workplace.desk(), None
    if request.method == "POST":
        try:
            wellbeing.park(desk, request.POST.get("text", ""), request.POST.get("hour", ""))
        except InputUnusable as reason:
            problem = reason
        else:
            messages.success(request, "放好了，到时候再看。")
            return redirect("quiet-later")
    context = {
        "worries": wellbeing.parked(desk),
        "words": wellbeing.ways(desk).words,
        "open": "open" in request.GET,
        "problem": problem,
        "text": request.POST.get("text", "") if problem else "",
    }
    return render(request, "quiet/later.html", context)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Put a worry off once more."""
    wellbeing.park_again(workplace.desk(), request.POST.get("id", ""))
    messages.success(request, "又放好了。")
    return redirect("quiet-later")


@require_http_methods(_READ_WRITE)
def two(request: HttpRequest) -> HttpResponse:
    """What they said beside what the law lets them do; ?contact= fills the form. Nothing is kept."""
    desk = workplace.desk()
    contact = request.GET.get("contact", "")
    context: dict[str, object] = {
        "sides": wellbeing.sides(),
        "said": timeline.get(desk, contact).text if contact else "",
    }
    if request.method == "POST":
        said, fear = request.POST.get("said", ""), request.POST.get("fear", "")
        chosen = request.POST.getlist("conduct")
        context |= {"said": said, "fear": fear, "chosen": chosen}
        try:
            context["facts"] = wellbeing.facts(said, fear, chosen)
        except InputUnusable as reason:
            context["problem"] = reason
    else:
        context["kept"] = wellbeing.kept_facts(desk)
    return render(request, "quiet/two.html", context)


@require_POST
def keep_two(request: HttpRequest) -> HttpResponse:
    """Keep one, because the person asked."""
    said, fear = request.POST.get("said", ""), request.POST.get("fear", "")
    wellbeing.keep_facts(workplace.desk(), said, fear, request.POST.getlist("conduct"))
    messages.success(request, "记下了，在这一页的下面。")
    return redirect("quiet-two")


@require_http_methods(_READ_WRITE)
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """One questionnaire; sent, what it comes to, with help before anything else where that is due."""
    scale = wellbeing.questionnaire(slug)
    context: dict[str, object] = {"ways": wellbeing.ways(workplace.desk()), "scale": scale}
    answers: list[int | None] = [None] * len(scale.items)
    if request.method == "POST":
        answers = _answers(request, len(scale.items))
        context["result"] = wellbeing.result(slug, answers)
    context["asked"] = list(zip(scale.items, answers, strict=True))
    return render(request, "quiet/ask.html", context)


@require_POST
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the answers, because the person asked."""
    items = len(wellbeing.questionnaire(slug).items)
    wellbeing.keep_check(workplace.desk(), slug, _answers(request, items))
    messages.success(request, "记下了。")
    return redirect("quiet-kept")


def _answers(request: HttpRequest, items: int) -> list[int | None]:
    """The form's answers; what is no number counts as not answered."""
    given = (request.POST.get(f"item-{place}", "") for place in range(1, items + 1))
    return [int(text) if text.isdecimal() else None for text in given]


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The answers kept so far; nobody is led here, it is asked for."""
    return render(request, "quiet/kept.html", {"checks": wellbeing.checks(workplace.desk())})


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Take one thing away for good, and go back to where it stood."""
    wellbeing.drop(workplace.desk(), request.POST.get("id", ""))
    messages.success(request, "删去了。")
    return redirect(_BACK.get(request.POST.get("back", ""), "quiet"))


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Take everything away for good."""
    wellbeing.clear(workplace.desk())
    messages.success(request, "这里记下的全部删去了。")
    return redirect("quiet")
