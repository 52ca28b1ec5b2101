"""When somebody says that a register is not right about them, and when it was looked into."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from meetings.attendance import queries
from meetings.attendance.models import Doubt
from meetings.schedule.models import Meeting


@transaction.atomic
def doubt_register(*, meeting_id: UUID, by: Person) -> Doubt:
    """The person says that what the register says of them is not right. That is all: nobody asks what or why.

    Those who run the panel see it on their first page and in the register until somebody has looked. Saying it twice is
    fine. Raises NotAllowed for a meeting whose register they may not ask about.
    """
    meeting = queries.meetings_i_was_asked_to(by).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotAllowed
    Meeting.objects.select_for_update().get(pk=meeting_id)  # two presses of one button: one doubt
    open_one = Doubt.objects.filter(meeting=meeting, person=by, settled_at__isnull=True).first()
    if open_one is not None:
        return open_one
    doubt = Doubt.objects.create(meeting=meeting, person=by)
    audit.record(by=by, verb="register.doubted", about=doubt, whose=by, meeting=meeting.pk)
    return doubt


@transaction.atomic
def settle_doubts(*, meeting: Meeting, people: Collection[UUID], by: Person, was_changed: bool) -> None:
    """Called when a register is saved, in its transaction: these people's rows were changed, or found to be right."""
    for doubt in Doubt.objects.filter(meeting=meeting, person__in=list(people), settled_at__isnull=True):
        doubt.settled_at, doubt.settled_by, doubt.was_changed = clock.now(), by, was_changed
        doubt.save()
        audit.record(
            by=by, verb="register.looked_into", about=doubt, whose=doubt.person, changed=was_changed, meeting=meeting.pk
        )
