from __future__ import annotations

from django.urls import path

from anning.web.pages.papers import views

urlpatterns = [
    path("papers/", views.papers, name="papers"),
    path("papers/<str:kind>/", views.paper, name="paper_new"),
    path("papers/<str:kind>/ask/", views.ask, name="paper-ask"),
    path("papers/<str:kind>/facts/", views.facts, name="paper-facts"),
    path("papers/<str:kind>/words/", views.words, name="paper-words"),
    path("papers/<str:kind>/choices", views.choices, name="paper-choices"),
    path("papers/<str:kind>/checked", views.checked, name="paper-checked"),
    path("papers/<str:kind>/file/<str:form>", views.file, name="paper-file"),
]
