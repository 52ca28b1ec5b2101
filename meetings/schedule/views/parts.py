"""Meetings as the design's rows, tables and tags."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from accounts.people.models import Person
from leap.core import clock
from leap.design.parts import Cell, Column, Row, Table
from leap.design.times import say_day
from meetings.schedule import registration, states
from meetings.schedule.models import Meeting
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


def facts(meeting: Meeting) -> list[Row]:
    """Where, how to join and for whom; a line with nothing to say is left out."""
    rows = [
        Row("Place", meeting.place),
        Row("To join from somewhere else", meeting.joining),
        Row("Places in the room", meeting.places),
        Row("Panel", meeting.panel.name),
    ]
    return [row for row in rows if row.value]


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
