"""Meetings as the design's rows, tables and tags."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from accounts.people.models import Person
from leap.design.parts import Cell, Column, Row, Table
from leap.design.times import say_clock, say_day
from meetings.schedule import registration, states
from meetings.schedule.models import Meeting
from meetings.schedule.registration import Tag

STATE_TAGS = {
    states.PLANNED: Tag("Nobody invited yet", "waiting"),
    states.OPEN: Tag("Coming up", "calm"),
    states.HELD: Tag("Held", "quiet"),
    states.CANCELLED: Tag("Called off", "care"),
}


def hours(meeting: Meeting) -> str:
    """2:00pm to 4:00pm, as the panel's wall shows it."""
    return f"{say_clock(meeting.starts_at, meeting.panel)} to {say_clock(meeting.ends_at, meeting.panel)}"


def facts(meeting: Meeting) -> list[Row]:
    """When, where, how and what about; a line with nothing to say is left out."""
    rows = [
        Row("Day", say_day(meeting.starts_at, meeting.panel)),
        Row("Time", hours(meeting)),
        Row("Place", meeting.place),
        Row("To join from somewhere else", meeting.joining),
        Row("Panel", meeting.panel.name),
    ]
    return [row for row in rows if row.value]


def tags_for(viewer: Person, meetings: Sequence[Meeting]) -> dict[UUID, Tag]:
    """One status for each meeting: what a higher room says about a meeting still on, else the meeting's own state."""
    own = {meeting.pk: STATE_TAGS[meeting.state] for meeting in meetings}
    still_on = [meeting for meeting in meetings if meeting.state == states.OPEN]
    return {**own, **registration.tags_for(viewer, still_on)} if still_on else own


def past_table(meetings: Sequence[Meeting], tags: dict[UUID, Tag]) -> Table:
    """Meetings that are over, as a table."""
    columns = [Column("Day"), Column("Meeting"), Column("Panel"), Column("Status")]
    return Table("Meetings that have been", columns, [_past_row(meeting, tags[meeting.pk]) for meeting in meetings])


def _past_row(meeting: Meeting, tag: Tag) -> list[Cell | str]:
    day = say_day(meeting.starts_at, meeting.panel)
    tag = Tag("Waiting for the register", "waiting") if meeting.state == states.OPEN else tag
    return [Cell(day, url=_url(meeting)), meeting.title, meeting.panel.name, Cell(tag.text, tone=tag.tone)]


def _url(meeting: Meeting) -> str:
    return reverse("schedule:meeting-detail", kwargs={"meeting_id": meeting.pk})
