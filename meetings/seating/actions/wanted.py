"""Plans of large rooms: wanted on a page, made in the background, so that nobody waits for a page.

Nothing is held while the search runs: replies come in, people leave. So what it rested on is asked for again before the
plan is written, with the meeting held; when it is not the same any more, the search is done again.
"""

from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from meetings.schedule.actions import lock_to_run
from meetings.schedule.models import Meeting
from meetings.seating import queries, states
from meetings.seating.actions.plans import LARGEST_SEED, hold_still, write_another, write_new
from meetings.seating.actions.searching import Asked, Facts, check_found, facts_around, facts_of_new, search
from meetings.seating.models import SeatingPlan, WantedPlan
from meetings.seating.planning import Plan
from meetings.seating.planning.plan import Progress, nobody_told

TASK = "seating.make_wanted_plan"


@transaction.atomic
def want_plan(*, meeting_id: UUID, asked: Asked, by: Person) -> WantedPlan:
    """Have a plan made in the background. Whoever arranges the meeting sees that; nobody is told by message.

    When the very same is being made already, gives that one: two who press at once get one plan. Raises NotAllowed,
    NotNow and NoSuchSeat as `make_plan` does, and NotNow when another choice is being made at this moment.
    """
    meeting = lock_to_run(meeting_id, by)
    facts = facts_of_new(meeting=meeting, asked=asked, by=by)
    empty = list(asked.left_empty) if facts.room else []
    chosen = {
        "around": None,
        "room": facts.room,
        "seats_per_table": None if facts.room else asked.seats_per_table,
        "left_empty": empty,
        "with_remote": asked.with_remote,
        "anyway": asked.anyway,
    }
    return _want(meeting, chosen, by=by)


@transaction.atomic
def want_another(*, meeting_id: UUID, plan_id: UUID, by: Person) -> WantedPlan:
    """The same for another plan beside the one in use. Raises as `try_another` does, and NotNow as `want_plan`."""
    meeting, plan = hold_still(meeting_id, plan_id, by)
    facts_around(meeting=meeting, plan=plan, by=by)
    return _want(meeting, {"around": plan, "room": plan.room, "seats_per_table": plan.seats_per_table}, by=by)


def _want(meeting: Meeting, chosen: dict, *, by: Person) -> WantedPlan:
    being_made = queries.being_made(meeting)
    if being_made is not None:
        states.check_is_the_same(same=all(getattr(being_made, name) == each for name, each in chosen.items()))
        return being_made
    wanted = WantedPlan.objects.create(meeting=meeting, wanted_by=by, **chosen)
    audit.record(by=by, verb="seating_plan.wanted", about=wanted, meeting=meeting.pk)
    transaction.on_commit(partial(outbox.ask_a_worker, TASK, str(wanted.pk)), robust=True)
    return wanted


def make_wanted_plans() -> int:
    """Make what waits, for LEAP's own work: a worker that was away, or died, leaves nothing undone. Gives how many."""
    waiting = list(queries.waiting_to_be_made().values_list("pk", flat=True))
    return sum(make_wanted_plan(wanted_id=key) for key in waiting)


def make_wanted_plan(*, wanted_id: UUID, told: Progress = nobody_told) -> bool:
    """Make one plan, if nobody else is making it. Gives whether it was ended here, with a plan or with why not.

    `told` hears each step of the search; nobody is shown it, since it says what was in the way of the search. Raises
    nothing for what can go wrong: it is kept with the wanted plan, and a need that a refusal may tell of is on record.
    """
    wanted = _begin(wanted_id)
    if wanted is None:
        return False
    try:
        return _make(wanted, told)
    except (NotNow, NotAllowed) as no:
        return _refused(wanted, no, WantedPlan.Why.CHANGED)


@transaction.atomic
def _begin(wanted_id: UUID) -> WantedPlan | None:
    waiting = queries.waiting_to_be_made().filter(pk=wanted_id)
    wanted = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if wanted is None:
        return None
    if wanted.begun_times >= states.TRIES:
        _end(wanted.pk, why_not=WantedPlan.Why.BROKEN)
        return None
    wanted.begun_at, wanted.begun_times = clock.now(), wanted.begun_times + 1
    wanted.save(update_fields=["begun_at", "begun_times"])
    return wanted


def _make(wanted: WantedPlan, told: Progress) -> bool:
    made = new_id()
    asked, by = _asked(wanted), wanted.wanted_by
    facts = _facts(wanted, asked, by)
    planned = search(facts, made.int % LARGEST_SEED, told)
    for turn in range(1, states.TRIES + 1):
        found = _written(made, wanted, asked, facts, planned, by=by, in_any_case=turn == states.TRIES)
        if found is None:
            return True
        facts = found  # somebody answered, left or changed something meanwhile
        planned = search(facts, made.int % LARGEST_SEED, told)
    return True


@transaction.atomic
def _facts(wanted: WantedPlan, asked: Asked, by: Person) -> Facts:
    """What the search rests on, all of one moment. The meeting is held only while it is asked for."""
    if wanted.around is None:
        return facts_of_new(meeting=lock_to_run(wanted.meeting_id, by), asked=asked, by=by)
    meeting, plan = hold_still(wanted.meeting_id, wanted.around_id, by)
    return facts_around(meeting=meeting, plan=plan, by=by)


@transaction.atomic
def _written(
    made: UUID, wanted: WantedPlan, asked: Asked, facts: Facts, planned: Plan, *, by: Person, in_any_case: bool
) -> Facts | None:
    """Write the plan with the meeting held, unless what it rested on has changed: then gives how it is now.

    `in_any_case`: it has changed again and again, so that this time the search is done with the meeting held.
    """
    now = _facts(wanted, asked, by)
    if now != facts:
        if not in_any_case:
            return now
        planned = search(now, made.int % LARGEST_SEED)
    if not WantedPlan.objects.select_for_update().filter(pk=wanted.pk, ended_at__isnull=True).exists():
        return None  # another worker was quicker
    try:
        check_found(now, planned, asked)
    except states.NoSuchSeat as no:
        _refused(wanted, no, WantedPlan.Why.SIDE_BY_SIDE)
        return None
    if wanted.around is None:
        plan = write_new(plan_id=made, meeting=wanted.meeting, asked=asked, facts=now, planned=planned, by=by)
    else:
        plan = write_another(plan_id=made, plan=wanted.around, facts=now, planned=planned, by=by)
    _end(wanted.pk, made=plan)
    return None


def _asked(wanted: WantedPlan) -> Asked:
    return Asked(
        wanted.seats_per_table, wanted.room_id, tuple(wanted.left_empty), wanted.with_remote, anyway=wanted.anyway
    )


@transaction.atomic
def _refused(wanted: WantedPlan, no: Exception, why_not: str) -> bool:
    """End it without a plan. A refusal that rests on somebody's need is put on record, as where nobody has to wait."""
    ended = _end(wanted.pk, why_not=why_not)
    if ended and isinstance(no, states.NoSuchSeat) and no.tells_a_need:
        queries.note_that_a_room_lacks_seats(wanted.wanted_by, wanted.meeting)
    return ended


def _end(wanted_id: UUID, *, made: SeatingPlan | None = None, why_not: str = "") -> bool:
    still = WantedPlan.objects.filter(pk=wanted_id, ended_at__isnull=True)
    return bool(still.update(ended_at=clock.now(), made=made, why_not=why_not))
