from __future__ import annotations

from django.urls import path

from anning.web.pages.sued import views

urlpatterns = [
    path("sued/", views.sued, name="sued"),
    path("sued/begin", views.begin, name="sued-begin"),
    path("sued/<str:key>/", views.way, name="sued-way"),
    path("sued/<str:key>/forum/points", views.forum_points, name="sued-forum"),
    path("sued/<str:key>/<str:step>/", views.step, name="sued-step"),
]
