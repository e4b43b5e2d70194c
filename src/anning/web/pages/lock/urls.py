from __future__ import annotations

from django.urls import path

from anning.web.pages.lock import views

urlpatterns = [
    path("unlock/", views.unlock, name="unlock"),
    path("lock", views.lock_now, name="lock"),
    path("awake/", views.awake, name="awake"),
    path("settings/password/", views.password, name="password"),
]
