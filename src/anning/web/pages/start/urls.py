from __future__ import annotations

from django.urls import path

from anning.web.pages.start import views

urlpatterns = [
    path("start/", views.start, name="start"),
    path("start/upload", views.upload, name="upload"),
    path("start/sample", views.sample, name="sample"),
    path("job/<str:job_id>/", views.job, name="job"),
    path("job/<str:job_id>/state", views.state, name="job-state"),
    path("job/<str:job_id>/cancel", views.cancel, name="job-cancel"),
    path("paste/", views.paste, name="paste"),
    path("imports/", views.imports, name="imports"),
    path("imports/<str:import_id>/", views.one_import, name="import"),
    path("imports/<str:import_id>/undo", views.undo, name="undo"),
    path("imports/<str:import_id>/redo", views.redo, name="redo"),
    path("columns/<str:evidence_id>", views.columns, name="columns"),
]
