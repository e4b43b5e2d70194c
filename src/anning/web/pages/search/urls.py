from __future__ import annotations

from django.urls import path

from anning.web.pages.search import views

urlpatterns = [path("search/", views.search, name="search")]
