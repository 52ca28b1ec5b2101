"""Registers and records as the design's rows, tables and papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from accounts.people.models import Person
from leap.core import clock
from leap.core.tables import Row as FileRow
from leap.design.paper import Paper
from leap.design.parts import Column, Table
from leap.design.times import say_clock, say_day, say_when
from meetings.attendance import queries, states
from meetings.attendance.forms import COUNT_LABELS, NO_NAME, Around, Line, RegisterForm, lengths, name_of
from meetings.attendance.models import Attendance, AttendanceChange, Came, RegisterCounts
from meetings.attendance.wordings import SAID, say_mark
from meetings.schedule.models import Meeting

ON_PAPER = ("In person", "Online", "By phone", "Part of it", "Comments", "Apologies", "Not this time")


@dataclass(frozen=True)
class Known:
    """What one page of a register rests on, each read once."""

    meeting: Meeting
    people: Sequence[Person]
    others: Sequence[Person]
    saved: Mapping[UUID, Attendance]
    expected: Mapping[UUID, queries.Expected]
    counts: RegisterCounts
    doubts: set[UUID]

    @property
    def chair(self) -> UUID | str | None:
        """Who chaired, as it is saved."""
        return next((person for person, each in self.saved.items() if each.chaired), self.counts.chair)

    @property
    def facts(self) -> dict[str, Any]:
        """The chair and the counts as they are saved."""
        return {states.CHAIR: self.chair, **{name: getattr(self.counts, name) for name in states.COUNTS}}


def known(viewer: Person, meeting: Meeting) -> Known:
    """Everything a register's page needs, for those who run the panel."""
    people = list(queries.people_for_register(viewer, meeting))
    listed = {person.pk for person in people}
    return Known(
        meeting=meeting,
        people=people,
        others=[person for person in queries.people_to_add(viewer, meeting) if person.pk not in listed],
        saved=queries.register_for(viewer, meeting),
        expected=queries.expected_for(viewer, meeting),
        counts=queries.counts_for(viewer, meeting),
        doubts=queries.doubts_for(viewer, meeting),
    )


def register_form(
    data: Any, known: Known, *, from_answers: bool = False, typed: Mapping[UUID | str, Any] | None = None
) -> RegisterForm:
    """The form over what is known. `from_answers`: rows that nobody has filled in start from what people replied."""
    lines = [_line(person, known, from_answers=from_answers) for person in known.people]
    return RegisterForm(data, lines=lines, around=Around(known.meeting, known.facts, known.others, typed or {}))


def _line(person: Person, known: Known, *, from_answers: bool) -> Line:
    saved, expected = known.saved.get(person.pk), known.expected.get(person.pk)
    doubted = person.pk in known.doubts
    if saved is not None:
        return Line(person, saved.mark, saved.revision, has_doubt=doubted)
    return Line(person, suggested=expected.came if from_answers and expected else "", has_doubt=doubted)


@dataclass(frozen=True)
class RowOnPage:
    """One person's row, ready for the template."""

    id: str
    name: str
    hints: Sequence[str]
    error: str
    choices: Sequence[tuple[str, str, bool]]  # value, words, chosen
    lengths: Sequence[tuple[str, str, bool]]
    token: str
    has_doubt: bool


def register_rows(form: RegisterForm, known: Known) -> list[RowOnPage]:
    """Every row of the register."""
    times = lengths(known.meeting)
    return [_row(form, line, known, times) for line in form.lines]


def _row(form: RegisterForm, line: Line, known: Known, times: Sequence[tuple[str, str]]) -> RowOnPage:
    person = line.person.pk
    came, length = form.chosen(line)
    errors = [*form.errors.get(name_of("came", person), ()), *form.errors.get(name_of("long", person), ())]
    return RowOnPage(
        id=person.hex,
        name=line.person.shown_name,
        hints=_hints(known.expected.get(person), known.saved.get(person), known.meeting),
        error=" ".join(dict.fromkeys(errors)),
        choices=[(value, words, value == came) for value, words in Came.choices],
        lengths=[(value, words, value == length) for value, words in times],
        token=form.token_of(line),
        has_doubt=line.has_doubt,
    )


def _hints(expected: queries.Expected | None, saved: Attendance | None, meeting: Meeting) -> list[str]:
    hints = []
    if expected is not None:
        brings = ", and brings somebody" if expected.brings_somebody else ""
        hints.append(f"Told us before: {SAID[expected.came].lower()}{brings}.")
    if saved is not None and saved.recorded_by is not None:
        hints.append(f"Written down by {saved.recorded_by.shown_name}, {_moment(saved.recorded_at, meeting)}.")
    return hints


def _moment(at: datetime, meeting: Meeting) -> str:
    """The time, of something that was today; else the day."""
    day = clock.day_of(at, meeting.panel.time_zone)
    return say_clock(at, meeting) if day == clock.today(meeting.panel.time_zone) else say_day(day)


def so_far(known: Known) -> str:
    """How many are here, were not, and are not known yet."""
    said = [known.saved[person.pk].came if person.pk in known.saved else states.NOT_KNOWN for person in known.people]
    here = sum(came in states.HERE for came in said)
    unknown = said.count(states.NOT_KNOWN)
    return f"So far: {here} took part, {len(said) - here - unknown} did not, {unknown} not known yet."


def can_start_from_answers(form: RegisterForm, known: Known) -> bool:
    """Is there anybody whose answer could fill in a row that nobody has filled in yet?"""
    started = form.is_bound or any(line.suggested for line in form.lines)
    return not started and any(person.pk in known.expected for person in known.people if person.pk not in known.saved)


def clash_table(known: Known, typed: Mapping[UUID | str, Any]) -> Table:
    """What somebody else saved, beside what was chosen here."""
    names = {person.pk: person.shown_name for person in (*known.people, *known.others)}
    rows = [_clash(key, mine, known, names) for key, mine in typed.items()]
    columns = [Column("What it is about"), Column("Saved by somebody else"), Column("Chosen by you")]
    return Table("Both versions", columns, rows)


def _clash(key: UUID | str, mine: Any, known: Known, names: Mapping[UUID, str]) -> list[str]:
    if isinstance(key, UUID):
        saved = known.saved[key]
        who = f" ({saved.recorded_by.shown_name})" if saved.recorded_by else ""
        return [names[key], f"{say_mark(saved.mark)}{who}", say_mark(mine)]
    if key == states.CHAIR:
        return ["Who chaired", _chair_said(known.chair, names), _chair_said(mine, names)]
    return [COUNT_LABELS[key], _number_said(known.facts[key]), _number_said(mine)]


def _chair_said(chair: UUID | str | None, names: Mapping[UUID, str]) -> str:
    if chair is None:
        return "Not known yet"
    return names.get(chair, "") if isinstance(chair, UUID) else NO_NAME[chair]


def _number_said(number: int | None) -> str:
    return "Not known yet" if number is None else str(number)


def changes_table(changes: Iterable[AttendanceChange], meeting: Meeting, *, own: bool = False) -> Table:
    """Everything the register said: of everybody, or of whoever looks."""
    columns = [Column("When"), Column("What it said"), Column("Written down by")]
    rows = [
        [
            say_when(each.changed_at, meeting),
            say_mark(each.mark),
            each.changed_by.shown_name if each.changed_by else "LEAP",
            *([] if own else [each.attendance.person.shown_name]),
        ]
        for each in changes
    ]
    if own:
        return Table("Everything it has said about you", columns, rows)
    return Table(
        "By name, each from its beginning", [Column("Person"), *columns], [[row[-1], *row[:-1]] for row in rows]
    )


# Paper


def pdf(name: str, content: bytes) -> HttpResponse:
    """A response that saves a PDF under a neutral name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def register_sheet(meeting: Meeting, names: Sequence[str]) -> bytes:
    """Names with boxes to tick, empty lines for who else came, and the other questions."""
    paper = Paper("Register")
    paper.new_page(15)
    paper.heading("Register")
    paper.words(f"{meeting.title}, {say_when(meeting.starts_at, meeting)}")
    paper.words("Tick how each person took part. Leave it empty if you do not know. Nobody has to say why.")
    for name in (*names, "", "", ""):
        paper.boxes(name or "_" * 24, ON_PAPER)
    paper.line()
    for question in ("Who chaired?", "Supporters, how many:", "Guests, how many:", "Senior staff, how many:"):
        paper.words(f"{question} {'_' * 14}")
    paper.words(f"Filled in by {'_' * 20}")
    return paper.finished()


# Files


def about_file(viewer: Person, wanted: queries.Wanted) -> list[FileRow]:
    """Who took a file, when, and what they asked for."""
    asked = [
        ("Panel", wanted.panel and wanted.panel.name),
        ("Meeting", wanted.meeting and wanted.meeting.title),
        ("Person", wanted.person and wanted.person.shown_name),
        ("From", wanted.first and say_day(wanted.first)),
        ("Up to", wanted.last and say_day(wanted.last)),
    ]
    return [
        ("Who came to meetings",),
        ("Taken by", viewer.shown_name),
        ("Taken on", say_when(clock.now())),
        *((label, value or "All") for label, value in asked),
        ("Days and times are those of each panel. Names are as each person is shown to you.",),
    ]
