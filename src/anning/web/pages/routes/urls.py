from __future__ import annotations

from django.urls import path

from anning.web.pages.routes import views

urlpatterns = [path("routes/", views.routes, name="routes")]
