from __future__ import annotations

from django.urls import path

from anning.web.pages.help import views

urlpatterns = [
    path("help/", views.how, name="help"),
    path("help/lawyer/", views.lawyer, name="lawyer"),
]
