from __future__ import annotations

from django.urls import path

from anning.web.pages.rental import views

urlpatterns = [path("rental/", views.rental, name="rental")]
