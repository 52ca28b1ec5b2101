"""LEAP's own work, not for a page: who is there, who is to be reminded, what a message is about."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.people import queries as people
from accounts.people.models import Pause, Role
from leap.core import clock, outbox
from meetings.availability import states
from meetings.availability.models import DatePoll, DateReply
from meetings.availability.planning.reminding import reminder_at


def takes_answers(poll: DatePoll) -> bool:
    """Can people answer this poll now, by the day it is for its panel?"""
    return states.takes_answers(poll.state, poll.answer_by, clock.today(poll.panel.time_zone))


def on_panel() -> Exists:
    """Of replies: is the person on the panel of the poll today?"""
    return Exists(Role.objects.filter(people.belonging(), person=OuterRef("person"), panel=OuterRef("poll__panel")))


def breaks() -> QuerySet[Pause]:
    """Of replies: the break, if any, that the person takes from the panel of the poll."""
    return people.away_from(OuterRef("poll__panel")).filter(person=OuterRef("person"))


def reply_behind(message: outbox.OutboxMessage) -> DateReply | None:
    """Whom a message asks, in which poll; None when they are not on its panel any more."""
    every = DateReply.objects.unscoped("the one a message is about").filter(on_panel(), pk=message.about_id)
    return every.select_related("person", "poll__panel", "poll__venue").first()


def panel_behind(message: outbox.OutboxMessage) -> UUID | None:
    """The panel a message is about."""
    every = DateReply.objects.unscoped("the one a message is about").filter(pk=message.about_id)
    return every.values_list("poll__panel", flat=True).first()


def is_true(kind: str, reply: DateReply) -> bool:
    """Whether a message still says what is so. Asked just before it is sent, or passed on by hand."""
    if not reply.person.is_active:
        return False
    if kind == states.ENDED:
        return reply.poll.state == states.CLOSED
    return reply.answered_at is None and takes_answers(reply.poll)


def polls_to_remind() -> list[DatePoll]:
    """The polls whose reminder is due and that still take answers."""
    now = clock.now()
    not_over = DatePoll.objects.filter(state=states.OPEN, answer_by__gte=now.date() - timedelta(days=1))
    polls = [poll for poll in not_over.select_related("panel").order_by("pk") if takes_answers(poll)]
    return [poll for poll in polls if reminder_at(poll.answer_by, poll.panel.time_zone) <= now]


def replies_to_remind(poll: DatePoll) -> QuerySet[DateReply]:
    """Who is still there, on no break, has said nothing, was asked before the reminder was due and heard none yet."""
    told = outbox.OutboxMessage.objects.filter(about_id=OuterRef("pk"), kind=states.REMINDER)
    due = reminder_at(poll.answer_by, poll.panel.time_zone)
    return _there(poll).filter(~Exists(told), answered_at__isnull=True, asked_at__lt=due)


def replies_to_tell_closed(poll: DatePoll) -> QuerySet[DateReply]:
    """Who hears that there will be no date from this poll: everyone asked who is still there, on no break."""
    return _there(poll)


def _there(poll: DatePoll) -> QuerySet[DateReply]:
    every = DateReply.objects.unscoped("who is written to").filter(on_panel(), ~Exists(breaks()), poll=poll)
    return every.filter(person__is_active=True).select_related("person", "poll__panel").order_by("pk")
