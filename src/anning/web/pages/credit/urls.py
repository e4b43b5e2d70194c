from __future__ import annotations

from django.urls import path

from anning.web.pages.credit import views

urlpatterns = [path("credit/", views.credit, name="credit")]
