"""Replies as the design's tables, and the sentences around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.people.models import Person
from leap.core import outbox
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_day
from meetings.invitations import notices, queries, states
from meetings.invitations.models import Invitation

TONES = {states.WAITING: "waiting", states.COMING: "good", states.REMOTE: "good", states.NOT_COMING: "quiet"}
SAY = {
    notices.INVITATION: "They are invited. Ask if they can come.",
    notices.REMINDER: "Remind them of the day and the time.",
    notices.CANCELLED: "The meeting is called off.",
}
WHY = {
    "failed": "Our email could not be delivered.",
    "uncertain": "Our email may not have arrived.",
}


@dataclass(frozen=True)
class ToTell:
    """One person to tell something by phone or letter."""

    message_id: UUID
    name: str
    say: str
    why: str


def counts(replies: Sequence[Invitation]) -> list[dict[str, object]]:
    """How many gave each answer, in the order they are offered, those still waiting last."""
    found = queries.count_replies(replies)
    return [
        {"label": Invitation.Reply(reply).label, "number": found[reply], "tone": TONES[reply]}
        for reply in (*states.ANSWERS, states.WAITING)
    ]


def reply_table(replies: Sequence[Invitation], *, viewer: Person, is_open: bool) -> Table:
    """Everyone's answer. While answers are open each name leads to where it is written down."""
    columns = [Column("Name"), Column("Answer"), Column("How we know")]
    rows = [_row(each, viewer, is_open) for each in replies]
    return Table("Answers", columns, rows, empty="Nobody is invited yet.")


def to_tell(message: outbox.OutboxMessage, invitation: Invitation) -> ToTell:
    """What the list of calls and letters shows for one message."""
    return ToTell(message.pk, invitation.person.called_name, SAY[message.kind], WHY.get(message.state, ""))


def invited_sentence(number: int) -> str:
    """What happened when people were invited."""
    if number == 0:
        return "Everyone on the panel was invited already. Nobody has been told twice."
    return "1 person is invited." if number == 1 else f"{number} people are invited."


def _row(invitation: Invitation, viewer: Person, is_open: bool) -> list[Cell | str]:
    if not invitation.still_on_panel:
        return [invitation.person.shown_name, Cell("No longer on the panel", tone="quiet"), "They have left the panel"]
    answer = Cell(invitation.get_reply_display(), tone=TONES[invitation.reply])
    return [_name(invitation, viewer, is_open), answer, _how(invitation)]


def _name(invitation: Invitation, viewer: Person, is_open: bool) -> Cell:
    if not is_open:
        return Cell(invitation.person.shown_name)
    if invitation.person_id == viewer.pk:
        url = reverse("invitations:reply-edit", args=[invitation.meeting_id])
    else:
        url = reverse("invitations:reply-record", args=[invitation.meeting_id, invitation.person_id])
    return Cell(invitation.person.shown_name, url=url)


def _how(invitation: Invitation) -> str:
    if invitation.reply == states.WAITING:
        return "We have not heard yet"
    day = say_day(invitation.replied_at, invitation.meeting.panel)
    if invitation.how == states.SELF:
        return f"They answered here, {day}"
    return f"{invitation.get_how_display()}, kept by {invitation.recorded_by.shown_name}, {day}"
