"""The register, which records to put into a file, and one's own record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from accounts.people.models import Person
from leap.design.forms import DayField, LeapForm, prepare
from leap.design.times import say_day
from meetings.attendance import queries, states
from meetings.attendance.models import Came
from meetings.attendance.queries.records import BY_MEETING, BY_PERSON
from meetings.attendance.states import Mark
from meetings.attendance.wordings import say_length
from meetings.schedule.models import Meeting

WHOLE, PART = "", "part"
NOBODY_YET = Mark(states.NOT_KNOWN)
NO_NAME = {
    states.GUEST_CHAIRED: "Somebody who is not on this list",
    states.NOBODY_CHAIRED: "Nobody, or nobody can say",
}
NUMBER = f"Please write a whole number from 0 to {states.MOST}."


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the register as it is saved, and what their answer suggests when the page is to start from that."""

    person: Person
    mark: Mark = NOBODY_YET
    revision: int = 0
    suggested: str = ""
    has_doubt: bool = False

    @property
    def token(self) -> str:
        """What the page showed of this row: it comes back with the form."""
        shown = (self.mark.came, _length_word(self.mark), self.suggested)
        return ".".join((str(self.revision), *shown))


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What somebody filled in: only what they touched, with what the page had shown them."""

    marks: Mapping[UUID, Mark]
    facts: Mapping[str, Any]
    looked: set[UUID]
    shown: states.Shown


@dataclass(frozen=True, slots=True)
class Around:
    """What a register's page knows beside its rows."""

    meeting: Meeting
    facts: Mapping[str, Any]
    others: Sequence[Person] = ()
    typed: Mapping[UUID | str, Any] = field(default_factory=dict)  # shown once more: somebody else saved meanwhile


class RegisterForm(LeapForm):
    """How everybody came: one row for each person, each kept by itself; and who else was there."""

    def __init__(self, data: Any, *, lines: Sequence[Line], around: Around) -> None:
        super().__init__(data)
        self.lines, self.around = lines, around
        for line in lines:
            self._add(name_of("came", line.person.pk), forms.ChoiceField(choices=Came.choices, required=False))
            self._add(
                name_of("long", line.person.pk), forms.ChoiceField(choices=lengths(around.meeting), required=False)
            )
        self._add(
            "also", self._choice("Did somebody come who is not on this list?", _named("Nobody else", around.others))
        )
        self._add("also_came", self._choice("How did they come?", [(came, Came(came).label) for came in states.HERE]))
        self._add("chair", self._choice("Who chaired?", self._chairs()))
        for name, label in COUNT_LABELS.items():
            self._add(name, self._number(label, name))

    def _add(self, name: str, field: forms.Field) -> None:
        prepare(field)
        self.fields[name] = field

    def _choice(self, label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
        new = forms.ChoiceField(label=label, choices=choices, required=False)
        new.said_elsewhere = True
        return new

    def _number(self, label: str, name: str) -> forms.IntegerField:
        wrong = dict.fromkeys(("invalid", "min_value", "max_value"), NUMBER)
        return forms.IntegerField(
            label=label,
            required=False,
            min_value=0,
            max_value=states.MOST,
            initial=self.around.typed.get(name, self.around.facts[name]),
            error_messages=wrong,
        )

    def _chairs(self) -> list[tuple[str, str]]:
        now = self.around.facts[states.CHAIR]
        unknown = [] if now else [("", "Not known yet")]
        people = [(line.person.pk.hex, line.person.shown_name) for line in self.lines]
        return [*unknown, *people, *NO_NAME.items()]

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """The chair is found by who chaired; every other field knows its own."""
        if field_name == states.CHAIR:
            return chair_word(self.around.typed.get(states.CHAIR, self.around.facts[states.CHAIR]))
        return super().get_initial_for_field(field, field_name)

    def chosen(self, line: Line) -> tuple[str, str]:
        """What to show as chosen in a row: what was typed, else what is saved or suggested."""
        if self.is_bound and name_of("came", line.person.pk) in self.data:
            return self.data[name_of("came", line.person.pk)], self.data.get(name_of("long", line.person.pk), "")
        typed = self.around.typed.get(line.person.pk)
        mark = typed or (Mark(line.suggested) if line.suggested else line.mark)
        return mark.came, _length_word(mark)

    def token_of(self, line: Line) -> str:
        """What the page showed when it was filled in; on a new page, what it shows."""
        return self.data.get(name_of("row", line.person.pk), line.token) if self.is_bound else line.token

    @property
    def facts_shown(self) -> str:
        """The counts and the chair as the page showed them."""
        shown = [chair_word(self.around.facts[states.CHAIR]), *(self.around.facts[name] for name in states.COUNTS)]
        now = ".".join("" if each is None else str(each) for each in shown)
        return self.data.get("facts", now) if self.is_bound else now

    def filled_in(self) -> FilledIn:
        """What was touched, once the form is valid."""
        marks: dict[UUID, Mark] = {}
        revisions: dict[UUID, int] = {}
        suggested: set[UUID] = set()
        for line in self.lines:
            person = line.person.pk
            if name_of("came", person) not in self.data:
                continue
            now = as_typed(self.cleaned_data[name_of("came", person)], self.cleaned_data[name_of("long", person)])
            revisions[person], before, suggestion = _read(self.token_of(line))
            if now == before:
                continue
            marks[person] = now
            if suggestion and now == Mark(suggestion):
                suggested.add(person)
        if self.cleaned_data["also"]:
            marks[UUID(self.cleaned_data["also"])] = Mark(self.cleaned_data["also_came"] or states.IN_PERSON)
        before = self._facts_before()
        facts = {name: value for name, value in self._facts_now().items() if value != before.get(name)}
        looked = {line.person.pk for line in self.lines if self.data.get(name_of("looked", line.person.pk))}
        return FilledIn(marks, facts, looked, states.Shown(revisions, before, suggested))

    def _facts_now(self) -> dict[str, Any]:
        chair = _chair_of(self.cleaned_data["chair"])
        told = {} if chair is None else {states.CHAIR: chair}
        return told | {name: self.cleaned_data[name] for name in states.COUNTS}

    def _facts_before(self) -> dict[str, Any]:
        parts = self.facts_shown.split(".")
        if len(parts) != 1 + len(states.COUNTS):
            return dict.fromkeys((states.CHAIR, *states.COUNTS))
        counts = [int(each) if each.isdecimal() else None for each in parts[1:]]
        return {states.CHAIR: _chair_of(parts[0]), **dict(zip(states.COUNTS, counts, strict=True))}


COUNT_LABELS = {
    states.SUPPORTERS: "How many supporters came with somebody?",
    states.GUESTS: "How many guests were there?",
    states.SENIOR_STAFF: "How many senior staff of the study were there?",
}


def name_of(what: str, person_id: UUID) -> str:
    """The name of one box of one person's row."""
    return f"{what}_{person_id.hex}"


def lengths(meeting: Meeting) -> list[tuple[str, str]]:
    """All of it, part of it, or for so long: in half hours, as it is paid."""
    times = [(str(number), say_length(number)) for number in range(1, states.half_hours_in(meeting.minutes))]
    return [(WHOLE, "All of it"), (PART, "Part of it"), *times]


def as_typed(came: str, length: str) -> Mark:
    """What was chosen in a row. How long somebody was there says nothing of somebody who was not."""
    came = came or states.NOT_KNOWN
    if came not in states.HERE or length == WHOLE:
        return Mark(came)
    return Mark(came, part=True, half_hours=None if length == PART else int(length))


def chair_word(chair: UUID | str | None) -> str:
    """Who chaired, as the page's form says it."""
    return chair.hex if isinstance(chair, UUID) else chair or ""


def _chair_of(word: str) -> UUID | str | None:
    if word in ("", *states.NO_NAME):
        return word or None
    try:
        return UUID(word)
    except ValueError:
        return None


def _length_word(mark: Mark) -> str:
    if not mark.part:
        return WHOLE
    return PART if mark.half_hours is None else str(mark.half_hours)


def _read(token: str) -> tuple[int, Mark, str]:
    """A row's number of changes, what it said, and what was suggested. A spoilt token is that of a row never saved."""
    revision, came, length, suggested = (*token.split("."), "", "", "", "")[:4]
    if not revision.isdecimal() or came not in states.ALL or not (length in (WHOLE, PART) or length.isdecimal()):
        return 0, NOBODY_YET, ""
    return int(revision), as_typed(came, length), suggested if suggested in states.ALL else ""


def _named(first: str, people: Sequence[Person]) -> list[tuple[str, str]]:
    return [("", first), *((person.pk.hex, person.shown_name) for person in people)]


class PeriodForm(LeapForm):
    """From one day to another, each of which may be left open."""

    first = DayField(label="From which day?", required=False)
    last = DayField(label="Up to which day?", required=False)

    def clean(self) -> dict[str, Any]:
        """The second day is not before the first."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", f"Tell us a day that is not before {say_day(first)}.")
        return self.cleaned_data


class RecordsForm(PeriodForm):
    """Which records go into a file. Only what the person who asks may see can be chosen."""

    lines = forms.ChoiceField(
        label="One line for each what?",
        choices=[(BY_PERSON, "Each person at each meeting"), (BY_MEETING, "Each meeting, with numbers")],
        widget=forms.RadioSelect,
        initial=BY_PERSON,
        required=False,
    )
    panel = forms.ChoiceField(label="Which panel?", required=False)
    meeting = forms.ChoiceField(label="Which meeting?", required=False)
    person = forms.ChoiceField(label="Which person?", required=False)
    field_order = ("lines", "panel", "meeting", "person", "first", "last")

    def __init__(self, data: Any, *, viewer: Person) -> None:
        super().__init__(data)
        panels, meetings, people = queries.choices_for(viewer)
        self._found: dict[str, dict[str, Any]] = {
            "panel": {each.pk.hex: each for each in panels},
            "meeting": {each.pk.hex: each for each in meetings},
            "person": {each.pk.hex: each for each in people},
        }
        named = {
            "panel": ("All panels I run", lambda panel: panel.name),
            "meeting": ("All meetings", _meeting_named),
            "person": ("Everybody", lambda person: person.shown_name),
        }
        for name, (every, say) in named.items():
            found = [(key, say(each)) for key, each in self._found[name].items()]
            self.fields[name].choices = [("", every), *found]
            self.fields[name].said_elsewhere = True
        for name in ("lines", "first", "last"):
            self.fields[name].said_elsewhere = True

    def wanted(self) -> queries.Wanted:
        """What was asked for, once the form is valid."""
        found = {name: each.get(self.cleaned_data[name]) for name, each in self._found.items()}
        days: dict[str, date | None] = {name: self.cleaned_data[name] for name in ("first", "last")}
        return queries.Wanted(lines=self.cleaned_data["lines"] or BY_PERSON, **found, **days)


def _meeting_named(meeting: Meeting) -> str:
    return f"{say_day(meeting.starts_at, meeting.panel)}: {meeting.title}"


class OwnRecordForm(PeriodForm):
    """One's own record: in which name, over which time, and whether it names panels."""

    who_can_read = {"name": "Nobody but you, and those you give it to. We do not keep it"}
    name = forms.CharField(
        label="Which name shall stand on it?",
        help_text="Any name of yours, or other words, like “A member of an advisory panel”.",
        max_length=120,
    )
    names_panels = forms.BooleanField(
        label="Say which panel each meeting was of, too. A panel’s name may tell what it is about.", required=False
    )
    field_order = ("name", "first", "last", "names_panels")

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        for name in ("first", "last", "names_panels"):
            self.fields[name].said_elsewhere = True
