from __future__ import annotations

from django.urls import path

from anning.web.pages.backup import views

urlpatterns = [path("backup/", views.backup, name="backup")]
