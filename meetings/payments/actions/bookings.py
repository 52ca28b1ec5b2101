"""What is booked and paid by the organisation for somebody: kept, shown to them, and called off."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.payments import access, queries, states
from meetings.payments.actions.lines import locked
from meetings.payments.models import Booking

TWICE_WITHIN = timedelta(minutes=2)


@transaction.atomic
def book(*, meeting_id: UUID, person_id: UUID, kind: str, cost_pence: int | None, by: Person) -> Booking:
    """This was booked and paid for the person: they see it, pay nothing for it and claim nothing. What it cost (pence,
    if it is known) is for the organisation alone.

    Raises NotAllowed for anyone who does not run the panel, for themself, and for somebody who is not asked to the
    meeting as a member; NotNow for the same within two minutes; ValidationError for a kind that is not booked.
    """
    meeting = locked(meeting_id)
    asked = queries.claimable_for(by, meeting).filter(person=person_id).select_related("person").first()
    if asked is None or not access.can_record_claim(by, meeting, person_id):
        raise NotAllowed
    same = {"person": asked.person, "meeting": meeting, "kind": kind, "cost_pence": cost_pence, "called_off_at": None}
    if Booking.objects.filter(**same, booked_at__gt=clock.now() - TWICE_WITHIN).exists():
        raise NotNow(states.JUST_BOOKED)
    booking = Booking(**same, booked_by=by, booked_at=clock.now())
    booking.full_clean()
    booking.save(force_insert=True)
    audit.record(by=by, verb="booking.made", about=booking, whose=asked.person, meeting=meeting.pk, kind=kind)
    return booking


@transaction.atomic
def call_off(*, booking_id: UUID, by: Person) -> Booking:
    """It was not used, or is not booked any more: the person does not see it as booked. Raises NotAllowed for anyone
    who does not run the panel and for their own, NotNow when it is called off already."""
    found = Booking.objects.select_for_update(of=("self",)).select_related("meeting__panel", "person")
    booking = found.filter(pk=booking_id).first()
    if booking is None or not access.can_record_claim(by, booking.meeting, booking.person_id):
        raise NotAllowed
    if booking.called_off_at is not None:
        raise NotNow(states.BOOKING_IS_OFF)
    booking.called_off_at, booking.called_off_by = clock.now(), by
    booking.save(update_fields=["called_off_at", "called_off_by"])
    audit.record(by=by, verb="booking.called_off", about=booking, whose=booking.person)
    return booking
