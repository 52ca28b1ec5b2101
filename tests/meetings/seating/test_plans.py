from itertools import combinations

import pytest
from django.db import IntegrityError, transaction

from accounts.needs.actions.needs import stop_sharing
from leap.core import audit
from leap.core.errors import NotAllowed, NotNow
from meetings.attendance.models import Attendance
from meetings.seating import access, queries, registration
from meetings.seating.actions import make_plan
from meetings.seating.models import Seat, SeatingPlan
from meetings.seating.planning import LIVED, PROFESSIONAL
from tests import factories
from tests.accounts.needs.factories import helps, to
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel(members=6, researchers=2)


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel)
    rooms.reply(ahead, *world.members, *world.researchers)
    return ahead


def tables_of(plan):
    found = {}
    for seat in plan.seats.all():
        found.setdefault(seat.table, set()).add(seat.person)
    return list(found.values())


def test_everyone_coming_in_person_gets_one_seat_and_nobody_else_does(world, meeting):
    rooms.reply(meeting, world.members[0], word="online")
    rooms.reply(meeting, world.members[1], word="not_coming")
    rooms.reply(meeting, world.coordinator, word="waiting")
    plan = make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator)
    seated = [seat.person for seat in plan.seats.all()]
    assert set(seated) == {*world.members[2:], *world.researchers}
    assert len(seated) == len(set(seated)) == 6
    assert [len(table) for table in tables_of(plan)] == [3, 3]


def test_making_a_plan_is_written_down(world, meeting):
    plan = make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.lead)
    event = audit.events_about(plan, "seating_plan.made").get()
    assert event.actor_id == world.lead.pk
    assert event.facts == {
        "meeting": str(meeting.pk), "seed": plan.seed, "people": 8, "tables": 2, "replaced": False
    }  # fmt: skip


def test_making_it_again_puts_the_new_plan_in_use_and_keeps_the_old_one(world, meeting):
    first = make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    second = make_plan(meeting_id=meeting.pk, seats_per_table=2, by=world.coordinator)
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert queries.plan_in_use(meeting) == second
    assert len(tables_of(second)) == 4
    assert first.seats.count() == 8


@pytest.mark.parametrize("kind", ["members", "researchers"])
def test_only_those_who_run_the_panel_make_plans(world, meeting, kind):
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    for person in [getattr(world, kind)[0], world.finance, elsewhere.coordinator]:
        assert not access.can_plan_seats(person, meeting)
        with pytest.raises(NotAllowed):
            make_plan(meeting_id=meeting.pk, seats_per_table=4, by=person)
    assert not SeatingPlan.objects.exists()


@pytest.mark.parametrize(("state", "says"), [("held", "stay as they were"), ("cancelled", "called off")])
def test_a_meeting_that_is_over_or_called_off_is_not_planned(world, state, says):
    meeting = rooms.meeting(world.panel, state=state)
    rooms.reply(meeting, *world.members)
    with pytest.raises(NotNow, match=says):
        make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)


def test_nobody_coming_is_said_kindly(world):
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, world.members[0], word="online")
    with pytest.raises(NotNow, match="as soon as somebody has"):
        make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)


def test_a_person_who_left_the_panel_or_leap_has_no_seat(world, meeting):
    factories.end_roles(world.members[0])
    world.members[1].is_active = False
    world.members[1].save()
    assert {person.id for person in queries.people_coming(world.coordinator, meeting)} == {
        person.pk for person in [*world.members[2:], *world.researchers]
    }


def test_the_side_is_the_role_on_this_panel_and_nothing_else(world, meeting):
    both = world.researchers[0]
    factories.role(both, world.panel, "member")
    elsewhere = factories.panel("Bracken", programme=world.programme)
    factories.role(world.researchers[1], elsewhere, "member")
    sides = {person.id: person.side for person in queries.people_coming(world.coordinator, meeting)}
    assert sides[both.pk] == LIVED
    assert sides[world.researchers[1].pk] == PROFESSIONAL
    assert sides[world.members[0].pk] == LIVED


def test_no_member_is_seated_as_the_only_one_among_staff(world, meeting):
    for seats in (2, 3, 4):
        plan = make_plan(meeting_id=meeting.pk, seats_per_table=seats, by=world.coordinator)
        members = set(world.members)
        assert all(len(table & members) != 1 for table in tables_of(plan))


def test_the_same_seed_and_facts_make_the_same_plan(world, meeting, monkeypatch):
    from uuid import UUID

    fixed = UUID("12345678-1234-4234-8234-123456789abc")
    monkeypatch.setattr("meetings.seating.actions.plans.new_id", lambda: fixed)
    first = [(s.person_id, s.table, s.place) for s in make_plan(
        meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator
    ).seats.all()]  # fmt: skip
    SeatingPlan.objects.all().delete()
    again = make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    assert [(s.person_id, s.table, s.place) for s in again.seats.all()] == first
    assert again.seed == fixed.int % 2**31


def seat(meeting, *tables):
    plan = SeatingPlan.objects.create(meeting=meeting, seats_per_table=4, seed=1)
    for number, people in enumerate(tables, start=1):
        for place, person in enumerate(people, start=1):
            Seat.objects.create(plan=plan, person=person, table=number, place=place)
    return plan


def test_history_is_who_really_sat_together(world, meeting):
    a, b, c, d, e, f = world.members
    past = rooms.held(world.panel, a, b, d, away=(c,))
    Attendance.objects.create(meeting=past, person=e, came="online")
    Attendance.objects.create(meeting=past, person=f, came="in_person", part=True)
    seat(past, [a, b, c], [d, e, f])
    assert queries.history_before(meeting) == [[[a.pk, b.pk], [d.pk, f.pk]]]


def test_plans_out_of_use_other_panels_and_later_meetings_are_not_history(world, meeting):
    a, b = world.members[:2]
    past = rooms.held(world.panel, a, b)
    replaced = seat(past, [a, b])
    replaced.replaced_at = past.starts_at
    replaced.save()
    other = factories.panel("Bracken", programme=world.programme)
    seat(rooms.held(other, a, b), [a, b])
    seat(rooms.held(world.panel, a, b, days=40), [a, b])
    called_off = rooms.held(world.panel, a, b, days=-20)
    called_off.state = "cancelled"
    called_off.save()
    seat(called_off, [a, b])
    assert queries.history_before(meeting) == []


def test_people_are_mixed_by_who_really_sat_together(world):
    a, b, c, d = world.members[:4]
    seat(rooms.held(world.panel, a, b, c, d), [a, b], [c, d])
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, a, b, c, d)
    plan = make_plan(meeting_id=meeting.pk, seats_per_table=2, by=world.coordinator)
    together = {frozenset(pair) for table in tables_of(plan) for pair in combinations(table, 2)}
    assert together.isdisjoint({frozenset((a, b)), frozenset((c, d))})
    shown = queries.plan_for(a, meeting)
    assert list(shown.met_first) == list(shown.beside)
    assert shown.about_mixing[0] == "Nobody sits with anyone they have sat with before."
    assert shown.about_mixing[1] == "Counting this plan, 4 of the 6 possible pairs have sat together."


def test_repeats_are_told_honestly(world):
    a, b, c = world.members[:3]
    seat(rooms.held(world.panel, a, b), [a, b])
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, a, b)
    make_plan(meeting_id=meeting.pk, seats_per_table=2, by=world.coordinator)
    shown = queries.plan_for(a, meeting)
    assert shown.about_mixing[0] == "One pair has sat at the same table before. No plan could have fewer."
    assert shown.met_first == []
    assert queries.plan_for(c, meeting).own_place == ""


def test_twelve_people_at_tables_of_four_are_told_the_best_there_could_be():
    world = factories.small_panel(members=10, researchers=2)
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members, *world.researchers)
    make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    told = queries.plan_for(world.members[0], meeting).about_mixing[-1]
    assert told.startswith("12 people at tables of 4 need at least five meetings for everyone to meet everyone.")


def test_a_person_alone_is_seated_without_odd_sentences(world):
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, world.members[0])
    make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    shown = queries.plan_for(world.members[0], meeting)
    assert (shown.own_place, shown.beside, shown.about_mixing) == ("table 1", [], [])
    assert registration.rows_for(world.members[0], meeting)[0].value == "Table 1"


def test_each_viewer_sees_the_same_room_and_their_own_seat(world, meeting):
    make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    first, second = (queries.plan_for(person, meeting) for person in world.members[:2])
    assert [seat.name for seat in first.seats] == [seat.name for seat in second.seats] == sorted(
        person.called_name for person in [*world.members, *world.researchers]
    )  # fmt: skip
    assert [seat.name for seat in first.seats if seat.is_viewer] == [world.members[0].called_name]
    assert len(first.beside) == 3
    staff = queries.plan_for(world.coordinator, meeting)
    assert (staff.own_place, staff.beside, staff.met_first) == ("", [], [])
    assert registration.rows_for(world.coordinator, meeting) == []
    row = registration.rows_for(world.members[0], meeting)[0]
    assert row.value.startswith(f"{first.own_place.capitalize()}, with ")


def test_replies_that_changed_since_are_counted(world, meeting):
    plan = make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    assert queries.replies_changed(world.coordinator, plan) == 0
    rooms.reply(meeting, world.members[0], word="not_coming")
    rooms.reply(meeting, world.coordinator)
    assert queries.replies_changed(world.coordinator, plan) == 2


def test_the_link_is_shown_once_there_is_a_plan_and_before_to_those_who_make_it(world, meeting):
    assert not access.shows_seating_link(world.members[0], meeting)
    assert access.shows_seating_link(world.coordinator, meeting)
    make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    assert access.shows_seating_link(world.members[0], meeting)
    assert not access.shows_seating_link(world.coordinator, rooms.held(world.panel))


def test_the_database_keeps_one_plan_in_use_and_nobody_seated_twice(world, meeting):
    plan = make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    taken = plan.seats.first()
    wrong = [
        lambda: SeatingPlan.objects.create(meeting=meeting, seats_per_table=4, seed=1),
        lambda: SeatingPlan.objects.create(meeting=rooms.meeting(world.panel), seats_per_table=1, seed=1),
        lambda: Seat.objects.create(plan=plan, person=taken.person, table=9, place=9),
        lambda: Seat.objects.create(plan=plan, person=world.coordinator, table=taken.table, place=taken.place),
    ]
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            each()


def test_who_needs_the_door_sits_at_the_first_table_and_the_plan_says_nothing_of_it(world, meeting, client):
    wants, private = world.members[0], world.members[1]
    helps(private, picks=("quiet_edge",), words="Only for me.")
    helps(wants, to(world.panel), picks=("near_door",), words="Near the way out.")
    plan = make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator)
    assert plan.seats.get(person=wants).table == 1
    assert not {field.name for field in Seat._meta.get_fields()} & {"needs", "why"}
    for viewer in (world.coordinator, world.members[2]):
        client.force_login(viewer)
        text = client.get(f"/meetings/{meeting.pk}/seating/").text
        assert "Near the way out." not in text
        assert "Table 1 is nearest the door" in text
    assert not audit.events_whose(wants).filter(verb="need.read").exists()


def test_a_wish_that_was_taken_back_seats_nobody(world, meeting):
    wants = world.members[0]
    need = helps(wants, to(world.panel), picks=("near_door",))
    coming = queries.people_coming(world.coordinator, meeting)
    assert {person.id for person in queries.with_seats_needed(world.coordinator, meeting, coming) if person.needs} == {
        wants.pk
    }
    stop_sharing(need_id=need.pk, by=wants)
    assert not any(person.needs for person in queries.with_seats_needed(world.coordinator, meeting, coming))
