"""Reads about seats. A plan shows the names people are called and where they sit; nothing of who anybody is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from unicodedata import combining, normalize
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.needs import queries as needs
from accounts.people import queries as people_queries
from accounts.people.models import Person, Role
from leap.design.times import there
from meetings.attendance.models import Attendance
from meetings.invitations import queries as invitations
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting
from meetings.seating.models import ApartWish, Seat, SeatingPlan
from meetings.seating.planning import (
    LIVED,
    PROFESSIONAL,
    Explanation,
    PersonComing,
    Plan,
    SeatedTable,
    Table,
    Wishes,
    best_possible_sentence,
    explain,
    score_tables,
)
from meetings.seating.planning.room import PersonId


@dataclass(frozen=True, slots=True)
class ShownSeat:
    """One chair of the drawing."""

    name: str
    table: int
    is_viewer: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table of the drawing: the chairs along its far side and along its near side, and the names going round."""

    number: int
    far: Sequence[ShownSeat]
    near: Sequence[ShownSeat]


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan as one viewer sees it."""

    plan: SeatingPlan
    tables: Sequence[ShownTable]
    seats: Sequence[ShownSeat]
    own_table: int | None
    beside: Sequence[str]
    met_first: Sequence[str]
    all_as_wished: bool
    explanation: Explanation

    @property
    def about_mixing(self) -> list[str]:
        """What the plan does for the meeting, in words: repeats now, pairs met so far, and the best there could be."""
        told = self.explanation
        met = f"Counting this plan, {told.pairs_met} of the {told.pairs_possible} possible pairs have sat together."
        sentences = [
            _about_repeats(told),
            met if told.pairs_possible else "",
            best_possible_sentence(told.best_possible),
        ]
        return [sentence for sentence in sentences if sentence]


def plan_in_use(meeting: Meeting) -> SeatingPlan | None:
    """The plan of this meeting, if one was made. For somebody who may see the meeting."""
    return SeatingPlan.objects.filter(meeting=meeting, replaced_at__isnull=True).first()


def plan_for(viewer: Person, meeting: Meeting) -> ShownPlan | None:
    """The plan of a meeting the viewer may see, drawn for them; None when none was made.

    Everyone sees the same room. Only their own seat is explained to them, and only they are told when it is not as
    they wished: no way was found, or they wished it after the plan was made.
    """
    plan = plan_in_use(meeting)
    if plan is None:
        return None
    seats = list(plan.seats.select_related("person"))
    history = history_before(meeting)
    explanation = explain(_as_planned(plan, seats, history), history)
    names: dict[PersonId, str] = {seat.person_id: seat.person.shown_name for seat in seats}
    tables = [_table(number, list(group), viewer) for number, group in groupby(seats, key=lambda seat: seat.table)]
    own = next((seat.table for seat in seats if seat.person_id == viewer.pk), None)
    apart = my_apart_ids(viewer)
    return ShownPlan(
        plan=plan,
        tables=tables,
        seats=_by_name(tables),
        own_table=own,
        beside=[names[seat.person_id] for seat in seats if seat.table == own and seat.person_id != viewer.pk],
        met_first=[names[person] for person in explanation.first_meetings.get(viewer.pk, ())],
        all_as_wished=not any(seat.table == own and seat.person_id in apart for seat in seats),
        explanation=explanation,
    )


def own_seat(viewer: Person, meeting: Meeting) -> tuple[int, list[str]] | None:
    """The viewer's table and the names of who else sits there; None when they have no seat in the plan."""
    in_use = Seat.objects.filter(plan__meeting=meeting, plan__replaced_at__isnull=True)
    mine = in_use.filter(person=viewer).values("table")
    seats = list(in_use.filter(table__in=mine).select_related("person"))
    others = [seat.person.shown_name for seat in seats if seat.person_id != viewer.pk]
    return (seats[0].table, others) if seats else None


def people_coming(viewer: Person, meeting: Meeting) -> list[PersonComing]:
    """Who needs a chair: those on the panel who said they come in person. For those who run the panel; else nobody.

    The side is the person's role on this panel and nothing else, so that members are not seated alone among staff. What
    anybody has lived through or shared is never asked for here, and the side is never shown.
    """
    coming = invitations.people_taking_part_for(viewer, meeting, [Invitation.Reply.COMING]).values_list("pk", flat=True)
    members = Role.objects.filter(
        people_queries.in_force(_day(meeting)), panel=meeting.panel_id, kind=Role.Kind.MEMBER, person__in=coming
    )
    lived = set(members.values_list("person", flat=True))
    return [PersonComing(person, LIVED if person in lived else PROFESSIONAL) for person in coming]


def with_seats_needed(viewer: Person, meeting: Meeting, coming: Iterable[PersonComing]) -> list[PersonComing]:
    """The same people with what their seat must offer, as far as they let those who run the panel see it.

    Only for making a plan: what anybody needs is never stored with it and never shown.
    """
    people = list(coming)
    needed = needs.seats_needed(viewer, meeting.panel_id, [person.id for person in people])
    return [replace(person, needs=needed.get(person.id, frozenset())) for person in people]


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody the viewer may share a table with, and what they are there, in words."""

    pk: UUID
    name: str
    roles: str


def people_beside(viewer: Person) -> list[Beside]:
    """Everybody on a panel the viewer is on today, but for themself; by the name they are called, then by key.

    The panel is named where the viewer is on more than one.
    """
    on = people_queries.panel_ids_of(viewer)
    roles = (
        Role.objects.filter(people_queries.belonging(), panel__in=sorted(on), person__is_active=True)
        .exclude(person=viewer)
        .select_related("person", "panel")
        .order_by("person__shown_name", "person", "panel__name", "kind", "pk")
    )
    return [
        Beside(person, shown[0].person.shown_name, ", ".join(_there(role, named=len(on) > 1) for role in shown))
        for person, shown in ((key, list(group)) for key, group in groupby(roles, key=lambda role: role.person_id))
    ]


def _there(role: Role, *, named: bool) -> str:
    return f"{role.shown}, {role.panel.name}" if named and role.panel else role.shown


def apart_wish_of(viewer: Person) -> ApartWish | None:
    """The viewer's own wish, if there is one. Never to be asked for anybody else."""
    return ApartWish.objects.unscoped("the viewer's own").filter(person=viewer).first()


def my_apart_ids(viewer: Person) -> set[UUID]:
    """The keys of those the viewer would rather not share a table with."""
    mine = apart_wish_of(viewer)
    return _keys(mine) if mine else set()


def wishes_of(coming: Collection[PersonId]) -> Wishes:
    """Who of these people is not to share a table, whoever of the two wished it. Only for making a plan."""
    found = ApartWish.objects.unscoped("to keep people apart").filter(person__in=coming).order_by("pk")
    here = set(coming)
    return Wishes(apart=tuple((wish.person_id, other) for wish in found for other in sorted(_keys(wish) & here)))


def _keys(wish: ApartWish) -> set[UUID]:
    return {UUID(key) for key in wish.others.split()}


def replies_changed(viewer: Person, plan: SeatingPlan) -> int:
    """How many people's replies no longer fit the plan: a chair without a person, or a person without a chair."""
    coming = {person.id for person in people_coming(viewer, plan.meeting)}
    return len(coming ^ set(plan.seats.values_list("person", flat=True)))


def history_before(meeting: Meeting) -> list[list[list[UUID]]]:
    """Who really sat together at earlier meetings of the panel: for each meeting, a group of people for each table.

    The plan says who was to sit where; the register says who was there in person, for all of it or for part. Only where
    both agree, people met.
    """
    was_there = Attendance.objects.filter(
        meeting=OuterRef("plan__meeting"), person=OuterRef("person"), came=Attendance.Came.IN_PERSON
    )
    seats = (
        Seat.objects.filter(
            Exists(was_there),
            plan__replaced_at__isnull=True,
            plan__meeting__panel=meeting.panel_id,
            plan__meeting__state=Meeting.State.HELD,
            plan__meeting__starts_at__lt=meeting.starts_at,
        )
        .order_by("plan__meeting__starts_at", "plan", "table", "place")
        .values_list("plan", "table", "person")
    )
    return [
        [[person for _, _, person in table] for _, table in groupby(plan, key=lambda seat: seat[1])]
        for _, plan in groupby(seats, key=lambda seat: seat[0])
    ]


def _about_repeats(told: Explanation) -> str:
    if told.pairs_possible == 0:
        return ""
    if told.repeats_now == 0:
        return "Nobody sits with anyone they have sat with before."
    pairs = "One pair has" if told.repeats_now == 1 else f"{told.repeats_now} pairs have"
    no_better = "" if told.repeats_now > told.fewest_repeats else " No plan could have fewer."
    return f"{pairs} sat at the same table before.{no_better}"


def _day(meeting: Meeting) -> date:
    return there(meeting.starts_at, meeting.panel).date()


def _as_planned(plan: SeatingPlan, seats: list[Seat], history: list[list[list[UUID]]]) -> Plan:
    """The stored plan in the planner's own words. Sides are left out: nothing shown may rest on them."""
    tables = tuple(
        _seated(number, [seat.person_id for seat in group])
        for number, group in groupby(seats, key=lambda seat: seat.table)
    )
    people = [PersonComing(seat.person_id) for seat in seats]
    return Plan(tables=tables, score=score_tables(people, tables, history), seed=plan.seed)


def _seated(number: int, people: list[UUID]) -> SeatedTable:
    return SeatedTable(Table.of(f"Table {number}", len(people)), tuple(people))


def _table(number: int, seats: list[Seat], viewer: Person) -> ShownTable:
    shown = [ShownSeat(seat.person.shown_name, number, seat.person_id == viewer.pk) for seat in seats]
    half = (len(shown) + 1) // 2
    # Going round the table: along the far side from left to right, back along the near side.
    return ShownTable(number, shown[:half], shown[half:][::-1])


def _by_name(tables: Iterable[ShownTable]) -> list[ShownSeat]:
    seats = [seat for table in tables for seat in (*table.far, *table.near)]
    return sorted(seats, key=lambda seat: (_as_in_a_list_of_names(seat.name), seat.table))


def _as_in_a_list_of_names(name: str) -> str:
    """Åsa stands with the A's, where people look for her."""
    return "".join(letter for letter in normalize("NFKD", name) if not combining(letter)).casefold()
