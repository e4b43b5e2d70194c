from __future__ import annotations

from django.urls import path

from anning.web.pages.first import views

urlpatterns = [
    path("first/", views.first, name="first"),
    path("first/answer", views.answer, name="answer"),
    path("help/now/", views.emergency, name="emergency"),
    path("help/court/", views.court, name="court"),
]
