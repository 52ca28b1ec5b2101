from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.seating.actions import make_plan
from meetings.seating.models import SeatingPlan
from tests import factories
from tests.accounts.needs.factories import helps, to
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel(members=5)


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel)
    rooms.reply(ahead, *world.members, *world.researchers)
    return ahead


def at(name, meeting):
    return reverse(f"seating:{name}", args=[meeting.pk])


def get(client, viewer, url):
    client.force_login(viewer)
    return client.get(url)


def test_a_coordinator_makes_a_plan_and_everyone_finds_their_seat(client, world, meeting):
    client.force_login(world.coordinator)
    response = client.post(at("plan-new", meeting), {"seats_per_table": "3"})
    assert response.status_code == 302
    assert response["Location"] == at("plan-detail", meeting)
    table = SeatingPlan.objects.get().seats.get(person=world.members[0]).table
    text = get(client, world.members[0], at("plan-detail", meeting)).content.decode()
    assert f"You are at table {table} with " in text
    assert "for the first time" in text
    for person in [*world.members, *world.researchers]:
        assert text.count(person.called_name) >= 2, "in the drawing and in the list"
    assert "Make the plan again" not in text


def test_before_there_is_a_plan_each_is_told_what_they_can_do(client, world, meeting):
    assert "There is no seating plan for this meeting." in get(
        client, world.members[0], at("plan-detail", meeting)
    ).content.decode()  # fmt: skip
    assert "Make a seating plan" in get(client, world.coordinator, at("plan-detail", meeting)).content.decode()


def test_strangers_get_the_page_for_an_address_that_does_not_exist(client, world, meeting):
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    for viewer in [world.finance, elsewhere.members[0], elsewhere.coordinator]:
        for name in ("plan-detail", "plan-new"):
            assert get(client, viewer, at(name, meeting)).status_code == 404
            assert client.get(reverse(f"seating:{name}", args=[uuid4()])).status_code == 404


def test_those_on_the_panel_who_do_not_run_it_may_not_make_a_plan(client, world, meeting):
    for viewer in [world.members[0], world.researchers[0]]:
        assert get(client, viewer, at("plan-new", meeting)).status_code == 403
        assert client.post(at("plan-new", meeting), {"seats_per_table": "4"}).status_code == 403
    assert not SeatingPlan.objects.exists()


@pytest.mark.parametrize("typed", ["", "1", "21", "-4", "four", "4.5", "9" * 30, "=4", "４ｘ"])
def test_bad_input_is_refused_in_a_sentence_and_kept(client, world, meeting, typed):
    client.force_login(world.coordinator)
    response = client.post(at("plan-new", meeting), {"seats_per_table": typed})
    assert response.status_code == 422
    text = response.content.decode()
    assert ("Write a whole number from 2 to 20." in text) or ("Write how many seats a table has" in text)
    assert f'value="{typed}"' in text or not typed
    assert not SeatingPlan.objects.exists()


def test_a_post_with_nothing_in_it_is_bad_input_too(client, world, meeting):
    client.force_login(world.coordinator)
    assert client.post(at("plan-new", meeting), {}).status_code == 422


def test_a_plan_for_nobody_is_refused_in_a_sentence(client, world):
    meeting = rooms.meeting(world.panel)
    client.force_login(world.coordinator)
    response = client.post(at("plan-new", meeting), {"seats_per_table": "5"})
    assert response.status_code == 422
    assert "Nobody has said yet that they are coming in person." in response.content.decode()
    assert 'value="5"' in response.content.decode()


def test_changed_replies_are_said_kindly_to_those_who_can_make_it_again(client, world, meeting):
    make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator)
    rooms.reply(meeting, world.members[0], word="not_coming")
    text = get(client, world.coordinator, at("plan-detail", meeting)).content.decode()
    assert "One person’s reply has changed since" in text
    rooms.reply(meeting, world.members[1], word="online")
    assert "2 people’s replies have changed since" in client.get(at("plan-detail", meeting)).content.decode()
    assert "changed since" not in get(client, world.members[2], at("plan-detail", meeting)).content.decode()
    assert "The new plan takes the place" in get(client, world.coordinator, at("plan-new", meeting)).content.decode()


def test_after_the_meeting_the_plan_stays_and_is_not_made_again(client, world, meeting):
    make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator)
    meeting.state = "held"
    meeting.save()
    text = get(client, world.coordinator, at("plan-detail", meeting)).content.decode()
    assert "The room" in text
    assert "Make the plan again" not in text
    response = client.post(at("plan-new", meeting), {"seats_per_table": "3"})
    assert response.status_code == 422
    assert "stay as they were" in response.content.decode()


def test_someone_without_a_seat_is_told_so(client, world, meeting):
    make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator)
    assert (
        "You have no seat in this plan" in get(client, world.coordinator, at("plan-detail", meeting)).content.decode()
    )


def test_no_role_shows_anywhere_on_the_plan(client, world, meeting):
    make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator)
    text = (
        get(client, world.members[0], at("plan-detail", meeting)).content.decode().split("<main")[1].split("</main")[0]
    )
    for word in ["member", "researcher", "professional", "lived", "coordinator"]:
        assert word not in text.lower()


@pytest.mark.parametrize("who", ["coordinator", "members"])
def test_the_same_number_of_queries_for_4_people_and_for_40(
    client, django_assert_num_queries, django_assert_max_num_queries, who
):
    counts = {}
    for size in (4, 40):
        world = factories.small_panel(f"Panel of {size}", members=size)
        past = rooms.held(world.panel, *world.members)
        meeting = rooms.meeting(world.panel)
        rooms.reply(meeting, *world.members)
        make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
        past_plan = SeatingPlan.objects.create(meeting=past, seats_per_table=4, seed=1)
        for number, person in enumerate(world.members):
            past_plan.seats.create(person=person, table=number // 4, place=number % 4)
        viewer = world.coordinator if who == "coordinator" else world.members[0]
        url = at("plan-detail", meeting)
        get(client, viewer, url)
        with django_assert_max_num_queries(40) as seen:
            assert client.get(url).status_code == 200
        counts[size] = len(seen)
    assert counts[4] == counts[40]


def test_each_reads_what_they_asked_of_their_own_seat_and_nobody_else_does(client, world, meeting):
    one, *others = world.members
    make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator)
    before = {viewer.pk: main(get(client, viewer, at("plan-detail", meeting))) for viewer in others}
    plain = main(get(client, one, at("plan-detail", meeting)))
    helps(one, to(world.panel))
    told = main(get(client, one, at("plan-detail", meeting)))
    table = SeatingPlan.objects.get().seats.get(person=one).table
    kept = "Your table is nearest the door and has the most space, as you asked."
    broken = "You asked for a table that is nearest the door and has the most space, and this one is not."
    assert (kept if table == 1 else broken) in told
    assert "as you asked" not in plain
    assert {viewer.pk: main(get(client, viewer, at("plan-detail", meeting))) for viewer in others} == before


def test_what_somebody_keeps_to_themself_is_not_said_of_their_seat(client, world, meeting):
    helps(world.members[0])
    make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator)
    told = main(get(client, world.members[0], at("plan-detail", meeting)))
    assert "as you asked" not in told
    assert "You asked for" not in told


def test_who_has_sat_together_before_is_told(client, world, meeting):
    one, other, *_ = world.members
    past = rooms.held(world.panel, one, other)
    for plan in (SeatingPlan.objects.create(meeting=each, seats_per_table=4, seed=1) for each in (past, meeting)):
        for place, person in enumerate((one, other), start=1):
            plan.seats.create(person=person, table=1, place=place)
    told = " ".join(main(get(client, one, at("plan-detail", meeting))).split())
    assert f"You have sat at a table with {other.shown_name} before." in told


def test_cards_and_a_list_for_the_door_are_for_those_who_arrange_the_meeting(client, world, meeting):
    for page in ("plan-cards", "plan-door"):
        assert get(client, world.coordinator, at(page, meeting)).status_code == 409
    make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.coordinator)
    for page in ("plan-cards", "plan-door"):
        told = main(get(client, world.coordinator, at(page, meeting)))
        for person in [*world.members, *world.researchers]:
            assert told.count(person.shown_name) == 1
        assert get(client, world.members[0], at(page, meeting)).status_code == 403
        assert get(client, world.finance, at(page, meeting)).status_code == 404


def main(response):
    return response.content.decode().split("<main")[1].split("</main")[0]
