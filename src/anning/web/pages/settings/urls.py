from __future__ import annotations

from django.urls import path

from anning.web.pages.settings import views

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("week/", views.week, name="week"),
]
