from __future__ import annotations

from django.urls import path

from anning.web.middleware import SHARE
from anning.web.pages.app import views

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path(SHARE.lstrip("/"), views.share, name="share"),
]
