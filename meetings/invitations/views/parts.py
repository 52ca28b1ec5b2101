"""Replies as the design's tables, and the sentences around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.needs import queries as needs
from accounts.needs import wordings
from accounts.people.models import Person
from leap.core import outbox
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_day
from meetings.invitations import notices, queries, states
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting

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
    reach: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """One group of what helps, as a table: what, and for whom."""

    title: str
    table: Table


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


def all_to_tell(viewer: Person, meeting: Meeting) -> list[ToTell]:
    """The list of calls and letters of one meeting: whom, what to say, and how they want to be reached."""
    pairs = queries.to_tell_for(viewer, meeting)
    people = [invitation.person for _, invitation in pairs]
    ways = needs.ways_to_reach(viewer, meeting.panel_id, people, "to_tell")
    return [_to_tell(message, invitation, ways.get(invitation.person_id)) for message, invitation in pairs]


def sections(shown: Sequence[needs.Shown]) -> list[Section]:
    """What helps, group by group: each adjustment with those it is for, then what people wrote themselves."""
    found = []
    for group in wordings.ALL:
        here = [each for each in shown if each.group == group.key]
        rows = [
            [words, ", ".join(each.name for each in here if words in each.picks)]
            for words in group.picks.values()
            if any(words in each.picks for each in here)
        ]
        rows += [[each.own_words, each.name] for each in here if each.own_words]
        if rows:
            found.append(Section(group.title, Table(group.title, [Column("What helps"), Column("Who for")], rows)))
    return found


def _to_tell(message: outbox.OutboxMessage, invitation: Invitation, way: needs.WayToReach | None) -> ToTell:
    why = WHY.get(message.state, "")
    return ToTell(message.pk, invitation.person.called_name, SAY[message.kind], why, way.lines if way else ())


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
