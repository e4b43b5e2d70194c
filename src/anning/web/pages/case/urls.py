from __future__ import annotations

from django.urls import path

from anning.web.pages.case import asking, changes, numbers, views

urlpatterns = [
    path("case/", views.case, name="case"),
    path("case/review/", views.review, name="case-review"),
    path("case/of/<str:key>/", views.thing, name="case-thing"),
    path("case/of/<str:key>/remove", views.remove, name="case-remove"),
    path("case/of/<str:key>/merge", numbers.merge, name="case-merge"),
    path("case/ask/", asking.go_on, name="case-go-on"),
    path("case/new/<str:prefix>/", asking.begin, name="case-begin"),
    path("case/ask/<str:question>/<str:key>/", asking.ask, name="case-ask"),
    path("case/numbers/", numbers.numbers, name="case-numbers"),
    path("case/numbers/join", numbers.join, name="case-join"),
    path("case/numbers/split", numbers.split, name="case-split"),
    path("changes/", changes.changes, name="changes"),
    path("changes/<str:batch>/<str:way>", changes.turn, name="change-turn"),
]
