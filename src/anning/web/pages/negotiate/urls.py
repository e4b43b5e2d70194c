from __future__ import annotations

from django.urls import path

from anning.web.pages.negotiate import views

urlpatterns = [
    path("negotiate/", views.negotiate, name="negotiate"),
    path("negotiate/script/<str:name>/", views.script, name="negotiate-script"),
    path("negotiate/promises/", views.promises, name="promises"),
    path("negotiate/promises/new/", views.new, name="promise-new"),
    path("negotiate/promises/<str:key>/remove", views.remove, name="promise-remove"),
    path("negotiate/kept/", views.broken, name="promises-broken"),
]
