from __future__ import annotations

from django.urls import path

from anning.web.pages.redact import views

urlpatterns = [
    path("redact/", views.begin, name="redact"),
    path("redact/job/<str:job_id>/", views.job, name="redact-job"),
    path("redact/job/<str:job_id>/state", views.state, name="redact-state"),
    path("redact/job/<str:job_id>/cancel", views.cancel, name="redact-cancel"),
    path("redact/<slug:work_id>/", views.work, name="redact-work"),
    path("redact/<slug:work_id>/page/<int:page>", views.page, name="redact-page"),
    path("redact/<slug:work_id>/done", views.done, name="redact-done"),
    path("redact/<slug:work_id>/copy", views.copy, name="redact-copy"),
    path("redact/<slug:work_id>/list", views.record, name="redact-list"),
    path("redact/<slug:work_id>/forget", views.forget, name="redact-forget"),
]
