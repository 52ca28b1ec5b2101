"""What this room tells people, and until when it is true. A message is about one invitation, so one person."""

from typing import Any

from django.urls import reverse

from accounts.people import access as people
from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage
from meetings.invitations import states
from meetings.invitations.models import Invitation
from meetings.invitations.planning.reminders import is_useful
from meetings.schedule import states as meeting_states

INVITATION = "meeting_invitation"
REMINDER = "meeting_reminder"
CANCELLED = "meeting_cancelled"
KINDS = (INVITATION, REMINDER, CANCELLED)


def tell_invited(invitation: Invitation) -> None:
    """The person hears that there is a date for them."""
    outbox.queue(kind=INVITATION, to=invitation.person, about=invitation, occasion="invited")


def tell_reminder(invitation: Invitation, occasion: str) -> bool:
    """The person is reminded; False when they have been already."""
    return outbox.queue(kind=REMINDER, to=invitation.person, about=invitation, occasion=occasion) is not None


def tell_cancelled(invitation: Invitation) -> None:
    """The person hears that the date is off."""
    outbox.queue(kind=CANCELLED, to=invitation.person, about=invitation, occasion="cancelled")


def is_true(message: OutboxMessage, invitation: Invitation) -> bool:
    """Whether the message still says what is so. Asked just before it is sent, or passed on by hand."""
    meeting, now = invitation.meeting, clock.now()
    if meeting.starts_at <= now or not invitation.person.is_active:
        return False
    if message.kind == CANCELLED:
        return meeting.state == meeting_states.CANCELLED
    if meeting.state != meeting_states.OPEN:
        return False
    if message.kind == INVITATION:
        return True
    return invitation.reply in states.TO_REMIND and is_useful(
        message.occasion, meeting.starts_at, meeting.panel.time_zone, now
    )


def register() -> None:
    """Called once when the project starts."""
    for name in KINDS:
        kind = outbox.Kind(
            name=name, room="invitations", still_true=_still_true, context=_context, plain_name=_panel_name
        )
        outbox.register_kind(kind)


def _still_true(message: OutboxMessage) -> bool:
    invitation = _invitation(message)
    if invitation is None or not people.is_on_panel(invitation.person, invitation.meeting.panel_id):
        return False
    return is_true(message, invitation)


def _context(message: OutboxMessage) -> dict[str, Any]:
    invitation = _invitation(message)
    page = "schedule:meeting-detail" if message.kind == CANCELLED else "invitations:reply-edit"
    return {
        "meeting": invitation.meeting,
        "path": reverse(page, kwargs={"meeting_id": invitation.meeting_id}),
        "is_waiting": invitation.reply == states.WAITING,
    }


def _panel_name(message: OutboxMessage) -> str:
    return _invitation(message).meeting.panel.name


def _invitation(message: OutboxMessage) -> Invitation | None:
    return Invitation.objects.select_related("meeting__panel", "person").filter(pk=message.about_id).first()
