"""Replies as the design's tables, and the sentences around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from accounts.needs import queries as needs
from accounts.needs import wordings
from accounts.people.models import Person
from leap.core import outbox
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_clock, say_day, say_when
from meetings.invitations import notices, queries, states
from meetings.invitations.models import Answer, Invitation
from meetings.schedule.models import Meeting, MeetingChange

TONES = {
    states.WAITING: "waiting",
    states.COMING: "good",
    states.ONLINE: "good",
    states.PHONE: "good",
    states.COMMENTS: "calm",
    states.IN_LINE: "waiting",
    states.NOT_COMING: "quiet",
}
IN_ORDER = tuple(reply for reply in states.ALL if reply != states.WAITING)
SAY = {
    notices.INVITATION: "They are invited. Ask if they can come.",
    notices.REMINDER: "Remind them of the day and the time.",
    notices.REPLY_OPEN: "They have not answered, and that is fine. Ask if they can come.",
    notices.PLACE_OFFERED: "A place is free for them. Ask soon if they still want it.",
    notices.REPLY_TAKEN: "They wanted to know if their answer has arrived. It has.",
    notices.THANKS: "Thank them for being there.",
    notices.CANCELLED: "The meeting is called off.",
    notices.CHANGED: "It has changed: {was}. Ask if that works for them.",
}
OTHER_TIME = "it was {was}, and is now {now}"
OTHER_PLACE = "same time, but another place or way to meet"
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


def counts(replies: Sequence[Invitation], meeting: Meeting) -> list[dict[str, object]]:
    """How many gave each answer this meeting offers, in the order they are offered, those still waiting last."""
    found, offered = queries.count_replies(replies), queries.ways_offered(meeting)
    shown = [reply for reply in IN_ORDER if reply in offered or found[reply]]
    return [
        {"label": Invitation.Reply(reply).label, "number": found[reply], "tone": TONES[reply]}
        for reply in (*shown, states.WAITING)
    ]


def room(replies: Sequence[Invitation], meeting: Meeting) -> list[str]:
    """What the room and the journeys need: places held, supporters, help with getting there."""
    here = [each for each in replies if each.still_on_panel]
    coming = [each for each in here if each.reply == states.COMING]
    said = []
    if meeting.places is not None:
        held = sum(queries.holds_place(each) for each in here)
        said.append(f"{held} of {meeting.places} places in the room are taken or kept for somebody.")
    if supporters := sum(each.supporter == Invitation.YesNo.YES for each in coming):
        said.append(f"Somebody comes along with {supporters} of those coming in person.")
    return said


def line(invitations: Sequence[Invitation], meeting: Meeting) -> list[str]:
    """Who is in line for a place, in order, and for whom one is kept."""
    return [f"{each.person.shown_name}{_in_line(each, meeting)}" for each in invitations]


def _in_line(each: Invitation, meeting: Meeting) -> str:
    if each.offered_at is None:
        return ""
    if not queries.holds_place(each):
        return ": asked, and the time to answer is over"
    until = each.offer_until
    return f": a place is kept until {say_day(until, meeting.panel)}, {say_clock(until, meeting.panel)}"


def said_before(answers: Iterable[Answer], person: Person, meeting: Meeting) -> list[str]:
    """Every answer that was given, in a sentence each: what, when, how, and who wrote it down."""
    return [_said(each, person, meeting) for each in answers]


def _said(answer: Answer, person: Person, meeting: Meeting) -> str:
    what = "Answer taken back" if answer.reply == states.WAITING else answer.get_reply_display()
    day = f"{say_day(answer.said_at, meeting.panel)}, {say_clock(answer.said_at, meeting.panel)}"
    by = answer.recorded_by
    wrote = f", written down by {by.shown_name}" if by is not None and by.pk != person.pk else ""
    late = ". Said afterwards" if answer.afterwards else ""
    return f"{what}: {day}, {answer.get_how_display().lower()}{wrote}{late}"


def without_the_answer(typed: QueryDict) -> QueryDict:
    """What was sent without the answer that cannot be kept, so that nothing else has to be chosen again."""
    kept = typed.copy()
    kept.pop("reply", None)
    return kept


def looked_at_again(typed: QueryDict, meeting: Meeting) -> QueryDict:
    """The same for a meeting that was changed: what is sent next is about what is shown now."""
    kept = without_the_answer(typed)
    kept["seen"] = str(meeting.revision)
    return kept


def reply_table(
    replies: Sequence[Invitation], *, viewer: Person, is_open: bool, afterwards: Mapping[UUID, str]
) -> Table:
    """Everyone's answer. While answers are heard each name leads to where it is written down."""
    columns = [Column("Name"), Column("Answer"), Column("How we know")]
    rows = [_row(each, viewer, is_open, afterwards.get(each.pk, "")) for each in replies]
    return Table("Answers", columns, rows, empty="Nobody is invited yet.")


def all_to_tell(viewer: Person, meeting: Meeting) -> list[ToTell]:
    """The list of calls and letters of one meeting: whom, what to say, and how they want to be reached."""
    pairs = queries.to_tell_for(viewer, meeting)
    people = [invitation.person for _, invitation in pairs]
    ways = needs.ways_to_reach(viewer, meeting.panel_id, people, "to_tell")
    changes = queries.changes_for(viewer, meeting)
    return [
        _to_tell(message, invitation, _say(message, meeting, changes), ways.get(invitation.person_id))
        for message, invitation in pairs
    ]


def _say(message: outbox.OutboxMessage, meeting: Meeting, changes: dict[int, MeetingChange]) -> str:
    """What to say to somebody; of a meeting that was moved, the old beside the new."""
    if message.kind != notices.CHANGED:
        return SAY[message.kind]
    was = changes[notices.change_told(message)].was_starts_at
    both = {"was": say_when(was, meeting.panel), "now": say_when(meeting.starts_at, meeting.panel)}
    told = OTHER_PLACE if was == meeting.starts_at else OTHER_TIME.format(**both)
    return SAY[message.kind].format(was=told)


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


def _to_tell(message: outbox.OutboxMessage, invitation: Invitation, say: str, way: needs.WayToReach | None) -> ToTell:
    why = WHY.get(message.state, "")
    return ToTell(message.pk, invitation.person.called_name, say, why, way.lines if way else ())


def invited_sentence(number: int) -> str:
    """What happened when people were invited."""
    if number == 0:
        return "Everyone on the panel was invited already. Nobody has been told twice."
    return "1 person is invited." if number == 1 else f"{number} people are invited."


def _row(invitation: Invitation, viewer: Person, is_open: bool, afterwards: str) -> list[Cell | str]:
    if not invitation.still_on_panel:
        gone = Cell("No longer on the panel", tone="quiet")
        return [invitation.person.shown_name, gone, "They have left the panel"]
    answer = Cell(invitation.get_reply_display(), tone=TONES[invitation.reply])
    return [_name(invitation, viewer, is_open), answer, ". ".join([_how(invitation), *_also(invitation, afterwards)])]


def _also(invitation: Invitation, afterwards: str) -> list[str]:
    said = []
    if invitation.travel == Invitation.YesNo.YES:
        said.append("Would like help with getting there")
    if invitation.supporter == Invitation.YesNo.YES:
        said.append("Somebody comes along")
    if afterwards:
        said.append(f"Said afterwards: {afterwards.lower()}")
    return said


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
    if invitation.how == states.BY_LINK:
        return f"By the link in their message, {day}"
    return f"{invitation.get_how_display()}, kept by {invitation.recorded_by.shown_name}, {day}"
