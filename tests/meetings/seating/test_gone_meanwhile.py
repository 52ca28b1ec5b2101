"""What somebody was changing is gone by the time they send it: nothing typed is lost, and they read what to do."""

import pytest
from django.urls import reverse

from leap.core.errors import ChangedMeanwhile, NotAllowed
from meetings.schedule import actions as schedule
from meetings.seating import actions, queries
from meetings.seating.models import Room, Seat, SeatingPlan
from meetings.seating.planning.room import LOOP
from tests import factories
from tests.meetings import rooms
from tests.meetings.at_once import THREADS, at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel(members=6, researchers=2)


@pytest.fixture
def room(world):
    by = world.coordinator
    venue = schedule.make_venue(programme=world.programme, name="Teal Hall", address="1 Teal Lane", by=by)
    return actions.describe_room(venue_id=venue.pk, name="Garden room", shape="tables", sizes=(4, 4), by=by)


TYPED = {"name": "Tulip room", "sizes": "4, 5", "loop": ["1-2", "2-4"]}


def edit(room):
    return reverse("seating:room-edit", args=[room.pk])


def text_of(response):
    return response.content.decode()


def test_a_room_put_away_while_it_was_open_keeps_the_words_and_says_what_to_do(as_, world, room):
    actions.put_room_away(room_id=room.pk, by=world.lead)
    page = as_(world.coordinator).post(edit(room), TYPED)
    assert page.status_code == 409
    text = text_of(page)
    assert "Somebody else put this room away" in text
    assert 'value="Tulip room"' in text
    assert 'value="4, 5"' in text
    assert text.count(" checked") == 2
    assert "Make it a new room" in text
    assert f'action="{edit(room)}"' in text


def test_one_press_makes_it_a_new_room_with_all_that_was_written(as_, world, room):
    actions.put_room_away(room_id=room.pk, by=world.lead)
    sent = as_(world.coordinator).post(edit(room), {**TYPED, "as_new": "yes"})
    made = Room.objects.get(replaced_at__isnull=True)
    assert sent["Location"] == reverse("seating:room-detail", args=[made.pk])
    assert (made.name, made.follows_id) == ("Tulip room", room.pk)
    seats = queries.seats_in(made)
    assert [len(row) for row in seats] == [4, 5]
    assert [(t, s) for t, row in enumerate(seats) for s, offers in enumerate(row) if LOOP in offers] == [(0, 1), (1, 3)]


def test_what_is_wrong_is_said_on_the_same_page(as_, world, room):
    actions.put_room_away(room_id=room.pk, by=world.lead)
    actions.describe_room(venue_id=room.venue_id, name="Tulip room", shape="round", sizes=(6,), by=world.lead)
    for typed, says in (({}, "another name"), ({"sizes": "4, 1"}, "Nobody sits at a table alone")):
        page = as_(world.coordinator).post(edit(room), {**TYPED, "as_new": "yes", **typed})
        assert page.status_code == 422
        assert says in text_of(page)
        assert "Make it a new room" in text_of(page)
    assert Room.objects.filter(replaced_at__isnull=True).count() == 1


def test_a_room_changed_and_then_put_away_keeps_the_words_of_who_had_the_first_one_open(as_, world, room):
    next_one = actions.change_room(room_id=room.pk, name="Rose room", seats=queries.seats_in(room), by=world.lead)
    actions.put_room_away(room_id=next_one.pk, by=world.lead)
    page = as_(world.coordinator).post(edit(room), TYPED)
    assert page.status_code == 409
    assert f'action="{edit(next_one)}"' in text_of(page)


def test_of_two_who_make_it_new_the_second_sees_the_room_as_it_is_now_with_their_words(as_, world, room):
    actions.put_room_away(room_id=room.pk, by=world.lead)
    seats = queries.seats_in(room)
    actions.bring_room_back(room_id=room.pk, name="Rose room", seats=seats, by=world.lead)
    with pytest.raises(ChangedMeanwhile):
        actions.bring_room_back(room_id=room.pk, name="Tulip room", seats=seats, by=world.coordinator)
    page = as_(world.coordinator).post(edit(room), {**TYPED, "as_new": "yes"})
    assert page.status_code == 409
    assert 'value="Tulip room"' in text_of(page)
    assert "Change Rose room" in text_of(page)


def test_a_room_in_use_is_not_brought_back_nor_by_others(as_, world, room):
    seats = queries.seats_in(room)
    with pytest.raises(ChangedMeanwhile):
        actions.bring_room_back(room_id=room.pk, name="X", seats=seats, by=world.coordinator)
    actions.put_room_away(room_id=room.pk, by=world.lead)
    elsewhere = factories.small_panel("Bracken")
    for person in (world.members[0], elsewhere.coordinator):
        with pytest.raises(NotAllowed):
            actions.bring_room_back(room_id=room.pk, name="X", seats=seats, by=person)
    assert as_(elsewhere.coordinator).post(edit(room), TYPED).status_code == 404
    rooms.meeting(world.panel, venue=room.venue)
    assert as_(world.members[0]).post(edit(room), TYPED).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_make_it_new_at_once_one_does_and_the_others_hear_of_it():
    world = factories.small_panel()
    by = world.coordinator
    venue = schedule.make_venue(programme=world.programme, name="Teal Hall", address="1 Teal Lane", by=by)
    room = actions.describe_room(venue_id=venue.pk, name="Hall", shape="round", sizes=(4,), by=by)
    seats = queries.seats_in(room)
    actions.put_room_away(room_id=room.pk, by=by)
    results = at_once(
        lambda number: actions.bring_room_back(room_id=room.pk, name=f"Hall {number}", seats=seats, by=by)
    )
    assert sum(isinstance(result, Room) for result in results) == 1, results
    assert sum(isinstance(result, ChangedMeanwhile) for result in results) == THREADS - 1, results
    assert Room.objects.filter(replaced_at__isnull=True).count() == 1


def test_a_seat_ticked_that_is_gone_is_named_and_the_other_ticks_stay(as_, world, room):
    typed = {"name": "Garden room", "sizes": "4, 4", "loop": ["1-2", "2-7", "3-1"], "space": ["1-1"]}
    page = as_(world.coordinator).post(edit(room), typed)
    assert page.status_code == 422
    text = text_of(page)
    assert "Table 2, seat 7 and Table 3, seat 1 are not in the room any more, so those ticks are taken out" in text
    assert text.count(" checked") == 2
    page = as_(world.coordinator).post(edit(room), {**typed, "loop": ["1-2", "<b>1-1"]})
    assert "Somebody you ticked is not in the room any more" in text_of(page)
    assert "<b>1-1" not in text_of(page)


# Ticks of people


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel, days=0)
    rooms.reply(ahead, *world.members, *world.researchers)
    return ahead


def two_plans(meeting, world):
    """The plan somebody has open, and the one in use since, in which two members have no seat any more."""
    before = SeatingPlan.objects.create(meeting=meeting, seats_per_table=4, seed=1, replaced_at=meeting.starts_at)
    now = SeatingPlan.objects.create(meeting=meeting, seats_per_table=4, seed=2)
    for place, person in enumerate(world.members, start=1):
        Seat.objects.create(plan=before, person=person, table=1, place=place)
        if place > 2:
            Seat.objects.create(plan=now, person=person, table=1 + place % 2, place=place)
    return before, now


@pytest.mark.parametrize(("page", "box"), [("plan-keep", "people"), ("plan-today", "missing")])
def test_somebody_ticked_who_has_no_seat_any_more_is_named_and_the_others_stay_ticked(as_, world, meeting, page, box):
    before, _ = two_plans(meeting, world)
    gone, stays = world.members[:2], world.members[3]
    typed = {"plan": str(before.pk), box: [str(each.pk) for each in (*gone, stays)]}
    shown = as_(world.coordinator).post(reverse(f"seating:{page}", args=[meeting.pk]), typed)
    assert shown.status_code == 422
    text = text_of(shown)
    for person in gone:
        assert person.shown_name in text
    assert "have no seat in this plan any more, so those ticks are taken out" in text
    assert text.count(" checked") == 1


def test_who_has_come_and_was_given_a_seat_meanwhile_is_named(as_, world, meeting):
    before, now = two_plans(meeting, world)
    seated, without = world.members[3], world.members[0]
    address = reverse("seating:plan-today", args=[meeting.pk])
    typed = {"plan": str(before.pk), "arrived": [str(seated.pk), str(without.pk)]}
    text = text_of(as_(world.coordinator).post(address, typed))
    assert f"{seated.shown_name} has a seat already" in text
    assert text.count(" checked") == 1
    for place, person in enumerate((*world.members[:2], *world.researchers, world.coordinator, world.lead), start=7):
        Seat.objects.create(plan=now, person=person, table=1, place=place)
    assert queries.people_without_a_seat(world.coordinator, meeting, now) == []
    page = as_(world.coordinator).post(address, {"plan": str(before.pk), "arrived": [str(without.pk)]})
    assert page.status_code == 422
    assert f"{without.shown_name} has a seat already" in text_of(page)


def test_somebody_chosen_to_change_places_who_has_no_seat_any_more_is_named(as_, world, meeting):
    before, _ = two_plans(meeting, world)
    gone, stays = world.members[0], world.members[3]
    typed = {"plan": str(before.pk), "one": str(gone.pk), "other": str(stays.pk)}
    page = as_(world.coordinator).post(reverse("seating:plan-change", args=[meeting.pk]), typed)
    assert page.status_code == 422
    assert f"{gone.shown_name} has no seat in this plan any more. Please choose somebody else." in text_of(page)
    assert f'value="{stays.pk}" selected' in text_of(page)


def test_nobody_is_named_by_a_key_that_was_in_no_plan_of_this_meeting(as_, world, meeting):
    two_plans(meeting, world)
    elsewhere = factories.small_panel("Bracken", members=2)
    other = rooms.meeting(elsewhere.panel)
    theirs = SeatingPlan.objects.create(meeting=other, seats_per_table=4, seed=1)
    stranger = elsewhere.members[0]
    Seat.objects.create(plan=theirs, person=stranger, table=1, place=1)
    typed = {"plan": str(theirs.pk), "people": [str(stranger.pk)]}
    page = as_(world.coordinator).post(reverse("seating:plan-keep", args=[meeting.pk]), typed)
    assert page.status_code == 422
    assert "Somebody you ticked has no seat" in text_of(page)
    assert stranger.shown_name not in text_of(page)
