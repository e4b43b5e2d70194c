"""Every page on a phone and on a laptop: axe finds nothing serious in light, dark and elder view, nothing is too wide.

With ANNING_PICTURES naming a folder (make pictures), a picture of each is left there.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest
from every_page import ACTS, ELSEWHERE, EMPTY, FILES, FOUND, PAGES
from looking import Looker

ALSO = {
    "home": ("dark", "elder"),
    "contact-open": ("dark", "elder"),
    "companion": ("elder",),
    "more": ("elder",),
}
"""Pages of which there is a picture in other views."""


def test_no_page_is_left_out():
    from django.urls import get_resolver

    named = {pattern.name: pattern.callback for pattern in _patterns(get_resolver("anning.web.urls"))}
    asked = {name for name, view in named.items() if "GET" in _methods(view)}
    shown = {*PAGES, *ACTS, *EMPTY} & set(named)
    assert asked == shown | ELSEWHERE | FILES


def _patterns(resolver) -> Iterator:
    for one in resolver.url_patterns:
        yield from _patterns(one) if hasattr(one, "url_patterns") else (one,)


def _methods(view) -> list[str]:
    """The ways a view may be asked, as its decorator keeps them."""
    return inspect.getclosurevars(view).nonlocals.get("request_method_list", ["GET"])


@pytest.mark.browser
def test_every_page_is_fit_to_be_seen(visit):
    looker = Looker(visit.page)
    for name in _tour(visit):
        looker.see(name, also=ALSO.get(name, ()))


def _tour(visit) -> Iterator[str]:
    """Goes to one page after the other, and says where it is."""
    page = visit.page
    for name, path in EMPTY.items():
        if name == "start":
            page.get_by_role("button", name="都没有，继续").click()
        visit.go(path)
        yield name
    visit.go("/start/")
    page.get_by_role("button", name="先看示例").click()
    page.get_by_role("heading", name="导入好了").wait_for()
    yield "job"
    found = {}
    for thing, (path, link) in FOUND.items():
        visit.go(path)
        found[thing] = page.locator(link).first.get_attribute("href")
    for name, path in PAGES.items():
        visit.go(path.format(**found))
        yield name
    for name, (path, act) in ACTS.items():
        visit.go(path.format(**found))
        act(page)
        yield name
