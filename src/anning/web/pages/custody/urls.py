from __future__ import annotations

from django.urls import path

from anning.web.pages.custody import views

urlpatterns = [path("check/", views.check, name="check")]
