from __future__ import annotations

from django.urls import path

from anning.web.pages.money import statements, views

urlpatterns = [
    path("money/", views.which, name="money-which"),
    path("debts/<str:debt>/money/", views.ledger, name="money"),
    path("debts/<str:debt>/money/new/", views.row, name="money-new"),
    path("debts/<str:debt>/money/row/<str:key>/", views.row, name="money-row"),
    path("debts/<str:debt>/money/row/<str:key>/remove", views.remove, name="money-remove"),
    path("debts/<str:debt>/money/row/<str:key>/paid", views.paid, name="money-paid"),
    path("debts/<str:debt>/money/promised/", views.promised, name="money-promised"),
    path("debts/<str:debt>/statement/", statements.upload, name="statement"),
    path("debts/<str:debt>/statement/<str:evidence>/", statements.rows, name="statement-rows"),
]
