from __future__ import annotations

from django.urls import path

from anning.web.pages.quiet import views

# Addresses stay in the browser's history, so they say nothing.
urlpatterns = [
    path("quiet/", views.room, name="quiet"),
    path("quiet/breath/", views.breath, name="quiet-breath"),
    path("quiet/plan/", views.plan, name="quiet-plan"),
    path("quiet/plan/edit/", views.edit_plan, name="quiet-plan-edit"),
    path("quiet/later/", views.later, name="quiet-later"),
    path("quiet/later/again", views.again, name="quiet-again"),
    path("quiet/two/", views.two, name="quiet-two"),
    path("quiet/two/keep", views.keep_two, name="quiet-two-keep"),
    path("quiet/pages/", views.kept, name="quiet-kept"),
    path("quiet/page/<str:slug>/", views.ask, name="quiet-ask"),
    path("quiet/page/<str:slug>/keep", views.keep, name="quiet-keep"),
    path("quiet/drop", views.drop, name="quiet-drop"),
    path("quiet/clear", views.clear, name="quiet-clear"),
]
