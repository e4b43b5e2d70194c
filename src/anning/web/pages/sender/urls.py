from __future__ import annotations

from django.urls import path

from anning.web.pages.sender import views

urlpatterns = [path("sender/", views.sender, name="sender")]
