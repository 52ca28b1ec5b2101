"""Putting right what a rate announced late left short: a line is added, and none is ever edited."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import clock
from leap.core.errors import NotAllowed
from meetings.payments import access, queries, states
from meetings.payments.actions.lines import add_line
from meetings.payments.models import PaymentLine, RateSet, Work
from meetings.schedule.models import Meeting


@transaction.atomic
def add(*, line_ids: Iterable[UUID], by: Person) -> int:
    """What is missing on these lines is owed from now on, as a line of its own that begins like any other.

    Returns how many lines were added; what is not short any more, or was added meanwhile, stays as it is. Raises
    NotAllowed, and adds none, when one of them is not the person's to confirm.
    """
    lines = list(
        PaymentLine.objects.filter(pk__in=list(line_ids)).select_related("meeting", "work", "panel").order_by("pk")
    )
    if not all(access.can_confirm(by, line) for line in lines):
        raise NotAllowed
    _lock(lines)
    shorts = queries.short_lines(by, only=[line.pk for line in lines])
    for short in shorts:
        add_line(line=_uplift(short), by=by)
    return len(shorts)


def _lock(lines: list[PaymentLine]) -> None:
    # First the rates, then the meetings, as whoever announces a rate does, then the work: they wait for each other and
    # never for ever.
    programmes = {line.panel.programme_id for line in lines}
    list(RateSet.objects.select_for_update().filter(programme__in=programmes).order_by("pk"))
    meetings = {line.meeting_id for line in lines if line.meeting_id}
    list(Meeting.objects.select_for_update(of=("self",)).filter(pk__in=meetings).order_by("starts_at", "pk"))
    works = {line.work_id for line in lines if line.work_id}
    list(Work.objects.select_for_update(of=("self",)).filter(pk__in=works).order_by("pk"))


def _uplift(short: queries.Short) -> PaymentLine:
    line = short.line
    paid_staff = queries.was_also_paid_staff(line.person_id, line.meeting or line.panel, line.activity_on)
    days = queries.days_to_pay(line)
    return PaymentLine(
        person=line.person,
        meeting=line.meeting,
        work=line.work,
        panel=line.panel,
        activity=line.activity,
        kind=PaymentLine.Kind.UPLIFT,
        of=line,
        rate=short.rate,
        miles_tenths=short.miles_tenths,
        amount_pence=short.more_pence,
        way=line.way,
        activity_on=line.activity_on,
        promised_on=states.promise(activity_on=line.activity_on, made_on=clock.today(), days=days),
        state=states.first_state(holds_paid_staff_role=paid_staff),
    )
