"""Every change to a register."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.tables import Row
from meetings.attendance import queries, registration, states
from meetings.attendance.models import Attendance
from meetings.invitations import notices as invitation_notices
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting


@transaction.atomic
def take_register(*, meeting_id: UUID, marks: dict[UUID, str], by: Person, seen: str | None = None) -> Meeting:
    """Keep who came: one answer for each person of the register. It can be put right later, and the trail shows both.

    `seen` is the `register_mark` of the register that was looked at. The same answers again change nothing. Raises
    NotAllowed for anyone who does not run the panel, Overtaken when somebody else saved in the meantime, NotNow before
    the meeting has started, when nobody was invited, when it is called off, and when an answer is missing.
    """
    meeting = schedule.lock_to_run(meeting_id, by)
    people = {person.pk: person for person in queries.people_for_register(by, meeting)}
    states.check_marks(marks, set(people))
    saved = {each.person_id: each for each in Attendance.objects.filter(meeting=meeting)}
    changed = {person: came for person, came in marks.items() if person not in saved or saved[person].came != came}
    if not changed:
        return meeting
    states.check_not_overtaken(seen, queries.register_mark(meeting))
    meeting = schedule.mark_held(meeting_id=meeting_id, by=by)
    for person_id, came in changed.items():
        _keep(saved.get(person_id) or Attendance(meeting=meeting), people[person_id], came, by)
    for invitation in queries.invitations_of_those_here(meeting):
        invitation_notices.tell_thanks(invitation)
    registration.tell_register_taken(meeting, by)
    return meeting


@transaction.atomic
def export_records(*, by: Person, form: str) -> list[Row]:
    """The attendance records the person may see, as rows of a file, headings first; that they took it is written down.

    Everyone may: it is everyone of the panels they run, and else their own. `form` is csv or xlsx.
    """
    records = list(queries.attendance_records_for(by))
    audit.record(
        by=by,
        verb="attendance.exported",
        about=None,
        form=form,
        records=len(records),
        people=len({each.person_id for each in records}),
        meetings=len({each.meeting_id for each in records}),
    )
    return queries.rows_of(records)


def _keep(attendance: Attendance, person: Person, came: str, by: Person) -> None:
    is_new, was = attendance._state.adding, attendance.came
    attendance.person = person
    attendance.came, attendance.recorded_at, attendance.recorded_by = came, clock.now(), by
    attendance.save()
    verb, before = ("attendance.recorded", {}) if is_new else ("attendance.corrected", {"was": was})
    facts = {**before, "came": came, "meeting": attendance.meeting_id}
    audit.record(by=by, verb=verb, about=attendance, whose=person, **facts)
