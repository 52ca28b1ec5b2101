"""Somebody's own record of taking part: on a page, on paper and as a table. The name is theirs to choose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leap.core import clock
from leap.core.tables import Row as FileRow
from leap.design.paper import Paper
from leap.design.parts import Column, Table
from leap.design.times import say_day
from meetings.attendance import states
from meetings.attendance.models import Attendance
from meetings.attendance.wordings import say_length, say_mark

PLACE = "An advisory panel"  # a panel's own name may tell what it is about
HEADINGS = ("Date", "Meeting", "With", "How", "Hours", "Chaired")


@dataclass(frozen=True)
class Entry:
    """One meeting."""

    day: date
    title: str
    place: str
    how: str
    minutes: int | None
    chaired: bool


@dataclass(frozen=True)
class OwnRecord:
    """Everything the record says."""

    name: str
    period: str
    entries: Sequence[Entry]
    made_on: date

    @property
    def sums(self) -> list[str]:
        """How much it is, in sentences."""
        meetings = [each for each in self.entries if each.minutes != 0]
        known = sum(each.minutes or 0 for each in meetings)
        comments, chaired = len(self.entries) - len(meetings), sum(each.chaired for each in meetings)
        more = any(each.minutes is None for each in meetings)
        found = [
            (len(meetings), f"Meetings: {len(meetings)}."),
            (known, f"Time at meetings: {'more than ' if more else ''}{say_length(round(known / 30))}."),
            (chaired, f"Chaired: {chaired}."),
            (comments, f"Comments sent instead of coming: {comments}."),
        ]
        return [said for number, said in found if number]


def record_of(typed: dict[str, Any], kept: Sequence[Attendance]) -> OwnRecord:
    """The record, as it was asked for."""
    return OwnRecord(
        name=typed["name"],
        period=_period(typed["first"], typed["last"]),
        entries=[_entry(each, names_panels=typed["names_panels"]) for each in kept],
        made_on=clock.today(),
    )


def as_table(record: OwnRecord) -> Table:
    """For the page."""
    columns = [Column("Day"), Column("Meeting"), Column("With"), Column("How"), Column("Chaired")]
    rows = [[say_day(e.day), e.title, e.place, e.how, "Yes" if e.chaired else ""] for e in record.entries]
    return Table("Meetings, the oldest first", columns, rows, empty="There is nothing in the registers for this time.")


def as_rows(record: OwnRecord) -> Iterator[FileRow]:
    """For a file."""
    yield HEADINGS
    for each in record.entries:
        hours = None if each.minutes is None else round(each.minutes / 60, 2)
        yield each.day, each.title, each.place, each.how, hours, "yes" if each.chaired else "no"


def about(record: OwnRecord) -> list[FileRow]:
    """What stands above the table in a file."""
    return [("Record of taking part",), ("Name", record.name), ("Time", record.period), ("Made on", record.made_on)]


def as_paper(record: OwnRecord) -> bytes:
    """For a CV, an employer or an adviser: plain words, large letters."""
    paper = Paper("Record of taking part")
    paper.new_page(13, foot=f"Made on {say_day(record.made_on)}")
    paper.heading("Record of taking part")
    paper.words(record.name)
    paper.words(record.period)
    for said in record.sums:
        paper.words(said)
    if not record.entries:
        paper.words("There is nothing in the registers for this time.")
    paper.line()
    for each in record.entries:
        chaired = ["Chaired the meeting"] if each.chaired else []
        paper.together(say_day(each.day), [f"{each.title}. {each.place}.", each.how, *chaired], [])
    paper.words("This is what the registers of the meetings say.")
    return paper.finished()


def _entry(kept: Attendance, *, names_panels: bool) -> Entry:
    meeting = kept.meeting
    return Entry(
        day=kept.day,
        title=meeting.title,
        place=meeting.panel.name if names_panels else PLACE,
        how=_how(kept),
        minutes=states.minutes_there(kept.mark, meeting.minutes),
        chaired=kept.chaired,
    )


def _how(kept: Attendance) -> str:
    whole = kept.mark.is_here and not kept.mark.part
    said = say_mark(kept.mark)
    return f"{said}, for {_length(kept.meeting.minutes)}" if whole else said


def _length(minutes: int) -> str:
    return say_length(minutes // 30) if minutes % 30 == 0 else f"{minutes} minutes"


def _period(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{say_day(first)} to {say_day(last)}"
    if first:
        return f"Since {say_day(first)}"
    return f"Up to {say_day(last)}" if last else "All the time so far"
