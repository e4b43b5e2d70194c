from __future__ import annotations

from django.urls import path

from anning.web.pages.plan import views

urlpatterns = [
    path("plan/", views.plan, name="plan"),
    path("plan/month/", views.month, name="plan-month"),
    path("plan/debts/<str:key>/", views.debt, name="plan-debt"),
    path("plan/offers/new/", views.offer, name="plan-offer"),
    path("plan/offers/<str:key>/remove", views.remove, name="plan-offer-remove"),
]
