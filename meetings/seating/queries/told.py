"""Where somebody sits, for their own reminder, if they wish to read it there."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from accounts.people.models import Person
from leap.core import outbox
from meetings.invitations.models import Invitation
from meetings.seating.models import Seat, SeatingPlan, SeatTold

TOLD = "Your seat, as it is planned now: {place}. You can always ask to sit where you like."


def is_told_seat(viewer: Person) -> bool:
    """Does the viewer wish to read where they sit in their reminders? Never to be asked for anybody else."""
    return SeatTold.objects.unscoped("the viewer's own wish").filter(person=viewer).exists()


def seats_told(invitations: Sequence[Invitation]) -> dict[UUID, tuple[str, tuple[outbox.Rows, ...]]]:
    """For LEAP's own work, not for a page: by invitation, the line about the seat for whoever wishes it, nothing for
    the others and while there is no plan; and the rows that rests on, so that no old seat is sent.
    """
    people = {each.person_id for each in invitations}
    told = SeatTold.objects.unscoped("whose reminder says it").filter(person__in=people)
    wishing = set(told.values_list("person", flat=True))
    seats = list(Seat.every.filter(person__in=wishing).select_related("plan__room").order_by("pk"))
    meetings = {each.meeting_id for each in invitations if each.person_id in wishing}
    plans = Counter(SeatingPlan.objects.filter(meeting__in=meetings).order_by("pk").values_list("meeting", flat=True))
    return {
        each.pk: _line(each, [seat for seat in seats if seat.person_id == each.person_id], plans[each.meeting_id])
        if each.person_id in wishing
        else ("", (_wish(each, 0),))
        for each in invitations
    }


def _line(invitation: Invitation, seats: Sequence[Seat], plans: int) -> tuple[str, tuple[outbox.Rows, ...]]:
    behind = [
        _wish(invitation, 1),
        outbox.rows(Seat, "person", invitation.person_id, len(seats)),
        outbox.rows(SeatingPlan, "meeting", invitation.meeting_id, plans),
    ]
    for seat in seats:
        plan = seat.plan
        if plan.meeting_id == invitation.meeting_id and plan.replaced_at is None and not seat.supporter:
            room = [outbox.row(plan.room)] if plan.room else []
            return TOLD.format(place=plan.place_in_words(seat.table, seat.place)), (*behind, *room)
    return "", tuple(behind)


def _wish(invitation: Invitation, number: int) -> outbox.Rows:
    return outbox.rows(SeatTold, "person", invitation.person_id, number)
