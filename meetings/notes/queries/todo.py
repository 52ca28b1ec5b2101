"""Actions and points, as somebody on the panel sees them: who has what only if they said yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.people import queries as people
from accounts.people.models import Person
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from leap.design.times import say_day
from meetings.notes import states
from meetings.notes.models import NotesAction
from meetings.notes.queries.behind import actions_asked
from meetings.schedule import queries as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

NOBODY = "Nobody yet"


@dataclass(frozen=True)
class Todo:
    """One action: whose it is in words, how often it was carried over, and what the viewer can do with it."""

    action: NotesAction
    who: str
    carried: int
    is_asked: bool  # the viewer is asked, and has not said yes
    is_mine: bool  # the viewer said yes
    can_end: bool
    can_record: bool  # somebody is asked, and the viewer can write down what they said

    @property
    def is_open(self) -> bool:
        """Is there still something to come?"""
        return self.action.state == states.OPEN

    @property
    def carried_in_words(self) -> str:
        """From how many meetings it was brought along."""
        if not self.carried:
            return ""
        return "Brought along from the meeting before" if self.carried == 1 else f"Brought along {self.carried} times"


def actions_seen_by(viewer: Person) -> QuerySet[NotesAction]:
    """Actions from notes that are out, of the viewer's panels; of a draft too for those who run the panel."""
    runs = Q(panel__in=people.panels_run_by(viewer).values("pk"))
    belongs = Q(panel__in=people.panels_for(viewer).values("pk"), notes__state__in=states.READABLE)
    every = NotesAction.objects.unscoped("a panel sees what is to be done").filter(runs | belongs)
    return every.select_related("notes__meeting__panel", "panel", "person", "written_by")


def actions_to_record(viewer: Person) -> QuerySet[NotesAction]:
    """Actions of the panels the viewer runs, but for what the viewer is asked themself."""
    run = people.panels_run_by(viewer).values("pk")
    return actions_seen_by(viewer).filter(Q(person__isnull=True) | ~Q(person=viewer.pk), panel__in=run)


def actions_for(viewer: Person, meeting: Meeting) -> QuerySet[NotesAction]:
    """What was decided at this meeting, and what is still open from earlier ones of its panel."""
    here = Q(notes__meeting=meeting.pk)
    earlier = Q(notes__meeting__starts_at__lt=meeting.starts_at, state=states.OPEN)
    return actions_seen_by(viewer).filter(here | earlier, panel=meeting.panel_id)


def todos_at(viewer: Person, meeting: Meeting, *, runs: bool) -> list[Todo]:
    """The actions at a meeting, soonest day first; those without a day last."""
    return _todos(
        viewer, list(actions_for(viewer, meeting)), {meeting.panel_id} if runs else set(), until=meeting.starts_at
    )


def actions_on_panels(viewer: Person) -> list[Todo]:
    """Every action of the viewer's panels, those still open first."""
    found = list(actions_seen_by(viewer))
    runs = set(people.panels_run_by(viewer).values_list("pk", flat=True))
    return sorted(_todos(viewer, found, runs, until=None), key=lambda todo: not todo.is_open)


def may_be_asked_by_hand(viewer: Person) -> QuerySet[NotesAction]:
    """The keys of what somebody is still asked to do on a panel the viewer runs."""
    return actions_asked().filter(panel__in=people.panels_run_by(viewer).values("pk")).order_by().values("pk")


def errands_asked_for(viewer: Person, messages: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on, as far as they are true and wanted: nobody in a break is asked."""
    away = people.away_from(OuterRef("panel")).filter(person=OuterRef("person"))
    asked = actions_asked().filter(~Exists(away), panel__in=people.panels_run_by(viewer).values("pk"))
    asked = asked.filter(pk__in=[message.about_id for message in messages]).exclude(person=viewer.pk)
    found = {(each.pk, each.person_id): each for each in asked}
    return [
        _errand(message, action)
        for message in messages
        if (action := found.get((message.about_id, message.to_person_id)))
    ]


def facts_asked(action: NotesAction) -> dict[str, Any]:
    """What is told of something to do: after which day, of which panel, and where it stands. Never what it is."""
    return {
        "meeting_day": say_day(action.notes.meeting.starts_at, action.panel),
        "panel": action.panel,
        "path": reverse("notes:notes-read", kwargs={"meeting_id": action.notes.meeting_id}),
    }


def _errand(message: outbox.OutboxMessage, action: NotesAction) -> Errand:
    facts = facts_asked(action)
    about = f"{outbox.kind_called(message.kind).in_words}, {facts['meeting_day']}"
    return Errand(message, action.person, action.panel, about=about, page=facts["path"], facts=facts)


def _todos(viewer: Person, found: list[NotesAction], runs: set[UUID], *, until: datetime | None) -> list[Todo]:
    panels = {each.panel_id for each in found}
    held = schedule.meetings_for(viewer).filter(panel__in=panels, state__in=meeting_states.REGISTERED)
    times = list(held.values_list("panel", "starts_at")) if found else []
    on_panel = {panel: set(people.people_on_panel(viewer, panel).values_list("pk", flat=True)) for panel in panels}
    ordered = sorted(found, key=lambda each: (each.by_day or date.max, each.pk))
    return [
        _todo(viewer, each, each.panel_id in runs, on_panel[each.panel_id], _carried(each, times, until))
        for each in ordered
    ]


def _carried(action: NotesAction, times: Iterable[tuple[UUID, datetime]], until: datetime | None) -> int:
    """How many meetings of the panel have begun to carry it since: those after its own, up to the one looked at."""
    began = action.notes.meeting.starts_at
    last = until or action.ended_at or clock.now()
    return sum(panel == action.panel_id and began < at and at <= last for panel, at in times)


def _todo(viewer: Person, action: NotesAction, runs: bool, on_panel: set[UUID], carried: int) -> Todo:
    mine = action.person_id == viewer.pk
    said_yes = action.said_yes_at is not None
    there = action.person is not None and action.person_id in on_panel
    if mine:
        who = "You" if said_yes else "You are asked"
    elif action.person is not None and there and said_yes:
        who = action.person.shown_name
    elif action.person is not None and there and runs and not action.role:
        who = f"{action.person.shown_name} is asked, and has not said yet"
    else:
        who = action.role or NOBODY
    is_open = action.state == states.OPEN
    can_record = is_open and runs and there and not mine and not said_yes
    can_end = is_open and (runs or (mine and said_yes))
    return Todo(
        action=action,
        who=who,
        carried=carried,
        is_asked=mine and not said_yes and is_open,
        is_mine=mine and said_yes and is_open,
        can_end=can_end,
        can_record=can_record and action.notes.state in states.READABLE,
    )
