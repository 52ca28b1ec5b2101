"""A room is described once and used by every meeting there."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leap.core import audit
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from meetings.schedule import actions as schedule
from meetings.seating import actions, queries
from meetings.seating.models import Room, RoomSeat
from meetings.seating.planning.room import AT_EDGE, BY_DOOR, LOOP, SPACE
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel(members=6, researchers=2)


@pytest.fixture
def venue(world):
    return schedule.make_venue(programme=world.programme, name="Teal Hall", address="1 Teal Lane", by=world.coordinator)


def describe(venue, by, name="Garden room", shape="tables", sizes=(4, 4)):
    return actions.describe_room(venue_id=venue.pk, name=name, shape=shape, sizes=sizes, by=by)


def in_room(world, venue):
    """A meeting at the place, so that everyone on the panel sees it."""
    return rooms.meeting(world.panel, venue=venue)


def test_a_room_is_described_once_with_what_its_seats_offer(world, venue):
    room = describe(venue, world.coordinator)
    assert queries.seats_in(room) == [[frozenset({BY_DOOR, SPACE})] * 4, [frozenset({AT_EDGE})] * 4]
    assert audit.events_about(room, "room.made").get().actor_id == world.coordinator.pk


@pytest.mark.parametrize("kind", ["members", "researchers"])
def test_only_those_who_arrange_meetings_there_describe_and_change_rooms(world, venue, kind):
    room = describe(venue, world.coordinator)
    elsewhere = factories.small_panel("Bracken")
    for person in (getattr(world, kind)[0], elsewhere.coordinator):
        with pytest.raises(NotAllowed):
            describe(venue, person, name="Another")
        with pytest.raises(NotAllowed):
            actions.change_room(room_id=room.pk, name="X", seats=queries.seats_in(room), by=person)
        with pytest.raises(NotAllowed):
            actions.put_room_away(room_id=room.pk, by=person)
    assert Room.objects.get() == room


def test_a_change_is_a_room_of_its_own_and_the_one_before_stays(world, venue):
    before = describe(venue, world.coordinator)
    now = actions.change_room(room_id=before.pk, name="Garden room", seats=[[frozenset({LOOP})] * 3], by=world.lead)
    assert queries.seats_in(before)[0] == [frozenset({BY_DOOR, SPACE})] * 4
    assert queries.seats_in(now) == [[frozenset({LOOP})] * 3]
    assert queries.rooms_of(world.coordinator, venue) == [now]
    assert queries.room_as_it_is_now(world.coordinator, before.pk) == (now, False)


def test_of_two_who_change_a_room_the_second_hears_of_it(world, venue):
    room = describe(venue, world.coordinator)
    seats = queries.seats_in(room)
    actions.change_room(room_id=room.pk, name="Rose room", seats=seats, by=world.lead)
    with pytest.raises(ChangedMeanwhile, match="Nothing of yours is lost"):
        actions.change_room(room_id=room.pk, name="Tulip room", seats=seats, by=world.coordinator)
    assert [each.name for each in queries.rooms_of(world.lead, venue)] == ["Rose room"]


def test_two_rooms_of_a_place_have_two_names(world, venue):
    room = describe(venue, world.coordinator)
    with pytest.raises(NotNow, match="another name"):
        describe(venue, world.coordinator, name=" Garden room ")
    actions.put_room_away(room_id=room.pk, by=world.coordinator)
    assert describe(venue, world.coordinator), "the name is free once the room is put away"


def test_the_database_keeps_to_it(world, venue):
    room = describe(venue, world.coordinator)
    for wrong in (
        lambda: Room.objects.create(venue=venue, name="Garden room", shape="tables", made_by=world.lead),
        lambda: Room.objects.create(venue=venue, name="", shape="tables", made_by=world.lead),
        lambda: Room.objects.create(venue=venue, name="X", shape="star", made_by=world.lead),
        lambda: RoomSeat.objects.create(room=room, table=1, place=1),
        lambda: RoomSeat.objects.create(room=room, table=0, place=1),
        lambda: RoomSeat.objects.create(room=room, table=1, place=31),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_a_coordinator_starts_from_a_ready_room_and_says_what_seats_offer(as_, world, venue):
    client = as_(world.coordinator)
    new = reverse("seating:room-new", args=[venue.pk])
    page = client.get(f"{new}?like=horseshoe-of-twelve").content.decode()
    assert 'value="12"' in page
    sent = client.post(new, {"name": "Garden room", "shape": "horseshoe", "sizes": "12"})
    room = Room.objects.get()
    assert sent["Location"] == reverse("seating:room-edit", args=[room.pk])
    typed = {"name": "Garden room", "sizes": "12", "loop": ["1-5", "1-6"], "by_door": ["1-1"]}
    sent = client.post(reverse("seating:room-edit", args=[room.pk]), typed)
    now = Room.objects.get(replaced_at__isnull=True)
    assert sent["Location"] == reverse("seating:room-detail", args=[now.pk])
    (row,) = queries.seats_in(now)
    assert [place for place, offers in enumerate(row, start=1) if LOOP in offers] == [5, 6]
    assert row[11] == frozenset()
    shown = client.get(sent["Location"]).content.decode()
    assert 'role="img"' in shown
    assert "a hearing loop" in shown


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "A room needs seats"),
        ({"sizes": "6, 1"}, "Nobody sits at a table alone"),
        ({"sizes": "=4"}, "only numbers"),
        ({"name": "", "sizes": "4"}, "Give the room a name"),
        ({"shape": "star", "sizes": "4"}, "Please choose one of the answers shown"),
        ({"shape": "round", "sizes": "4, 4"}, "is one table"),
        ({"sizes": "4", "name": "x" * 81}, "80"),
    ],
)
def test_what_makes_no_room_is_refused_and_kept_in_the_boxes(as_, world, venue, typed, says):
    sent = {"name": "Garden room", "shape": "tables", **typed}
    page = as_(world.coordinator).post(reverse("seating:room-new", args=[venue.pk]), sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert says in text
    assert not typed.get("sizes") or f'value="{typed["sizes"]}"' in text
    assert not Room.objects.exists()


def test_two_who_had_the_page_open_both_find_their_words(as_, world, venue):
    room = describe(venue, world.coordinator)
    actions.change_room(room_id=room.pk, name="Rose room", seats=queries.seats_in(room), by=world.lead)
    page = as_(world.coordinator).post(
        reverse("seating:room-edit", args=[room.pk]), {"name": "Tulip room", "sizes": "4, 4"}
    )
    assert page.status_code == 409
    text = page.content.decode()
    assert 'value="Tulip room"' in text
    assert "Change Rose room" in text
    now = Room.objects.get(replaced_at__isnull=True)
    assert f'action="{reverse("seating:room-edit", args=[now.pk])}"' in text


def test_everyone_who_meets_there_sees_the_rooms_and_nobody_else_does(as_, world, venue):
    room = describe(venue, world.coordinator)
    in_room(world, venue)
    elsewhere = factories.small_panel("Bracken")
    pages = [reverse("seating:room-list", args=[venue.pk]), reverse("seating:room-detail", args=[room.pk])]
    for address in pages:
        assert as_(world.members[0]).get(address).status_code == 200
        assert "Change this room" not in as_(world.members[0]).get(address).content.decode()
        assert as_(elsewhere.coordinator).get(address).status_code == 404
    assert as_(world.coordinator).get(reverse("seating:room-detail", args=[uuid4()])).status_code == 404
    edit = reverse("seating:room-edit", args=[room.pk])
    assert as_(world.members[0]).get(edit).status_code == 403
    assert as_(elsewhere.coordinator).get(edit).status_code == 404
    assert "How the rooms here are set up" in as_(world.members[0]).get(
        reverse("schedule:venue-detail", args=[venue.pk])
    ).content.decode()  # fmt: skip


def test_a_room_is_put_away_in_one_press(as_, world, venue):
    room = describe(venue, world.coordinator)
    sent = as_(world.coordinator).post(reverse("seating:room-remove", args=[room.pk]))
    assert sent["Location"] == reverse("seating:room-list", args=[venue.pk])
    assert queries.rooms_of(world.coordinator, venue) == []
    again = as_(world.coordinator).post(reverse("seating:room-remove", args=[room.pk]))
    assert again.status_code == 404
