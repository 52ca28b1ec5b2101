"""Whom somebody would rather not share a table with: kept apart, and told to nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leap.core import audit
from leap.core.audit.models import AuditEvent
from leap.core.outbox.models import OutboxMessage
from meetings.seating import queries
from meetings.seating.actions import make_plan, wish_apart
from meetings.seating.models import ApartWish, Seat
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db
PAGE = "/meetings/seating/me/"


@pytest.fixture
def world():
    return factories.small_panel(members=8, researchers=0)


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel)
    rooms.reply(ahead, *world.members)
    return ahead


def wish(who, *others):
    wish_apart(person_ids=[other.pk for other in others], by=who)


def tables_of(plan):
    found: dict[int, set] = {}
    for person, table in plan.seats.values_list("person", "table"):
        found.setdefault(table, set()).add(person)
    return list(found.values())


def test_who_would_rather_not_share_a_table_does_not(world, meeting):
    one, other, third, *_ = world.members
    wish(one, other, third)
    for _ in range(8):  # by chance alone three of eight people at two tables share one in most plans
        plan = make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
        (own,) = [table for table in tables_of(plan) if one.pk in table]
        assert not own & {other.pk, third.pk}


def test_without_the_wish_they_would_share_one(world, meeting):
    """The test above can fail: the same meeting without a wish."""
    one, other, third, *_ = world.members
    plans = [make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator) for _ in range(8)]
    own = [next(table for table in tables_of(plan) if one.pk in table) for plan in plans]
    assert any(table & {other.pk, third.pk} for table in own)


def test_nobody_is_told_and_nothing_is_written_down_about_it(world, meeting):
    one, other, *_ = world.members
    before = AuditEvent.objects.count()
    wish(one, other)
    assert (AuditEvent.objects.count(), OutboxMessage.objects.count()) == (before, 0)
    plan = make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    facts = audit.events_about(plan, "seating_plan.made").get().facts
    assert facts.keys() == {"meeting", "seed", "people", "tables", "replaced"}
    with connection.cursor() as cursor:
        cursor.execute("select others from seating_apartwish")
        (sealed,) = cursor.fetchone()
    assert other.pk.bytes not in bytes(sealed)
    assert str(other.pk).encode() not in bytes(sealed)


def test_the_page_of_everybody_else_is_the_same_with_and_without_it(world, meeting, as_):
    one, other, *_ = world.members
    make_plan(meeting_id=meeting.pk, seats_per_table=8, by=world.coordinator)  # one table: it cannot be kept
    url = reverse("seating:plan-detail", args=[meeting.pk])
    everybody = [*world.members, world.coordinator, world.lead]
    before = {viewer.pk: as_(viewer).get(url).content for viewer in everybody}
    wish(one, other)
    changed = [viewer.pk for viewer in everybody if as_(viewer).get(url).content != before[viewer.pk]]
    assert changed == [one.pk]


def test_who_wished_is_told_alone_when_it_is_not_so(world, meeting, as_):
    one, other, *_ = world.members
    wish(one, other)
    make_plan(meeting_id=meeting.pk, seats_per_table=8, by=world.coordinator)
    page = as_(one).get(reverse("seating:plan-detail", args=[meeting.pk])).content.decode()
    said = page[page.index("Your table is not") :].split("</p>")[0]
    assert said == "Your table is not all you wished for this time. Only you see this line."
    assert other.shown_name not in said


def test_somebody_keeps_changes_and_takes_back_their_choice_on_one_page(world, as_):
    one, other, third, *_ = world.members
    browser = as_(one)
    assert "checked" not in browser.get(PAGE).content.decode()
    sent = browser.post(PAGE, {"others": [str(other.pk), str(third.pk)]}, follow=True).content.decode()
    assert "Kept. Only you see it." in sent
    assert sent.count(" checked") == 2
    assert queries.my_apart_ids(one) == {other.pk, third.pk}
    browser.post(PAGE, {"others": [str(third.pk)]})
    assert queries.my_apart_ids(one) == {third.pk}
    browser.post(PAGE, {})
    assert not ApartWish.objects.unscoped("a test").exists()


def test_only_people_of_ones_own_panels_can_be_chosen(world, as_):
    elsewhere = factories.small_panel()
    stranger = elsewhere.members[0]
    one = world.members[0]
    assert stranger.shown_name not in as_(one).get(PAGE).content.decode()
    answer = as_(one).post(PAGE, {"others": [str(stranger.pk), str(world.members[1].pk)]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody you ticked is not on a panel with you any more." in page
    assert page.count(" checked") == 1  # the other tick is not lost
    wish(one, stranger)
    assert queries.my_apart_ids(one) == set()


def test_nobody_finds_themself_on_their_list(world, as_):
    one = world.members[0]
    assert [each.pk for each in queries.people_beside(one) if each.pk == one.pk] == []
    assert len(queries.people_beside(one)) == len(world.members)  # seven others and the coordinator


def test_somebody_on_no_panel_is_told_so_kindly(as_):
    page = as_(factories.person()).get(PAGE).content.decode()
    assert "there is nobody to choose" in page
    assert "Keep my choice" not in page


def test_a_wish_counts_only_while_both_come(world, meeting):
    one, other, *_ = world.members
    wish(one, other)
    coming = [person.pk for person in world.members]
    assert queries.wishes_of(coming).apart == ((one.pk, other.pk),)
    assert queries.wishes_of([person.pk for person in world.members if person != other]).apart == ()


def test_wishes_that_cannot_all_be_kept_still_give_everybody_a_seat(world, meeting):
    for one in world.members:
        wish(one, *[each for each in world.members if each != one])
    plan = make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    assert Seat.objects.filter(plan=plan).count() == len(world.members)


def test_the_wish_goes_with_the_person_and_is_read_by_no_other_road(world):
    one, other, *_ = world.members
    wish(one, other)
    assert queries.my_apart_ids(other) == set()
    with pytest.raises(RuntimeError):
        ApartWish.objects.get(person=one)
    one.roles.all().delete()
    assert queries.my_apart_ids(one) == {other.pk}


def test_a_plan_asks_the_database_the_same_whatever_is_wished(world, meeting):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
        return len(found)

    make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    before = asked()
    wish(world.members[0], *world.members[1:3])
    wish(world.members[1], world.members[5])
    assert asked() == before
