"""Several meetings at once: planning a series, and moving or calling off one of it and all that follow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.people import access as people
from accounts.people.models import Panel, Person
from leap.core import audit
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from leap.design.times import there
from meetings.schedule import queries
from meetings.schedule.actions.meetings import cancel_meeting, lock_to_run, plan_meeting
from meetings.schedule.actions.moving import CHANGED, ChangedMeanwhile, Facts, change, facts_of, look_at_places
from meetings.schedule.models import Meeting, MeetingSeries
from meetings.schedule.planning import series as planning
from meetings.schedule.planning.wall_clock import NoSuchMoment, moment


@transaction.atomic
def plan_series(
    *,
    panels: Sequence[Panel],
    days: Sequence[date],
    at: time,
    pattern: str,
    by: Person,
    every_weeks: int | None = None,
    series_id: UUID | None = None,
    **facts: Any,
) -> list[Meeting]:
    """A meeting for each panel on each day, at the same time on its wall all year. Nobody is told.

    `facts` is what `plan_meeting` takes besides. All are made or none. With the same `series_id` twice there is one
    series. Raises NotAllowed for anyone who does not run all the panels; NotNow when there are too few or too many
    days, when a time is not there or is there twice on the night the clocks change, has gone, or is taken.
    """
    if not panels or not all(people.can_run_panel(by, panel) for panel in panels):
        raise NotAllowed
    if not planning.FEWEST <= len(set(days)) <= planning.MOST:
        raise NotNow(f"A series has {planning.FEWEST} to {planning.MOST} days. Please choose that many.")
    series, is_new = MeetingSeries.objects.get_or_create(
        pk=series_id or new_id(), defaults={"pattern": pattern, "every_weeks": every_weeks, "made_by": by}
    )
    if not is_new:
        return list(queries.meetings_run_by(by).filter(series=series))
    audit.record(by=by, verb="series.planned", about=series, panels=[panel.pk for panel in panels], days=len(set(days)))
    return [
        plan_meeting(panel=panel, starts_at=_moment(day, at, panel), series=series, by=by, **facts)
        for day in planning.chosen(days)
        for panel in panels
    ]


def move_rest(*, meeting_id: UUID, revision: int, facts: Facts, by: Person, every_panel: bool = False) -> list[Meeting]:
    """What is changed about this meeting is changed about the later ones of its series too; what is not, stays theirs.

    `every_panel`: also about those of the other panels of the study in this series that `by` runs. A new
    day moves each by as many days, a new time is the same time on the wall for all. All are moved or none. Raises
    what `move_meeting` raises.
    """
    _look_at_places(meeting_id, facts, by, every_panel=every_panel)
    with transaction.atomic():
        first = lock_to_run(meeting_id, by)
        if first.revision != revision:
            raise ChangedMeanwhile(CHANGED)
        was = facts_of(first)
        rest = (
            queries.rest_of_series(first, run_by=by if every_panel else None)
            .exclude(pk=first.pk)
            .order_by("starts_at", "pk")
        )
        moved = [first, *rest.select_for_update(of=("self",)).select_related("panel", "venue")]
        new = {meeting.pk: _facts_for(meeting, was, facts) for meeting in moved}
        # One that moves to a later day moves after the one whose day it takes.
        in_turn = reversed(moved) if facts.starts_at > was.starts_at else moved
        for meeting in in_turn:
            change(meeting, new[meeting.pk], by)
        return moved


@transaction.atomic
def cancel_rest(*, meeting_id: UUID, by: Person, every_panel: bool = False) -> list[Meeting]:
    """This meeting and the later ones of its series are called off. Those who may have heard of any of them are told.

    `every_panel`: also those of the other panels of the study in this series that `by` runs.
    Raises NotAllowed for anyone who does not run the panel, NotNow when this one was held or is called off already.
    """
    first = cancel_meeting(meeting_id=meeting_id, by=by)
    rest = queries.rest_of_series(first, run_by=by if every_panel else None).exclude(pk=first.pk)
    return [first, *(cancel_meeting(meeting_id=key, by=by) for key in list(rest.values_list("pk", flat=True)))]


def _look_at_places(meeting_id: UUID, facts: Facts, by: Person, *, every_panel: bool) -> None:
    first = Meeting.objects.select_related("panel", "venue").get(pk=meeting_id)
    if not people.can_run_panel(by, first.panel):
        raise NotAllowed
    was = facts_of(first)
    places = replace(facts, starts_at=was.starts_at)  # when they are is looked at once all are held still
    rest = queries.rest_of_series(first, run_by=by if every_panel else None)
    for meeting in rest.select_related("panel", "venue"):
        look_at_places(meetings=[meeting], facts=_facts_for(meeting, was, places), by=by)


def _facts_for(meeting: Meeting, was: Facts, facts: Facts) -> Facts:
    """The facts of one meeting of the rest: its own, with what changed about the first.

    Why a place will do is said of that place: a meeting that goes to another keeps no reason but the one given for it.
    """
    differs = {name: value for name, value in vars(facts).items() if value != getattr(was, name)}
    if "starts_at" in differs:
        differs["starts_at"] = _shifted(meeting, was.starts_at, facts.starts_at)
    new = replace(facts_of(meeting), **differs)
    return replace(new, place_reason=_reason(meeting, was, facts, new))


def _reason(meeting: Meeting, was: Facts, facts: Facts, new: Facts) -> str:
    stays = meeting.is_same_place(venue=new.venue, place=new.place)
    with_first = new.venue == facts.venue and (new.venue is not None or new.place == facts.place)
    given = facts.place_reason if with_first else ""
    return meeting.place_reason if stays and given in ("", was.place_reason) else given


def _shifted(meeting: Meeting, was: datetime, new: datetime) -> datetime:
    panel = meeting.panel
    by_days = there(new, panel).date() - there(was, panel).date()
    return _moment(there(meeting.starts_at, panel).date() + by_days, there(new, panel).time(), panel)


def _moment(day: date, at: time, panel: Panel) -> datetime:
    try:
        return moment(day, at, panel.time_zone)
    except NoSuchMoment as unclear:
        raise NotNow(str(unclear)) from None
