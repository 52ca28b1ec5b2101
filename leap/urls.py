"""Every address of the site. A room owns its own; sign-in keeps allauth's names so that its views find each other."""

from django.urls import include, path

handler400 = "leap.design.views.bad_request"
handler403 = "leap.design.views.not_allowed"
handler404 = "leap.design.views.not_found"
handler500 = "leap.design.views.server_error"

urlpatterns = [
    path("", include("leap.reports.urls")),
    path("", include("leap.core.urls")),
    path("", include("leap.design.urls")),
    path("sign-in/", include("accounts.people.sign_in_urls")),
    path("people/", include("accounts.people.urls")),
    path("people/", include("accounts.identity.urls")),
    path("people/", include("accounts.needs.urls")),
    path("reach/", include("accounts.reaching.urls")),
    path("meetings/", include("meetings.attendance.urls")),
    path("meetings/", include("meetings.availability.urls")),
    path("meetings/", include("meetings.notes.urls")),
    path("meetings/", include("meetings.chairing.urls")),
    path("meetings/", include("meetings.seating.urls")),
    path("meetings/", include("meetings.invitations.urls")),
    path("meetings/", include("meetings.papers.urls")),
    path("meetings/", include("meetings.schedule.urls")),
    path("", include("meetings.payments.urls")),
    path("reflections/", include("accounts_reflective.writing.urls")),
    path("reflections/", include("accounts_reflective.publication.urls")),
    path("reflections/", include("accounts_reflective.coding.urls")),
    path("reflections/", include("accounts_reflective.inquiries.urls")),
]
