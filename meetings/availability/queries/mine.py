"""What somebody who is asked reads: the dates, and their own answers."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from meetings.availability.models import DateAnswer, DatePoll, DateReply, PollDate
from meetings.availability.queries.behind import on_panel, takes_answers


@dataclass(frozen=True)
class MyPoll:
    """A poll as one person who is asked sees it."""

    reply: DateReply
    answers: dict[UUID, str]

    @property
    def poll(self) -> DatePoll:
        return self.reply.poll

    @cached_property
    def dates(self) -> list[PollDate]:
        """All dates, in their order."""
        return list(self.poll.dates.all())

    @property
    def is_open(self) -> bool:
        """Can they answer now?"""
        return takes_answers(self.poll)


def my_poll(viewer: Person, poll_id: UUID) -> MyPoll | None:
    """A poll the viewer is asked in, with what they answered; None when they are not asked, or left the panel."""
    reply = _mine(viewer).filter(poll=poll_id).first()
    if reply is None:
        return None
    answers = DateAnswer.objects.unscoped("a person reads their own answers").filter(reply=reply)
    return MyPoll(reply, dict(answers.values_list("date", "answer")))


def my_polls(viewer: Person) -> list[DateReply]:
    """Every poll the viewer is asked in, those that take answers first, else the newest first."""
    mine = _mine(viewer).order_by("-poll__made_at", "poll")
    return sorted(mine, key=lambda reply: not takes_answers(reply.poll))


def is_asked_anything(viewer: Person) -> bool:
    """Is there a poll the viewer is asked in?"""
    return _mine(viewer).exists()


def who_runs(panel: Panel) -> list[str]:
    """The names of those who run a panel, who read its answers: to be told to whoever is asked, beside the form."""
    coordinates = Q(kind=Role.Kind.PPI_COORDINATOR, panel=panel.pk)
    leads = Q(kind=Role.Kind.PPI_LEAD, programme=panel.programme_id)
    held = Role.objects.filter(people.in_force(), coordinates | leads, person__is_active=True)
    roles = held.select_related("person").order_by("person__shown_name", "person")
    return list(dict.fromkeys(role.person.shown_name for role in roles))


def _mine(viewer: Person) -> QuerySet[DateReply]:
    every = DateReply.objects.unscoped("a person reads their own").filter(on_panel(), person=viewer.pk)
    return every.select_related("poll__panel", "poll__venue", "poll__meeting", "written_by")
