"""What the timeline can be asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from anning.domain.china_time import Instant, instant
from anning.services import findings
from anning.store import Where
from anning.web.components import words

KINDS = [
    ("", "全部"), ("message", "短信和聊天"), ("call", "通话"), ("recording", "录音"), ("image", "图片"),
    ("email", "邮件"), ("document", "其他文件"),
]  # fmt: skip
DIRECTIONS = [("", "全部"), ("in", "对方发来、打来"), ("out", "我发出、拨出")]
VERDICTS = [
    ("", "全部"), ("likely_unlawful", "很可能不合法"), ("needs_context", "要看具体情况"),
    ("lawful_notice", "合法的提醒或通知"),
]  # fmt: skip


class Filter(forms.Form):
    """Every part may be left empty; nonsense in one part empties that part and says so."""

    q = forms.CharField(required=False, max_length=100)
    kind = forms.ChoiceField(choices=KINDS, required=False)
    direction = forms.ChoiceField(choices=DIRECTIONS, required=False)
    verdict = forms.ChoiceField(choices=VERDICTS, required=False)
    conduct = forms.CharField(required=False, max_length=60)
    only = forms.BooleanField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    caller = forms.CharField(required=False, max_length=60)
    evidence = forms.RegexField(r"^[0-9a-f]{64}$", required=False)
    order = forms.ChoiceField(choices=[("new", "从最近看起"), ("old", "从最早看起")], required=False)

    def where(self) -> Where:
        """The question for the index."""
        self.full_clean()
        asked: dict[str, Any] = self.cleaned_data
        return Where(
            search=asked.get("q", "").strip(),
            kinds=_one(asked.get("kind")),
            direction=asked.get("direction") or None,
            verdicts=_one(asked.get("verdict")),
            conducts=_one(asked.get("conduct")),
            only_findings=bool(asked.get("only")),
            since=_start(asked.get("since")),
            until=_start(asked.get("until"), after=1),
            address=asked.get("caller", "").strip(),
            evidence=asked.get("evidence", ""),
        )

    def chosen(self) -> list[str]:
        """What narrows the list now, in words; for a form that was asked where()."""
        asked: dict[str, Any] = self.cleaned_data
        known = dict([*KINDS, *DIRECTIONS, *VERDICTS])
        said = [known[value] for name in ("kind", "direction", "verdict") if (value := asked.get(name))]
        if conduct := findings.words().conduct.get(asked.get("conduct") or ""):
            said.append(conduct.title)
        said += [f"“{asked['q'].strip()}”"] if asked.get("q", "").strip() else []
        said += [words.number(asked["caller"].strip())] if asked.get("caller", "").strip() else []
        said += [f"从 {words.day(asked['since'])}"] if asked.get("since") else []
        said += [f"到 {words.day(asked['until'])}"] if asked.get("until") else []
        said += ["只看有发现的"] if asked.get("only") else []
        said += ["一份文件里的记录"] if asked.get("evidence") else []
        return said

    @property
    def newest_first(self) -> bool:
        """From which end to show."""
        return self.cleaned_data.get("order") != "old"


def _one(value: Any) -> tuple[Any, ...]:
    return (value,) if value else ()


def _start(day: date | None, after: int = 0) -> Instant | None:
    """The first moment of a legal day, or of the day after it."""
    if day is None:
        return None
    following = day + timedelta(days=after)
    return instant(datetime(following.year, following.month, following.day))  # noqa: DTZ001 - naive is China time
