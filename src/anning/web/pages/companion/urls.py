from __future__ import annotations

from django.urls import path

from anning.web.pages.companion import views

urlpatterns = [
    path("companion/", views.companion, name="companion"),
    path("companion/save", views.save, name="companion-save"),
    path("companion/saved/<str:evidence>/", views.saved, name="companion-saved"),
    path("companion/keep/", views.guides, name="companion-guides"),
]
