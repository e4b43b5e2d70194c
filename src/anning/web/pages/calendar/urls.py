from __future__ import annotations

from django.urls import path

from anning.web.pages.calendar import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/anning.ics", views.download, name="calendar-file"),
    path("calendar/served/", views.served, name="served-new"),
    path("calendar/served/<str:key>/", views.served, name="served"),
    path("calendar/served/<str:key>/remove", views.remove, name="served-remove"),
]
