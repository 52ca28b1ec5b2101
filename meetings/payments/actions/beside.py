"""Time that people give beside a meeting, such as a talk before chairing it: offered as work, and owed once given."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.people import queries as people_queries
from accounts.people.models import Person, Role
from leap.core import audit, clock
from leap.core.errors import NotNow
from leap.design.times import say_day
from meetings.attendance.registration import MoreTime, more_time_at
from meetings.payments import queries, wordings
from meetings.payments.actions.work import finish
from meetings.payments.models import BESIDE, Work
from meetings.schedule.models import Meeting


@transaction.atomic
def keep_time_beside(*, meeting: Meeting, by: Person | None) -> None:
    """Called by the room where such time is agreed and noted, in its own transaction and with the meeting held,
    whenever it may have changed. Called again it changes nothing.

    Each member of the panel who has agreed to give time is offered it as work of its kind, and chooses about the money.
    What changed is called off and offered anew; what is off is called off. Once it is noted that it was given, it is
    owed as they chose. Before they chose, or were silent for seven days, nothing is: then the work stays open, and
    those who run the panel say later that it is done. Nothing is offered for a meeting that pays nothing, nor to who
    writes it down themself.
    """
    live = Work.objects.select_for_update(of=("self",)).filter(meeting=meeting, called_off_at=None)
    open_now = {(work.beside, work.person_id): work for work in live.select_related("panel", "person", "rate")}
    times = more_time_at(meeting) if meeting.fee_band != Meeting.FeeBand.NONE else []
    for time in times:
        work = open_now.pop((time.what, time.person_id), None)
        if work is None or work.done_at is None:
            _follow(meeting, time, work, by)
    for work in open_now.values():
        if work.done_at is None:
            _call_off(work, by)


def _follow(meeting: Meeting, time: MoreTime, work: Work | None, by: Person | None) -> None:
    if work is not None and (work.on, work.minutes) != (time.on, time.minutes):
        _call_off(work, by)
        work = None
    if work is None and not _was_called_off(meeting, time):
        work = _offer(meeting, time)
    if work is None or not time.given:
        return
    with suppress(NotNow):  # not chosen about yet, or no rate is known: the work stays open
        finish(work=work, by=time.by)


def _was_called_off(meeting: Meeting, time: MoreTime) -> bool:
    """Was it given, and had somebody called off the money for it by hand? Then it is not offered behind their back."""
    same = Work.objects.filter(meeting=meeting, beside=time.what, person=time.person_id, on=time.on)
    return time.given and same.filter(minutes=time.minutes, called_off_at__isnull=False).exists()


def _offer(meeting: Meeting, time: MoreTime) -> Work | None:
    person = _member(meeting, time.person_id, time.on)
    if person is None or person == time.by:
        return None
    work = Work(
        panel=meeting.panel,
        person=person,
        meeting=meeting,
        beside=time.what,
        activity=BESIDE[time.what],
        title=wordings.BESIDE_CALLED[time.what].format(day=say_day(meeting.starts_at, meeting.panel)),
        on=time.on,
        minutes=time.minutes,
        band=queries.band_for(meeting.panel, time.minutes),
        offered_by=time.by,
        offered_at=clock.now(),
    )
    work.rate = queries.rate_of_work(work)
    work.full_clean()
    work.save(force_insert=True)
    facts = {"activity": work.activity, "minutes": work.minutes, "meeting": meeting.pk}
    audit.record(by=time.by, verb="work.offered", about=work, whose=person, **facts)
    return work


def _member(meeting: Meeting, person_id: UUID, on: date) -> Person | None:
    held = Role.objects.filter(people_queries.in_force(on), panel=meeting.panel_id, kind=Role.Kind.MEMBER)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True, pk=person_id).first()


def _call_off(work: Work, by: Person | None) -> None:
    work.called_off_at, work.called_off_by = clock.now(), by
    work.save(update_fields=["called_off_at", "called_off_by"])
    audit.record(by=by, verb="work.called_off", about=work, whose=work.person)
