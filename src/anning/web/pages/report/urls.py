from __future__ import annotations

from django.urls import path

from anning.web.pages.report import views

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/make", views.make, name="report-make"),
    path("report/<str:made>/<str:name>", views.download, name="report-file"),
]
