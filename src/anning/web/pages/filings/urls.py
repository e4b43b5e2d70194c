from __future__ import annotations

from django.urls import path

from anning.web.pages.filings import views

urlpatterns = [
    path("filings/", views.filings, name="filings"),
    path("filings/new/", views.new, name="filing-new"),
    path("filings/<str:key>/", views.filing, name="filing"),
    path("filings/<str:key>/event", views.event, name="filing-event"),
    path("filings/<str:key>/remove", views.remove, name="filing-remove"),
]
