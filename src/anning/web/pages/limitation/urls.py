from __future__ import annotations

from django.urls import path

from anning.web.pages.limitation import views

urlpatterns = [
    path("limitation/", views.debts, name="limitations"),
    path("debts/<str:key>/limitation/", views.limitation, name="limitation"),
    path("debts/<str:key>/limitation/due", views.due, name="limitation-due"),
    path("debts/<str:key>/limitation/touch", views.touch, name="limitation-touch"),
    path("debts/<str:key>/limitation/untouch", views.untouch, name="limitation-untouch"),
    path("debts/<str:key>/limitation/read", views.read, name="limitation-read"),
]
