"""What this room adds to the rooms below it, and how higher rooms hear that a register was taken.

on_register_taken(pay)              # pay(meeting, by): in the same transaction, when a register is saved with a change
register_more_time(time_beside)     # time_beside(meeting) -> [MoreTime]: time given, or agreed, beside the meeting
on_more_time(pay)                   # pay(meeting, by): in the same transaction, when any of it may have changed
register_worth_of_time(worth)       # worth(viewer, meeting) -> {what: Worth}: what is offered to the viewer for it
register_expected_chair(chair_for)  # chair_for(viewer, meeting) -> who agreed to chair, as far as the viewer may know
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from accounts.people import access as people
from accounts.people.models import Person
from leap.core import clock
from leap.design.parts import Row
from meetings.attendance import access, queries
from meetings.attendance.wordings import say_mark
from meetings.invitations import notices as invitations
from meetings.schedule import registration as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

Taken = Callable[[Meeting, Person], None]
Changed = Callable[[Meeting, Person | None], None]
Chair = Callable[[Person, Meeting], Person | None]

Beside = Callable[[Meeting], Iterable["MoreTime"]]
WorthFor = Callable[[Person, Meeting], Mapping[str, "Worth"]]


@dataclass(frozen=True, slots=True)
class MoreTime:
    """Time somebody gave beside a meeting, or has agreed to give (`given` says which): on which day where the panel is,
    how many minutes, for what (a word), and who wrote it down."""

    person_id: UUID
    on: date
    minutes: int
    what: str
    given: bool
    by: Person


@dataclass(frozen=True, slots=True)
class Worth:
    """What is offered to somebody for their time, in words, and where they choose about it or see it."""

    said: str
    label: str
    url: str


_when_taken: dict[Taken, None] = {}
_chairs: dict[Chair, None] = {}
_beside: dict[Beside, None] = {}
_when_more: dict[Changed, None] = {}
_worth: dict[WorthFor, None] = {}


def on_register_taken(taken: Taken) -> None:
    """Called with the meeting and who took its register, inside the transaction; an error undoes the register too."""
    _when_taken[taken] = None


def tell_register_taken(meeting: Meeting, by: Person) -> None:
    """Let every higher room do what follows from who came."""
    for taken in _when_taken:
        taken(meeting, by)


def register_more_time(beside: Beside) -> None:
    """Time beside a meeting that is noted by a higher room, such as getting ready to chair it."""
    _beside[beside] = None


def more_time_at(meeting: Meeting) -> list[MoreTime]:
    """Everything that people gave beside this meeting, or have agreed to, for whoever pays it: LEAP's own work."""
    return [time for beside in _beside for time in beside(meeting)]


def on_more_time(changed: Changed) -> None:
    """Called with the meeting and who did something, inside the transaction, when time beside it may have changed."""
    _when_more[changed] = None


def tell_more_time(meeting: Meeting, by: Person | None) -> None:
    """Let every room that pays for time beside a meeting look at it again; `by` is who changed it, if anybody."""
    for changed in _when_more:
        changed(meeting, by)


def register_worth_of_time(worth: WorthFor) -> None:
    """What somebody is offered for time beside a meeting, for the page where they read when it is."""
    _worth[worth] = None


def worth_of_time(viewer: Person, meeting: Meeting) -> dict[str, "Worth"]:
    """What the viewer themself is offered for time beside this meeting, by what it is for."""
    return {what: said for worth in _worth for what, said in worth(viewer, meeting).items()}


def register_expected_chair(chair: Chair) -> None:
    """Who agreed to chair: said beside the question who did."""
    _chairs[chair] = None


def expected_chair(viewer: Person, meeting: Meeting) -> Person | None:
    """Who agreed to chair this meeting, as far as the viewer may know; None when nobody did."""
    return next((found for chair in _chairs if (found := chair(viewer, meeting)) is not None), None)


def next_step(viewer: Person, meeting: Meeting) -> schedule.NextStep | None:
    """Once the meeting has started, those who run the panel take the register."""
    if meeting.state != meeting_states.OPEN or not _can_take(viewer, meeting):
        return None
    return schedule.NextStep(
        title="Take the register",
        text="Say who was here. You can put it right later.",
        label="Take the register",
        url=_page("register-edit", meeting),
    )


def rows(viewer: Person, meeting: Meeting) -> list[Row]:
    """What the register says of the viewer, with the way to say that it is not right."""
    mine = queries.my_attendance_for(viewer, meeting) if meeting.state == meeting_states.HELD else None
    if mine is None:
        return []
    url = _page("my-register", meeting)
    return [Row("In the register", say_mark(mine.mark), url, "Look at it", "what the register says about you")]


def register() -> None:
    """Called once when the project starts."""
    invitations.register_came(queries.were_here)
    schedule.register_next_step(order=20, step=next_step)
    schedule.register_meeting_rows(order=20, rows=rows)
    schedule.register_meeting_link(
        order=60,
        label="Register",
        url_name="attendance:register-edit",
        shown_to=_can_take,
        hint="Who came, and how. It can be put right later.",
    )
    schedule.register_meeting_link(
        order=61,
        label="Register on paper",
        url_name="attendance:register-paper",
        shown_to=_can_print,
        hint="A sheet to fill in by hand.",
    )
    schedule.register_meeting_link(
        order=62,
        label="What the register says about you",
        url_name="attendance:my-register",
        shown_to=_can_look,
        hint="You can say that it is not right.",
    )
    schedule.register_list_link(
        order=10, label="Files of who came", url_name="attendance:record-list", shown_to=people.runs_any_panel
    )
    schedule.register_list_link(
        order=20,
        label="My record of taking part",
        url_name="attendance:own-record",
        shown_to=lambda viewer: queries.my_record_for(viewer, None, None).exists(),
    )


def _can_take(viewer: Person, meeting: Meeting) -> bool:
    has_begun = meeting.state in meeting_states.REGISTERED and meeting.starts_at <= clock.now()
    return has_begun and access.can_take_register(viewer, meeting)


def _can_print(viewer: Person, meeting: Meeting) -> bool:
    return meeting.state in meeting_states.REGISTERED and access.can_take_register(viewer, meeting)


def _can_look(viewer: Person, meeting: Meeting) -> bool:
    """For whoever is not in it: who is has a line of their own among the facts."""
    held = meeting.state == meeting_states.HELD and people.is_on_panel(viewer, meeting.panel_id)
    return held and queries.my_attendance_for(viewer, meeting) is None


def _page(name: str, meeting: Meeting) -> str:
    return reverse(f"attendance:{name}", kwargs={"meeting_id": meeting.pk})
