"""Inviting people and reminding them."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from meetings.invitations import access, notices, queries
from meetings.invitations.actions.links import keep_link
from meetings.invitations.actions.missed import note_looked, note_missed
from meetings.invitations.models import Invitation
from meetings.invitations.planning.reminders import LONGEST_NOTICE, nudge_due, reminder_due
from meetings.schedule import actions as schedule
from meetings.schedule import queries as schedule_queries
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting


def invite_panel(*, meeting_id: UUID, by: Person) -> list[Invitation]:
    """Everyone with a role on the panel today hears of the meeting and can answer. Gives back the new invitations.

    Pressed again, it invites only those who have joined since. Raises NotAllowed for anyone who does not run the panel,
    NotNow when the meeting has started, was held or is called off, PlaceNeedsReason when its place may have steps,
    somebody asked needs none and nobody has said why the place will do.
    """
    _look_at_place(meeting_id, by)
    return _invite_everyone(meeting_id, by)


def _look_at_place(meeting_id: UUID, by: Person) -> None:
    meeting = Meeting.objects.select_related("panel", "venue").get(pk=meeting_id)
    if not access.can_see_replies(by, meeting):
        raise NotAllowed
    new = queries.people_to_invite_for(by, meeting).values_list("pk", flat=True)
    asked = queries.people_asked_for(by, [meeting]).values_list("person", flat=True)
    schedule.check_place(meeting, [*new, *asked], by)


@transaction.atomic
def _invite_everyone(meeting_id: UUID, by: Person) -> list[Invitation]:
    meeting = schedule.lock_to_run(meeting_id, by)
    meeting_states.check_not_started(meeting.starts_at, clock.now())
    meeting = schedule.open_meeting(meeting_id=meeting_id, by=by)
    new = [_invite(meeting, person, by) for person in queries.people_to_invite_for(by, meeting)]
    if new:
        notices.tell_rooms_above(meeting, new, by)
    return new


def queue_due_reminders() -> int:
    """Write down every reminder that is due and still useful, each once however often this runs. Says how many.

    People who have not answered yet are asked if they can come, at most twice; the others are reminded of the date.
    What was past its use before LEAP could look, because everything was off, is only noted.
    """
    now = clock.now()
    note_missed(now=now)
    queued = 0
    for meeting in schedule_queries.open_meetings_starting(after=now, before=now + LONGEST_NOTICE):
        start = notices.start_of(meeting)
        if (nudge := nudge_due(start, now)) is not None:
            queued += _tell_all(queries.to_ask_again(meeting, nudge), notices.tell_reply_open, nudge.occasion)
        if (reminder := reminder_due(start, now)) is not None:
            queued += _tell_all(queries.to_remind(meeting, reminder), notices.tell_reminder, reminder.occasion)
    note_looked(now=now)
    return queued


def _tell_all(invitations: Iterable[Invitation], tell: Callable[[Invitation, str], bool], occasion: str) -> int:
    told = 0
    for invitation in invitations:
        with transaction.atomic():
            keep_link(invitation=invitation, by=None)
            told += tell(invitation, occasion)
    return told


def _invite(meeting: Meeting, person: Person, by: Person) -> Invitation:
    invitation = Invitation.objects.create(meeting=meeting, person=person, invited_by=by)
    audit.record(by=by, verb="invitation.sent", about=invitation, whose=person, meeting=meeting.pk)
    keep_link(invitation=invitation, by=by)
    notices.tell_invited(invitation)
    return invitation
