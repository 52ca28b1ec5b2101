"""Replies as the design's tables, and the sentences around them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from accounts.needs import queries as needs
from accounts.needs import wordings
from accounts.people.models import Person
from accounts.reaching.queries import became as became_of
from accounts.reaching.views import parts as reaching
from accounts.reaching.wordings import NOT_IN_TIME, Said, ways
from leap.core import outbox
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_clock, say_day, say_when
from meetings.invitations import notices, queries, states
from meetings.invitations.models import Answer, Invitation
from meetings.schedule.models import Meeting

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
# What somebody said, as it is read back to them.
ALOUD = (
    (
        "reply",
        {
            states.WAITING: "You do not know yet if you can take part.",
            states.COMING: "You come in person.",
            states.ONLINE: "You join online.",
            states.PHONE: "You join by phone.",
            states.COMMENTS: "You do not come, and you send us comments before the day.",
            states.IN_LINE: "You would like to come, and you are in line for a place.",
            states.NOT_COMING: "You cannot come this time. That is fine.",
        },
    ),
    ("travel", {"yes": "You would like help with getting there.", "no": "You need no help with getting there."}),
    ("supporter", {"yes": "Somebody comes along to support you.", "no": "Nobody comes along with you."}),
    (
        "needs",
        {
            Invitation.Needs.CHANGED: "Something has changed in what helps you. I write that down next.",
            Invitation.Needs.SAME: "Nothing has changed in what helps you.",
        },
    ),
)
READ_BACK = "and read back"
NO_LONGER = Said("Nothing to do: it is no longer true", "quiet")
GROUPS = (
    ("Sent", "good", lambda m: m.state == "sent"),
    ("Told by somebody", "good", lambda m: m.state == "done"),
    ("On the way", "waiting", lambda m: m.state in ("pending", "claimed", "data_started", "retry")),
    ("Calls to make", "waiting", lambda m: m.state == "to_do" and not is_letter(m)),
    ("Letters to print", "waiting", lambda m: m.state == "to_do" and is_letter(m)),
    ("May have been sent", "care", lambda m: m.state == "uncertain"),
    ("Did not arrive", "care", lambda m: m.state == "failed" and m.reason not in NOT_IN_TIME),
    ("Would have come too late", "care", lambda m: m.state == "failed" and m.reason in NOT_IN_TIME),
    ("Not sent", "quiet", lambda m: m.state == "cancelled"),
)


MISSED = {
    notices.REMINDER: "The reminder of {day} was not sent to {who}",
    notices.REPLY_OPEN: "The message of {day} about answers still to come was not sent to {who}",
}


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
    if asked := sum(each.needs == Invitation.Needs.ASK_ME for each in here):
        who = "1 person would" if asked == 1 else f"{asked} people would"
        said.append(f"{who} like somebody to get in touch about what helps them.")
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
    wrote += f", {READ_BACK}" if answer.read_back else ""
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


def is_letter(message: outbox.OutboxMessage) -> bool:
    """Is it one to print?"""
    return message.channel == outbox.LETTER


def reached_counts(found: Sequence[tuple[outbox.OutboxMessage, queries.HasPerson]]) -> list[dict[str, object]]:
    """How many messages were sent, wait, or did not arrive; only what there is."""
    counted = [(label, tone, sum(1 for message, _ in found if is_it(message))) for label, tone, is_it in GROUPS]
    return [{"label": label, "tone": tone, "number": number} for label, tone, number in counted if number]


def missed(found: Sequence[tuple[outbox.OutboxMessage, queries.HasPerson]], meeting: Meeting) -> list[str]:
    """A sentence for each reminder that nobody sent because everything was off, with how many people it was for."""
    off = [message for message, _ in found if message.reason == outbox.ALL_WAS_OFF]
    counted = Counter((message.due_at, message.kind) for message in off)
    return [
        f"{MISSED[kind].format(day=say_day(due_at, meeting.panel), who=_how_many(number))}: LEAP was not running then."
        for (due_at, kind), number in sorted(counted.items())
    ]


def _how_many(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def troubles(open_ones: Sequence[tuple[outbox.OutboxMessage, Invitation]]) -> list[reaching.Trouble]:
    """What did not arrive, or may have, and is still true: with what can be decided about each."""
    return reaching.troubles(queries.errands_about(pair for pair in open_ones if pair[0].state != "to_do"))


def reached_table(found: Sequence[tuple[outbox.OutboxMessage, queries.HasPerson]], open_ones: set[UUID]) -> Table:
    """Each message: to whom, what, how, what became of it and when. A call to make leads to its page."""
    columns = [Column("Name"), Column("What"), Column("How"), Column("What became of it"), Column("When")]
    rows = [_reached(message, each, is_open=message.pk in open_ones) for message, each in found]
    return Table("Messages about this meeting", columns, rows, empty="Nobody was told about this meeting yet.")


def _reached(message: outbox.OutboxMessage, about: queries.HasPerson, *, is_open: bool) -> list[Cell | str]:
    is_call = is_open and message.state == "to_do" and not is_letter(message)
    became = became_of(message)
    if message.state == "to_do" and not is_open:
        became = NO_LONGER
    return [
        Cell(about.person.shown_name, url=reverse("reaching:call-detail", args=[message.pk]) if is_call else ""),
        outbox.kind_called(message.kind).in_words,
        ways(message.channel),
        Cell(became.text, tone=became.tone),
        say_when(message.state_changed_at, about.meeting.panel),
    ]


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
    if invitation.needs == Invitation.Needs.ASK_ME:
        said.append("Please get in touch: something has changed in what helps them")
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
    read_back = f", {READ_BACK}" if invitation.read_back else ""
    return f"{invitation.get_how_display()}, kept by {invitation.recorded_by.shown_name}, {day}{read_back}"


def called(meeting: Meeting) -> str:
    """The meeting and its date."""
    return f"{meeting.title}, {say_when(meeting.starts_at, meeting.panel)}"


def to_read_back(said: Mapping[str, str], meeting: Meeting) -> list[str]:
    """What was typed for somebody, as sentences to read to them, the date first. What was left open is not in it."""
    answers = [words[said[name]] for name, words in ALOUD if said.get(name)]
    return [f"The date is {say_when(meeting.starts_at, meeting.panel)}.", *answers]
