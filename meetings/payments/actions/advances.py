"""Money before a meeting, so that nobody has to find it themself; and what becomes of the rest."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.payments import access, queries, states
from meetings.payments.actions.lines import add_line, locked
from meetings.payments.models import Advance, PaymentLine

TWICE_WITHIN = timedelta(minutes=2)


@transaction.atomic
def give(*, meeting_id: UUID, person_id: UUID, amount_pence: int, by: Person) -> Advance:
    """The person is paid so much before the meeting, for what it costs them to come: a line like any other, promised
    for the day of the meeting. What they spend is counted against it first, and only what is more is paid on top; not
    miles, which are paid as ever.

    Raises NotAllowed for anyone who does not run the panel, for themself, and for somebody who is not asked to the
    meeting as a member; NotNow once the meeting has started, for less than 1p, and for the same within two minutes.
    """
    meeting = locked(meeting_id)
    asked = queries.claimable_for(by, meeting).filter(person=person_id).select_related("person").first()
    if asked is None or not access.can_record_claim(by, meeting, person_id):
        raise NotAllowed
    states.check_can_advance(meeting.state, meeting.starts_at, clock.now())
    if amount_pence < 1:
        raise NotNow(states.HOW_MUCH)
    recent = Advance.objects.filter(line__person=person_id, line__meeting=meeting, line__amount_pence=amount_pence)
    if recent.filter(line__made_at__gt=clock.now() - TWICE_WITHIN).exists():
        raise NotNow(states.JUST_ADVANCED)
    on = queries.day_of(meeting)
    paid_staff = queries.was_also_paid_staff(person_id, meeting, on)
    line = PaymentLine(
        person=asked.person,
        meeting=meeting,
        panel=meeting.panel,
        kind=PaymentLine.Kind.ADVANCE,
        amount_pence=amount_pence,
        activity_on=on,
        promised_on=on,
        state=states.first_state(holds_paid_staff_role=paid_staff),
    )
    add_line(line=line, by=by)
    advance = Advance(line=line)
    advance.save(force_insert=True)
    audit.record(by=by, verb="advance.given", about=advance, whose=asked.person, amount_pence=amount_pence)
    return advance


@transaction.atomic
def settle(*, advance_id: UUID, rest: str, by: Person) -> Advance:
    """What is left of it is kept by the person, or they gave it back: from then on nothing more is counted against it.

    Raises NotAllowed for anyone who does not run the panel and for their own; NotNow before the meeting, before it is
    paid, and when nothing is left; ValidationError for another word.
    """
    found = Advance.objects.select_related("line").filter(pk=advance_id).first()
    if found is None:
        raise NotAllowed
    meeting = locked(found.line.meeting_id)  # no claim is counted against it meanwhile
    if not access.can_record_claim(by, meeting, found.line.person_id):
        raise NotAllowed
    advance = Advance.objects.select_for_update(of=("self",)).select_related("line__person").get(pk=advance_id)
    left = 0 if advance.rest else queries.left_of_advance(advance)
    facts = {"starts_at": meeting.starts_at, "now": clock.now()}
    states.check_can_settle(state=advance.line.state, left_pence=left, **facts)
    advance.rest, advance.rest_pence, advance.settled_at, advance.settled_by = rest, left, clock.now(), by
    advance.full_clean()
    advance.save(update_fields=["rest", "rest_pence", "settled_at", "settled_by"])
    audit.record(by=by, verb="advance.settled", about=advance, whose=advance.line.person, rest=rest, rest_pence=left)
    return advance
