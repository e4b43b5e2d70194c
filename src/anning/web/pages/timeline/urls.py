from __future__ import annotations

from django.urls import path

from anning.web.pages.timeline import views

urlpatterns = [
    path("timeline/", views.timeline, name="timeline"),
    path("timeline/suggested", views.suggested, name="suggested"),
    path("timeline/suggested/<str:entry_id>", views.judge, name="suggested-judge"),
]
