"""What people are owed, kept true to the register."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.people import queries as people_queries
from accounts.people.models import Person, Role
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from meetings.attendance.models import Attendance
from meetings.payments import queries, states
from meetings.payments.models import PaymentLine, Rate
from meetings.payments.states import PAID_STAFF_KINDS, amount_to_add, first_state
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class _Owed:
    """What settling one meeting needs to know, each read once."""

    meeting: Meeting
    on: date
    rate: Rate | None
    due_to: set[UUID]
    holds: dict[UUID, tuple[str, int | None]]  # what each of them chose
    also_paid_staff: set[UUID]
    promised_on: date


@transaction.atomic
def settle_meeting(*, meeting: Meeting, by: Person | None) -> list[PaymentLine]:
    """Everyone who should be paid for this meeting is owed exactly that, whatever the register said before.

    Called by the register in its own transaction, each time it is saved, so a register is never saved without its
    money. The first time somebody is due money they get a fee at the rate of the day; after that no line is ever
    changed: a correction adds a line of the opposite amount, and another if it turns out they were there after all.
    Being there for part of a meeting is paid in full. What people chose is followed: a lower amount, a voucher, a
    charity, and nothing is due to whoever chose no payment. Where no rate is known
    nothing is added (see queries.meetings_waiting_for_a_rate). Who may take a register is for the register to check.

    Returns the new lines, none when all was right already.
    """
    # The lock makes two registers saved at once add up one after the other.
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("panel").get(pk=meeting.pk)
    owed = _who_is_owed(meeting)
    lines = _lines_by_person(meeting)
    # Not by name: finance sees the lines in the order they were made, and knows nobody's name.
    people = Person.objects.filter(pk__in=owed.due_to | lines.keys()).order_by("pk")
    new = [line for person in people if (line := _next_line(owed, person, lines.get(person.pk, [])))]
    for line in new:
        add_line(line=line, by=by)
    return new


def _who_is_owed(meeting: Meeting) -> _Owed:
    on = queries.day_of(meeting)
    asked = Attendance.objects.filter(meeting=meeting)
    here = asked.filter(came__in=Attendance.HERE).values("person")
    # Only roles in this programme: that somebody works for another one is not ours to tell those who keep the money.
    held_then = people_queries.was_in_force(on, meeting.starts_at)
    held = Role.objects.filter(held_then, programme=meeting.panel.programme_id, person__in=asked.values("person"))
    members = held.filter(kind=Role.Kind.MEMBER, panel=meeting.panel_id, person__in=here)
    holds = queries.what_holds(meeting, set(members.values_list("person", flat=True)))
    offered = meeting.fee_band != Meeting.FeeBand.NONE
    return _Owed(
        meeting=meeting,
        on=on,
        rate=queries.rate_of_meeting(meeting),
        due_to={who for who, (answer, _) in holds.items() if answer != states.NONE} if offered else set(),
        holds=holds,
        promised_on=states.promise(activity_on=on, made_on=clock.today(), days=queries.days_to_pay(meeting)),
        also_paid_staff=set(held.filter(kind__in=PAID_STAFF_KINDS).values_list("person", flat=True)),
    )


def _lines_by_person(meeting: Meeting) -> dict[UUID, list[PaymentLine]]:
    found: dict[UUID, list[PaymentLine]] = {}
    for line in PaymentLine.objects.filter(queries.for_time(), meeting=meeting).select_related("rate"):
        found.setdefault(line.person_id, []).append(line)
    return found


def _next_line(owed: _Owed, person: Person, lines: list[PaymentLine]) -> PaymentLine | None:
    fee = next((line for line in lines if line.kind == PaymentLine.Kind.FEE), None)
    if fee is not None:
        # What was denied is not owed, and nothing is taken back for it.
        is_due = person.pk in owed.due_to and fee.state != states.DENIED
        standing = [line for line in lines if line.state != states.DENIED]
        due = sum(line.amount_pence for line in standing if line.kind != PaymentLine.Kind.ADJUSTMENT) if is_due else 0
        return _correction(fee, sum(line.amount_pence for line in standing), owed, due_pence=due)
    if owed.rate is None:
        return None
    answer, amount_pence = owed.holds[person.pk]
    return PaymentLine(
        person=person,
        meeting=owed.meeting,
        panel=owed.meeting.panel,
        kind=PaymentLine.Kind.FEE,
        rate=owed.rate,
        amount_pence=states.fee_pence(answer, amount_pence, owed.rate.amount_pence),
        way=states.way_of(answer),
        activity_on=owed.on,
        promised_on=owed.promised_on,
        state=first_state(holds_paid_staff_role=person.pk in owed.also_paid_staff),
    )


def _correction(fee: PaymentLine, lines_pence: int, owed: _Owed, *, due_pence: int) -> PaymentLine | None:
    # Due is the fee, and what was knowingly added to it: a rate announced later is not put right by saving a register.
    pence = amount_to_add(due_pence=due_pence, lines_pence=lines_pence)
    if pence == 0:
        return None
    return PaymentLine(
        person=fee.person,
        meeting=fee.meeting,
        panel=owed.meeting.panel,
        kind=PaymentLine.Kind.ADJUSTMENT,
        rate=fee.rate,
        amount_pence=pence,
        way=fee.way,
        activity_on=fee.activity_on,
        promised_on=owed.promised_on,
        state=first_state(holds_paid_staff_role=fee.person_id in owed.also_paid_staff),
    )


def locked(meeting_id: UUID) -> Meeting:
    """The meeting with the lock that a register takes: a choice or a claim is either kept before the money is worked
    out, or it comes too late. For the actions of this room. Raises NotAllowed where there is no such meeting."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("panel").filter(pk=meeting_id).first()
    if found is None:
        raise NotAllowed
    return found


def add_line(*, line: PaymentLine, by: Person | None) -> None:
    """Keep a new line and write it down. For the actions of this room, which have asked who may."""
    line.save(force_insert=True)
    about = {"meeting": line.meeting_id} if line.meeting_id else {"work": line.work_id}
    facts = {"kind": line.kind, "amount_pence": line.amount_pence, "state": line.state, **about}
    audit.record(by=by, verb="payment_line.added", about=line, whose=line.person, **facts)
