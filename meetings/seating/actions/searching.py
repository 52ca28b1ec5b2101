"""What a search for seats rests on, and the search: asked for once, compared when it took long, written elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from accounts.people.models import Person
from meetings.schedule.models import Meeting
from meetings.seating import queries, states
from meetings.seating.models import Room, SeatingPlan
from meetings.seating.planning import (
    PersonComing,
    Plan,
    Table,
    Wishes,
    choose_tables,
    plan_around,
    plan_next_meeting,
)
from meetings.seating.planning.hybrid import hosts, too_few_hosts
from meetings.seating.planning.plan import Progress, nobody_told
from meetings.seating.planning.room import Groups, PersonId
from meetings.seating.planning.shapes import as_far_as_it_goes, meets_beside, too_few_seats
from meetings.seating.planning.supporters import (
    Pairs,
    apart_from_theirs,
    no_seat_beside,
    plan_with_supporters,
    size_that_seats_them,
    too_few_side_by_side,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody chose for a new plan."""

    seats_per_table: int | None
    room_id: UUID | None
    left_empty: tuple[int, ...] = ()
    with_remote: bool = False
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a search rests on. Two that are equal give the same plan for the same seed. Not to be kept or shown:
    what people need and wish is in it.
    """

    room: Room | None
    coming: Sequence[PersonComing]
    joining: Sequence[PersonComing]
    supported: Sequence[UUID]
    people: Sequence[PersonComing] = field(repr=False)
    tables: Sequence[Table] = field(repr=False)
    history: Sequence[Groups] = field(repr=False)
    wishes: Wishes = field(repr=False)
    told: Mapping[PersonId, frozenset[str]] = field(repr=False)
    told_pairs: Pairs = field(repr=False)
    beside: bool
    recency: str
    locked: Mapping[UUID, tuple[int, int]] = field(default_factory=dict)
    around: bool = False
    alone_now: int = 0  # in the plan in use: whose supporter is not beside them


def facts_of_new(*, meeting: Meeting, asked: Asked, by: Person) -> Facts:
    """For a new plan. Raises NotNow and NoSuchSeat as `make_plan` does, but for what only the search can tell."""
    states.check_can_plan(meeting.state)
    coming = queries.people_coming(by, meeting)
    states.check_somebody_comes(len(coming))
    joining = queries.people_joining(by, meeting) if asked.with_remote else []
    supported = queries.supporters_coming(by, meeting)
    states.check_everyone_has_somebody_beside(too_few_hosts(len(joining), len(coming)))
    room = _room_to_use(by, meeting, asked.room_id)
    seats, size = len(coming) + len(supported) + len(joining), asked.seats_per_table
    tables = queries.tables_to_plan(seats, room=room, seats_per_table=size, left_empty=asked.left_empty)
    anyway = asked.anyway or room is None
    _check_room(by, meeting, coming, joining, tables, supporters=len(supported), anyway=anyway)
    if not asked.anyway:
        states.check_supporters_sit_beside(_lacking_side_by_side(seats, len(supported), tables, size))
    beside = room is not None and meets_beside(room.shape)
    return _facts(meeting, room, coming, joining, supported, tables, beside=beside, by=by)


def facts_around(*, meeting: Meeting, plan: SeatingPlan, by: Person) -> Facts:
    """For another plan beside this one, around those who are locked. Raises NotNow as `try_another` does."""
    coming = queries.people_coming(by, meeting)
    states.check_somebody_comes(len(coming))
    locked = {seat.person_id: (seat.table, seat.place) for seat in plan.seats.filter(locked=True)}
    joining = queries.people_joining(by, meeting) if plan.with_remote else []
    supported = queries.supporters_coming(by, meeting)
    tables = queries.tables_to_plan(
        len(coming) + len(supported) + len(joining),
        room=plan.room,
        seats_per_table=plan.seats_per_table,
        left_empty=plan.left_empty,
    )
    elsewhere = not queries.plans_that_fit(meeting).filter(pk=plan.pk).exists()
    too_few = too_few_seats(len(coming), tables, joining=len(joining), supporters=len(supported))
    too_few = too_few or too_few_hosts(len(joining), len(coming))
    states.check_room_still_does(does=not elsewhere and not too_few)
    facts = _facts(meeting, plan.room, coming, joining, supported, tables, beside=plan.meets_beside, by=by)
    (layout,) = queries.layouts([plan]).values()
    alone_now = len(apart_from_theirs(queries.tables_of(list(plan.every_seat), layout)))
    return replace(facts, locked=locked, around=True, alone_now=alone_now)


def _facts(
    meeting: Meeting,
    room: Room | None,
    coming: Sequence[PersonComing],
    joining: Sequence[PersonComing],
    supported: Sequence[UUID],
    tables: Sequence[Table],
    *,
    beside: bool,
    by: Person,
) -> Facts:
    history = queries.history_to_plan_with(meeting)
    return Facts(
        room=room,
        coming=coming,
        joining=joining,
        supported=supported,
        people=[*as_far_as_it_goes(queries.with_seats_needed(by, meeting, coming), tables), *joining],
        tables=tables,
        history=history,
        wishes=_wishes(coming, joining, history),
        told=queries.needs_to_be_told(by, meeting, coming),
        told_pairs=_beside_who_joins(coming, joining, history),
        beside=beside,
        recency=queries.recency_of(meeting.panel_id),
    )


def search(facts: Facts, seed: int, progress: Progress = nobody_told) -> Plan:
    """Look for the best seats. It asks the database nothing; `progress` hears how many of its steps are done."""
    how = {"history": facts.history, "seed": seed, "beside": facts.beside, "progress": progress}
    make = partial(_plan_once, **how)
    if facts.around:
        tables = {person: f"Table {table}" for person, (table, _) in facts.locked.items()}
        at = {person: place - 1 for person, (_, place) in facts.locked.items()} if facts.beside else None
        make = partial(_plan_around, **how, locked=tables, at=at)
    return plan_with_supporters(
        make, facts.people, facts.tables, facts.wishes, facts.supported, facts.told, told_pairs=facts.told_pairs
    )


def check_found(facts: Facts, planned: Plan, asked: Asked) -> None:
    """Raise NoSuchSeat when a supporter has no seat beside whom they come with, and the plan is not wanted anyway.

    Another plan beside the one in use may leave as many alone as that one, which was wanted so, and no more.
    It rests on `planned.alone` and on nothing else of the plan: what whoever makes it may not be told is in the rest.
    """
    if asked.anyway or (facts.around and len(planned.alone) <= facts.alone_now):
        return
    tells_a_need = any(facts.told.get(person) for person in planned.alone)
    lacking = no_seat_beside(planned.alone, facts.told)
    if facts.around and lacking:
        lacking.append(states.STAYS_IN_USE)
    states.check_supporters_sit_beside(" ".join(lacking), tells_a_need=tells_a_need)


def _room_to_use(by: Person, meeting: Meeting, room_id: UUID | None) -> Room | None:
    """The room of the meeting's place that was chosen; None when none was."""
    found = [room for room in queries.rooms_to_choose(by, meeting) if room.pk == room_id]
    states.check_room_is_offered(found=bool(found) or room_id is None)
    return found[0] if found else None


def _check_room(
    by: Person,
    meeting: Meeting,
    coming: Sequence[PersonComing],
    joining: Sequence[PersonComing],
    tables: Sequence[Table],
    *,
    supporters: int,
    anyway: bool,
) -> None:
    lacking = queries.seats_lacking(by, meeting, coming, tables)
    too_few = too_few_seats(len(coming), tables, joining=len(joining), supporters=supporters)
    states.check_room_will_do(too_few, lacking, anyway=anyway)


def _lacking_side_by_side(seats: int, supporters: int, tables: Sequence[Table], seats_per_table: int | None) -> str:
    """What to change when supporters cannot all sit beside whom they come with, whatever else is asked for."""
    if seats_per_table is not None:
        return size_that_seats_them(seats, supporters, seats_per_table, choose_tables)
    return too_few_side_by_side(supporters, tables)


def _wishes(coming: Sequence[PersonComing], joining: Sequence[PersonComing], history: Sequence[Groups]) -> Wishes:
    """Who is not to sit together, whoever wished it; and who sits beside whom of those who join."""
    wishes = queries.wishes_of([person.id for person in (*coming, *joining)])
    return replace(wishes, together=_beside_who_joins(coming, joining, history, wishes.apart))


def _beside_who_joins(
    coming: Sequence[PersonComing], joining: Sequence[PersonComing], history: Sequence[Groups], apart: Pairs = ()
) -> Pairs:
    return hosts([person.id for person in joining], [person.id for person in coming], history, apart)


def _plan_once(
    people: Sequence[PersonComing],
    tables: Sequence[Table],
    wishes: Wishes,
    *,
    history: Sequence[Groups],
    seed: int,
    beside: bool,
    progress: Progress,
) -> Plan:
    return plan_next_meeting(people, tables, history, seed=seed, wishes=wishes, beside=beside, progress=progress)


def _plan_around(
    people: Sequence[PersonComing],
    tables: Sequence[Table],
    wishes: Wishes,
    *,
    history: Sequence[Groups],
    seed: int,
    locked: Mapping[UUID, str],
    at: Mapping[UUID, int] | None,
    beside: bool,
    progress: Progress,
) -> Plan:
    return plan_around(
        people,
        tables,
        history,
        seed=seed,
        locked=locked,
        seats=at,
        apart=wishes.apart,
        together=wishes.together,
        beside=beside,
        progress=progress,
    )
