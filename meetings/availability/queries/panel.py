"""What those who run a panel read, but for the result itself; for anyone else every answer here is empty."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts.people import queries as people
from accounts.people.models import Panel, Person
from accounts.reaching.registration import Errand
from leap.core import outbox
from leap.design.times import say_day, say_when
from meetings.availability import states
from meetings.availability.models import DateAnswer, DatePoll, DateReply, PollDate
from meetings.availability.queries.behind import breaks, is_true, on_panel


def polls_run_by(viewer: Person) -> QuerySet[DatePoll]:
    """The polls of the panels the viewer runs, the newest first."""
    runs = people.panels_run_by(viewer).values("pk")
    every = DatePoll.objects.filter(panel__in=runs).select_related("panel", "venue", "meeting")
    return every.order_by("-made_at", "pk")


def people_to_ask(viewer: Person, panel: Panel, poll: DatePoll | None = None) -> QuerySet[Person]:
    """Everyone on the panel today, on no break, who is not asked in this poll yet; by name."""
    if not people.panels_run_by(viewer).filter(pk=panel.pk).exists():
        return Person.objects.none()
    away = people.away_from(panel.pk).values("person")
    here = people.people_on_panel(viewer, panel.pk).exclude(pk__in=away)
    if poll is None:
        return here
    asked = DateReply.objects.unscoped("who is asked already").filter(poll=poll)
    return here.exclude(pk__in=asked.values("person"))


def replies_to_write_down(viewer: Person, poll: DatePoll) -> QuerySet[DateReply]:
    """The people asked whose answers the viewer can write down: still on the panel, and not the viewer; by name."""
    return _run_by(viewer).filter(poll=poll).order_by("person__shown_name", "person")


def answers_of(viewer: Person, reply: DateReply) -> dict[UUID, str]:
    """What somebody answered to each date."""
    runs = people.panels_run_by(viewer).filter(pk=reply.poll.panel_id)
    answers = DateAnswer.objects.unscoped("those who run the panel read answers").filter(Exists(runs), reply=reply)
    return dict(answers.values_list("date", "answer"))


def to_tell_for(viewer: Person, poll: DatePoll) -> list[tuple[outbox.OutboxMessage, DateReply]]:
    """Messages about this poll that wait for a person, still true, with whose they are."""
    replies = replies_to_write_down(viewer, poll).filter(~Exists(breaks()))
    messages = outbox.waiting_for_a_person().filter(about_id__in=[each.pk for each in replies], kind__in=states.KINDS)
    return _still_to_tell(messages, replies)


def may_be_passed_on(viewer: Person) -> QuerySet[DateReply]:
    """The keys of whom the viewer's polls ask, as long as there may be something to say. Only part of a question."""
    return _run_by(viewer).filter(poll__state__in=(states.OPEN, states.CLOSED)).values("pk")


def errands_for(viewer: Person, messages: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on, with the dates to choose from, as far as they are true and wanted."""
    about = _run_by(viewer).filter(~Exists(breaks()), pk__in=[message.about_id for message in messages])
    dates = PollDate.objects.filter(poll=OuterRef("poll")).order_by("number").values("starts_at")
    replies = about.select_related("poll__panel__contact", "poll__venue").annotate(dates=ArraySubquery(dates))
    return [errand(message, reply) for message, reply in _still_to_tell(messages, replies)]


def facts_of(poll: DatePoll, dates: Iterable[datetime]) -> dict[str, Any]:
    """What can be said about a poll to somebody who is asked: until when, and which dates, the panel and the place."""
    return {"answer_by": poll.answer_by, "dates": list(dates), "panel": poll.panel, "place": poll.where}


def errand(message: outbox.OutboxMessage, reply: DateReply) -> Errand:
    """The message as something to pass on. On paper each date can be ticked."""
    poll, asks = reply.poll, message.kind != states.ENDED
    in_words = outbox.kind_called(message.kind).in_words
    facts = facts_of(poll, reply.dates)
    return Errand(
        message,
        reply.person,
        poll.panel,
        about=f"{in_words}, until {say_day(poll.answer_by)}" if asks else in_words,
        page=reverse("availability:poll-result", args=[poll.pk]),
        facts=facts,
        answers=(*(say_when(date, poll.panel) for date in facts["dates"]), "None of these") if asks else (),
        ticking="Tick each that suits you",
    )


def _run_by(viewer: Person) -> QuerySet[DateReply]:
    every = DateReply.objects.unscoped("those who run the panel look after its people")
    runs = people.panels_run_by(viewer).values("pk")
    found = every.filter(on_panel(), poll__panel__in=runs, person__is_active=True).exclude(person=viewer.pk)
    return found.select_related("person", "written_by", "poll__panel")


def _still_to_tell(
    messages: Iterable[outbox.OutboxMessage], replies: Iterable[DateReply]
) -> list[tuple[outbox.OutboxMessage, DateReply]]:
    by_key = {each.pk: each for each in replies}
    pairs = [(message, by_key[message.about_id]) for message in messages if message.about_id in by_key]
    return [(message, reply) for message, reply in pairs if is_true(message.kind, reply)]
