"""Reads about seats. A plan shows the names people are called and where they sit; nothing of who anybody is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from unicodedata import combining, normalize
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.needs import queries as needs
from accounts.people import queries as people_queries
from accounts.people.models import Person, Role
from leap.core import clock
from leap.core.states import NotNow
from leap.design.times import say_when, there
from meetings.attendance.models import Attendance
from meetings.invitations import queries as invitations
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting
from meetings.seating import states
from meetings.seating.models import ApartWish, MixingChoice, Room, RoomSeat, Seat, SeatingPlan
from meetings.seating.planning import (
    LIVED,
    PROFESSIONAL,
    Explanation,
    PersonComing,
    Plan,
    SeatedTable,
    Supporter,
    Table,
    Wishes,
    best_possible_sentence,
    choose_tables,
    drawing,
    explain,
    score_tables,
    with_offers,
)
from meetings.seating.planning.change import Line, Parts, in_words, parts_of, seats_of, swapped
from meetings.seating.planning.recency import ALIKE, LAST_SIX, LATELY, weighed
from meetings.seating.planning.reseat import Offer, offers
from meetings.seating.planning.room import (
    AT_EDGE,
    BY_DOOR,
    BY_SCREEN,
    LOOP,
    SPACE,
    STEP_FREE,
    Groups,
    PersonId,
)
from meetings.seating.planning.rows import neighbours
from meetings.seating.planning.score import pairs_meeting
from meetings.seating.planning.shapes import (
    FEWEST_SEATS,
    HORSESHOE,
    TABLES,
    as_far_as_it_goes,
    meets_beside,
    seats_missing,
    tables_in,
)
from meetings.seating.planning.supporters import apart_from_theirs
from meetings.seating.queries.rooms import Chair, DrawnTable, drawn_table, seats_in, table_name


@dataclass(frozen=True, slots=True)
class ShownSeat:
    """One line of the list by name: who, and where they sit in words."""

    name: str
    where: str
    is_viewer: bool
    remote: bool


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan as one viewer sees it."""

    plan: SeatingPlan
    drawn: Sequence[DrawnTable]
    seats: Sequence[ShownSeat]
    own_place: str
    own_remote: bool
    own_supporter: str
    beside: Sequence[str]
    met_first: Sequence[str]
    met_before: Sequence[str]
    about_need: Sequence[str]
    counted: str
    all_as_wished: bool
    explanation: Explanation

    @property
    def about_mixing(self) -> list[str]:
        """What the plan does for the meeting, in words: repeats now, pairs met so far, and the best there could be."""
        told = self.explanation
        met = f"Counting this plan, {told.pairs_met} of the {told.pairs_possible} possible pairs have sat together."
        sentences = [
            _about_repeats(told, beside=self.plan.meets_beside),
            met if told.pairs_possible else "",
            best_possible_sentence(told.best_possible),
        ]
        return [sentence for sentence in sentences if sentence]


def plan_in_use(meeting: Meeting) -> SeatingPlan | None:
    """The plan of this meeting, if one was made. For somebody who may see the meeting."""
    return SeatingPlan.objects.filter(meeting=meeting, replaced_at__isnull=True).select_related("room").first()


def plan_for(viewer: Person, meeting: Meeting) -> ShownPlan | None:
    """The plan of a meeting the viewer may see, drawn for them; None when none was made.

    Everyone sees the same room. Only their own seat is explained to them, and only they are told when it is not as
    they wished: no way was found, or they wished it after the plan was made.
    """
    plan = plan_in_use(meeting)
    if plan is None:
        return None
    every = list(plan.every_seat.select_related("person"))
    seats = [seat for seat in every if not seat.supporter]
    layout = layouts([plan])[plan.pk]
    tables = tables_of(every, layout)
    history = history_before(meeting)
    explanation = explain(_as_planned(plan, every, tables, history), history, beside=plan.meets_beside)
    names: dict[PersonId, str] = {seat.person_id: seat.person.shown_name for seat in seats}
    own = next((seat for seat in seats if seat.person_id == viewer.pk), None)
    with_me = _met_by(viewer, tables, beside=plan.meets_beside)
    first = set(explanation.first_meetings.get(viewer.pk, ()))
    return ShownPlan(
        plan=plan,
        drawn=_drawn(plan, tables, {who_sits(seat): seat for seat in every}, viewer),
        seats=_by_name(plan, every, viewer),
        own_place=plan.place_in_words(own.table, own.place) if own else "",
        own_remote=bool(own and own.remote),
        own_supporter=_about_supporter(viewer, tables),
        beside=[names[person] for person in with_me],
        met_first=[names[person] for person in with_me if person in first],
        met_before=[names[person] for person in with_me if person not in first],
        about_need=_about_need(viewer, plan, own, layout, last=len(tables)),
        counted=COUNTED[plan.recency],
        all_as_wished=my_apart_ids(viewer).isdisjoint(with_me),
        explanation=explanation,
    )


def who_sits(seat: Seat) -> PersonId:
    """Who is on a seat, as the planner calls them: a person, or somebody's supporter."""
    return Supporter(seat.person_id) if seat.supporter else seat.person_id


def _met_by(viewer: Person, tables: Sequence[SeatedTable], *, beside: bool) -> list[UUID]:
    """Whom the viewer meets by this plan, in the order of the seats."""
    pairs = pairs_meeting(tables, beside=beside)
    at = [person for table in tables for person in table.people]
    return [person for person in at if person != viewer.pk and frozenset((person, viewer.pk)) in pairs]


AT_TABLES = {
    BY_DOOR: "nearest the door and has the most space",
    SPACE: "nearest the door and has the most space",
    AT_EDGE: "at the quiet edge of the room",
}
OF_A_SEAT = {
    STEP_FREE: "can be reached without a step",
    LOOP: "is where the hearing loop works",
    BY_DOOR: "is near the door",
    AT_EDGE: "is at the quiet edge of the room",
    BY_SCREEN: "is near the screen",
    SPACE: "has space beside it",
}
PLEASE_TELL = "Please tell whoever arranges the meeting: then it can be changed."


def _about_supporter(viewer: Person, tables: Sequence[SeatedTable]) -> str:
    """Where the chair is of whoever comes along with the viewer, in words; empty when nobody does."""
    if not any(Supporter(viewer.pk) in table.people for table in tables):
        return ""
    called = "The plan calls it “Supporter” and does not say whose."
    if viewer.pk not in apart_from_theirs(tables):
        return f"A chair beside you is for whoever comes along with you. {called}"
    return f"There is a chair for whoever comes along with you. It is not beside yours yet. {called} {PLEASE_TELL}"


def _about_need(
    viewer: Person, plan: SeatingPlan, own: Seat | None, layout: Sequence[Table], *, last: int
) -> list[str]:
    """What the viewer asked of their own seat, and whether this one is so. Of nobody else is anything asked here."""
    needed = needs.seat_i_need(viewer, plan.meeting.panel_id)
    if own is None or own.remote:
        return []
    if layout:
        offered = _offered(layout[own.table - 1], own.place)
        return [
            f"Your seat {words}, as you asked."
            if each in offered
            else f"You asked for a seat that {words}. Nobody has written down that this one is so. {PLEASE_TELL}"
            for each, words in OF_A_SEAT.items()
            if each in needed
        ]
    offered = {offer for offer, table in ((BY_DOOR, 1), (SPACE, 1), (AT_EDGE, last)) if own.table == table}
    sentences = [
        f"Your table is {AT_TABLES[each]}, as you asked."
        if each in offered
        else f"You asked for a table that is {AT_TABLES[each]}, and this one is not. {PLEASE_TELL}"
        for each in AT_TABLES
        if each in needed
    ]
    return list(dict.fromkeys(sentences))


def _offered(table: Table, place: int) -> frozenset[str]:
    """What a seat offers; a chair put there on the day offers what all at that table do."""
    return table.seats[place - 1] if place <= len(table.seats) else frozenset.intersection(*table.seats)


def layouts(plans: Iterable[SeatingPlan]) -> dict[UUID, tuple[Table, ...]]:
    """The tables of the room each plan lies in, those left empty without seats; for plain tables none.

    Asks the database once for any number of plans.
    """
    plans = list(plans)
    rooms: dict[UUID, list[list[frozenset[str]]]] = {}
    for seat in RoomSeat.objects.filter(room__in={plan.room_id for plan in plans if plan.room_id}).order_by(
        "room", "table", "place"
    ):
        tables = rooms.setdefault(seat.room_id, [])
        tables.extend([] for _ in range(seat.table - len(tables)))
        tables[-1].append(seat.offers)
    return {
        plan.pk: tables_in(plan.room.shape, rooms[plan.room_id], without=plan.left_empty) if plan.room else ()
        for plan in plans
    }


def own_seat(viewer: Person, meeting: Meeting) -> tuple[str, list[str]] | None:
    """The viewer's place in words and the names of those they sit with; None when they have no seat in the plan."""
    in_use = Seat.every.filter(plan__meeting=meeting, plan__replaced_at__isnull=True)
    mine = in_use.filter(person=viewer, supporter=False).values("table")
    there = in_use.filter(table__in=mine).order_by("table", "place", "pk")
    seats = list(there.select_related("person", "plan__room"))
    own = next((seat for seat in seats if who_sits(seat) == viewer.pk), None)
    if own is None:
        return None
    plan, names = own.plan, {who_sits(seat): seat.person.shown_name for seat in seats}
    line = plan.room is not None and plan.room.shape == HORSESHOE
    table = SeatedTable(Table("", (frozenset(),) * len(seats), line=line), tuple(map(who_sits, seats)))
    with_me = _met_by(viewer, [table], beside=plan.meets_beside)
    joined = " beside " if plan.meets_beside else ", with "
    others = [names[person] for person in with_me]
    return (plan.place_in_words(own.table, own.place).capitalize() + (joined if others else "")), others


def people_coming(viewer: Person, meeting: Meeting) -> list[PersonComing]:
    """Who needs a chair: those on the panel who said they come in person. For those who run the panel; else nobody.

    The side is the person's role on this panel and nothing else, so that members are not seated alone among staff. What
    anybody has lived through or shared is never asked for here, and the side is never shown.
    """
    return _with_sides(meeting, _keys_of(viewer, meeting, COMING))


def supporters_coming(viewer: Person, meeting: Meeting) -> list[UUID]:
    """Who of those who come in person brings somebody to support them. For those who run the panel; else nobody."""
    return invitations.bringing_somebody_for(viewer, meeting)


COMING, JOINING = [Invitation.Reply.COMING], [Invitation.Reply.ONLINE, Invitation.Reply.PHONE]


def _keys_of(viewer: Person, meeting: Meeting, replies: Iterable[str]) -> QuerySet:
    """The keys of those who gave one of these answers and are on the panel. For those who run it; else nobody."""
    return invitations.people_taking_part_for(viewer, meeting, replies).values_list("pk", flat=True)


def people_joining(viewer: Person, meeting: Meeting) -> list[PersonComing]:
    """The same for those who join from somewhere else, online or by phone. A chair is nothing they need."""
    return _with_sides(meeting, _keys_of(viewer, meeting, JOINING))


def _with_sides(meeting: Meeting, coming: Iterable[UUID]) -> list[PersonComing]:
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


def tables_to_plan(
    people: int, *, room: Room | None, seats_per_table: int | None, left_empty: Collection[int]
) -> tuple[Table, ...]:
    """The tables a plan is made for: those of the room without the ones left empty, or plain ones of that size."""
    if room is None:
        return with_offers(choose_tables(people, seats_per_table or FEWEST_SEATS))
    return tables_in(room.shape, seats_in(room), without=left_empty)


def seats_lacking(
    viewer: Person, meeting: Meeting, coming: Iterable[PersonComing], tables: Sequence[Table]
) -> list[str]:
    """What to change in a room that has no seat left for somebody's need, as far as that may be told. No names."""
    people = list(coming)
    told = needs_to_be_told(viewer, meeting, people)
    return seats_missing([replace(each, needs=told.get(each.id, frozenset())) for each in people], tables)


def needs_to_be_told(
    viewer: Person, meeting: Meeting, coming: Iterable[PersonComing]
) -> Mapping[PersonId, frozenset[str]]:
    """What seats must offer, of those who let it be told that a room lacks such a seat. Only for making a plan."""
    return needs.seats_needed(viewer, meeting.panel_id, [person.id for person in coming], to_be_told=True)


def note_that_a_room_lacks_seats(viewer: Person, meeting: Meeting) -> None:
    """It was told that a room has no seat left for some need: whoever's it may be finds it on who looked."""
    coming = [person.id for person in people_coming(viewer, meeting)]
    needs.note_seat_refused(viewer, meeting.panel_id, coming, surface="room")


def replies_changed(viewer: Person, plan: SeatingPlan) -> int:
    """How many people's replies no longer fit the plan: a chair without a person, a person without a chair, or somebody
    who comes in another way than the plan has them.
    """
    coming: set[tuple[PersonId, object]] = {(key, False) for key in _keys_of(viewer, plan.meeting, COMING)}
    if plan.with_remote:
        coming |= {(key, True) for key in _keys_of(viewer, plan.meeting, JOINING)}
    along = {(person, "along") for person in supporters_coming(viewer, plan.meeting)}
    seated = {
        (person, "along" if supporter else remote)
        for person, remote, supporter in plan.every_seat.values_list("person", "remote", "supporter")
    }
    return len({person for person, _ in (coming | along) ^ seated})


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A plan as the planner sees it for somebody who arranges the meeting: who sits where, what seats offer, needs that
    they may see, and who met before. No wishes: what is worked out from this is shown.
    """

    plan: SeatingPlan
    every: Sequence[Seat]
    people: Sequence[PersonComing]
    tables: Sequence[SeatedTable]
    history: Sequence[Groups]

    @property
    def seats(self) -> list[Seat]:
        """The seats of people, without the chairs of supporters."""
        return [seat for seat in self.every if not seat.supporter]

    def parts(self, tables: Sequence[SeatedTable] | None = None) -> Parts:
        """How good this plan is; or with other seats at the same tables."""
        seated = self.tables if tables is None else tables
        return parts_of(self.people, seated, self.history, beside=self.plan.meets_beside)

    def who_and_how(self) -> set[tuple[PersonId, bool]]:
        """Everyone with a place, supporters too, and whether they join from somewhere else."""
        return {(who_sits(seat), seat.remote) for seat in self.every}

    def seat_of(self, person_id: UUID) -> Seat | None:
        """The seat of a person; None without one."""
        return next((seat for seat in self.seats if seat.person_id == person_id), None)


def arrangements(
    viewer: Person, meeting: Meeting, plans: Sequence[SeatingPlan], also: Iterable[UUID] = ()
) -> list[Arrangement]:
    """These plans of one meeting, ready to be judged. For somebody who runs the panel.

    `also` are people without a seat who are judged with the others. Asks the database the same number of times for any
    number of plans and people. What anybody needs of a chair is not asked for where they join from somewhere else.
    """
    extra = set(also)
    seats = list(Seat.every.filter(plan__in=plans).select_related("person").order_by("plan", "table", "place", "pk"))
    ids = sorted({seat.person_id for seat in seats} | extra)
    bare = {person.id: person for person in _with_sides(meeting, ids)}
    in_the_room = sorted({seat.person_id for seat in seats if not seat.remote} | extra)
    known = {each.id: each for each in with_seats_needed(viewer, meeting, [bare[key] for key in in_the_room])}
    history, rooms = history_before(meeting), layouts(plans)
    found = []
    for plan in plans:
        here = [seat for seat in seats if seat.plan_id == plan.pk]
        joining = {seat.person_id for seat in here if seat.remote}
        everyone = sorted({seat.person_id for seat in here} | extra)
        people = [(bare if key in joining else known)[key] for key in everyone]
        people += [PersonComing(who_sits(seat)) for seat in here if seat.supporter]
        tables = tables_of(here, rooms[plan.pk])
        found.append(Arrangement(plan, here, as_far_as_it_goes(people, [t.table for t in tables]), tables, history))
    return found


def tables_of(seats: Sequence[Seat], layout: Sequence[Table] = (), *, at_least: int = 0) -> tuple[SeatedTable, ...]:
    """The tables of a plan with what their seats offer, in the order of the room; empty ones too.

    `layout`: the tables of the room, if one is described. `at_least`: how many seats a plain table has, though fewer
    people sit there.
    """
    places = {(seat.table, seat.place): who_sits(seat) for seat in seats}
    last = max(len(layout), *(table for table, _ in places), 0)
    rows = []
    for number in range(1, last + 1):
        known = len(layout[number - 1].seats) if layout else at_least
        size = max([known, *(place for table, place in places if table == number)])
        rows.append([places.get((number, place)) for place in range(1, size + 1)])
    tables = _with_chairs_added(layout, rows) if layout else _plain(rows)
    return tuple(SeatedTable(table, tuple(row)) for table, row in zip(tables, rows, strict=True))


def _plain(rows: Sequence[Sequence[PersonId | None]]) -> tuple[Table, ...]:
    return with_offers(
        [
            Table.of(f"Table {number}", len(row), fewest=min(2, len(row) - row.count(None)))
            for number, row in enumerate(rows, start=1)
        ]
    )


def _with_chairs_added(layout: Sequence[Table], rows: Sequence[Sequence[PersonId | None]]) -> list[Table]:
    return [
        replace(table, seats=tuple(_offered(table, place) for place in range(1, len(row) + 1)))
        for table, row in zip(layout, rows, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Swap:
    """What would change if two people changed places, in words; or why they cannot."""

    names: tuple[str, str]
    lines: Sequence[Line]
    refused: str


def what_a_swap_changes(viewer: Person, meeting: Meeting, plan: SeatingPlan, one: UUID, other: UUID) -> Swap:
    """The parts before and after, for somebody who runs the panel. Nothing is changed by looking.

    A refusal that rests on what somebody needs is put on record for those who need something. Wishes to sit apart are
    not asked for: whatever they are, the answer is the same.
    """
    (now,) = arrangements(viewer, meeting, [plan])
    a, b = now.seat_of(one), now.seat_of(other)
    names = (a.person.shown_name if a else "", b.person.shown_name if b else "")
    try:
        parts, then = judged_swap(now, one, other)
    except NotNow as no:
        if no.sentence == states.NEEDED:
            moved = [seat.person_id for seat in (a, b) if seat and not seat.remote]
            needs.note_seat_refused(viewer, meeting.panel_id, moved)
        return Swap(names, [], no.sentence)
    return Swap(names, in_words(parts, then, beside=plan.meets_beside), "")


def judged_swap(now: Arrangement, one: UUID, other: UUID) -> tuple[Parts, Parts]:
    """The parts before and after two people change places. Raises NotNow when they cannot."""
    a, b = now.seat_of(one), now.seat_of(other)
    states.check_can_swap(a and (a.table, a.locked), b and (b.table, b.locked), beside=now.plan.meets_beside)
    changed = swapped(now.tables, one, other)
    states.check_supporters_stay_beside(can=changed is not None)
    parts, then = now.parts(), now.parts(changed)
    states.check_needs_are_kept(parts.unmet, then.unmet)
    return parts, then


def places_after_a_swap(now: Arrangement, one: UUID, other: UUID) -> Mapping[PersonId, tuple[int, int]]:
    """The table and the place of everyone, supporters too, when two people have changed places (see `judged_swap`)."""
    return {
        who: (table + 1, seat + 1) for who, (table, seat) in seats_of(swapped(now.tables, one, other) or ()).items()
    }


def seats_by_name(plan: SeatingPlan) -> list[Seat]:
    """The seats of a plan in the order of people's names, to choose from."""
    seats = plan.seats.select_related("person", "plan__room").order_by("person__shown_name", "pk")
    return sorted(seats, key=lambda seat: _as_in_a_list_of_names(seat.person.shown_name))


SUPPORTER = "Supporter"


def called(seat: Seat) -> str:
    """What is written on a chair: the name somebody is called. Whose supporter somebody is stands nowhere."""
    return SUPPORTER if seat.supporter else seat.person.shown_name


def in_order_of_names(seats: Iterable[Seat]) -> list[Seat]:
    """As a list of names is looked through; those called the same by where they sit."""
    return sorted(seats, key=lambda seat: (_as_in_a_list_of_names(called(seat)), seat.table, seat.place))


def printed(seats: Iterable[Seat]) -> list[tuple[str, str]]:
    """For each seat the name somebody is called and where they sit, to be printed."""
    return [
        (
            called(seat),
            seat.plan.place_in_words(seat.table, seat.place).capitalize() + (", joining" if seat.remote else ""),
        )
        for seat in seats
    ]


@dataclass(frozen=True, slots=True)
class Other:
    """A plan beside the one in use: its parts against those in use, and its tables as lines of names."""

    plan: SeatingPlan
    about: str
    lines: Sequence[Line]
    tables: Sequence[str]
    moved: int


MOST_OTHERS = 4


def plans_that_fit(meeting: Meeting) -> QuerySet[SeatingPlan]:
    """The plans of a meeting that lie where it is held: at plain tables, or in a room of its place."""
    return SeatingPlan.objects.filter(Q(room__isnull=True) | Q(room__venue=meeting.venue_id), meeting=meeting)


def note_that_a_plan_was_refused(viewer: Person, plan: SeatingPlan) -> None:
    """Another plan could not be used since a seat would not be what somebody needs: whose that may be finds it on who
    looked.
    """
    seated = plan.seats.filter(remote=False).values_list("person", flat=True)
    needs.note_seat_refused(viewer, plan.meeting.panel_id, seated)


def other_plans(viewer: Person, meeting: Meeting, in_use: SeatingPlan) -> list[Other]:
    """The last plans of the meeting for the same people who come in the same way, newest first, each against the one
    in use; none in a room of another place.

    For somebody who runs the panel. `moved` is how many people would sit somewhere else.
    """
    every = plans_that_fit(meeting).exclude(pk=in_use.pk).select_related("room")
    before = list(every.order_by("-made_at", "-pk")[:20])
    now, *others = arrangements(viewer, meeting, [in_use, *before])
    people = {seat.person_id: in_use.place_in_words(seat.table, seat.place) for seat in now.seats}
    same = [each for each in others if each.who_and_how() == now.who_and_how()][:MOST_OTHERS]
    return [
        Other(
            each.plan,
            f"made {say_when(each.plan.made_at, meeting.panel)}",
            in_words(now.parts(), each.parts(), beside=in_use.meets_beside and each.plan.meets_beside),
            names_at_tables(each.plan, each.every),
            sum(people[seat.person_id] != each.plan.place_in_words(seat.table, seat.place) for seat in each.seats),
        )
        for each in same
    ]


def names_at_tables(plan: SeatingPlan, seats: Iterable[Seat]) -> list[str]:
    """Each table as a line: its number and who sits there; at one table all in a line, going round."""
    if plan.meets_beside:
        return [drawing.around([called(seat) for seat in seats])]
    return [
        f"Table {number}: {', '.join(called(seat) for seat in group)}"
        for number, group in groupby(seats, key=lambda seat: seat.table)
    ]


def names_in(plan_id: UUID | None, meeting: Meeting) -> dict[UUID, str]:
    """Who had a seat in a plan of this meeting that somebody had open: by key what they are called. For who arranges
    the meeting; nobody for a plan of another one."""
    if plan_id is None:
        return {}
    seats = Seat.objects.filter(plan=plan_id, plan__meeting=meeting).order_by("pk")
    return dict(seats.values_list("person", "person__shown_name"))


def moves_between(seen_id: UUID, in_use: SeatingPlan) -> list[str]:
    """Who sits somewhere else than in the plan somebody saw before, a sentence each, by name."""
    before = Seat.objects.filter(plan=seen_id, plan__meeting=in_use.meeting_id).select_related("plan__room")
    seen = {seat.person_id: seat.plan.place_in_words(seat.table, seat.place) for seat in before}
    seats = in_use.seats.select_related("person").order_by("person__shown_name", "pk")
    return [
        f"{seat.person.shown_name} sits at {place}"
        + (f", before at {seen[seat.person_id]}." if seat.person_id in seen else ", before without a seat.")
        for seat in seats
        for place in [in_use.place_in_words(seat.table, seat.place)]
        if seen.get(seat.person_id) != place
    ]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to seat people on the day: who moves where, where those sit who have come, and what it changes."""

    number: int
    title: str
    sentences: Sequence[str]
    lines: Sequence[Line]
    places: Mapping[PersonId, tuple[int, int]]


TITLES = ("Move nobody", "Move one person", "Move two people")


def is_today(meeting: Meeting) -> bool:
    """Is it the day of the meeting, where the panel is?"""
    return _day(meeting) == there(clock.now(), meeting.panel).date()


def people_without_a_seat(viewer: Person, meeting: Meeting, plan: SeatingPlan) -> list[Person]:
    """Everybody asked to the meeting, whatever they answered, who has no seat in the plan. For who runs the panel."""
    asked = invitations.people_taking_part_for(viewer, meeting, Invitation.Reply.values)
    return list(asked.exclude(pk__in=plan.seats.values("person")))


def ways_on_the_day(
    viewer: Person, meeting: Meeting, plan: SeatingPlan, missing: Collection[UUID], arrived: Sequence[Person]
) -> list[Way]:
    """What can be done when some are missing and others have come: moving nobody, one or two people, each if it is
    better than the one before. For somebody who runs the panel. Wishes to sit apart are not asked for.
    """
    coming = {person.pk for person in arrived}
    (now,) = arrangements(viewer, meeting, [plan], also=coming)
    along = [Supporter(key) for key in supporters_coming(viewer, meeting) if key in coming]
    late = [who for key in sorted(coming) for who in (key, Supporter(key)) if who == key or who in along]
    layout, before = layouts([plan])[plan.pk], now.parts()
    seated, beside = tables_of(now.every, layout, at_least=plan.seats_per_table or 0), plan.meets_beside
    staying = [seat.person_id for seat in now.seats if seat.locked or seat.remote]
    names: dict[PersonId, str] = {seat.person_id: seat.person.shown_name for seat in now.seats} | {
        each.pk: each.shown_name for each in arrived
    }
    people = [*now.people, *map(PersonComing, along)]
    gone, counted = set(missing), weighed(now.history, recency_of(meeting.panel_id))
    here = [each for each in people if (each.id.of if isinstance(each.id, Supporter) else each.id) not in gone]
    found = offers(people, seated, counted, missing=gone, arrived=late, staying=staying, beside=beside)
    ways = []
    for each in found:
        then = parts_of(here, each.tables, now.history, beside=beside)
        ways.append(_way(plan, each, names, late, in_words(before, then, beside=beside)))
    return ways


def _way(
    plan: SeatingPlan, offer: Offer, names: Mapping[PersonId, str], arrived: Sequence[PersonId], lines: Sequence[Line]
) -> Way:
    places = {who: (table + 1, seat + 1) for who, (table, seat) in seats_of(offer.tables).items()}
    moves = [f"{names[who]} moves to {plan.place_in_words(*places[who])}." for who in offer.moved]
    seats = [f"{names.get(who, SUPPORTER)} sits at {plan.place_in_words(*places[who])}." for who in arrived]
    number = len(offer.moved)
    return Way(number, TITLES[number], [*moves, *seats] or ["Everybody stays where they are."], lines, places)


def history_before(meeting: Meeting) -> list[list[list[UUID]]]:
    """Who really sat together at earlier meetings of the panel: for each meeting, a group of people for each table.

    The plan says who was to sit where; the register says who was there, for all of it or for part: in person, or
    at their place from somewhere else. Only where both agree, people met.
    """
    there = Attendance.objects.filter(meeting=OuterRef("plan__meeting"), person=OuterRef("person"))
    in_person = there.filter(came=Attendance.Came.IN_PERSON)
    joined = there.filter(came__in=[Attendance.Came.ONLINE, Attendance.Came.PHONE])
    seats = (
        Seat.every.filter(
            Q(Exists(in_person)) | Q(Exists(joined), remote=True),
            plan__replaced_at__isnull=True,
            plan__meeting__panel=meeting.panel_id,
            plan__meeting__state=Meeting.State.HELD,
            plan__meeting__starts_at__lt=meeting.starts_at,
        )
        .order_by("plan__meeting__starts_at", "plan", "table", "place")
        .values_list("plan", "table", "person", "supporter", "plan__room__shape")
    )
    return [
        [
            group
            for _, table in groupby(plan, key=lambda seat: seat[1])
            for group in _groups([tuple(seat[2:]) for seat in table])
        ]
        for _, plan in groupby(seats, key=lambda seat: seat[0])
    ]


def history_to_plan_with(meeting: Meeting) -> list[Groups]:
    """The same, as the panel chose to count it. For making a plan; what people are told is counted from the history."""
    return weighed(history_before(meeting), recency_of(meeting.panel_id))


def recency_of(panel_id: UUID) -> str:
    """How much earlier meetings of a panel count: as was chosen last, else all alike. For those on the panel."""
    chosen = MixingChoice.objects.filter(panel=panel_id).order_by("-chosen_at", "-pk").values_list("recency", flat=True)
    return chosen.first() or MixingChoice.Recency.ALIKE


def mixing_choices(panel_id: UUID) -> list[MixingChoice]:
    """What was chosen and by whom, the latest first. For somebody who runs the panel."""
    every = MixingChoice.objects.filter(panel=panel_id).select_related("chosen_by")
    return list(every.order_by("-chosen_at", "-pk")[:MOST_SHOWN])


MOST_SHOWN = 20
COUNTED = {
    ALIKE: "This plan looked at who really sat together before, from the register.",
    LATELY: "This plan looked at who really sat together before, from the register. The last three meetings counted "
    "three times as much.",
    LAST_SIX: "This plan looked at who really sat together at the last six meetings, from the register.",
}


def _groups(table: Sequence[tuple[UUID, bool, str | None]]) -> list[list[UUID]]:
    """Who met at one table: everyone, or each two who sat beside each other. A supporter sat between some and met
    nobody; we take it that they came when the person they support did.
    """
    people = [None if supporter else person for person, supporter, _ in table]
    shape = table[0][2]
    if shape is None or not meets_beside(shape):
        met = [person for person in people if person is not None]
        return [met] if met else []
    places = neighbours(list(range(len(people))), line=shape == HORSESHOE)
    pairs = [(people[a], people[b]) for a, b in places]
    return [[a, b] for a, b in pairs if a is not None and b is not None]


def _about_repeats(told: Explanation, *, beside: bool) -> str:
    if told.pairs_possible == 0:
        return ""
    if told.repeats_now == 0:
        return "Nobody sits with anyone they have sat with before."
    pairs = "one pair has" if told.repeats_now == 1 else f"{told.repeats_now} pairs have"
    no_better = "" if told.repeats_now > told.fewest_repeats else " No plan could have fewer."
    if beside:
        return f"Of those who sit beside each other, {pairs} met at a table before.{no_better}"
    return f"{pairs[0].upper()}{pairs[1:]} sat at the same table before.{no_better}"


def _day(meeting: Meeting) -> date:
    return there(meeting.starts_at, meeting.panel).date()


def _as_planned(
    plan: SeatingPlan, seats: list[Seat], tables: tuple[SeatedTable, ...], history: list[list[list[UUID]]]
) -> Plan:
    """The stored plan in the planner's own words. Sides are left out: nothing shown may rest on them."""
    people = [PersonComing(who_sits(seat)) for seat in seats]
    score = score_tables(people, tables, history, beside=plan.meets_beside)
    return Plan(tables=tables, score=score, seed=plan.seed)


FREE, JOINS, A_SUPPORTER = "a free chair", "joins from somewhere else", "a supporter"


def _drawn(
    plan: SeatingPlan, tables: Sequence[SeatedTable], seats: Mapping[PersonId, Seat], viewer: Person
) -> list[DrawnTable]:
    """The tables that have seats, drawn with who sits where. Everyone sees the same, but for which chair is theirs."""
    shape = plan.room.shape if plan.room else TABLES
    drawn = []
    for number, table in enumerate(tables, start=1):
        if not table.seats:
            continue
        at = [seats.get(person) for person in table.seats]
        chairs = [_chair(seat, viewer) for seat in at]
        read = [_read(seat, viewer) for seat in at]
        drawn.append(drawn_table(shape, table_name(shape, number), number, chairs, read))
    return drawn


def _chair(seat: Seat | None, viewer: Person) -> Chair:
    if seat is None:
        return Chair("", "free")
    if seat.supporter:
        return Chair(SUPPORTER)
    kind = "own" if seat.person_id == viewer.pk else "remote" if seat.remote else ""
    return Chair(seat.person.shown_name, kind, "joins in" if seat.remote else "")


def _read(seat: Seat | None, viewer: Person) -> str:
    if seat is None:
        return FREE
    if seat.supporter:
        return A_SUPPORTER
    told = [words for words, so in (("you", seat.person_id == viewer.pk), (JOINS, seat.remote)) if so]
    return seat.person.shown_name + (f" ({', '.join(told)})" if told else "")


def _by_name(plan: SeatingPlan, seats: Iterable[Seat], viewer: Person) -> list[ShownSeat]:
    return [
        ShownSeat(
            called(seat),
            plan.place_in_words(seat.table, seat.place).capitalize(),
            who_sits(seat) == viewer.pk,
            seat.remote,
        )
        for seat in in_order_of_names(seats)
    ]


def _as_in_a_list_of_names(name: str) -> str:
    """Åsa stands with the A's, where people look for her."""
    return "".join(letter for letter in normalize("NFKD", name) if not combining(letter)).casefold()
