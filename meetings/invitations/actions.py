"""Every change to invitations and replies."""

from uuid import UUID

from django.db import transaction

from accounts.people import queries as people
from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.invitations import access, notices, queries, states
from meetings.invitations.models import Invitation
from meetings.invitations.planning.reminders import LONGEST_NOTICE, reminder_due
from meetings.schedule import actions as schedule
from meetings.schedule import queries as schedule_queries
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting


@transaction.atomic
def invite_panel(*, meeting_id: UUID, by: Person) -> list[Invitation]:
    """Everyone with a role on the panel today hears of the meeting and can answer. Gives back the new invitations.

    Pressed again, it invites only those who have joined since. Raises NotAllowed for anyone who does not run the panel,
    NotNow when the meeting has started, was held or is called off.
    """
    meeting = schedule.lock_to_run(meeting_id, by)
    meeting_states.check_not_started(meeting.starts_at, clock.now())
    meeting = schedule.open_meeting(meeting_id=meeting_id, by=by)
    return [_invite(meeting, person, by) for person in queries.people_to_invite_for(by, meeting)]


@transaction.atomic
def reply(*, meeting_id: UUID, reply: str, by: Person, needs: str = "") -> Invitation:
    """The person's answer is kept; a new answer takes its place until the meeting starts. No reason is asked.

    `needs` is what they said to "Has anything changed in what helps you?", if they said anything. Raises NotAllowed for
    anyone not invited or no longer on the panel, NotNow when answers are closed.
    """
    invitation = _lock(meeting_id, by.pk)
    if not access.can_reply(by, invitation):
        raise NotAllowed
    return _answer(invitation, reply, states.SELF, by, "invitation.replied", needs)


@transaction.atomic
def record_reply(*, meeting_id: UUID, person_id: UUID, reply: str, how: str, by: Person, needs: str = "") -> Invitation:
    """Write down the answer somebody gave by phone, by letter or in person; the trail says who wrote it down.

    `needs` is what they said when asked if what helps them has changed, if they were asked.

    Raises NotAllowed for anyone who does not run the panel and for somebody who was not invited or has left the panel,
    NotNow when answers are closed.
    """
    invitation = _lock(meeting_id, person_id)
    if not access.can_see_replies(by, invitation.meeting) or not access.can_reply(invitation.person, invitation):
        raise NotAllowed
    if how == states.SELF:
        raise NotNow("Please say how the answer reached you.")
    return _answer(invitation, reply, how, by, "invitation.reply_recorded", needs)


def queue_due_reminders() -> int:
    """Write down every reminder that is due and still useful, each once however often this runs. Says how many."""
    now = clock.now()
    queued = 0
    for meeting in schedule_queries.open_meetings_starting(after=now, before=now + LONGEST_NOTICE):
        reminder = reminder_due(meeting.starts_at, meeting.panel.time_zone, now)
        if reminder is None:
            continue
        for invitation in queries.to_remind(meeting, reminder):
            with transaction.atomic():
                queued += notices.tell_reminder(invitation, reminder.occasion)
    return queued


def tell_cancelled(meeting: Meeting, by: Person) -> None:
    """Everyone invited who is still on the panel hears that the meeting is off, unless its time has passed anyway."""
    if meeting.starts_at <= clock.now():
        return
    on_panel = people.people_on_panel(by, meeting.panel_id)
    invited = Invitation.objects.filter(meeting=meeting, person__in=on_panel).select_related("person")
    for invitation in invited.order_by("pk"):  # not as the table happens to lie, which tells who answered last
        notices.tell_cancelled(invitation)


def _invite(meeting: Meeting, person: Person, by: Person) -> Invitation:
    invitation = Invitation.objects.create(meeting=meeting, person=person, invited_by=by)
    audit.record(by=by, verb="invitation.sent", about=invitation, whose=person, meeting=meeting.pk)
    notices.tell_invited(invitation)
    return invitation


def _lock(meeting_id: UUID, person_id: UUID) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("meeting__panel", "person")
    invitation = locked.filter(meeting=meeting_id, person=person_id).first()
    if invitation is None:
        raise NotAllowed
    return invitation


def _answer(invitation: Invitation, reply: str, how: str, by: Person, verb: str, needs: str) -> Invitation:
    meeting, now = invitation.meeting, clock.now()
    states.check_takes_replies(meeting.state, meeting.starts_at, now)
    states.check_answer(reply, how)
    _note_needs(invitation, needs, by)
    if (invitation.reply, invitation.how) == (reply, how) and not queries.is_from_before_a_break(invitation):
        return invitation
    was = invitation.reply
    invitation.reply, invitation.how, invitation.replied_at, invitation.recorded_by = reply, how, now, by
    invitation.save(update_fields=["reply", "how", "replied_at", "recorded_by"])
    audit.record(by=by, verb=verb, about=invitation, whose=invitation.person, was=was, reply=reply, how=how)
    return invitation


def _note_needs(invitation: Invitation, needs: str, by: Person) -> None:
    """That they were asked with this invitation, and whether something has changed; never what."""
    if needs:
        invitation.needs, invitation.needs_asked_at = Invitation.Needs(needs), clock.now()
        invitation.save(update_fields=["needs", "needs_asked_at"])
        audit.record(by=by, verb="invitation.needs_asked", about=invitation, whose=invitation.person)
