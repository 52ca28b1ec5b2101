"""On the day: somebody is missing or comes late, the seats follow, and the register is left alone."""

from datetime import timedelta

import pytest

from leap.core import audit, clock
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from meetings.attendance.models import Attendance
from meetings.seating import queries, states
from meetings.seating.actions import lock, reseat, wish_apart
from meetings.seating.models import Seat, SeatingPlan
from tests import factories
from tests.meetings import rooms
from tests.meetings.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel(members=7, researchers=2)


def todays(world, **facts):
    meeting = rooms.meeting(world.panel, starts_at=clock.now() - timedelta(minutes=5), **facts)
    *seated, late = world.members
    rooms.reply(meeting, *seated, *world.researchers)
    rooms.reply(meeting, late, word="not_coming")
    plan = SeatingPlan.objects.create(meeting=meeting, seats_per_table=4, seed=1)
    a, b, c, d, e, f = seated
    g, h = world.researchers
    for number, people in enumerate(([a, b, c, g], [d, e, f, h]), start=1):
        for place, person in enumerate(people, start=1):
            Seat.objects.create(plan=plan, person=person, table=number, place=place)
    return meeting


@pytest.fixture
def meeting(world):
    return todays(world)


def do(meeting, by, *, missing=(), arrived=(), moves=0, plan=None):
    plan = plan or queries.plan_in_use(meeting)
    return reseat(
        meeting_id=meeting.pk,
        plan_id=plan.pk,
        missing=[each.pk for each in missing],
        arrived=[each.pk for each in arrived],
        moves=moves,
        by=by,
    )


def address(meeting):
    return f"/meetings/{meeting.pk}/seating/today/"


def test_one_is_missing_one_comes_late_and_nobody_else_moves(world, meeting):
    a, late = world.members[0], world.members[-1]
    before = dict(queries.plan_in_use(meeting).seats.values_list("person", "table"))
    changed = do(meeting, world.coordinator, missing=[a], arrived=[late])
    after = dict(changed.seats.values_list("person", "table"))
    assert after.pop(late.pk) == 1
    assert after == {person: table for person, table in before.items() if person != a.pk}
    facts = audit.events_about(changed, "seating_plan.reseated").get().facts
    assert facts == {"meeting": str(meeting.pk), "missing": 1, "arrived": 1, "moved": 0}


def test_who_is_left_alone_is_offered_company_and_one_press_does_it(world, meeting, as_):
    a, b, c, *_ = world.members
    client = as_(world.coordinator)
    gone = [a.pk, b.pk, c.pk]
    plan = queries.plan_in_use(meeting)
    page = client.post(address(meeting), {"plan": plan.pk, "missing": gone})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Move nobody</button>" in text
    assert "Everybody stays where they are." in text
    ways = page.context["ways"]
    assert [way.number for way in ways] in ([0, 1], [0, 1, 2])
    assert text.count('data-label="Then"') == 5 * len(ways)
    assert queries.plan_in_use(meeting) == plan, "looking changes nothing"
    client.post(address(meeting), {"plan": plan.pk, "missing": gone, "way": "1"})
    tables = queries.tables_of(list(queries.plan_in_use(meeting).seats.all()))
    assert sorted(len(table.people) for table in tables if table.people) != [1, 4]
    assert sum(len(table.people) for table in tables) == 5


def test_only_those_who_arrange_the_meeting_do_it(world, meeting, as_):
    for person in (world.members[0], world.researchers[0], world.finance):
        with pytest.raises(NotAllowed):
            do(meeting, person, missing=[world.members[1]])
    assert as_(world.members[0]).get(address(meeting)).status_code == 403
    assert as_(world.finance).get(address(meeting)).status_code == 404


def test_the_register_may_have_begun_and_neither_disturbs_the_other(world, as_):
    meeting = todays(world, state="held")
    a, b = world.members[:2]
    Attendance.objects.create(meeting=meeting, person=a, came=Attendance.Came.AWAY)
    Attendance.objects.create(meeting=meeting, person=b, came=Attendance.Came.IN_PERSON)
    rows = list(Attendance.objects.order_by("pk").values())
    assert "Somebody is missing" in as_(world.coordinator).get(f"/meetings/{meeting.pk}/seating/").content.decode()
    do(meeting, world.coordinator, missing=[a])
    assert list(Attendance.objects.order_by("pk").values()) == rows
    assert not queries.plan_in_use(meeting).seats.filter(person=a).exists()


def test_the_day_after_the_seats_stay_as_they_were(world):
    meeting = todays(world, state="held")
    meeting.starts_at -= timedelta(days=1)
    meeting.save()
    with pytest.raises(NotNow, match="stay as they were"):
        do(meeting, world.coordinator, missing=[world.members[0]])


def test_who_is_to_stay_is_not_moved(world, meeting):
    plan = queries.plan_in_use(meeting)
    everybody = list(plan.seats.values_list("person", flat=True))
    lock(meeting_id=meeting.pk, plan_id=plan.pk, person_ids=everybody, by=world.coordinator)
    ways = queries.ways_on_the_day(
        world.coordinator, meeting, plan, [person.pk for person in world.members[:3]], []
    )  # fmt: skip
    assert [way.number for way in ways] == [0]
    with pytest.raises(NotNow, match="cannot be done any more"):
        do(meeting, world.coordinator, missing=world.members[:3], moves=1)
    changed = do(meeting, world.coordinator, missing=world.members[:3])
    assert changed.seats.filter(locked=True).count() == 5


def test_no_wish_changes_an_offer(world, meeting, as_):
    a, b, *_, late = world.members
    client = as_(world.coordinator)
    plan = queries.plan_in_use(meeting)

    def seen():
        got = []
        for gone in world.members[:4]:
            answer = client.post(address(meeting), {"plan": plan.pk, "missing": [gone.pk], "arrived": [late.pk]})
            got.append([(way.sentences, way.lines) for way in answer.context["ways"]])
        return got

    before = seen()
    wish_apart(person_ids=[each.pk for each in world.members[1:]], by=a)
    wish_apart(person_ids=[b.pk, world.researchers[0].pk], by=late)
    assert seen() == before


def test_a_plan_that_changed_meanwhile_is_shown_with_the_ways_there_are_now(world, meeting, as_):
    a, b, *_ = world.members
    plan = queries.plan_in_use(meeting)
    do(meeting, world.lead, missing=[a])
    with pytest.raises(ChangedMeanwhile):
        do(meeting, world.coordinator, missing=[b], plan=plan)
    answer = as_(world.coordinator).post(address(meeting), {"plan": plan.pk, "missing": [b.pk], "way": "0"})
    assert answer.status_code == 409
    assert states.CHANGED in answer.content.decode()
    assert answer.context["ways"]
    assert queries.plan_in_use(meeting).seats.filter(person=b).exists()


@pytest.mark.parametrize("typed", [{}, {"missing": "x"}, {"arrived": "00000000-0000-4000-8000-000000000000"}])
def test_bad_input_is_refused_in_a_sentence(world, meeting, as_, typed):
    answer = as_(world.coordinator).post(address(meeting), {"plan": queries.plan_in_use(meeting).pk, **typed})
    assert answer.status_code == 422
    assert queries.plan_in_use(meeting).how == "planned"


def test_a_way_that_is_none_is_refused_kindly(world, meeting, as_):
    typed = {"plan": queries.plan_in_use(meeting).pk, "missing": [world.members[0].pk], "way": "7"}
    assert as_(world.coordinator).post(address(meeting), typed).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_seat_nobody_twice():
    world = factories.small_panel(members=7, researchers=2)
    meeting = todays(world)
    plan, late = queries.plan_in_use(meeting), world.members[-1]
    results = at_once(
        lambda number: do(meeting, world.coordinator, missing=[world.members[number % 6]], arrived=[late], plan=plan)
    )
    assert sum(isinstance(result, SeatingPlan) for result in results) == 1, results
    assert sum(isinstance(result, ChangedMeanwhile) for result in results) == 7
    seats = list(queries.plan_in_use(meeting).seats.values_list("person", flat=True))
    assert len(seats) == len(set(seats)) == 8


def test_on_the_day_nobody_is_told_to_make_the_whole_plan_again(world, meeting, as_):
    """Who came is what counts now, not what they had answered."""
    do(meeting, world.coordinator, missing=[world.members[0]])
    page = as_(world.coordinator).get(f"/meetings/{meeting.pk}/seating/").content.decode()
    assert "reply has changed since" not in page
    assert "Somebody is missing, or has come without a seat" in page
