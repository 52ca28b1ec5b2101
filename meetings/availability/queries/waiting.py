"""What waits for somebody on the first page: one question to the database for all of it."""

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from accounts.people import queries as people
from accounts.people.models import Person
from meetings.availability import states
from meetings.availability.models import DatePoll, DateReply
from meetings.availability.queries.behind import breaks, on_panel, takes_answers


@dataclass(frozen=True)
class Waits:
    """The polls that wait for the viewer: for their own answers; for those who run them, to decide."""

    to_answer: list[DatePoll]
    to_decide: list[DatePoll]


def what_waits_for(viewer: Person) -> Waits:
    """Everything about dates that waits for this person, soonest last day first. In a break nobody is asked."""
    runs = Q(panel__in=people.panels_run_by(viewer).values("pk"))
    found = DatePoll.objects.annotate(is_asked=_asks(viewer))
    found = found.annotate(is_run=ExpressionWrapper(runs, output_field=BooleanField()))
    waiting = Q(state=states.OPEN) & (Q(is_asked=True) | runs)
    polls = list(found.filter(waiting).select_related("panel").order_by("answer_by", "pk"))
    open_now = {poll.pk for poll in polls if takes_answers(poll)}
    return Waits(
        to_answer=[poll for poll in polls if poll.is_asked and poll.pk in open_now],
        to_decide=[poll for poll in polls if poll.is_run and poll.pk not in open_now],
    )


def _asks(viewer: Person) -> Exists:
    """Is the viewer asked and silent, on the panel, on no break?"""
    mine = DateReply.objects.unscoped("a person's own").filter(poll=OuterRef("pk"), person=viewer.pk)
    return Exists(mine.filter(on_panel(), ~Exists(breaks()), answered_at__isnull=True))
