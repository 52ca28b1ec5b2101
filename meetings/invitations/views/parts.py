"""Replies as the design's tables, and the sentences around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.needs import queries as needs
from accounts.needs import wordings
from accounts.people.models import Person
from accounts.reaching.queries import became as became_of
from accounts.reaching.views import parts as reaching
from accounts.reaching.wordings import Said, ways
from leap.core import outbox
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_day, say_when
from meetings.invitations import notices, queries, states
from meetings.invitations.models import Invitation

TONES = {states.WAITING: "waiting", states.COMING: "good", states.REMOTE: "good", states.NOT_COMING: "quiet"}
NO_LONGER = Said("Nothing to do: it is no longer true", "quiet")
GROUPS = (
    ("Sent", "good", lambda m: m.state == "sent"),
    ("Told by somebody", "good", lambda m: m.state == "done"),
    ("On the way", "waiting", lambda m: m.state in ("pending", "claimed", "data_started", "retry")),
    ("Calls to make", "waiting", lambda m: m.state == "to_do" and not is_letter(m)),
    ("Letters to print", "waiting", lambda m: m.state == "to_do" and is_letter(m)),
    ("May have been sent", "care", lambda m: m.state == "uncertain"),
    ("Did not arrive", "care", lambda m: m.state == "failed"),
)


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


def is_letter(message: outbox.OutboxMessage) -> bool:
    """Is it one to print?"""
    return message.channel == outbox.LETTER


def reached_counts(found: Sequence[tuple[outbox.OutboxMessage, Invitation]]) -> list[dict[str, object]]:
    """How many messages were sent, wait, or did not arrive; only what there is."""
    counted = [(label, tone, sum(1 for message, _ in found if is_it(message))) for label, tone, is_it in GROUPS]
    return [{"label": label, "tone": tone, "number": number} for label, tone, number in counted if number]


def troubles(open_ones: Sequence[tuple[outbox.OutboxMessage, Invitation]]) -> list[reaching.Trouble]:
    """What did not arrive, or may have, and is still true: with what can be decided about each."""
    return reaching.troubles(notices.errand(message, each) for message, each in open_ones if message.state != "to_do")


def reached_table(found: Sequence[tuple[outbox.OutboxMessage, Invitation]], open_ones: set[UUID]) -> Table:
    """Each message: to whom, what, how, what became of it and when. A call to make leads to its page."""
    columns = [Column("Name"), Column("What"), Column("How"), Column("What became of it"), Column("When")]
    rows = [_reached(message, each, is_open=message.pk in open_ones) for message, each in found]
    return Table("Messages about this meeting", columns, rows, empty="Nobody was told about this meeting yet.")


def _reached(message: outbox.OutboxMessage, invitation: Invitation, *, is_open: bool) -> list[Cell | str]:
    is_call = is_open and message.state == "to_do" and not is_letter(message)
    became = became_of(message)
    if message.state == "to_do" and not is_open:
        became = NO_LONGER
    return [
        Cell(invitation.person.shown_name, url=reverse("reaching:call-detail", args=[message.pk]) if is_call else ""),
        notices.IN_WORDS[message.kind],
        ways(message.channel),
        Cell(became.text, tone=became.tone),
        say_when(message.state_changed_at, invitation.meeting.panel),
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
