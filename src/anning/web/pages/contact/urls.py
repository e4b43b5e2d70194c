from __future__ import annotations

from django.urls import path

from anning.web.pages.contact import files, views

urlpatterns = [
    path("contact/<str:entry_id>/", views.contact, name="contact"),
    path("contact/<str:entry_id>/thread", views.thread, name="thread"),
    path("contact/<str:entry_id>/dismiss", views.dismiss, name="dismiss"),
    path("contact/<str:entry_id>/restore", views.restore, name="restore"),
    path("contact/<str:entry_id>/describe", views.describe, name="describe"),
    path("contact/<str:entry_id>/caller", views.caller, name="caller"),
    path("evidence/<str:evidence_id>", files.original, name="evidence"),
]
