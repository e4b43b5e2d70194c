"""Every address of the workbench; each group of pages keeps its own list."""

from __future__ import annotations

from django.urls import include, path

from anning.web.middleware import enter

urlpatterns = [
    path("enter/<str:ticket>", enter, name="enter"),
    path("", include("anning.web.pages.home.urls")),
    path("", include("anning.web.pages.first.urls")),
    path("", include("anning.web.pages.start.urls")),
    path("", include("anning.web.pages.timeline.urls")),
    path("", include("anning.web.pages.contact.urls")),
    path("", include("anning.web.pages.calls.urls")),
    path("", include("anning.web.pages.case.urls")),
    path("", include("anning.web.pages.routes.urls")),
    path("", include("anning.web.pages.filings.urls")),
    path("", include("anning.web.pages.calendar.urls")),
    path("", include("anning.web.pages.papers.urls")),
    path("", include("anning.web.pages.sued.urls")),
    path("", include("anning.web.pages.limitation.urls")),
    path("", include("anning.web.pages.money.urls")),
    path("", include("anning.web.pages.cost.urls")),
    path("", include("anning.web.pages.rental.urls")),
    path("", include("anning.web.pages.plan.urls")),
    path("", include("anning.web.pages.negotiate.urls")),
    path("", include("anning.web.pages.credit.urls")),
    path("", include("anning.web.pages.report.urls")),
    path("", include("anning.web.pages.bundle.urls")),
    path("", include("anning.web.pages.help.urls")),
    path("", include("anning.web.pages.sender.urls")),
    path("", include("anning.web.pages.agency.urls")),
    path("", include("anning.web.pages.block.urls")),
    path("", include("anning.web.pages.companion.urls")),
    path("", include("anning.web.pages.redact.urls")),
    path("", include("anning.web.pages.phone.urls")),
    path("", include("anning.web.pages.app.urls")),
    path("", include("anning.web.pages.rights.urls")),
    path("", include("anning.web.pages.exposure.urls")),
    path("", include("anning.web.pages.settings.urls")),
    path("", include("anning.web.pages.lock.urls")),
    path("", include("anning.web.pages.search.urls")),
    path("", include("anning.web.pages.backup.urls")),
    path("", include("anning.web.pages.quiet.urls")),
    path("", include("anning.web.pages.custody.urls")),
    path("", include("anning.web.pages.about.urls")),
]

handler400 = "anning.web.pages.errors.views.not_taken"
handler404 = "anning.web.pages.errors.views.not_found"
handler500 = "anning.web.pages.errors.views.broken"
