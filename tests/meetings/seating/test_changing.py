"""A plan is changed by hand: two change places, some keep their table, plans are compared."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.needs import queries as needs
from leap.core import audit
from leap.core.audit.models import AuditEvent
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from meetings.seating import queries, states
from meetings.seating.actions import lock, make_plan, swap, try_another, use_plan, wish_apart
from meetings.seating.models import Seat, SeatingPlan
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


def seat(meeting, *tables, in_use=True):
    plan = SeatingPlan.objects.create(
        meeting=meeting, seats_per_table=4, seed=1, replaced_at=None if in_use else meeting.starts_at
    )
    for number, people in enumerate(tables, start=1):
        for place, person in enumerate(people, start=1):
            Seat.objects.create(plan=plan, person=person, table=number, place=place)
    return plan


def tables_of(plan):
    found: dict[int, set] = {}
    for each in plan.seats.select_related("person"):
        found.setdefault(each.table, set()).add(each.person)
    return [found[number] for number in sorted(found)]


def address(meeting, page):
    return f"/meetings/{meeting.pk}/seating/{page}/"


@pytest.fixture
def plan(world, meeting):
    a, b, c, d, e, f = world.members
    g, h = world.researchers
    return seat(meeting, [a, b, c, g], [d, e, f, h])


def swap_them(meeting, plan, one, other, by):
    return swap(meeting_id=meeting.pk, plan_id=plan.pk, person_id=one.pk, other_id=other.pk, by=by)


def test_two_people_change_places_and_the_plan_before_is_kept(world, meeting, plan):
    a, b, c, d, e, f = world.members
    g, h = world.researchers
    changed = swap_them(meeting, plan, a, d, world.coordinator)
    assert queries.plan_in_use(meeting) == changed
    assert tables_of(changed) == [{d, b, c, g}, {a, e, f, h}]
    assert tables_of(plan) == [{a, b, c, g}, {d, e, f, h}]
    assert (changed.how, changed.follows_id) == ("swapped", plan.pk)
    assert audit.events_about(changed, "seating_plan.swapped").get().facts == {"meeting": str(meeting.pk)}


def test_only_those_who_arrange_the_meeting_change_it(world, meeting, plan):
    a, _, _, d, *_ = world.members
    for person in (a, world.researchers[0], world.finance):
        for step in (
            lambda by=person: swap_them(meeting, plan, a, d, by),
            lambda by=person: lock(meeting_id=meeting.pk, plan_id=plan.pk, person_ids=[a.pk], by=by),
            lambda by=person: try_another(meeting_id=meeting.pk, plan_id=plan.pk, by=by),
            lambda by=person: use_plan(meeting_id=meeting.pk, plan_id=plan.pk, other_id=plan.pk, by=by),
        ):
            with pytest.raises(NotAllowed):
                step()
    assert SeatingPlan.objects.count() == 1


def test_a_swap_is_refused_in_a_sentence_where_there_is_nothing_to_do(world, meeting, plan):
    a, b, _, d, *_ = world.members
    with pytest.raises(NotNow, match="share a table already"):
        swap_them(meeting, plan, a, b, world.coordinator)
    with pytest.raises(NotNow, match="no seat in this plan"):
        swap_them(meeting, plan, a, world.coordinator, world.coordinator)
    lock(meeting_id=meeting.pk, plan_id=plan.pk, person_ids=[a.pk], by=world.coordinator)
    with pytest.raises(NotNow, match="stay where they sit"):
        swap_them(meeting, plan, d, a, world.coordinator)
    meeting.state = "held"
    meeting.save()
    with pytest.raises(NotNow, match="stay as they were"):
        swap_them(meeting, plan, b, d, world.coordinator)


def test_a_seat_that_somebody_needs_is_not_swapped_away_and_the_sentence_names_nobody(world, meeting, plan, as_):
    a, b, _, d, *_ = world.members
    helps(a, to(world.panel))
    with pytest.raises(NotNow) as refused:
        swap_them(meeting, plan, a, d, world.coordinator)
    assert refused.value.sentence == states.NEEDED
    answer = as_(world.coordinator).post(
        address(meeting, "change"), {"plan": plan.pk, "one": d.pk, "other": a.pk, "do": "swap"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert states.NEEDED in page
    for word in ("door", "physical"):
        assert word not in page.split("<main")[1].split("</main")[0].lower()
    assert page.count(" selected") == 2  # what was chosen is not lost
    assert [look.where for look in needs.who_looked(a)][:1] == ["when a change of seats was refused, without your name"]
    assert needs.who_looked(b) == []
    assert swap_them(meeting, plan, b, d, world.coordinator)


def test_a_need_that_is_not_shown_to_those_who_run_the_panel_refuses_nothing(world, meeting, plan):
    a, _, _, d, *_ = world.members
    helps(a)
    assert swap_them(meeting, plan, a, d, world.coordinator)
    assert needs.who_looked(a) == []


def everything(client, meeting, plan, viewer, pairs):
    """What somebody gets who tries every pair: the bytes and how often the database was asked."""
    got = []
    for one, other in pairs:
        for step in ({}, {"do": "swap"}):
            latest = queries.plan_in_use(meeting)
            with CaptureQueriesContext(connection) as asked:
                answer = client.post(
                    address(meeting, "change"), {"plan": latest.pk, "one": one.pk, "other": other.pk, **step}
                )
            got.append((answer.status_code, len(asked)))
        page = client.get(address(meeting, "change")).content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.split("<main")[1])
        got.append(page.replace(str(queries.plan_in_use(meeting).pk), ""))
    return got


def test_no_wish_shows_by_trying_swap_after_swap(world, meeting, plan, as_):
    """Each pair is tried and done, twice over: once without a wish, once with wishes of many. Nothing differs."""
    pairs = [(one, other) for one in world.members[:3] for other in (world.members[3], world.researchers[1])]
    client = as_(world.coordinator)
    before = everything(client, meeting, plan, world.coordinator, pairs)
    lines = AuditEvent.objects.count()
    queries.plan_in_use(meeting).delete()
    plan.replaced_at = None
    plan.save()
    wish_apart(person_ids=[each.pk for each in world.members[2:]], by=world.members[0])
    wish_apart(person_ids=[world.members[0].pk], by=world.researchers[1])
    assert everything(client, meeting, plan, world.coordinator, pairs) == before
    assert AuditEvent.objects.count() > lines


def test_a_swap_somebody_did_not_wish_is_told_to_them_alone(world, meeting, plan, as_):
    a, _, _, d, e, _ = world.members
    wish_apart(person_ids=[e.pk], by=a)
    swap_them(meeting, plan, a, d, world.coordinator)
    pages = {
        person.pk: "not all you wished" in as_(person).get(f"/meetings/{meeting.pk}/seating/").content.decode()
        for person in (*world.members, *world.researchers, world.coordinator)
    }
    assert [pk for pk, told in pages.items() if told] == [a.pk]


def test_who_keeps_their_table_keeps_it_whatever_is_wished(world, meeting, plan):
    a, b, c, d, *_ = world.members
    wish_apart(person_ids=[b.pk, c.pk], by=a)
    helps(a, to(world.panel), picks=("quiet_edge",))
    assert lock(
        meeting_id=meeting.pk, plan_id=plan.pk, person_ids=[a.pk, b.pk, d.pk], by=world.coordinator
    ) == 3  # fmt: skip
    for _ in range(3):
        another = try_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)
        one, two = tables_of(another)
        assert {a, b} <= one
        assert d in two
        assert set(another.seats.filter(locked=True).values_list("person", flat=True)) == {a.pk, b.pk, d.pk}
        assert another.seats.count() == 8
    assert queries.plan_in_use(meeting) == plan


def test_without_locks_they_would_move(world, meeting, plan):
    """The test above can fail."""
    a, b, *_ = world.members
    wish_apart(person_ids=[b.pk], by=a)
    plans = [try_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator) for _ in range(3)]
    assert not any({a, b} <= tables_of(each)[0] for each in plans)


def test_another_plan_takes_the_place_of_the_one_in_use(world, meeting, plan):
    another = try_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)
    use_plan(meeting_id=meeting.pk, plan_id=plan.pk, other_id=another.pk, by=world.coordinator)
    assert queries.plan_in_use(meeting) == another
    use_plan(meeting_id=meeting.pk, plan_id=another.pk, other_id=plan.pk, by=world.coordinator)
    assert queries.plan_in_use(meeting) == plan


def test_a_plan_for_other_people_or_of_another_meeting_is_not_used(world, meeting, plan):
    elsewhere = seat(rooms.meeting(world.panel, days=30), world.members)
    fewer = seat(meeting, world.members, in_use=False)
    for other in (elsewhere, fewer, plan):
        with pytest.raises(NotNow, match="other people are coming"):
            use_plan(meeting_id=meeting.pk, plan_id=plan.pk, other_id=other.pk, by=world.coordinator)


def test_a_plan_in_which_a_seat_is_not_what_somebody_needs_is_not_used(world, meeting, plan):
    a, b, c, d, e, f = world.members
    g, h = world.researchers
    other = seat(meeting, [d, b, c, g], [a, e, f, h], in_use=False)
    helps(a, to(world.panel))
    with pytest.raises(
        NotNow, match="That plan cannot be used any more: a seat in it would not be what somebody needs"
    ):
        use_plan(meeting_id=meeting.pk, plan_id=plan.pk, other_id=other.pk, by=world.coordinator)


def test_a_plan_that_is_refused_for_a_need_is_on_the_page_of_whoever_has_one(world, meeting, plan, as_):
    a, b, c, d, e, f = world.members
    g, h = world.researchers
    other = seat(meeting, [d, b, c, g], [a, e, f, h], in_use=False)
    helps(a, to(world.panel))
    refused = as_(world.coordinator).post(address(meeting, "compare"), {"plan": plan.pk, "other": other.pk})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Please try another plan" in page
    assert "change places" not in page
    assert [look.where for look in needs.who_looked(a)] == ["when a change of seats was refused, without your name"]
    assert needs.who_looked(b) == []


def test_a_plan_in_which_somebody_comes_in_another_way_is_not_the_same(world, meeting, plan):
    other = seat(meeting, world.members[:4], [*world.members[4:], *world.researchers], in_use=False)
    assert [each.plan for each in queries.other_plans(world.coordinator, meeting, plan)] == [other]
    other.seats.filter(person=world.members[0]).update(remote=True)
    assert queries.other_plans(world.coordinator, meeting, plan) == []
    with pytest.raises(NotNow, match="or in another way"):
        use_plan(meeting_id=meeting.pk, plan_id=plan.pk, other_id=other.pk, by=world.coordinator)


def test_somebody_who_left_in_between_is_left_out_of_the_next_plan_and_nobody_is_lost(world, meeting, plan):
    lock(meeting_id=meeting.pk, plan_id=plan.pk, person_ids=[world.members[0].pk], by=world.coordinator)
    factories.end_roles(world.members[0])
    changed = swap_them(meeting, plan, world.members[1], world.members[3], world.coordinator)
    assert changed.seats.count() == 8
    another = try_another(meeting_id=meeting.pk, plan_id=changed.pk, by=world.coordinator)
    assert set(another.seats.values_list("person", flat=True)) == {
        person.pk for person in (*world.members[1:], *world.researchers)
    }


def test_the_parts_say_what_a_swap_changes(world, meeting, plan, as_):
    a, b, c, d, *_ = world.members
    seat(rooms.held(world.panel, a, b, c), [a, b, c])
    answer = as_(world.coordinator).post(address(meeting, "change"), {"plan": plan.pk, "one": a.pk, "other": d.pk})
    assert answer.status_code == 200
    told = [(line.label, line.now, line.then, line.change) for line in answer.context["swap"].lines]
    assert told == [
        ("Pairs who share a table for the first time", "9", "11", "Better, by 2"),
        ("Pairs who have shared a table before", "3", "1", "Better, by 2"),
        ("Members with no other member at their table", "0", "0", "The same"),
        ("Tables without both members and others", "0", "0", "The same"),
        ("Seats are what people need", "Yes", "Yes", "The same"),
    ]
    assert queries.plan_in_use(meeting) == plan, "nothing is changed by looking"


def test_a_member_who_would_be_alone_among_professionals_is_counted(world):
    one, two, *_ = world.members
    meeting = rooms.meeting(world.panel)
    plan = seat(meeting, [one, two], [*world.researchers])
    told = queries.what_a_swap_changes(world.coordinator, meeting, plan, one.pk, world.researchers[0].pk)
    assert [(line.now, line.then, line.change) for line in told.lines][2] == ("0", "2", "Not as good, by 2")


def test_two_selects_and_two_buttons_are_enough(world, meeting, plan, as_):
    a, _, _, d, *_ = world.members
    client = as_(world.coordinator)
    page = client.get(address(meeting, "change")).content.decode()
    assert page.count("<select") == 2
    assert 'name="do"' not in page
    page = client.post(address(meeting, "change"), {"plan": plan.pk, "one": a.pk, "other": d.pk}).content.decode()
    assert "Change places</button>" in page
    answer = client.post(
        address(meeting, "change"), {"plan": plan.pk, "one": a.pk, "other": d.pk, "do": "swap"}, follow=True
    )
    assert f"{a.shown_name} and {d.shown_name} have changed places." in answer.content.decode()


@pytest.mark.parametrize(
    "typed", [{}, {"one": "x", "other": "y"}, {"one": "00000000-0000-4000-8000-000000000000", "other": ""}]
)
def test_bad_input_is_refused_in_a_sentence(world, meeting, plan, as_, typed):
    answer = as_(world.coordinator).post(address(meeting, "change"), {"plan": plan.pk, **typed})
    assert answer.status_code == 422
    same = {"plan": plan.pk, "one": world.members[0].pk, "other": world.members[0].pk}
    answer = as_(world.coordinator).post(address(meeting, "change"), same)
    assert states.SAME_PERSON in answer.content.decode()


def test_the_second_of_two_coordinators_hears_that_it_changed_and_sees_both(world, meeting, plan, as_):
    a, b, _, d, e, _ = world.members
    swap_them(meeting, plan, a, d, world.lead)
    typed = {"plan": plan.pk, "one": b.pk, "other": e.pk, "do": "swap"}
    answer = as_(world.coordinator).post(address(meeting, "change"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert states.CHANGED in page
    assert f"{a.shown_name} sits at table 2, before at table 1." in page
    assert f"{d.shown_name} sits at table 1, before at table 2." in page
    assert page.count(" selected") == 2
    assert f"If {b.shown_name} and {e.shown_name} change places" in page
    now = queries.plan_in_use(meeting)
    assert f'value="{now.pk}"' in page
    with pytest.raises(ChangedMeanwhile):
        swap_them(meeting, plan, b, e, world.coordinator)
    assert as_(world.coordinator).post(address(meeting, "change"), {**typed, "plan": now.pk}).status_code == 302


def test_ticks_and_presses_on_a_plan_that_changed_are_not_lost_and_do_nothing(world, meeting, plan, as_):
    a, _, _, d, *_ = world.members
    changed = swap_them(meeting, plan, a, d, world.lead)
    client = as_(world.coordinator)
    answer = client.post(address(meeting, "keep"), {"plan": plan.pk, "people": [a.pk]})
    assert (answer.status_code, answer.content.decode().count(" checked")) == (422, 1)
    for page, typed in (("again", {}), ("compare", {"other": plan.pk})):
        answer = client.post(address(meeting, page), {"plan": plan.pk, **typed})
        assert answer.status_code == 409
        assert f"{a.shown_name} sits at table 2, before at table 1." in answer.content.decode()
        assert client.post(address(meeting, page), {}).status_code == 409
    assert queries.plan_in_use(meeting) == changed
    assert not Seat.objects.filter(locked=True).exists()


def test_plans_lie_side_by_side_and_one_press_uses_the_other(world, meeting, plan, as_):
    client = as_(world.coordinator)
    client.post(address(meeting, "keep"), {"plan": plan.pk, "people": [world.members[0].pk]})
    page = client.post(address(meeting, "again"), {"plan": plan.pk}, follow=True).content.decode()
    assert "It is not in use yet" in page
    assert page.count("Use this plan") == 1
    assert f"keeps {world.members[0].shown_name} at their table" in " ".join(page.split())
    (other,) = queries.other_plans(world.coordinator, meeting, plan)
    client.post(address(meeting, "compare"), {"plan": plan.pk, "other": other.plan.pk})
    assert queries.plan_in_use(meeting) == other.plan


def test_without_a_plan_there_is_nothing_to_change_yet(world, meeting, as_):
    for page in ("change", "keep", "compare"):
        assert as_(world.coordinator).get(address(meeting, page)).status_code == 409
        assert as_(world.members[0]).get(address(meeting, page)).status_code == 403
    make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    for page in ("change", "keep", "compare"):
        assert as_(world.coordinator).get(address(meeting, page)).status_code == 200


def test_comparing_asks_the_database_as_often_for_one_plan_as_for_four(world, meeting, plan, as_):
    client = as_(world.coordinator)

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(meeting, "compare")).status_code == 200
        return len(found)

    asked()
    before = asked()
    for _ in range(4):
        seat(meeting, world.members, world.researchers, in_use=False)
    assert asked() == before
