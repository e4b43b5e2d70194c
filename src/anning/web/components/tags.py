"""Words, marks and charts for templates; everything here is a thin door to a pure function."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString

from anning.domain.entries import Entry
from anning.domain.findings import Finding
from anning.services import findings as found
from anning.services import rights
from anning.web.components import charts, flows, months, onward, told, words
from anning.web.components.marking import marked

register = template.Library()

for function in (words.day, words.clock, words.moment, words.size, words.number, words.who):
    register.filter(function.__name__, function)
register.filter("happened", words.happened)
register.filter("standing", words.standing)
register.filter("lawful", words.lawful)
register.filter("field_time", words.field)
register.filter("days_left", words.days_left)
register.filter("paper_title", onward.paper_title)
register.filter("channel_title", onward.channel_title)
register.filter("paper_page", onward.paper_page)
register.filter("month", onward.month)
register.filter("left", onward.left)
register.filter("cited", onward.cited)
register.filter("yuan", months.yuan)
register.filter("gaps", onward.gaps)
register.filter("money", words.money)
register.filter("titled", told.titled)
register.filter("answered", told.answered)


@register.filter
def conduct(code: str) -> str:
    """What a conduct code is called."""
    named = found.words().conduct.get(code)
    return named.title if named else code


@register.filter
def meaning(code: str) -> str:
    """What a conduct means in one sentence."""
    named = found.words().conduct.get(code)
    return named.meaning if named else ""


@register.filter
def rights_of(code: str) -> tuple[rights.Right, ...]:
    """The rights a conduct touches."""
    return rights.of_conduct(code)


@register.filter
def less(smaller: int, larger: int) -> int:
    """By how much one count is below another."""
    return larger - smaller


@register.filter
def said(code: str, family: str) -> str:
    """A code of the family mark, level, verdict, kind, direction, state or role in words."""
    return str(getattr(found.words(), family).get(code, code))


@register.filter
def conducts(entry: Entry) -> list[str]:
    """The titles of what was found in an entry, each once."""
    return list(dict.fromkeys(conduct(finding.conduct) for finding in words.standing(entry)))


@register.simple_tag
def marked_text(entry: Entry) -> SafeString:
    """The entry's text with what was found marked."""
    return marked(entry.text, [*words.standing(entry), *_taken_out(entry)], entry.dismissed)


def _taken_out(entry: Entry) -> list[Finding]:
    return [finding for finding in entry.findings if finding.rule in entry.dismissed]


@register.simple_tag
def query(**values: object) -> str:
    """An address's question part, without what is empty."""
    return urlencode([(key, str(value)) for key, value in values.items() if value not in (None, "", ())])


register.simple_tag(charts.heat_map, name="heat_map")
register.simple_tag(charts.bars, name="bars")
register.simple_tag(charts.grid, name="grid_chart")
register.simple_tag(months.months, name="months_chart")
register.simple_tag(months.ends, name="debts_chart")
register.simple_tag(flows.flows, name="flows_chart")
register.simple_tag(flows.sums, name="sums_chart")
register.simple_tag(flows.spent, name="spent_chart")
