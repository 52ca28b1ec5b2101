"""Meetings as the design's rows, tables and tags."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import capfirst

from accounts.people.models import Person
from leap.core import clock
from leap.design.parts import Cell, Column, Row, Table
from leap.design.times import say_clock, say_day, say_time, say_when, there
from meetings.schedule import access, actions, queries, registration, states
from meetings.schedule.forms import LENGTHS, CorrectForm, MoveForm, SeriesForm
from meetings.schedule.models import Meeting, MeetingChange, SchoolHoliday, Venue, YesNo
from meetings.schedule.planning.days import Note
from meetings.schedule.registration import Tag

STATE_TAGS = {
    states.PLANNED: Tag("Nobody invited yet", "waiting"),
    states.OPEN: Tag("Coming up", "calm"),
    states.HELD: Tag("Held", "quiet"),
    states.CANCELLED: Tag("Called off", "care"),
}


def _own_tag(meeting: Meeting) -> Tag:
    if meeting.state == states.OPEN and meeting.ends_at <= clock.now():
        return Tag("No register yet", "waiting")
    if meeting.state == states.OPEN and meeting.starts_at <= clock.now():
        return Tag("On now", "good")
    return STATE_TAGS[meeting.state]


def facts(viewer: Person, meeting: Meeting) -> list[Row]:
    """How and where people meet, and for whom. How to join is for those invited and those who run it only."""
    rows = [Row("How we meet", meeting.get_meets_display()), _place(meeting)]
    if registration.may_join(viewer, meeting):
        rows += [Row("To join from somewhere else", meeting.joining), Row("To ring", meeting.phone_in)]
    rows += [Row("Places in the room", meeting.places), Row("Panel", meeting.panel.name)]
    if access.can_run_meeting(viewer, meeting):
        rows.append(Row("Why the place will do", meeting.place_reason))
    return [row for row in rows if row.value]


def _place(meeting: Meeting) -> Row:
    if not meeting.is_in_a_place:
        return Row("Place", meeting.place)
    if meeting.venue_id is None:
        return Row("Place", meeting.where)
    url = reverse("schedule:venue-detail", args=[meeting.venue_id])
    return Row("Place", meeting.where, url, "Getting there", "and what is at the place")


def tags_for(viewer: Person, meetings: Sequence[Meeting]) -> dict[UUID, Tag]:
    """One status for each meeting: what a higher room says about one that is ahead, else the meeting's own state."""
    own = {meeting.pk: _own_tag(meeting) for meeting in meetings}
    ahead = [meeting for meeting in meetings if meeting.state == states.OPEN and meeting.starts_at > clock.now()]
    return {**own, **registration.tags_for(viewer, ahead)} if ahead else own


def past_table(meetings: Sequence[Meeting], tags: dict[UUID, Tag]) -> Table:
    """Meetings that are over, as a table."""
    columns = [Column("Day"), Column("Meeting"), Column("Panel"), Column("Status")]
    return Table("The latest first", columns, [_past_row(meeting, tags[meeting.pk]) for meeting in meetings])


def _past_row(meeting: Meeting, tag: Tag) -> list[Cell | str]:
    day = say_day(meeting.starts_at, meeting.panel)
    return [Cell(day, url=_url(meeting)), meeting.title, meeting.panel.name, Cell(tag.text, tone=tag.tone)]


def _url(meeting: Meeting) -> str:
    return reverse("schedule:meeting-detail", kwargs={"meeting_id": meeting.pk})


# A meeting that two people change


def both_versions(meeting: Meeting, change: MeetingChange | None, form: MoveForm) -> Table:
    """What somebody else saved, beside what was typed here."""
    mine = form.cleaned_data
    theirs = actions.facts_of(meeting)
    panel = meeting.panel
    ways, lengths = dict(Meeting.Meets.choices), dict(form.fields["minutes"].choices)
    pairs = [
        ("Day and time", say_when(theirs.starts_at, panel), _said(mine, "starts_at", lambda at: say_when(at, panel))),
        ("How long", lengths.get(theirs.minutes, ""), _said(mine, "minutes", lambda m: lengths.get(m, ""))),
        ("How people meet", ways[theirs.meets], _said(mine, "meets", lambda way: ways[way])),
        ("Place", theirs.venue.name if theirs.venue else "", _said(mine, "venue", lambda venue: venue.name)),
        ("Room or place in words", theirs.place, mine.get("place", "")),
        ("To join from somewhere else", theirs.joining, mine.get("joining", "")),
        ("To ring", theirs.phone_in, mine.get("phone_in", "")),
    ]
    return _beside(change, pairs)


def both_words(meeting: Meeting, change: MeetingChange | None, form: CorrectForm) -> Table:
    """The same for what it is called and about."""
    mine, bands = form.cleaned_data, dict(Meeting.FeeBand.choices)
    pairs = [
        ("Name", meeting.title, mine.get("title", "")),
        ("What it is about", meeting.about, mine.get("about", "")),
        ("Places in the room", str(meeting.places or "No limit"), str(mine.get("places") or "No limit")),
        ("Time is paid as", bands[meeting.fee_band], _said(mine, "fee_band", lambda band: bands[band])),
    ]
    return _beside(change, pairs)


def _beside(change: MeetingChange | None, pairs: Sequence[tuple[str, str, str]]) -> Table:
    who = change.changed_by.shown_name if change else "Somebody else"
    columns = [Column("What"), Column(f"{who} saved"), Column("You typed")]
    return Table("Both versions", columns, [[what, old or "Nothing", new or "Nothing"] for what, old, new in pairs])


def _said(typed: dict[str, Any], name: str, say: Callable[[Any], str]) -> str:
    return say(typed[name]) if typed.get(name) is not None else ""


# Places


def venue_table(venues: Sequence[Venue]) -> Table:
    """Places by name, with whether they are step-free."""
    columns = [Column("Place"), Column("Address"), Column("No steps on the way in")]
    rows = [
        [
            Cell(venue.name, url=reverse("schedule:venue-detail", args=[venue.pk])),
            venue.address,
            _fact(venue, "step_free"),
        ]
        for venue in venues
    ]
    return Table("By name", columns, rows, empty="No place is written down yet.")


def venue_rows(venue: Venue) -> list[Row]:
    """Everything known of a place, and what is not known too."""
    labels = {name: capfirst(Venue._meta.get_field(name).verbose_name) for name in Venue.FACTS}
    return [
        Row("Address", venue.address),
        *(Row(labels[name], YesNo(getattr(venue, name)).label) for name in Venue.FACTS),
    ]


def _fact(venue: Venue, name: str) -> Cell:
    answer = YesNo(getattr(venue, name))
    return Cell(answer.label, tone={YesNo.YES: "good", YesNo.NO: "care", YesNo.NOT_KNOWN: "quiet"}[answer])


# School holidays


def holiday_table(holidays: Sequence[SchoolHoliday]) -> Table:
    """School holidays by day, with the panel they are for."""
    columns = [Column("Name"), Column("First day"), Column("Last day"), Column("For")]
    rows = [[each.name, say_day(each.first_day), say_day(each.last_day), each.panel.name] for each in holidays]
    return Table("Those that are not over yet", columns, rows, empty="None is written down yet.")


def written_down(number: int) -> str:
    """What happened when some were written down."""
    if number == 0:
        return "All of them were on the list already."
    return "1 is written down." if number == 1 else f"{number} are written down."


# What was typed about a new meeting or series: the box, what it is called, what was typed

Typed = tuple[str, str, Any]


def where_typed(typed: Mapping[str, Any]) -> list[Typed]:
    """How long, and how and where people meet."""
    venue = typed["venue"]
    return [
        ("minutes", "How long", dict(LENGTHS)[typed["minutes"]]),
        ("meets", "How people meet", Meeting.Meets(typed["meets"]).label),
        ("venue", "Place", venue.name if venue else "None from the list"),
        ("place", "Room or place in words", typed["place"] or "Nothing written"),
    ]


def places_typed(typed: Mapping[str, Any]) -> Typed:
    """How many people can come in person."""
    return "places", "Places in the room", typed["places"] or "No limit"


def joining_typed(typed: Mapping[str, Any]) -> list[Typed]:
    """How to join without coming."""
    return [
        ("joining", "To join from somewhere else", typed["joining"] or "Nothing written"),
        ("phone_in", "To ring", typed["phone_in"] or "Nothing written"),
    ]


def fee_typed(typed: dict[str, Any]) -> Typed:
    """What people's time is paid as."""
    return "fee_band", "Time is paid as", Meeting.FeeBand(typed["fee_band"]).label


# Series and the year


@dataclass(frozen=True)
class InYear:
    """One meeting in the year, with everything to know about its day and its place."""

    meeting: Meeting
    tag: Tag
    way_in: str
    notes: list[Note]
    clashes: list[str]


@dataclass(frozen=True)
class Month:
    """One month with its meetings."""

    name: str
    meetings: list[InYear]


def series_rows(form: SeriesForm) -> list[Row]:
    """What was typed about a series, but for the dates."""
    typed = form.cleaned_data
    change = reverse("schedule:series-new")
    shown = [
        ("panels", "Panels", ", ".join(panel.name for panel in typed["panels"])),
        ("title", "Name", typed["title"]),
        ("at", "Starts at", say_time(typed["at"])),
        *where_typed(typed),
        places_typed(typed),
        *joining_typed(typed),
        ("about", "What they are about", typed["about"] or "Nothing written"),
        fee_typed(typed),
    ]
    return [Row(key, value, f"{change}#id_{name}", "Change", key.lower()) for name, key, value in shown]


def year_of(
    viewer: Person, months: Sequence[date], meetings: Sequence[Meeting], clashes: dict[UUID, list[Meeting]]
) -> list[Month]:
    """Every month, also one without a meeting."""
    tags = tags_for(viewer, meetings)
    day_of = {meeting.pk: there(meeting.starts_at, meeting.panel).date() for meeting in meetings}
    known = queries.known_of(viewer, {(meeting.panel_id, day_of[meeting.pk]) for meeting in meetings})
    found: dict[tuple[int, int], list[InYear]] = {(month.year, month.month): [] for month in months}
    for meeting in meetings:
        day = day_of[meeting.pk]
        others = [clash(other) for other in clashes.get(meeting.pk, [])]
        found.setdefault((day.year, day.month), []).append(
            InYear(meeting, tags[meeting.pk], _way_in(meeting), known.get((meeting.panel_id, day), []), others)
        )
    return [Month(f"{month:%B %Y}", found[(month.year, month.month)]) for month in months]


def _way_in(meeting: Meeting) -> str:
    """That a place has steps, or that we do not know: from the place alone, while the meeting is ahead."""
    ahead = meeting.state in states.AHEAD and meeting.starts_at > clock.now()
    return capfirst(states.steps_said(meeting.step_free)) if ahead else ""


def clash(other: Meeting) -> str:
    """That a panel which shares people with this one meets on the same day; never who they are, nor how many."""
    at = say_clock(other.starts_at, other.panel)
    return f"{other.panel.name} meets on this day too, at {at}. The panels share people."


def months_from(first: date) -> list[date]:
    """Twelve months, each by its first day."""
    return [add_months(first, number) for number in range(12)]


def add_months(month: date, number: int) -> date:
    """The first day of the month so many months on (or back)."""
    years, index = divmod(month.month - 1 + number, 12)
    return date(month.year + years, index + 1, 1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return add_months(month, 1) - timedelta(days=1)


def month_word(month: date) -> str:
    """2027-03, as the address of the year has it."""
    return f"{month:%Y-%m}"
