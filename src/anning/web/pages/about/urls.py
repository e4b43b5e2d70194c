from __future__ import annotations

from django.urls import path

from anning.web.pages.about import views

urlpatterns = [
    path("about/", views.about, name="about"),
    path("more/", views.more, name="more"),
    path("leave", views.leave, name="leave"),
    path("left/", views.left, name="left"),
]
