"""What is booked and paid by the organisation: for whom it is, and for those who run the panel."""

from datetime import date

from django.db.models import QuerySet

from accounts.people import queries as people_queries
from accounts.people.models import Person
from meetings.payments.models import Booking
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


def bookings_for(viewer: Person) -> QuerySet[Booking]:
    """Everything booked on the panels the viewer runs, by meeting and name. Never the viewer's own."""
    run = people_queries.panels_run_by(viewer).values("pk")
    found = Booking.objects.filter(meeting__panel__in=run).exclude(person=viewer)
    ordered = found.order_by("meeting__starts_at", "person__shown_name", "person_id", "booked_at", "pk")
    return ordered.select_related("meeting__panel", "person", "booked_by")


def my_bookings_for(viewer: Person, meeting: Meeting) -> list[Booking]:
    """What is booked for the viewer for one meeting, the earliest first; without what was called off."""
    mine = Booking.objects.filter(person=viewer, meeting=meeting, called_off_at=None)
    return list(mine.order_by("booked_at", "pk"))


def my_bookings_between(viewer: Person, first: date | None, last: date | None) -> list[Booking]:
    """The same for every meeting in a time, both days counted in, by the day of the meeting. One query."""
    mine = Booking.objects.filter(person=viewer, called_off_at=None).annotate(on=schedule.day_there("meeting__"))
    mine = mine.filter(on__gte=first) if first else mine
    mine = mine.filter(on__lte=last) if last else mine
    return list(mine.select_related("meeting").order_by("on", "booked_at", "pk"))
