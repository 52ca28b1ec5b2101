"""A room is described once and used by every meeting there."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.needs import queries as needs
from accounts.needs.models import NeedShare
from leap.core import audit
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from meetings.attendance.models import Attendance
from meetings.schedule import actions as schedule
from meetings.seating import actions, queries
from meetings.seating.models import Room, RoomSeat, Seat, SeatingPlan
from meetings.seating.planning.room import AT_EDGE, BY_DOOR, LOOP, SPACE
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


def test_that_the_room_was_changed_is_said_before_anything_else_is_wrong(as_, world, venue):
    room = describe(venue, world.coordinator)
    actions.change_room(room_id=room.pk, name="Rose room", seats=[[frozenset()] * 4], by=world.lead)
    typed = {"name": "Tulip room", "sizes": "4, four", "loop": ["2-3"]}
    page = as_(world.coordinator).post(reverse("seating:room-edit", args=[room.pk]), typed)
    assert page.status_code == 409
    text = page.content.decode()
    assert "Somebody else changed this room" in text
    assert "not in the room any more" not in text
    assert 'value="4, four"' in text


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


# Plans in a room


@pytest.fixture
def meeting(world, venue):
    ahead = rooms.meeting(world.panel, venue=venue, place="Garden room")
    rooms.reply(ahead, *world.members, *world.researchers)
    return ahead


def plan_in(room, meeting, by, **more):
    return actions.make_plan(meeting_id=meeting.pk, room_id=room.pk, by=by, **more)


def page_of(as_, viewer, meeting, name="plan-detail"):
    return as_(viewer).get(reverse(f"seating:{name}", args=[meeting.pk])).content.decode()


@pytest.mark.parametrize("shape", ["round", "horseshoe", "boardroom"])
def test_everyone_has_a_seat_of_the_room_and_reads_who_sits_beside_them(as_, world, venue, meeting, shape):
    room = describe(venue, world.coordinator, shape=shape, sizes=(10,))
    plan = plan_in(room, meeting, world.coordinator)
    places = {seat.person_id: seat.place for seat in plan.seats.all()}
    assert len(set(places.values())) == 8
    assert max(places.values()) <= 10
    me = world.members[0]
    text = page_of(as_, me, meeting)
    assert f"You are at seat {places[me.pk]} beside " in text
    assert "Seats are mixed" in text
    assert text.count("<svg") == 1 + text.split("<main")[0].count("<svg") + text.split("</main>")[1].count("<svg")
    row = as_(me).get(reverse("schedule:meeting-detail", args=[meeting.pk])).content.decode()
    assert f"Seat {places[me.pk]} beside " in row


def test_a_need_gets_a_seat_that_offers_it_and_only_its_owner_reads_so(as_, world, venue, meeting):
    room = describe(venue, world.coordinator, shape="horseshoe", sizes=(12,))
    seats = [[frozenset({LOOP}) if place == 6 else frozenset() for place in range(12)]]
    room = actions.change_room(room_id=room.pk, name=room.name, seats=seats, by=world.coordinator)
    me = world.members[2]
    helps(me, to(world.panel), picks=("hearing_loop",))
    plan = plan_in(room, meeting, world.coordinator)
    assert plan.seats.get(person=me).place == 7
    assert "is where the hearing loop works, as you asked" in page_of(as_, me, meeting)
    for other in (world.coordinator, world.members[0]):
        told = page_of(as_, other, meeting)
        assert "loop" not in told
        assert "as you asked" not in told


def test_more_people_than_seats_says_what_to_change(as_, world, venue, meeting):
    room = describe(venue, world.coordinator, shape="round", sizes=(6,))
    with pytest.raises(NotNow, match=r"8 people are coming in person, and there are 6 seats.*2 more seats"):
        plan_in(room, meeting, world.coordinator)
    sent = as_(world.coordinator).post(reverse("seating:plan-new", args=[meeting.pk]), {"room": str(room.pk)})
    assert sent.status_code == 422
    assert f'value="{room.pk}"' in sent.content.decode()


def test_a_room_without_a_seat_for_a_need_names_the_smallest_change_and_nobody(as_, world, venue, meeting):
    room = describe(venue, world.coordinator, shape="round", sizes=(10,))
    me, silent = world.members[1], world.members[3]
    helps(me, to(world.panel), picks=("hearing_loop",))
    helps(silent, picks=("near_screen",))
    address = reverse("seating:plan-new", args=[meeting.pk])
    sent = as_(world.coordinator).post(address, {"room": str(room.pk)})
    assert sent.status_code == 422
    text = sent.content.decode().split("<main")[1]
    assert "One more seat in this room with a hearing loop would do." in text
    assert "near the screen" not in text
    assert not any(person.shown_name in text for person in world.members)
    assert {look.where for look in needs.who_looked(me)} == {"when a room had no seat like yours, without your name"}
    assert needs.who_looked(silent) == []
    sent = as_(world.coordinator).post(address, {"room": str(room.pk), "anyway": "yes"})
    assert sent.status_code == 302
    assert "Nobody has written down that this one is so" in page_of(as_, me, meeting)
    assert "Nobody has written down" not in page_of(as_, world.coordinator, meeting)


def test_a_yes_from_before_is_kept_to_in_silence(world, venue, meeting):
    room = describe(venue, world.coordinator, shape="round", sizes=(10,))
    need = helps(world.members[1], to(world.panel), picks=("hearing_loop",))
    NeedShare.objects.unscoped("a yes to the sentences of before").filter(need=need).update(wording_version=2)
    assert plan_in(room, meeting, world.coordinator)


def test_a_table_that_is_not_to_be_used_stays_empty(as_, world, venue, meeting):
    room = describe(venue, world.coordinator, sizes=(4, 4, 4))
    sent = as_(world.coordinator).post(
        reverse("seating:plan-new", args=[meeting.pk]), {"room": str(room.pk), "left_empty": "2"}
    )
    assert sent.status_code == 302
    plan = queries.plan_in_use(meeting)
    assert set(plan.seats.values_list("table", flat=True)) == {1, 3}
    text = page_of(as_, world.members[0], meeting)
    assert "Table 3" in text
    assert "Table 2" not in text
    other = actions.try_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)
    assert set(other.seats.values_list("table", flat=True)) == {1, 3}
    late = world.coordinator
    rooms.reply(meeting, late)
    gone = plan.seats.first().person_id
    now = actions.reseat(
        meeting_id=meeting.pk, plan_id=plan.pk, missing=[gone], arrived=[late.pk], moves=0, by=world.coordinator
    )
    assert set(now.seats.values_list("table", flat=True)) == {1, 3}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("4", "the tables 1 to 3"),
        ("0", "the tables 1 to 3"),
        ("1, 2, 3", "Leave at least one"),
        ("two", "only numbers"),
    ],
)
def test_tables_that_cannot_be_left_empty(as_, world, venue, meeting, typed, says):
    room = describe(venue, world.coordinator, sizes=(4, 4, 4))
    sent = as_(world.coordinator).post(
        reverse("seating:plan-new", args=[meeting.pk]), {"room": str(room.pk), "left_empty": typed}
    )
    assert sent.status_code == 422
    assert says in sent.content.decode()
    assert f'value="{typed}"' in sent.content.decode()


def test_only_rooms_of_the_meetings_place_can_be_chosen(world, venue, meeting):
    other = schedule.make_venue(programme=world.programme, name="Far Hall", address="9 Far Lane", by=world.coordinator)
    gone = describe(venue, world.coordinator, name="Gone")
    actions.put_room_away(room_id=gone.pk, by=world.coordinator)
    for room in (describe(other, world.coordinator), gone):
        with pytest.raises(NotNow, match="choose again"):
            plan_in(room, meeting, world.coordinator)


def test_a_plan_stays_in_the_room_it_was_made_for(as_, world, venue, meeting):
    room = describe(venue, world.coordinator, shape="horseshoe", sizes=(10,))
    plan_in(room, meeting, world.coordinator)
    before = page_of(as_, world.members[0], meeting)
    actions.change_room(room_id=room.pk, name="Rose room", seats=[[frozenset()] * 20], by=world.lead)
    after = page_of(as_, world.members[0], meeting)
    assert after.split("<svg")[-1].split("</svg>")[0] == before.split("<svg")[-1].split("</svg>")[0]
    assert "What each seat offers" in before
    assert "What each seat offers" not in after


def test_in_one_long_row_two_change_seats_and_who_is_kept_keeps_the_very_seat(world, venue, meeting):
    room = describe(venue, world.coordinator, shape="boardroom", sizes=(10,))
    plan = plan_in(room, meeting, world.coordinator)
    one, *_, other = list(plan.seats.all())[:5]
    changed = actions.swap(
        meeting_id=meeting.pk, plan_id=plan.pk, person_id=one.person_id, other_id=other.person_id, by=world.coordinator
    )
    assert changed.seats.get(person=one.person_id).place == other.place
    actions.lock(meeting_id=meeting.pk, plan_id=changed.pk, person_ids=[one.person_id], by=world.coordinator)
    for _ in range(3):
        tried = actions.try_another(meeting_id=meeting.pk, plan_id=changed.pk, by=world.coordinator)
        kept = tried.seats.get(person=one.person_id)
        assert (kept.place, kept.locked) == (other.place, True)


def test_who_would_rather_not_sit_together_do_not_sit_beside_each_other(world, venue, meeting):
    a, b = world.members[:2]
    actions.wish_apart(person_ids=[b.pk], by=a)
    room = describe(venue, world.coordinator, shape="round", sizes=(8,))
    for _ in range(3):
        plan = plan_in(room, meeting, world.coordinator)
        places = {seat.person_id: seat.place for seat in plan.seats.all()}
        assert (places[a.pk] - places[b.pk]) % 8 not in (1, 7)
        assert queries.plan_for(a, meeting).all_as_wished


def test_after_a_horseshoe_only_those_who_sat_beside_each_other_have_met(world, venue):
    a, b, c, d = world.members[:4]
    room = describe(venue, world.coordinator, shape="horseshoe", sizes=(6,))
    past = rooms.held(world.panel, a, b, d, away=(c,))
    plan = SeatingPlan.objects.create(meeting=past, room=room, seed=1)
    for place, person in enumerate([a, b, c, d], start=1):
        Seat.objects.create(plan=plan, person=person, table=1, place=place)
    ahead = rooms.meeting(world.panel)
    assert queries.history_before(ahead) == [[[a.pk, b.pk], [b.pk, d.pk]]], "the ends do not close up"
    Room.objects.filter(pk=room.pk).update(shape="round")
    assert queries.history_before(ahead) == [[[a.pk, b.pk], [b.pk, d.pk], [d.pk, a.pk]]]


def test_the_database_keeps_a_plan_to_a_room_or_to_plain_tables(world, venue, meeting):
    room = describe(venue, world.coordinator)
    for wrong in ({"room": room, "seats_per_table": 4}, {}, {"seats_per_table": 4, "left_empty": [1]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SeatingPlan.objects.create(meeting=meeting, seed=1, **wrong)


def test_what_no_seat_offers_does_not_stand_in_the_way_of_the_rest(world, venue, meeting):
    room = describe(venue, world.coordinator, shape="horseshoe", sizes=(10,))
    me = world.members[0]
    helps(me, to(world.panel), picks=("near_door", "hearing_loop"))
    plan = plan_in(room, meeting, world.coordinator, anyway=True)
    assert plan.seats.get(person=me).place in (1, 10)


def test_where_the_way_in_has_no_step_the_seats_start_without_one(world):
    hall = schedule.make_venue(
        programme=world.programme, name="Low Hall", address="2 Low Lane", step_free="yes", by=world.coordinator
    )
    room = describe(hall, world.coordinator, shape="round", sizes=(4,))
    assert all("step_free" in offers for offers in queries.seats_in(room)[0])


def test_a_room_has_to_be_chosen_where_there_are_some(as_, world, venue, meeting):
    room = describe(venue, world.coordinator, sizes=(6, 6))
    address = reverse("seating:plan-new", args=[meeting.pk])
    client = as_(world.coordinator)
    assert "Choose a room" in client.post(address, {"seats_per_table": "4"}).content.decode()
    actions.put_room_away(room_id=room.pk, by=world.coordinator)
    other = describe(venue, world.coordinator, name="Other")
    sent = client.post(address, {"room": str(room.pk)})
    assert sent.status_code == 422
    assert "not one of this meeting’s place any more" in sent.content.decode()
    assert client.post(address, {"room": "tables", "seats_per_table": "4"}).status_code == 302
    assert client.post(address, {"room": str(other.pk)}).status_code == 302


# People who join from somewhere else


def test_who_joins_has_a_place_beside_somebody_and_everyone_reads_how(as_, world, venue, meeting):
    away = world.members[0]
    rooms.reply(meeting, away, word="online")
    room = describe(venue, world.coordinator, shape="round", sizes=(8,))
    sent = as_(world.coordinator).post(
        reverse("seating:plan-new", args=[meeting.pk]), {"room": str(room.pk), "with_remote": "on"}
    )
    assert sent.status_code == 302
    plan = queries.plan_in_use(meeting)
    assert [seat.person for seat in plan.seats.filter(remote=True)] == [away]
    assert plan.seats.count() == 8
    mine = page_of(as_, away, meeting)
    assert "a screen or a phone stands there for you" in mine
    theirs = page_of(as_, world.members[1], meeting)
    assert f"{away.shown_name} (joins from somewhere else)" in theirs, "read aloud"
    assert f"{away.shown_name}, joins from somewhere else" in theirs, "in the list"
    assert "joins in" in theirs, "in the drawing"
    assert queries.replies_changed(world.coordinator, plan) == 0
    by_hand = plan.seats.exclude(person=away).first()
    changed = actions.swap(
        meeting_id=meeting.pk, plan_id=plan.pk, person_id=away.pk, other_id=by_hand.person_id, by=world.coordinator
    )
    assert changed.seats.get(person=away).remote
    tried = actions.try_another(meeting_id=meeting.pk, plan_id=changed.pk, by=world.coordinator)
    assert tried.seats.get(person=away).remote
    now = actions.reseat(
        meeting_id=meeting.pk, plan_id=changed.pk, missing=[by_hand.person_id], arrived=[], moves=0,
        by=world.coordinator,
    )  # fmt: skip
    assert now.seats.get(person=away).remote


def test_without_being_asked_for_nobody_who_joins_is_shown(as_, world, venue, meeting):
    away = world.members[0]
    rooms.reply(meeting, away, word="phone")
    plan = plan_in(describe(venue, world.coordinator, sizes=(6, 6)), meeting, world.coordinator)
    assert not plan.seats.filter(person=away).exists()
    assert away.shown_name not in page_of(as_, world.members[1], meeting).split("<main")[1]


def test_more_who_join_than_come_is_said_with_what_to_do(world, venue, meeting):
    rooms.reply(meeting, *world.members, word="online")
    room = describe(venue, world.coordinator, shape="round", sizes=(10,))
    with pytest.raises(NotNow, match="6 people join from somewhere else and 2 people come in person"):
        plan_in(room, meeting, world.coordinator, with_remote=True)


def test_who_joined_at_their_place_has_met_those_at_the_table(world):
    a, b, c = world.members[:3]
    past = rooms.held(world.panel, a)
    for person in (b, c):
        Attendance.objects.create(meeting=past, person=person, came="online")
    plan = SeatingPlan.objects.create(meeting=past, seats_per_table=4, seed=1, with_remote=True)
    for place, (person, remote) in enumerate([(a, False), (b, True), (c, False)], start=1):
        Seat.objects.create(plan=plan, person=person, table=1, place=place, remote=remote)
    assert queries.history_before(rooms.meeting(world.panel)) == [[[a.pk, b.pk]]]


def test_who_comes_in_another_way_than_the_plan_has_them_is_a_changed_reply(world, venue, meeting):
    away = world.members[0]
    rooms.reply(meeting, away, word="online")
    plan = plan_in(describe(venue, world.coordinator, sizes=(6, 6)), meeting, world.coordinator, with_remote=True)
    assert queries.replies_changed(world.coordinator, plan) == 0
    rooms.reply(meeting, away)
    rooms.reply(meeting, world.members[1], word="phone")
    assert queries.replies_changed(world.coordinator, plan) == 2


def test_what_somebody_needs_of_a_chair_is_not_asked_for_where_they_join_from_somewhere_else(
    as_, world, venue, meeting
):
    away = world.members[0]
    helps(away, to(world.panel))
    rooms.reply(meeting, away, word="online")
    plan = plan_in(describe(venue, world.coordinator, sizes=(6, 6)), meeting, world.coordinator, with_remote=True)
    text = page_of(as_, away, meeting)
    assert "as you asked" not in text
    assert "You asked for" not in text
    (now,) = queries.arrangements(world.coordinator, meeting, [plan])
    assert not any(person.needs for person in now.people)
    rooms.reply(meeting, away)
    plan = plan_in(plan.room, meeting, world.coordinator, with_remote=True)
    (now,) = queries.arrangements(world.coordinator, meeting, [plan])
    assert [person.id for person in now.people if person.needs] == [away.pk]


def test_after_the_meeting_moves_no_plan_in_a_room_of_the_place_before_is_offered(world, venue, meeting):
    by = world.coordinator
    far = schedule.make_venue(programme=world.programme, name="Far Hall", address="9 Far Lane", by=by)
    before = plan_in(describe(venue, by, sizes=(6, 6)), meeting, by)
    in_use = actions.make_plan(meeting_id=meeting.pk, seats_per_table=4, by=by)
    assert [each.plan for each in queries.other_plans(by, meeting, in_use)] == [before]
    meeting.venue = far
    meeting.save()
    assert queries.other_plans(by, meeting, in_use) == []
    with pytest.raises(NotNow):
        actions.use_plan(meeting_id=meeting.pk, plan_id=in_use.pk, other_id=before.pk, by=by)
    meeting.venue = None
    meeting.save()
    assert queries.other_plans(by, meeting, in_use) == []
    meeting.venue = venue
    meeting.save()
    assert actions.use_plan(meeting_id=meeting.pk, plan_id=in_use.pk, other_id=before.pk, by=by) == before
    meeting.venue = far
    meeting.save()
    with pytest.raises(NotNow, match="Make the plan again"):
        actions.try_another(meeting_id=meeting.pk, plan_id=before.pk, by=by)


def test_where_the_room_has_become_too_small_another_plan_is_not_tried_and_the_sentence_can_be_followed(
    world, venue, meeting
):
    rooms.reply(meeting, world.members[0], word="online")
    plan = plan_in(describe(venue, world.coordinator, shape="round", sizes=(7,)), meeting, world.coordinator)
    rooms.reply(meeting, world.members[0])
    with pytest.raises(NotNow, match="Make the plan again") as no:
        actions.try_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)
    assert "larger room" not in no.value.sentence
