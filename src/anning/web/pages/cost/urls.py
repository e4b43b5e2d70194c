from __future__ import annotations

from django.urls import path

from anning.web.pages.cost import views

urlpatterns = [path("debts/<str:debt>/cost/", views.cost, name="cost")]
