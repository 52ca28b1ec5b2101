"""Who came, over many meetings: for files. For those who run the panels; rows are read while they are written out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from accounts.people import queries as people
from accounts.people.models import Panel, Person
from leap.core import tables
from meetings.attendance import states
from meetings.attendance.models import Attendance, Came
from meetings.attendance.states import Mark
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting

AT_A_TIME = 2000  # rows that are in memory at once
PERSON_HEADINGS = (
    "Date", "Meeting", "Panel", "Person reference", "Called", "Came", "How much", "Hours", "Chaired", "Recorded at",
    "Recorded by",
)  # fmt: skip
MEETING_HEADINGS = (
    "Date", "Meeting", "Panel", "In person", "Online", "By phone", "Of these for part", "Sent comments",
    "Sent apologies", "Not this time", "Supporters", "Guests", "Senior staff", "Chaired by",
)  # fmt: skip
BY_PERSON, BY_MEETING = "people", "meetings"
SAID: dict[str, str] = dict(Came.choices)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records, and a line for each of what. Days are those of each panel's own calendar."""

    lines: str = BY_PERSON
    panel: Panel | None = None
    meeting: Meeting | None = None
    person: Person | None = None
    first: date | None = None
    last: date | None = None


def attendance_records_for(viewer: Person, wanted: Wanted = Wanted()) -> QuerySet[Attendance]:
    """What registers say of everyone on the panels the viewer runs, as far as it is wanted; by date, then name."""
    runs = Q(meeting__panel__in=people.panels_run_by(viewer).values("pk"))
    found = Attendance.objects.filter(runs).exclude(came=states.NOT_KNOWN)
    found = found.annotate(day=schedule.day_there("meeting__"))
    only = {"meeting__panel": wanted.panel, "meeting": wanted.meeting, "person": wanted.person}
    found = found.filter(**{name: value for name, value in only.items() if value is not None})
    days = {"day__gte": wanted.first, "day__lte": wanted.last}
    found = found.filter(**{name: value for name, value in days.items() if value is not None})
    return found.order_by("meeting__starts_at", "meeting_id", "person__shown_name", "person_id")


def how_many(viewer: Person, wanted: Wanted) -> dict[str, int]:
    """How many records, people and meetings that is: what the trail keeps of a file."""
    counted = attendance_records_for(viewer, wanted).order_by()
    return counted.aggregate(
        records=Count("pk"), people=Count("person", distinct=True), meetings=Count("meeting", distinct=True)
    )


def rows_for(viewer: Person, wanted: Wanted) -> Iterator[tables.Row]:
    """The records as rows of a file, headings first. They are fetched as they are asked for, never all at once."""
    if wanted.lines == BY_MEETING:
        return _meeting_rows(viewer, wanted)
    return _person_rows(viewer, wanted)


def choices_for(viewer: Person) -> tuple[QuerySet[Panel], QuerySet[Meeting], QuerySet[Person]]:
    """The panels, meetings (latest first) and people that the viewer can ask for records of."""
    panels = people.panels_run_by(viewer)
    recorded = Attendance.objects.filter(meeting__panel__in=panels.values("pk"))
    meetings = Meeting.objects.filter(pk__in=recorded.values("meeting")).select_related("panel")
    persons = Person.objects.filter(pk__in=recorded.values("person")).order_by("shown_name", "pk")
    return panels, meetings.order_by("-starts_at", "-pk"), persons


def flat_records(viewer: Person, wanted: Wanted) -> QuerySet[Attendance, tuple[Any, ...]]:
    """The same records as plain values, in the order in which `_person_rows` takes them."""
    zone = Cast(F("meeting__panel__time_zone"), TextField())
    there = Func(zone, F("recorded_at"), function="timezone", output_field=DateTimeField())
    to_the_second = Func(Value("second"), there, function="date_trunc", output_field=DateTimeField())
    key = Cast("person_id", TextField())  # as a word: making 100,000 UUIDs would take as long as the question itself
    found = attendance_records_for(viewer, wanted).annotate(recorded_there=to_the_second, person_key=key)
    return found.values_list(
        "day", "meeting__title", "meeting__panel__name", "person_key", "person__shown_name", "came", "part",
        "half_hours", "meeting__minutes", "chaired", "recorded_there", "recorded_by__shown_name",
    )  # fmt: skip


def _person_rows(viewer: Person, wanted: Wanted) -> Iterator[tables.Row]:
    yield PERSON_HEADINGS
    refs: dict[str, str] = {}
    lengths: dict[tuple[Any, ...], tuple[str, float | None]] = {}
    for day, title, panel, person, called, came, part, half_hours, minutes, chaired, at, by in flat_records(
        viewer, wanted
    ).iterator(chunk_size=AT_A_TIME):
        ref = refs.get(person)
        if ref is None:
            ref = refs[person] = tables.person_ref(UUID(person))
        length = lengths.get((came, part, half_hours, minutes))
        if length is None:
            length = lengths[came, part, half_hours, minutes] = _length(Mark(came, part, half_hours), minutes)
        yield (
            day, title, panel, ref, called, SAID[came], *length, "yes" if chaired else "no", at, by or "",
        )  # fmt: skip


def _length(mark: Mark, minutes: int) -> tuple[str, float | None]:
    if not mark.is_here:
        return "", None
    there = states.minutes_there(mark, minutes)
    return "part" if mark.part else "whole", None if there is None else round(there / 60, 2)


def _meeting_rows(viewer: Person, wanted: Wanted) -> Iterator[tables.Row]:
    yield MEETING_HEADINGS
    records = attendance_records_for(viewer, wanted).order_by()
    chair = Attendance.objects.filter(meeting=OuterRef("pk"), chaired=True).values("person__shown_name")[:1]
    ways = {came: Count("attendances", filter=Q(attendances__came=came)) for came in (*states.HERE, *states.NOT_HERE)}
    counted = Meeting.objects.filter(attendances__in=records.values("pk")).annotate(
        for_part=Count("attendances", filter=Q(attendances__part=True)), **ways
    )
    told = counted.annotate(day=schedule.day_there(), chair=Subquery(chair)).order_by("starts_at", "pk")
    counts = [f"register_counts__{name}" for name in states.COUNTS]
    first = ("day", "title", "panel__name", *states.HERE, "for_part", *states.NOT_HERE)
    found = told.values_list(*first, *counts, "register_counts__guest_chaired", "chair")
    for *facts, guest_chaired, name in found.iterator(chunk_size=AT_A_TIME):
        yield (*facts, "A guest" if guest_chaired else name or "")
