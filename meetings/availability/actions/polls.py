"""Making a poll, asking people, and ending it: with a date, which becomes a meeting, or without one."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.people import access as people
from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from leap.design.times import there
from meetings.availability import access, notices, queries, states
from meetings.availability.models import DatePoll, DateReply, PollDate
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting, Venue

OTHER_DATE = "Another date was taken from this poll in the meantime. Nothing has been changed."


@transaction.atomic
def make_poll(
    *,
    panel: Panel,
    title: str,
    dates: Iterable[datetime],
    minutes: int,
    answer_by: date,
    by: Person,
    meets: str = Meeting.Meets.HYBRID,
    venue: Venue | None = None,
    place: str = "",
    places: int | None = None,
    joining: str = "",
    phone_in: str = "",
    quorum: int | None = None,
    notice_days: int | None = None,
    gap_days: int | None = None,
    have_to_come: Collection[UUID] = (),
    poll_id: UUID | None = None,
) -> DatePoll:
    """Put 2 to 12 moments to everyone on the panel today who takes no break; each hears of it once.

    How and where people meet is that of the meeting a date becomes: `place` is the room or the place in words, `places`
    how many can come in person (None: no limit). With the same `poll_id` twice (a button pressed twice) there is one
    poll, and the second call gives it back as it is. Raises NotAllowed for anyone who does not run the panel, NotNow
    for dates or a last day that make no sense now, and for a place of another programme.
    """
    if not people.can_run_panel(by, panel):
        raise NotAllowed
    key = poll_id or new_id()
    # Two presses at once: the second waits here until the first is done.
    Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    already = DatePoll.objects.filter(pk=key, panel=panel).first()
    if already is not None:
        return already
    schedule.check_venue(panel, venue)
    moments = sorted(set(dates))
    states.check_dates(moments, clock.now())
    first = there(moments[0], panel).date()
    states.check_answer_by(answer_by, clock.today(panel.time_zone), first)
    poll = DatePoll(
        pk=key,
        panel=panel,
        title=title.strip(),
        minutes=minutes,
        meets=meets,
        venue=venue,
        place=place.strip(),
        places=places,
        joining=joining.strip(),
        phone_in=phone_in.strip(),
        answer_by=answer_by,
        quorum=quorum,
        notice_days=notice_days,
        gap_days=gap_days,
        made_by=by,
    )
    poll.full_clean(validate_unique=False)
    poll.save(force_insert=True)
    PollDate.objects.bulk_create(
        PollDate(poll=poll, number=number, starts_at=moment) for number, moment in enumerate(moments, start=1)
    )
    audit.record(by=by, verb="date_poll.made", about=poll, panel=panel.pk)
    for person in queries.people_to_ask(by, panel):
        _ask(poll, person, by, has_to_come=person.pk in have_to_come)
    return poll


@transaction.atomic
def ask_newcomers(*, poll_id: UUID, by: Person) -> int:
    """Ask those who have joined the panel, or come back, since the others were asked. Says how many there were.

    Raises NotAllowed for anyone who does not run the panel, NotNow when the poll takes no answers any more.
    """
    poll = _lock_to_run(poll_id, by)
    states.check_takes_answers(poll.state, poll.answer_by, clock.today(poll.panel.time_zone))
    new = list(queries.people_to_ask(by, poll.panel, poll))
    for person in new:
        _ask(poll, person, by)
    return len(new)


@transaction.atomic
def take_date(
    *, poll_id: UUID, date_id: UUID, by: Person, fee_band: str = Meeting.FeeBand.HALF_DAY
) -> tuple[DatePoll, Meeting]:
    """Take one date: the poll is closed and there is a meeting, to which people can be invited in the next step.

    They meet in the way, in the place and over the link or the number that the poll said.

    The same date taken again gives the same meeting. Raises NotAllowed for anyone who does not run the panel, NotNow
    when another date was taken, the poll was closed, or the date has gone.
    """
    poll = _lock_to_run(poll_id, by)
    chosen = poll.dates.filter(pk=date_id).first()
    if chosen is None:
        raise NotAllowed
    if poll.meeting is not None:
        if chosen.is_taken:
            return poll, poll.meeting
        raise NotNow(OTHER_DATE)
    states.check(poll.state, states.FIXED)
    states.check_ahead(chosen.starts_at, clock.now())
    poll.meeting = schedule.plan_meeting(
        panel=poll.panel,
        title=poll.title,
        starts_at=chosen.starts_at,
        minutes=poll.minutes,
        meets=poll.meets,
        venue=poll.venue,
        place=poll.place,
        places=poll.places,
        joining=poll.joining,
        phone_in=poll.phone_in,
        fee_band=fee_band,
        by=by,
    )
    chosen.is_taken = True
    chosen.save(update_fields=["is_taken"])
    _end(poll, states.FIXED, by)
    return poll, poll.meeting


@transaction.atomic
def close_poll(*, poll_id: UUID, by: Person) -> DatePoll:
    """Close the poll without a date. Everyone asked who is still there hears so, and that it was not their doing.

    Raises NotAllowed for anyone who does not run the panel, NotNow when it has ended already.
    """
    poll = _lock_to_run(poll_id, by)
    states.check(poll.state, states.CLOSED)
    _end(poll, states.CLOSED, by)
    for reply in queries.replies_to_tell_closed(poll):
        notices.tell_ended(reply)
    return poll


def _ask(poll: DatePoll, person: Person, by: Person, *, has_to_come: bool = False) -> None:
    reply = DateReply(poll=poll, person=person, has_to_come=has_to_come)
    reply.save(force_insert=True)
    audit.record(by=by, verb="date_poll.asked", about=reply, whose=person, poll=poll.pk)
    notices.ask(reply)


def _lock_to_run(poll_id: UUID, by: Person) -> DatePoll:
    """The poll, held still: while it ends nobody answers, and nobody else ends it.

    Its meeting is looked up afterwards. Joined to the lock it would be what it was when the waiting began.
    """
    poll = DatePoll.objects.select_for_update(of=("self",)).select_related("panel").get(pk=poll_id)
    if not access.can_run_poll(by, poll):
        raise NotAllowed
    return poll


def _end(poll: DatePoll, to: str, by: Person) -> None:
    poll.state, poll.ended_at, poll.ended_by = to, clock.now(), by
    poll.save(update_fields=["state", "ended_at", "ended_by", "meeting"])
    audit.record(by=by, verb=f"date_poll.{to}", about=poll, panel=poll.panel_id)
