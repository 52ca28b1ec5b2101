"""What those who run a panel read, but for the result itself; for anyone else every answer here is empty."""

from uuid import UUID

from django.db.models import Exists, QuerySet

from accounts.people import queries as people
from accounts.people.models import Panel, Person
from leap.core import outbox
from meetings.availability import states
from meetings.availability.models import DateAnswer, DatePoll, DateReply
from meetings.availability.queries.behind import breaks, is_true, on_panel


def polls_run_by(viewer: Person) -> QuerySet[DatePoll]:
    """The polls of the panels the viewer runs, the newest first."""
    runs = people.panels_run_by(viewer).values("pk")
    every = DatePoll.objects.filter(panel__in=runs).select_related("panel", "meeting")
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
    """Messages about this poll for somebody to pass on by phone or letter, still true, with whose they are."""
    return _to_tell(replies_to_write_down(viewer, poll))


def _run_by(viewer: Person) -> QuerySet[DateReply]:
    every = DateReply.objects.unscoped("those who run the panel look after its people")
    runs = people.panels_run_by(viewer).values("pk")
    found = every.filter(on_panel(), poll__panel__in=runs, person__is_active=True).exclude(person=viewer.pk)
    return found.select_related("person", "written_by", "poll__panel")


def _to_tell(replies: QuerySet[DateReply]) -> list[tuple[outbox.OutboxMessage, DateReply]]:
    by_key = {each.pk: each for each in replies.filter(~Exists(breaks()))}
    messages = outbox.waiting_for_a_person().filter(about_id__in=list(by_key), kind__in=states.KINDS)
    pairs = [(message, by_key[message.about_id]) for message in messages]
    return [(message, reply) for message, reply in pairs if is_true(message.kind, reply)]
