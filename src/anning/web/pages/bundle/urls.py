from __future__ import annotations

from django.urls import path

from anning.web.pages.bundle import views

urlpatterns = [
    path("bundle/", views.bundle, name="bundle"),
    path("bundle/make", views.make, name="bundle-make"),
    path("bundle/what/<path:exhibit>", views.what, name="bundle-what"),
    path("bundle/job/<str:job_id>/", views.job, name="bundle-job"),
    path("bundle/job/<str:job_id>/state", views.state, name="bundle-state"),
    path("bundle/job/<str:job_id>/cancel", views.cancel, name="bundle-cancel"),
    path("bundle/made/<str:made>/<str:name>", views.download, name="bundle-file"),
    path("bundle/remove/<str:made>", views.remove, name="bundle-remove"),
]
