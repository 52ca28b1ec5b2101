"""Every change to seats."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.people import access as people_access
from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from leap.core.ids import new_id
from meetings.schedule.actions import lock_to_run
from meetings.schedule.models import Meeting
from meetings.seating import queries, states
from meetings.seating.actions.searching import Asked, Facts, check_found, facts_around, facts_of_new, search
from meetings.seating.models import ApartWish, MixingChoice, Seat, SeatingPlan, SeatTold
from meetings.seating.planning import PersonComing, Plan, Supporter
from meetings.seating.planning.room import PersonId

LARGEST_SEED = 2**31


@transaction.atomic
def make_plan(
    *,
    meeting_id: UUID,
    by: Person,
    seats_per_table: int | None = None,
    room_id: UUID | None = None,
    left_empty: Collection[int] = (),
    with_remote: bool = False,
    anyway: bool = False,
) -> SeatingPlan:
    """Seat everyone who said they come in person, so that people sit with those they have sat with least.

    Whoever needs a seat by the door or at the quiet edge gets one there, without a word of whose wish it was. Who would
    rather not share a table does not, as far as the tables allow; nothing that is stored or shown says so.

    The new plan is the one everyone on the meeting sees from now on; the one before it is kept, out of use. Nobody is
    told by message. Either in a room of the meeting's place (`left_empty`: the numbers of tables not to be used) or at
    plain tables of `seats_per_table`, 2 to 20. `with_remote`: those who join online or by phone have a place as well,
    each beside somebody in the room. Whoever brings somebody to support them has a chair for them beside theirs.

    Raises NotAllowed for anyone who does not arrange the meeting, NotNow when the meeting is over or called off, nobody
    comes in person yet or the room has too few seats, and NoSuchSeat when it has none left for a need or beside
    somebody for their supporter, unless `anyway`.
    """
    meeting = lock_to_run(meeting_id, by)  # two people pressing at once: one after the other, the later plan stays
    asked = Asked(seats_per_table, room_id, tuple(sorted(left_empty)), with_remote, anyway)
    facts = facts_of_new(meeting=meeting, asked=asked, by=by)
    plan_id = new_id()
    planned = search(facts, plan_id.int % LARGEST_SEED)
    check_found(facts, planned, asked)
    return write_new(plan_id=plan_id, meeting=meeting, asked=asked, facts=facts, planned=planned, by=by)


def write_new(*, plan_id: UUID, meeting: Meeting, asked: Asked, facts: Facts, planned: Plan, by: Person) -> SeatingPlan:
    """Inside a transaction that holds the meeting: this plan is the one in use from now on."""
    replaced = SeatingPlan.objects.filter(meeting=meeting, replaced_at__isnull=True).update(replaced_at=clock.now())
    plan = SeatingPlan.objects.create(
        pk=plan_id,
        meeting=meeting,
        room=facts.room,
        with_remote=asked.with_remote,
        recency=facts.recency,
        left_empty=list(asked.left_empty) if facts.room else [],
        seats_per_table=None if facts.room else asked.seats_per_table,
        seed=planned.seed,
        made_by=by,
    )
    Seat.objects.bulk_create(_seats(plan, planned, facts.joining))
    told: dict[str, Any] = {"people": len(facts.coming), "tables": len(planned.groups), "replaced": bool(replaced)}
    audit.record(by=by, verb="seating_plan.made", about=plan, meeting=meeting.pk, seed=planned.seed, **told)
    return plan


@transaction.atomic
def swap(*, meeting_id: UUID, plan_id: UUID, person_id: UUID, other_id: UUID, by: Person) -> SeatingPlan:
    """Two people change places. The plan with the change is in use from now on; the one before it is kept.

    `plan_id` is the plan that was on the page. Everyone on the meeting sees the change; nobody is told by message.
    Wishes to sit apart are not asked for, so that nobody learns of one by trying. Raises NotAllowed for anyone who does
    not arrange the meeting, ChangedMeanwhile when somebody else changed the plan, NotNow when the two share a table,
    one is locked or has no seat, a seat would not be what somebody needs any more, no free chair is there for a
    supporter who goes along, or the meeting is not ahead.
    """
    meeting, plan = hold_still(meeting_id, plan_id, by)
    (now,) = queries.arrangements(by, meeting, [plan])
    queries.judged_swap(now, person_id, other_id)
    places = queries.places_after_a_swap(now, person_id, other_id)
    changed = _follow(plan, SeatingPlan.How.SWAPPED, by=by, in_use=True)
    _keep_places(changed, now.every, places)
    audit.record(by=by, verb="seating_plan.swapped", about=changed, meeting=meeting.pk)
    return changed


@transaction.atomic
def lock(*, meeting_id: UUID, plan_id: UUID, person_ids: Iterable[UUID], by: Person) -> int:
    """These people, and no others, stay at their table when the rest are planned again. Gives how many they are.

    Only those who arrange the meeting see it. Raises NotAllowed, ChangedMeanwhile and NotNow as `swap` does.
    """
    meeting, plan = hold_still(meeting_id, plan_id, by)
    chosen = set(person_ids)
    plan.seats.filter(person__in=chosen).update(locked=True)
    plan.seats.exclude(person__in=chosen).update(locked=False)
    count = plan.seats.filter(locked=True).count()
    audit.record(by=by, verb="seating_plan.locked", about=plan, meeting=meeting.pk, people=count)
    return count


@transaction.atomic
def try_another(*, meeting_id: UUID, plan_id: UUID, by: Person) -> SeatingPlan:
    """Plan again with a new seed around those who are locked. The plan in use stays; the new one lies beside it.

    Whoever is locked keeps their table, whatever else was asked for; those who are not coming any more have no seat.
    Raises NotAllowed, ChangedMeanwhile and NotNow as `swap` does, and NotNow when nobody comes in person or the room of
    this plan does not do any more; NoSuchSeat when more supporters than now would not sit beside whom they come with.
    """
    meeting, plan = hold_still(meeting_id, plan_id, by)
    facts = facts_around(meeting=meeting, plan=plan, by=by)
    made = new_id()
    planned = search(facts, made.int % LARGEST_SEED)
    check_found(facts, planned, Asked(plan.seats_per_table, plan.room_id))
    return write_another(plan_id=made, plan=plan, facts=facts, planned=planned, by=by)


def write_another(*, plan_id: UUID, plan: SeatingPlan, facts: Facts, planned: Plan, by: Person) -> SeatingPlan:
    """Inside a transaction that holds the meeting: this plan lies beside the one in use."""
    another = _follow(plan, SeatingPlan.How.LOCKED, by=by, in_use=False, recency=facts.recency, made=plan_id)
    seats = _seats(another, planned, facts.joining)
    for seat in seats:
        kept = None if seat.supporter else facts.locked.get(seat.person_id)
        seat.locked = kept == (seat.table, seat.place if plan.meets_beside or not kept else kept[1])
    Seat.objects.bulk_create(seats)
    audit.record(by=by, verb="seating_plan.tried", about=another, meeting=plan.meeting_id, seed=another.seed)
    return another


@transaction.atomic
def use_plan(*, meeting_id: UUID, plan_id: UUID, other_id: UUID, by: Person) -> SeatingPlan:
    """Another plan of the meeting takes the place of the one in use (`plan_id`), which is kept.

    Raises NotAllowed, ChangedMeanwhile and NotNow as `swap` does, and NotNow when the other one seats other people, or
    people who come in another way, lies in a room of another place, or has more people on a seat that is not what they
    need.
    """
    meeting, plan = hold_still(meeting_id, plan_id, by)
    other = queries.plans_that_fit(meeting).filter(pk=other_id).exclude(pk=plan_id).first()
    now, *then = queries.arrangements(by, meeting, [plan, other] if other else [plan])
    states.check_same_people([each.who_and_how() for each in (now, *then)])
    states.check_needs_are_kept(now.parts().unmet, then[0].parts().unmet, states.NEEDED_THERE)
    _put_out_of_use(plan)
    other.replaced_at = None
    other.save(update_fields=["replaced_at"])
    audit.record(by=by, verb="seating_plan.chosen", about=other, meeting=meeting.pk)
    return other


@transaction.atomic
def reseat(
    *,
    meeting_id: UUID,
    plan_id: UUID,
    missing: Collection[UUID],
    arrived: Collection[UUID],
    moves: int,
    by: Person,
) -> SeatingPlan:
    """Somebody is missing or has come late: seat people in the way that moves so many of them (0, 1 or 2).

    Whoever is missing has no seat any more, whoever has come has one, and everyone on the meeting sees it. The register
    is not touched, nor asked: it says who was there, and only that makes a history. Wishes to sit apart are not asked
    for (see `swap`). Possible before the meeting and on its day. Raises NotAllowed for anyone who does not arrange the
    meeting, ChangedMeanwhile when somebody else changed the plan, NotNow at another time or when there is no such way.
    """
    meeting, plan = hold_still(meeting_id, plan_id, by, on_the_day=True)
    late = [each for each in queries.people_without_a_seat(by, meeting, plan) if each.pk in set(arrived)]
    ways = queries.ways_on_the_day(by, meeting, plan, missing, late)
    way = ways[states.check_there_is_such_an_offer(moves, [each.number for each in ways])]
    locked = set(plan.seats.filter(locked=True).values_list("person", flat=True))
    remote = set(plan.seats.filter(remote=True).values_list("person", flat=True))
    changed = _follow(plan, SeatingPlan.How.ON_THE_DAY, by=by, in_use=True)
    Seat.objects.bulk_create(
        _seat(changed, who, table, place, locked=who in locked, remote=who in remote)
        for who, (table, place) in way.places.items()
    )
    here = [who for who in way.places if not isinstance(who, Supporter)]
    gone = plan.seats.exclude(person__in=here).count()
    facts = {"missing": gone, "arrived": len(late), "moved": moves}
    audit.record(by=by, verb="seating_plan.reseated", about=changed, meeting=meeting.pk, **facts)
    return changed


@transaction.atomic
def choose_mixing(*, panel_id: UUID, recency: str, by: Person) -> MixingChoice:
    """How much earlier meetings count when seats are planned from now on. Plans that are made already stay.

    What was chosen before is kept with who chose it. Everyone on the panel reads below a plan how meetings count, and
    nobody is told by message. Raises NotAllowed for anyone who does not run the panel.
    """
    panel = Panel.objects.select_for_update().get(pk=panel_id)  # two at once: one after the other, both are kept
    if not people_access.can_run_panel(by, panel):
        raise NotAllowed
    choice = MixingChoice.objects.create(panel=panel, recency=recency, chosen_by=by)
    audit.record(by=by, verb="mixing.chosen", about=choice, panel=panel.pk, recency=recency)
    return choice


@transaction.atomic
def wish_apart(*, person_ids: Iterable[UUID], by: Person) -> None:
    """Keep whom somebody would rather not share a table with: from now on plans keep them apart wherever tables allow.

    The choice replaces the one before; with nobody in it, nothing is kept. Only people they are on a panel with today
    count. Nobody is told, now or later, and it is not written in the trail: the trail has readers. Plans that are made
    already stay as they are.
    """
    Person.objects.select_for_update().get(pk=by.pk)  # two devices at once: one after the other, the later choice stays
    beside = {person.pk for person in queries.people_beside(by)}
    others = sorted(str(each) for each in set(person_ids) & beside)
    mine = queries.apart_wish_of(by)
    if not others:
        if mine is not None:
            mine.delete()
        return
    mine = mine or ApartWish(person=by)
    mine.others = " ".join(others)
    mine.save()


@transaction.atomic
def wish_seat_told(*, wanted: bool, by: Person) -> None:
    """Somebody reads where they sit in reminders that come to them by email, from now on or no longer. Only they see
    that they wished it. Saying it twice is saying it once.
    """
    Person.objects.select_for_update().get(pk=by.pk)
    is_told = queries.is_told_seat(by)
    if wanted and not is_told:
        SeatTold(person=by).save(force_insert=True)
    elif is_told and not wanted:
        SeatTold.objects.unscoped("the person's own wish").filter(person=by).delete()


@transaction.atomic
def put_away(*, meeting: Meeting, by: Person) -> None:
    """Called when a meeting is moved or called off, in its transaction: who comes is not known any more, or nobody
    does, so nobody has a seat."""
    plan = SeatingPlan.objects.select_for_update().filter(meeting=meeting, replaced_at__isnull=True).first()
    if plan is not None:
        _put_out_of_use(plan)
        audit.record(by=by, verb="seating_plan.put_away", about=plan, meeting=meeting.pk)


def hold_still(meeting_id: UUID, plan_id: UUID, by: Person, *, on_the_day: bool = False) -> tuple[Meeting, SeatingPlan]:
    """The meeting, held still until the transaction ends, and its plan in use, which is the one that was seen.

    Raises NotAllowed, ChangedMeanwhile and NotNow as `swap` does.
    """
    meeting = lock_to_run(meeting_id, by)
    if on_the_day:
        states.check_can_reseat(meeting.state, is_today=queries.is_today(meeting))
    else:
        states.check_can_plan(meeting.state)
    plan = queries.plan_in_use(meeting)
    states.check_plan_is_the_one_seen(plan_id, plan.pk if plan else None)
    return meeting, plan


def _follow(
    plan: SeatingPlan, how: str, *, by: Person, in_use: bool, recency: str = "", made: UUID | None = None
) -> SeatingPlan:
    """A plan made from this one: in use from now on in its place, or lying beside it. Earlier meetings counted as for
    this one, unless it was searched afresh (`recency`).
    """
    now = clock.now()
    if in_use:
        _put_out_of_use(plan)
    made = made or new_id()
    return SeatingPlan.objects.create(
        pk=made,
        meeting_id=plan.meeting_id,
        room=plan.room,
        left_empty=plan.left_empty,
        recency=recency or plan.recency,
        with_remote=plan.with_remote,
        seats_per_table=plan.seats_per_table,
        seed=made.int % LARGEST_SEED,
        made_by=by,
        made_at=now,
        replaced_at=None if in_use else now,
        how=how,
        follows=plan,
    )


def _put_out_of_use(plan: SeatingPlan) -> None:
    plan.replaced_at = clock.now()
    plan.save(update_fields=["replaced_at"])


def _keep_places(plan: SeatingPlan, seats: Iterable[Seat], places: Mapping[PersonId, tuple[int, int]]) -> None:
    """The same people and supporters with the same locks in a plan that follows, each at their table and place."""
    Seat.objects.bulk_create(
        _seat(plan, who, *places[who], locked=seat.locked, remote=seat.remote)
        for seat in seats
        for who in [queries.who_sits(seat)]
    )


def _seat(
    plan: SeatingPlan, who: PersonId, table: int, place: int, *, locked: bool = False, remote: bool = False
) -> Seat:
    person = who.of if isinstance(who, Supporter) else who
    return Seat(
        plan=plan,
        person_id=UUID(str(person)),
        supporter=isinstance(who, Supporter),
        table=table,
        place=place,
        locked=locked,
        remote=remote,
    )


def _seats(plan: SeatingPlan, planned: Plan, joining: Iterable[PersonComing]) -> list[Seat]:
    remote = {person.id for person in joining}
    return [
        _seat(plan, person, table, place, remote=person in remote)
        for table, seated in enumerate(planned.tables, start=1)
        for place, person in enumerate(seated.seats, start=1)
        if person is not None
    ]
