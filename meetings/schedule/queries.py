"""Reads about meetings. The viewer comes first; what they may not see is not in the answer."""

from datetime import datetime, timedelta

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value

from accounts.people import queries as people
from accounts.people.models import Panel, Person
from leap.core import clock
from meetings.schedule import states
from meetings.schedule.models import Meeting

ONE_MINUTE = Value(timedelta(minutes=1), output_field=DurationField())
END = ExpressionWrapper(F("starts_at") + F("minutes") * ONE_MINUTE, output_field=DateTimeField())
ANNOUNCED = Q(state__in=states.REGISTERED) | Q(state=states.CANCELLED, opened_at__isnull=False)


def meetings_for(viewer: Person) -> QuerySet[Meeting]:
    """Every meeting of the viewer's panels, oldest first.

    A meeting to which nobody has been invited yet, or that was called off before anybody was, is seen only by those who
    run the panel. Someone with no role on a panel today sees none of its meetings.
    """
    runs = Q(panel__in=people.panels_run_by(viewer).values("pk"))
    belongs = Q(panel__in=people.panels_for(viewer).values("pk"))
    return Meeting.objects.filter(runs | (belongs & ANNOUNCED)).select_related("panel")


def meetings_run_by(viewer: Person) -> QuerySet[Meeting]:
    """The meetings the viewer arranges."""
    return Meeting.objects.filter(panel__in=people.panels_run_by(viewer).values("pk")).select_related("panel")


def coming_meetings_for(viewer: Person) -> QuerySet[Meeting]:
    """The viewer's meetings that are not over yet, soonest first; one called off is still shown until its day."""
    return _with_end(meetings_for(viewer)).filter(end__gt=clock.now())


def past_meetings_for(viewer: Person) -> QuerySet[Meeting]:
    """The viewer's meetings that are over, latest first."""
    return _with_end(meetings_for(viewer)).filter(end__lte=clock.now()).order_by("-starts_at", "-id")


def next_meeting_for(viewer: Person) -> Meeting | None:
    """The viewer's next meeting that is still to be held (or is going on now), if there is one."""
    return coming_meetings_for(viewer).filter(state__in=states.AHEAD).first()


def panels_to_plan_for(viewer: Person) -> QuerySet[Panel]:
    """The panels the viewer runs that have no meeting ahead."""
    ahead = _with_end(Meeting.objects.filter(state__in=states.AHEAD)).filter(end__gt=clock.now())
    return people.panels_run_by(viewer).exclude(pk__in=ahead.values("panel"))


def meetings_to_open_for(viewer: Person) -> QuerySet[Meeting]:
    """The meetings ahead that the viewer arranges and nobody has been told about yet, soonest first."""
    return meetings_run_by(viewer).filter(state=states.PLANNED, starts_at__gt=clock.now())


def meetings_without_register_for(viewer: Person) -> QuerySet[Meeting]:
    """The meetings the viewer arranges that are over and have no register yet, oldest first."""
    return _with_end(meetings_run_by(viewer)).filter(state=states.OPEN, end__lte=clock.now())


def open_meetings_starting(*, after: datetime, before: datetime) -> QuerySet[Meeting]:
    """For LEAP's own work, not for a page: meetings people are invited to that start between two moments."""
    return Meeting.objects.filter(state=states.OPEN, starts_at__gt=after, starts_at__lt=before).select_related("panel")


def meetings_to_answer(*, until_after: timedelta) -> QuerySet[Meeting]:
    """Not for a page of its own: meetings people are invited to that are ahead, or over for less than this time."""
    return _with_end(Meeting.objects.filter(state__in=states.REGISTERED)).filter(end__gt=clock.now() - until_after)


def _with_end(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return meetings.annotate(end=END)
