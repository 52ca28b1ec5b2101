"""What this room adds to the rooms below it, and how higher rooms hear that a register was taken.

on_register_taken(pay)      # pay(meeting, by): in the same transaction, each time a register is saved with a change
"""

from collections.abc import Callable

from django.urls import reverse

from accounts.people import access as people
from accounts.people.models import Person
from leap.core import clock
from leap.design.parts import Row
from meetings.attendance import access, queries
from meetings.invitations import notices as invitations
from meetings.schedule import registration as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

Taken = Callable[[Meeting, Person], None]

_when_taken: dict[Taken, None] = {}


def on_register_taken(taken: Taken) -> None:
    """Called with the meeting and who took its register, inside the transaction; an error undoes the register too."""
    _when_taken[taken] = None


def tell_register_taken(meeting: Meeting, by: Person) -> None:
    """Let every higher room do what follows from who came."""
    for taken in _when_taken:
        taken(meeting, by)


def next_step(viewer: Person, meeting: Meeting) -> schedule.NextStep | None:
    """Once the meeting has started, those who run the panel take the register."""
    if meeting.state != meeting_states.OPEN or not _can_take(viewer, meeting):
        return None
    return schedule.NextStep(
        title="Take the register",
        text="Say who was here. You can put it right later.",
        label="Take the register",
        url=reverse("attendance:register-edit", kwargs={"meeting_id": meeting.pk}),
    )


def rows(viewer: Person, meeting: Meeting) -> list[Row]:
    """What the register says of the viewer, who may have it put right by asking."""
    mine = queries.my_attendance_for(viewer, meeting) if meeting.state == meeting_states.HELD else None
    return [Row("In the register", mine.get_came_display())] if mine else []


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
    for order, kind in ((10, "xlsx"), (20, "csv")):
        schedule.register_list_link(
            order=order, label=_file_label(kind), url_name=f"attendance:record-{kind}", shown_to=_has_records
        )


def _file_label(kind: str) -> Callable[[Person], str]:
    file = {"xlsx": "an Excel file", "csv": "a CSV file"}[kind]

    def label(viewer: Person) -> str:
        return f"Who came, as {file}" if people.runs_any_panel(viewer) else f"The meetings I came to, as {file}"

    return label


def _can_take(viewer: Person, meeting: Meeting) -> bool:
    has_begun = meeting.state in meeting_states.REGISTERED and meeting.starts_at <= clock.now()
    return has_begun and access.can_take_register(viewer, meeting)


def _has_records(viewer: Person) -> bool:
    return queries.attendance_records_for(viewer).exists()
