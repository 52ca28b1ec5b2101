"""A member who brings somebody to support them: the chair beside them is kept, and nobody reads whose it is."""

import re
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.needs.queries import READ
from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotNow
from meetings.attendance.models import Attendance
from meetings.invitations.models import Invitation
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting
from meetings.seating import actions, queries, states
from meetings.seating.actions import searching
from meetings.seating.models import Seat, SeatingPlan
from meetings.seating.planning import Supporter
from meetings.seating.planning.room import LOOP
from meetings.seating.planning.supporters import apart_from_theirs
from tests import factories
from tests.accounts.needs.factories import helps, to
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel(members=6, researchers=2)


@pytest.fixture
def venue(world):
    return schedule.make_venue(programme=world.programme, name="Teal Hall", address="1 Teal Lane", by=world.coordinator)


@pytest.fixture
def meeting(world, venue):
    ahead = rooms.meeting(world.panel, venue=venue)
    rooms.reply(ahead, *world.members, *world.researchers)
    return ahead


def brings(meeting, *people, says="yes"):
    Invitation.objects.filter(meeting=meeting, person__in=people).update(supporter=says)


def room_of(world, venue, shape="round", sizes=(12,), name="Garden room"):
    return actions.describe_room(venue_id=venue.pk, name=name, shape=shape, sizes=sizes, by=world.coordinator)


def make(world, meeting, **how):
    return actions.make_plan(meeting_id=meeting.pk, by=world.coordinator, **(how or {"seats_per_table": 5}))


def tables_of(plan):
    return queries.tables_of(list(plan.every_seat), queries.layouts([plan])[plan.pk])


def page_of(as_, viewer, meeting, name="plan-detail"):
    text = as_(viewer).get(reverse(f"seating:{name}", args=[meeting.pk])).content.decode()
    return text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("shape", ["", "tables", "round", "horseshoe", "boardroom"])
def test_whoever_brings_somebody_has_a_chair_for_them_beside_theirs(world, venue, meeting, shape):
    me, other = world.members[1], world.researchers[0]
    brings(meeting, me, other)
    room = room_of(world, venue, shape, (4, 4, 4) if shape == "tables" else (12,)) if shape else None
    plan = make(world, meeting, room_id=room.pk) if room else make(world, meeting)
    assert {seat.person for seat in plan.every_seat.filter(supporter=True)} == {me, other}
    assert plan.seats.count() == 8
    assert plan.every_seat.count() == 10
    assert apart_from_theirs(tables_of(plan)) == set()


def test_only_those_who_come_in_person_and_said_yes_bring_somebody(world, meeting):
    online, no, left = world.members[:3]
    brings(meeting, online, left)
    brings(meeting, no, says="no")
    rooms.reply(meeting, online, word="online")
    factories.end_roles(left)
    assert queries.supporters_coming(world.coordinator, meeting) == []
    brings(meeting, world.members[3])
    assert queries.supporters_coming(world.coordinator, meeting) == [world.members[3].pk]
    assert queries.supporters_coming(world.members[3], meeting) == []


def test_a_chair_is_held_by_one_person_or_one_supporter(world, meeting):
    me, other = world.members[:2]
    brings(meeting, me)
    plan = make(world, meeting)
    theirs = plan.every_seat.get(supporter=True)
    at = {"plan": plan, "table": theirs.table, "place": theirs.place}
    for wrong in (
        {**at, "person": factories.person("Tansy")},
        {**at, "place": 19, "person": me, "supporter": True},
        {**at, "place": 19, "person": me},
        {**at, "place": 19, "person": other, "supporter": True, "remote": True},
        {**at, "place": 19, "person": other, "supporter": True, "locked": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.every.create(**wrong)


# What people read


@pytest.mark.parametrize("shape", ["tables", "round"])
def test_everyone_reads_that_there_is_a_supporter_and_only_the_owner_that_it_is_theirs(
    as_, world, venue, meeting, shape
):
    me = world.members[2]
    brings(meeting, me)
    room = room_of(world, venue, shape, (6, 6) if shape == "tables" else (12,))
    plan = make(world, meeting, room_id=room.pk)
    where = "seat" if shape == "round" else "table"
    theirs = plan.every_seat.get(supporter=True)
    at = theirs.place if shape == "round" else theirs.table
    for viewer in (me, world.members[0], world.researchers[0], world.coordinator):
        text = page_of(as_, viewer, meeting)
        assert ">Supporter</text>" in text
        assert "a supporter" in text
        assert f'<span>Supporter</span> <span class="seating-list__table">{where.capitalize()} {at}</span>' in text
        assert ("A chair beside you is for whoever comes along with you" in text) == (viewer == me)


def test_no_page_changes_by_whose_supporter_it_is(as_, world, venue, meeting):
    """Two who sit on the two sides of the chair: whichever of them it is, everybody else reads the very same."""
    room = room_of(world, venue)
    one = world.members[0]
    brings(meeting, one)
    plan = make(world, meeting, room_id=room.pk)
    chair = plan.every_seat.get(supporter=True)
    around = list(tables_of(plan)[0].people)
    place = around.index(Supporter(one.pk))
    beside = {around[place - 1], around[(place + 1) % len(around)]} - {one.pk}
    other = Person.objects.get(pk=beside.pop())
    viewers = [each for each in (*world.members, *world.researchers, world.coordinator) if each not in (one, other)]
    printed = ("plan-cards", "plan-door")

    def pages():
        seen = [page_of(as_, viewer, meeting) for viewer in viewers]
        return [_masked(page) for page in [*seen, *(page_of(as_, world.lead, meeting, name) for name in printed)]]

    before = pages()
    Seat.every.filter(pk=chair.pk).update(person=other)
    brings(meeting, one, says="no")
    brings(meeting, other)
    assert pages() == before


def _masked(text):
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_cards_and_the_list_at_the_door_say_supporter_and_no_name_with_it(as_, world, meeting):
    brings(meeting, world.members[0], world.members[4])
    make(world, meeting)
    for name in ("plan-cards", "plan-door"):
        text = page_of(as_, world.coordinator, meeting, name)
        assert text.count("Supporter") == 2
        assert "supporter of" not in text.lower()


def test_whoever_makes_the_plan_reads_how_many_bring_somebody(as_, world, meeting):
    brings(meeting, world.members[0], world.members[1])
    text = page_of(as_, world.coordinator, meeting, "plan-new")
    assert "8 people have said they are coming in person. 2 of them bring a supporter" in text
    brings(meeting, world.members[1], says="no")
    make(world, meeting)
    assert "One of them brings a supporter" in page_of(as_, world.coordinator, meeting, "plan-new")
    assert "replies have changed" not in page_of(as_, world.coordinator, meeting)
    brings(meeting, world.members[3])
    assert "One person’s reply has changed since" in page_of(as_, world.coordinator, meeting)


# Where it cannot be


def test_too_few_seats_counts_supporters(world, venue, meeting):
    brings(meeting, world.members[0])
    room = room_of(world, venue, sizes=(8,))
    with pytest.raises(NotNow, match=r"8 people .* one supporter comes along, and there are 8 seats.* one more seat"):
        make(world, meeting, room_id=room.pk)


def test_a_room_where_not_all_sit_side_by_side_names_the_smallest_change(as_, world, venue, meeting):
    brings(meeting, *world.members[:4])
    room = room_of(world, venue, "tables", (3, 3, 3, 3), "Rows")
    assert make(world, meeting, room_id=room.pk), "four pairs at four tables of three"
    brings(meeting, *world.members[:5])
    room = room_of(world, venue, "tables", (3, 3, 3, 3, 3), "Hall")
    Invitation.objects.filter(meeting=meeting, person__in=world.researchers).update(supporter="yes")
    rooms.reply(meeting, world.members[5], word="not_coming")
    with pytest.raises(states.NoSeatsSideBySide, match="Not every supporter could sit beside") as no:
        make(world, meeting, room_id=room.pk)
    assert "One more seat each at 2 tables would do" in no.value.sentence
    address = reverse("seating:plan-new", args=[meeting.pk])
    page = as_(world.coordinator).post(address, {"room": str(room.pk)})
    assert page.status_code == 422
    assert "Make it all the same" in page.content.decode()
    assert as_(world.coordinator).post(address, {"room": str(room.pk), "anyway": "yes"}).status_code == 302


def test_plain_tables_that_are_too_small_name_a_size_that_would_do(world, meeting):
    brings(meeting, world.members[0])
    with pytest.raises(states.NoSeatsSideBySide, match="3 seats at a table would do"):
        make(world, meeting, seats_per_table=2)


def test_what_cannot_be_told_of_needs_is_never_the_reason(world, venue, meeting):
    """The only seat with a loop has no free seat beside it for two: the chair goes with them, the need is left."""
    me, other = world.members[:2]
    brings(meeting, me, other)
    room = room_of(world, venue, "tables", (2, 2, 2, 4), "Pairs")
    seats = [[frozenset({LOOP}), frozenset()], [frozenset()] * 2, [frozenset()] * 2, [frozenset()] * 4]
    room = actions.change_room(room_id=room.pk, name=room.name, seats=seats, by=world.coordinator)
    helps(me, to(world.panel), picks=("hearing_loop",))
    plan = make(world, meeting, room_id=room.pk, anyway=True)
    assert apart_from_theirs(tables_of(plan)) == set()


def test_a_refusal_rests_on_what_may_be_told_and_on_nothing_else(world, meeting):
    """Who sits alone in the plan that was found may have been made so by a wish: the refusal does not look at it."""
    me = world.members[0]
    brings(meeting, me)
    rooms.reply(meeting, world.members[5], word="online")
    asked = actions.Asked(5, None, with_remote=True)
    facts = searching.facts_of_new(meeting=meeting, asked=asked, by=world.coordinator)
    planned = searching.search(facts, 1)
    assert planned.alone == set()
    with pytest.raises(states.NoSeatsSideBySide):
        searching.check_found(facts, replace(planned, alone=frozenset({me.pk})), asked)
    one, *others = planned.tables
    apart = replace(one, seats=(*(None if isinstance(who, Supporter) else who for who in one.seats), Supporter(me.pk)))
    searching.check_found(facts, replace(planned, tables=(apart, *others)), asked)
    ((joining, host),) = facts.told_pairs
    assert joining == world.members[5].pk
    actions.wish_apart(person_ids=[Person.objects.get(pk=host).pk], by=world.members[5])
    after = searching.facts_of_new(meeting=meeting, asked=asked, by=world.coordinator)
    assert after.told_pairs == facts.told_pairs
    assert after.wishes.together != facts.wishes.together


# Changing it


def seated_at(plan, person):
    return plan.every_seat.get(person=person, supporter=True)


def test_two_who_change_places_each_keep_their_supporter_beside_them(world, meeting):
    one, other = world.members[0], world.members[3]
    brings(meeting, one, other)
    plan = make(world, meeting, seats_per_table=5)
    seats = {seat.person_id: seat.table for seat in plan.seats.all()}
    if seats[one.pk] == seats[other.pk]:
        pytest.skip("they share a table by chance")
    after = actions.swap(
        meeting_id=meeting.pk, plan_id=plan.pk, person_id=one.pk, other_id=other.pk, by=world.coordinator
    )
    assert apart_from_theirs(tables_of(after)) == set()
    assert seated_at(after, one).table == seats[other.pk]
    assert after.every_seat.count() == plan.every_seat.count()


def test_a_swap_that_would_leave_a_supporter_alone_is_refused_with_what_to_do(as_, world, meeting):
    one = world.members[0]
    brings(meeting, one)
    plan = make(world, meeting, seats_per_table=5)
    mine = plan.seats.get(person=one).table
    other = plan.seats.exclude(table=mine).first().person
    typed = {"plan": str(plan.pk), "one": str(one.pk), "other": str(other.pk)}
    page = as_(world.coordinator).post(reverse("seating:plan-change", args=[meeting.pk]), typed)
    assert page.status_code == 422
    assert "there is no free chair where a supporter could sit" in page.content.decode()
    with pytest.raises(NotNow, match="no free chair"):
        actions.swap(meeting_id=meeting.pk, plan_id=plan.pk, person_id=one.pk, other_id=other.pk, by=world.lead)


def test_another_plan_keeps_them_side_by_side_around_who_is_locked(world, meeting):
    one = world.members[0]
    brings(meeting, one, world.members[1])
    plan = make(world, meeting)
    actions.lock(meeting_id=meeting.pk, plan_id=plan.pk, person_ids=[one.pk], by=world.coordinator)
    another = actions.try_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)
    assert another.seats.get(person=one).table == plan.seats.get(person=one).table
    assert another.seats.get(person=one).locked
    assert apart_from_theirs(tables_of(another)) == set()
    used = actions.use_plan(meeting_id=meeting.pk, plan_id=plan.pk, other_id=another.pk, by=world.coordinator)
    assert used.every_seat.filter(supporter=True).count() == 2


@pytest.fixture
def no_chair_left(world, venue, meeting):
    """(plan, the first member): at their full table everybody stays, so the chair for whoever comes along is not there.
    They need a seat with a loop, and let it be told."""
    me = world.members[0]
    need = helps(me, to(world.panel), picks=("hearing_loop",))
    room = room_of(world, venue, "tables", (4, 5), "Hall")
    room = actions.change_room(
        room_id=room.pk, name=room.name, seats=[[frozenset({LOOP})] * 4, [frozenset()] * 5], by=world.coordinator
    )
    plan = make(world, meeting, room_id=room.pk)
    plan.every_seat.delete()
    everyone = [*world.members, *world.researchers]
    for number, person in enumerate(everyone):
        Seat.objects.create(plan=plan, person=person, table=1 + number // 4, place=1 + number % 4)
    kept = [person.pk for person in everyone[:4]]
    actions.lock(meeting_id=meeting.pk, plan_id=plan.pk, person_ids=kept, by=world.coordinator)
    brings(meeting, me)
    return plan, me, need


def test_another_plan_that_would_part_a_supporter_is_not_made(as_, world, meeting, no_chair_left):
    plan, _, need = no_chair_left
    sent = as_(world.coordinator).post(reverse("seating:plan-again", args=[meeting.pk]), {"plan": str(plan.pk)})
    assert sent.status_code == 409
    text = sent.content.decode()
    assert "Not every supporter could sit beside" in text
    assert "The plan in use stays as it is" in text
    assert not SeatingPlan.objects.filter(follows=plan).exists()
    assert audit.events_about(need, READ).count() == 1, "a need may be guessed from it: on record"


def test_nor_in_the_background_where_it_is_on_record_too(as_, world, meeting, no_chair_left):
    plan, _, need = no_chair_left
    wanted = actions.want_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)
    assert actions.make_wanted_plan(wanted_id=wanted.pk)
    assert not SeatingPlan.objects.filter(follows=plan).exists()
    text = page_of(as_, world.coordinator, meeting, "plan-making")
    assert "In another plan not every supporter could sit beside" in text
    assert audit.events_about(need, READ).count() == 1


def test_whoever_has_the_chair_elsewhere_reads_so_and_another_plan_may_be_no_worse(as_, world, meeting, no_chair_left):
    plan, me, _ = no_chair_left
    Seat.every.create(plan=plan, person=me, supporter=True, table=2, place=5)
    text = page_of(as_, me, meeting)
    assert "It is not beside yours yet" in text
    assert "Please tell whoever arranges the meeting" in text
    assert "A chair beside you" not in text
    assert actions.try_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)


def test_a_plan_with_other_supporters_is_not_used(world, meeting):
    brings(meeting, world.members[0])
    plan = make(world, meeting)
    brings(meeting, world.members[1])
    another = actions.try_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)
    with pytest.raises(NotNow, match="other people are coming"):
        actions.use_plan(meeting_id=meeting.pk, plan_id=plan.pk, other_id=another.pk, by=world.coordinator)


def test_on_the_day_the_chair_goes_when_its_person_is_missing_and_comes_with_who_is_late(world, venue):
    meeting = rooms.meeting(world.panel, days=0, venue=venue)
    late = world.members[5]
    rooms.reply(meeting, *world.members[:5], *world.researchers)
    missing = world.members[0]
    brings(meeting, missing, world.members[1])
    plan = make(world, meeting, room_id=room_of(world, venue).pk)
    rooms.reply(meeting, late)
    brings(meeting, late)
    after = actions.reseat(
        meeting_id=meeting.pk,
        plan_id=plan.pk,
        missing=[missing.pk],
        arrived=[late.pk],
        moves=0,
        by=world.coordinator,
    )
    assert {seat.person for seat in after.every_seat.filter(supporter=True)} == {world.members[1], late}
    assert apart_from_theirs(tables_of(after)) == set()
    assert not after.every_seat.filter(person=missing).exists()


def test_who_sat_on_the_two_sides_of_a_supporter_did_not_sit_beside_each_other(world, venue, meeting):
    one = world.members[0]
    brings(meeting, one)
    plan = make(world, meeting, room_id=room_of(world, venue).pk)
    for person in (*world.members, *world.researchers):
        Attendance.objects.create(meeting=meeting, person=person, came=Attendance.Came.IN_PERSON)
    Meeting.objects.filter(pk=meeting.pk).update(state="held", starts_at=clock.now())
    later = rooms.meeting(world.panel, days=40)
    (groups,) = queries.history_before(later)
    around = list(tables_of(plan)[0].people)
    place = around.index(Supporter(one.pk))
    between = {around[place - 1], around[(place + 1) % len(around)]}
    met = {frozenset(pair) for pair in groups}
    assert len(met) == 7, "of eight and one supporter round a table, two places have a supporter on one side"
    assert not any(isinstance(who, Supporter) for pair in met for who in pair)
    assert frozenset(between) not in met
