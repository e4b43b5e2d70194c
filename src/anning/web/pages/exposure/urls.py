from __future__ import annotations

from django.urls import path

from anning.web.pages.exposure import views

urlpatterns = [
    path("exposure/", views.exposure, name="exposure"),
    path("exposure/add", views.add, name="exposure-add"),
    path("exposure/<str:key>/remove", views.remove, name="exposure-remove"),
    path("exposure/phone/", views.permissions, name="permissions"),
    path("notices/", views.notices, name="notices"),
    path("notices/record.html", views.relative_page, name="relative-page"),
]
