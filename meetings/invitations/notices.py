"""What this room tells people, and until when it is true. A message is about one invitation, so one person."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.people import access as people
from accounts.people.models import Pause
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage
from leap.design.times import say_day
from meetings.invitations import states
from meetings.invitations.models import Invitation
from meetings.invitations.planning.reminders import is_useful
from meetings.schedule import states as meeting_states

INVITATION = "meeting_invitation"
REMINDER = "meeting_reminder"
CANCELLED = "meeting_cancelled"
ON_PAPER = ("I come in person", "I join online or by phone", "I cannot come this time")
KINDS = (INVITATION, REMINDER, CANCELLED)
# How much contact somebody on a break must have asked for to hear of new dates, and of dates that are off.
HEAR_OF_DATES = (Pause.Contact.LIGHT_TOUCH,)
IN_WORDS = {
    INVITATION: "Invitation to a meeting",
    REMINDER: "Reminder of a meeting",
    CANCELLED: "A meeting is off",
}
IN_A_PAUSE = {INVITATION: HEAR_OF_DATES, CANCELLED: HEAR_OF_DATES}


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


def errand(message: OutboxMessage, invitation: Invitation) -> Errand:
    """The message as something to pass on."""
    meeting = invitation.meeting
    asks = message.kind == INVITATION or (message.kind == REMINDER and invitation.reply == states.WAITING)
    return Errand(
        message,
        invitation.person,
        meeting.panel,
        about=f"{IN_WORDS[message.kind]}, {say_day(meeting.starts_at, meeting.panel)}",
        page=reverse("invitations:reached-list", kwargs={"meeting_id": meeting.pk}),
        facts=facts_for(message.kind, invitation),
        answers=ON_PAPER if asks else (),
    )


def register() -> None:
    """Called once when the project starts."""
    for name in KINDS:
        outbox.register_kind(
            outbox.Kind(
                name=name,
                room="invitations",
                still_true=_still_true,
                context=_context,
                panel_of=_panel_of,
                in_a_pause=IN_A_PAUSE.get(name, ()),
                plain_name=_panel_name,
                in_words=IN_WORDS[name],
            )
        )


def is_wanted(message: OutboxMessage, in_a_break: str | None) -> bool:
    """Does the person want this message now? `in_a_break` is how much contact they asked for, None when on no break."""
    return in_a_break is None or in_a_break in IN_A_PAUSE.get(message.kind, ())


def _panel_of(message: OutboxMessage) -> UUID | None:
    return Invitation.objects.values_list("meeting__panel", flat=True).filter(pk=message.about_id).first()


def _still_true(message: OutboxMessage) -> bool:
    invitation = _invitation(message)
    if invitation is None or not people.is_on_panel(invitation.person, invitation.meeting.panel_id):
        return False
    return is_true(message, invitation)


def _context(message: OutboxMessage) -> dict[str, Any]:
    return facts_for(message.kind, _invitation(message))


def facts_for(kind: str, invitation: Invitation) -> dict[str, Any]:
    """What the templates of this kind need."""
    page = "schedule:meeting-detail" if kind == CANCELLED else "invitations:reply-edit"
    return {
        "meeting": invitation.meeting,
        "path": reverse(page, kwargs={"meeting_id": invitation.meeting_id}),
        "is_waiting": invitation.reply == states.WAITING,
    }


def _panel_name(message: OutboxMessage) -> str:
    return _invitation(message).meeting.panel.name


def _invitation(message: OutboxMessage) -> Invitation | None:
    return Invitation.objects.select_related("meeting__panel", "person").filter(pk=message.about_id).first()
