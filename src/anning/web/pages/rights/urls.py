from __future__ import annotations

from django.urls import path

from anning.web.pages.rights import views

urlpatterns = [
    path("rights/", views.rights, name="rights"),
    path("rights/<slug:name>/", views.right, name="right"),
]
