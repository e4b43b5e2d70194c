from __future__ import annotations

from django.urls import path

from anning.web.pages.phone import views

urlpatterns = [
    path("phone/", views.phone, name="phone"),
    path("phone/begin", views.begin, name="phone-begin"),
    path("phone/stop", views.stop, name="phone-stop"),
    path("phone/state", views.state, name="phone-state"),
    path("phone/code.svg", views.code, name="phone-code"),
]
