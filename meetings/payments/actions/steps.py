"""The life of a line: checked by whose money it is, confirmed, approved, or not paid with a reason they read."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.payments import access, notices, queries, states
from meetings.payments.models import LineMove, PaymentLine, RateSet, Work
from meetings.schedule.models import Meeting

May = Callable[[Person, PaymentLine], bool]


@transaction.atomic
def check(*, line_id: UUID, by: Person) -> PaymentLine:
    """The person says that their line is right.

    Raises NotAllowed for anyone but whose money it is, NotNow once it is confirmed.
    """
    return _say(_own(line_id, by), is_right=True, how="self", by=by)


@transaction.atomic
def query(*, line_id: UUID, by: Person) -> PaymentLine:
    """The person says that something is not right: it is not confirmed until somebody has talked to them.

    Raises NotAllowed for anyone but whose money it is, NotNow once it is confirmed.
    """
    return _say(_own(line_id, by), is_right=False, how="self", by=by)


@transaction.atomic
def record_check(*, line_id: UUID, is_right: bool, how: str, by: Person) -> PaymentLine:
    """Write down what somebody said about their line by phone, by letter or in person.

    Raises NotAllowed for anyone who does not run the panel and for their own, NotNow once it is confirmed.
    """
    line = _lock(line_id)
    if not access.can_confirm(by, line):
        raise NotAllowed
    return _say(line, is_right=is_right, how=how, by=by)


@transaction.atomic
def confirm(*, line_ids: Iterable[UUID], by: Person) -> int:
    """These people were there and this is due. Returns how many lines moved; those that cannot any more stay.

    Raises NotAllowed, and moves none, when one of them is not the person's to confirm.
    """
    return _move_all(line_ids, states.CONFIRMED, may=access.can_confirm, by=by)


@transaction.atomic
def approve(*, line_ids: Iterable[UUID], by: Person) -> int:
    """These lines may be paid. Returns how many moved; those that somebody else moved meanwhile stay as they are.

    Raises NotAllowed, and moves none, when one of them is the person's own, was confirmed by them, or is not of money
    they keep.
    """
    return _move_all(line_ids, states.APPROVED, may=access.can_approve, by=by)


@transaction.atomic
def deny(*, line_id: UUID, reason: str, by: Person) -> PaymentLine:
    """This line is not paid, and the person reads why.

    Raises NotAllowed for anyone but who would have to confirm or approve it, NotNow without a reason, when the line
    has moved on, while a correction takes it back: that one would be taken off their next money as well, and for money
    paid before a meeting once what they spent was counted against it.
    """
    # A register that is saved meanwhile, and takes the line back, waits or is seen here; so does what is added to work.
    Meeting.objects.select_for_update(of=("self",)).filter(payment_lines=line_id).first()
    Work.objects.select_for_update(of=("self",)).filter(payment_lines=line_id).first()
    line = _lock(line_id)
    if not access.can_deny(by, line):
        raise NotAllowed
    if not reason.strip():
        raise NotNow(states.SAY_WHY)
    if line.kind != PaymentLine.Kind.ADJUSTMENT and queries.taken_back_from(line) < 0:
        raise NotNow(states.TAKEN_BACK)
    if line.kind == PaymentLine.Kind.ADVANCE and queries.was_counted_against(line):
        raise NotNow(states.ADVANCE_USED)
    move(line=line, to=states.DENIED, reason=reason.strip(), by=by)
    return line


@transaction.atomic
def look_again(*, line_id: UUID, by: Person) -> PaymentLine:
    """What was not paid begins anew: it is checked, confirmed and approved like any other.

    Raises NotAllowed for anyone who does not run the panel, NotNow when the line is somewhere else, for what was added
    for a rate once a newer rate was added to the same line (it counts the denied one in), and for miles of the first
    10,000 that count for other journeys by now.
    """
    # No journey is worked out meanwhile.
    rate = PaymentLine.objects.filter(pk=line_id).values("rate")
    list(RateSet.objects.select_for_update(of=("self",)).filter(rates__in=rate))
    line = _lock(line_id)
    if not access.can_confirm(by, line):
        raise NotAllowed
    if line.of_id and PaymentLine.objects.filter(of=line.of_id, made_at__gt=line.made_at).exists():
        raise NotNow(states.OVERTAKEN)
    if line.state == states.DENIED and queries.miles_are_gone(line):
        raise NotNow(states.MILES_GONE)
    move(line=line, to=states.OWED, by=by)
    return line


def _lock(line_id: UUID) -> PaymentLine:
    locked = PaymentLine.objects.select_for_update(of=("self",)).select_related("meeting", "work", "panel", "person")
    line = locked.filter(pk=line_id).first()
    if line is None:
        raise NotAllowed
    return line


def _own(line_id: UUID, by: Person) -> PaymentLine:
    line = _lock(line_id)
    if line.person_id != by.pk:
        raise NotAllowed
    return line


def _say(line: PaymentLine, *, is_right: bool, how: str, by: Person) -> PaymentLine:
    states.check_can_say(line.state)
    now = clock.now()
    line.checked_at, line.checked_by, line.queried_at = (now, by, None) if is_right else (None, None, now)
    line.save(update_fields=["checked_at", "checked_by", "queried_at"])
    verb = "payment_line.checked" if is_right else "payment_line.queried"
    audit.record(by=by, verb=verb, about=line, whose=line.person, how=how)
    return line


def _move_all(line_ids: Iterable[UUID], to: str, *, may: May, by: Person) -> int:
    # In one order for everybody, so that two who press at once wait for each other and never for ever.
    locked = PaymentLine.objects.select_for_update(of=("self",)).select_related("meeting", "work", "panel", "person")
    lines = list(locked.filter(pk__in=list(line_ids)).order_by("pk"))
    if not all(may(by, line) for line in lines if states.may_step(line.state, to)):
        raise NotAllowed
    return sum(_may_move(line, to, by) for line in lines)


def _may_move(line: PaymentLine, to: str, by: Person) -> bool:
    try:
        if to == states.CONFIRMED:
            facts = {"checked_at": line.checked_at, "queried_at": line.queried_at, "made_at": line.made_at}
            states.check_can_confirm(**facts, now=clock.now())
        move(line=line, to=to, by=by)
    except NotNow:
        return False
    return True


def move(*, line: PaymentLine, to: str, reason: str = "", by: Person) -> None:
    """The one road from state to state: the table, who did it, the move kept, the trail. For the actions of this room,
    which have locked the line and asked who may. Raises NotNow for a move that the table does not have."""
    states.check_step(line.state, to)
    was, now = line.state, clock.now()
    line.state = to
    if to == states.CONFIRMED:
        line.confirmed_at, line.confirmed_by = now, by
    if to == states.APPROVED and was == states.CONFIRMED:
        line.approved_at, line.approved_by = now, by
    if to == states.OWED:
        line.confirmed_at = line.confirmed_by = line.approved_at = line.approved_by = None
        line.checked_at = line.checked_by = line.queried_at = None
    line.save(update_fields=[
        "state", "confirmed_at", "confirmed_by", "approved_at", "approved_by", "checked_at", "checked_by", "queried_at",
    ])  # fmt: skip
    LineMove(line=line, was=was, to=to, reason=reason, moved_at=now, moved_by=by).save(force_insert=True)
    audit.record(by=by, verb="payment_line.moved", about=line, whose=line.person, was=was, to=to)
    if to in states.NEWS:
        notices.tell(line)
