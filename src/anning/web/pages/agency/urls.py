from __future__ import annotations

from django.urls import path

from anning.web.pages.agency import views

urlpatterns = [path("agency/", views.agency, name="agency")]
