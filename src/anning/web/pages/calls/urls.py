from __future__ import annotations

from django.urls import path

from anning.web.pages.calls import views

urlpatterns = [path("calls/", views.calls, name="calls")]
