from __future__ import annotations

from django.urls import path

from anning.web.pages.block import views

urlpatterns = [
    path("block/", views.block, name="block"),
    path("block/choose", views.choose, name="block_choose"),
    path("block/stretch", views.stretch, name="block_stretch"),
    path("block/for/<slug:name>/", views.steps, name="block_steps"),
    path("block/for/<slug:name>/file", views.file, name="block_file"),
    path("block/complaint.csv", views.complaint, name="block_complaint"),
]
