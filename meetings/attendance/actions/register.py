"""Taking a register and putting it right. Each row is kept by itself, so that two people at two tables both count."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from meetings.attendance import queries, registration, states
from meetings.attendance.actions.doubts import settle_doubts
from meetings.attendance.models import Attendance, AttendanceChange, RegisterCounts
from meetings.attendance.states import Mark, Shown
from meetings.invitations import notices as invitation_notices
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it. `clashes` were not written: somebody else had changed them (people by key, facts by word)."""

    meeting: Meeting
    clashes: tuple[UUID | str, ...] = ()


@transaction.atomic
def take_register(
    *,
    meeting_id: UUID,
    marks: Mapping[UUID, Mark | str],
    by: Person,
    facts: Mapping[str, Any] | None = None,
    looked: Collection[UUID] = (),
    shown: Shown | None = None,
) -> Taken:
    """Keep how people came, as far as somebody has said, and the counts. It can be put right at any time.

    Only what is given is written. `shown` is what the page said that was filled in (None: nobody looked): a row or a
    count that somebody else has changed since to something else is left as they left it and comes back as a clash.
    `facts` may have supporters, guests, senior_staff (a number or None) and chair (a person's key, "guest", or
    "nobody": nobody did, or nobody can say).
    `looked`: whose doubt about the register was looked into. The same answers again change nothing.

    Raises NotAllowed for anyone who does not run the panel; NotNow before the meeting has started, when nobody was
    invited, when it is called off, for somebody who is not on the list, and for what cannot be said.
    """
    meeting = schedule.lock_to_run(meeting_id, by)
    said = {person: states.as_mark(mark) for person, mark in marks.items()}
    _check(meeting, said, facts or {}, by)
    saved = {each.person_id: each for each in Attendance.objects.filter(meeting=meeting)}
    rows, clashes = _to_write(said, saved, shown)
    counts = RegisterCounts.objects.filter(meeting=meeting).first() or RegisterCounts(meeting=meeting)
    new_facts, more = _facts_to_write(facts or {}, _facts(saved.values(), counts), shown)
    if rows or new_facts:
        meeting = schedule.mark_held(meeting_id=meeting_id, by=by)
        people = Person.objects.in_bulk(rows)
        for person_id, mark in rows.items():
            _keep(saved.get(person_id) or Attendance(meeting=meeting, revision=0), people[person_id], mark, by)
        _keep_facts(counts, new_facts, by)
        for invitation in queries.invitations_of_those_here(meeting):
            invitation_notices.tell_thanks(invitation)
        registration.tell_register_taken(meeting, by)
    settle_doubts(meeting=meeting, people=rows, by=by, was_changed=True)
    settle_doubts(meeting=meeting, people=set(looked) - set(rows), by=by, was_changed=False)
    return Taken(meeting, (*clashes, *more))


@transaction.atomic
def note_chair(*, meeting: Meeting, person: Person | None, by: Person | None) -> None:
    """Called by the room that shares out turns, in the register's transaction: who has chaired, or that nobody has.

    Somebody who was not there has not chaired, and nothing changes for them.
    """
    others = Attendance.objects.filter(meeting=meeting, chaired=True).exclude(person=person).select_related("person")
    for other in others:  # there is one at most
        other.chaired = False
        other.save(update_fields=["chaired"])
        audit.record(by=by, verb="attendance.not_chaired", about=meeting, whose=other.person)
    if person is not None:
        here = Attendance.objects.filter(meeting=meeting, person=person, came__in=Attendance.HERE, chaired=False)
        if here.update(chaired=True):
            audit.record(by=by, verb="attendance.chaired", about=meeting, whose=person)


def _check(meeting: Meeting, said: Mapping[UUID, Mark], facts: Mapping[str, Any], by: Person) -> None:
    known = {person.pk for person in queries.people_for_register(by, meeting)}
    if not set(said) <= known:
        known |= {person.pk for person in queries.people_to_add(by, meeting)}
    states.check_people(said, known)
    for mark in said.values():
        states.check_mark(mark, meeting.minutes)
    states.check_counts(facts)


def _to_write(
    said: Mapping[UUID, Mark], saved: Mapping[UUID, Attendance], shown: Shown | None
) -> tuple[dict[UUID, Mark], list[UUID]]:
    """The rows that say something new, and those that somebody else has changed to something else meanwhile."""
    rows, clashes = {}, []
    for person, mark in said.items():
        row = saved.get(person)
        if mark == (row.mark if row else Mark(states.NOT_KNOWN)):
            continue
        if shown is None or shown.revisions.get(person, 0) == (row.revision if row else 0):
            rows[person] = mark
        elif person not in shown.suggested:
            clashes.append(person)
    return rows, clashes


def _facts(rows: Collection[Attendance], counts: RegisterCounts) -> dict[str, Any]:
    chair = next((row.person_id for row in rows if row.chaired), counts.chair)
    return {states.CHAIR: chair, **{name: getattr(counts, name) for name in states.COUNTS}}


def _facts_to_write(
    said: Mapping[str, Any], saved: Mapping[str, Any], shown: Shown | None
) -> tuple[dict[str, Any], list[str]]:
    new = {name: value for name, value in said.items() if saved[name] != value}
    clashes = [name for name in new if shown is not None and shown.facts.get(name) != saved[name]]
    return {name: value for name, value in new.items() if name not in clashes}, clashes


def _keep(attendance: Attendance, person: Person, mark: Mark, by: Person) -> None:
    is_new, was = attendance._state.adding, attendance.came
    attendance.person = person
    attendance.came, attendance.part, attendance.half_hours = mark.came, mark.part, mark.half_hours
    attendance.chaired = attendance.chaired and mark.is_here
    attendance.revision += 1
    attendance.recorded_at, attendance.recorded_by = clock.now(), by
    attendance.save()
    AttendanceChange.objects.create(
        attendance=attendance,
        revision=attendance.revision,
        came=mark.came,
        part=mark.part,
        half_hours=mark.half_hours,
        changed_at=attendance.recorded_at,
        changed_by=by,
    )
    verb, before = ("attendance.recorded", {}) if is_new else ("attendance.corrected", {"was": was})
    length = {"half_hours": mark.half_hours} if mark.part else {}
    whole = {**before, **length, "came": mark.came, "part": mark.part, "meeting": attendance.meeting_id}
    audit.record(by=by, verb=verb, about=attendance, whose=person, **whole)


def _keep_facts(counts: RegisterCounts, new: dict[str, Any], by: Person) -> None:
    if not new:
        return
    for name in states.COUNTS:
        if name in new:
            setattr(counts, name, new[name])
    if states.CHAIR in new:
        chair = new[states.CHAIR]
        here = Attendance.objects.filter(meeting=counts.meeting, came__in=Attendance.HERE)
        states.check_chair(chair, set(here.values_list("person", flat=True)))
        counts.guest_chaired, counts.nobody_chaired = (chair == each for each in states.NO_NAME)
        person = None if chair in states.NO_NAME else Person.objects.get(pk=chair)
        note_chair(meeting=counts.meeting, person=person, by=by)
    counts.changed_at, counts.changed_by = clock.now(), by
    counts.save()
    audit.record(by=by, verb="register.counted", about=counts, meeting=counts.meeting_id, **new)
