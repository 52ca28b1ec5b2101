"""A plan of a large room is made in the background: no page waits, one plan is made, and nothing is lost meanwhile."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leap.core import audit, clock
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting
from meetings.seating import actions, queries, states, tasks
from meetings.seating.actions import Asked
from meetings.seating.models import SeatingPlan, WantedPlan
from tests import factories
from tests.meetings import rooms
from tests.meetings.at_once import THREADS, all_look_first, at_once

pytestmark = pytest.mark.django_db
FOUR = Asked(4, None)


@pytest.fixture(autouse=True)
def _five_are_many(monkeypatch):
    monkeypatch.setattr(states, "MOST_AT_ONCE", 5)


@pytest.fixture
def world():
    return factories.small_panel(members=6, researchers=2)


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel)
    rooms.reply(ahead, *world.members, *world.researchers)
    return ahead


def want(world, meeting, asked=FOUR, by=None):
    return actions.want_plan(meeting_id=meeting.pk, asked=asked, by=by or world.coordinator)


def page(as_, viewer, meeting, name="plan-making"):
    return as_(viewer).get(reverse(f"seating:{name}", args=[meeting.pk]))


def test_from_the_press_to_the_plan(as_, world, meeting):
    sent = as_(world.coordinator).post(reverse("seating:plan-new", args=[meeting.pk]), {"seats_per_table": "4"})
    assert sent["Location"] == reverse("seating:plan-making", args=[meeting.pk])
    assert queries.plan_in_use(meeting) is None, "the page did not wait for the search"
    wanted = WantedPlan.objects.get()
    waiting = page(as_, world.lead, meeting).content.decode()
    assert "It waits for its turn" in waiting
    assert "Look again" in waiting
    assert world.coordinator.shown_name in waiting
    assert "http-equiv" not in waiting
    for name in ("plan-detail", "plan-new"):
        assert "A plan is being made at this moment" in page(as_, world.lead, meeting, name).content.decode()
    assert "being made" not in page(as_, world.members[0], meeting, "plan-detail").content.decode()
    assert tasks.make_wanted_plan(str(wanted.pk)) is True
    wanted.refresh_from_db()
    plan = queries.plan_in_use(meeting)
    assert wanted.made == plan
    assert plan.seats.count() == 8
    assert plan.made_by == world.coordinator
    assert page(as_, world.lead, meeting)["Location"] == reverse("seating:plan-detail", args=[meeting.pk])
    assert audit.events_about(wanted, "seating_plan.wanted").get().actor_id == world.coordinator.pk


def test_how_far_the_search_is_is_shown_nowhere(as_, world, meeting):
    """Its steps begin afresh where a wish was in the way of it: whoever watched them would see that."""
    wanted, seen = want(world, meeting), []

    def told(done, of):
        with clock.held_at(wanted.wanted_at + timedelta(seconds=30)):
            text = page(as_, world.coordinator, meeting).content.decode()
        seen.append(text.split("<main")[1].split("</main>")[0])

    asked, host = want(world, meeting), world.members[0]
    Invitation.objects.filter(meeting=meeting, person=host).update(supporter="yes")
    actions.make_wanted_plan(wanted_id=asked.pk, told=told)
    assert len(seen) > 1, "each supporter takes a search more"
    assert len(set(seen)) == 1
    assert "It is being made. That is mostly a few seconds." in seen[0]
    assert "less than a minute ago" in seen[0]
    assert "step" not in seen[0]
    assert "<progress" not in seen[0]


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "less than a minute ago"), (1, "one minute ago"), (7, "7 minutes ago")]
)
def test_how_long_ago_it_was_asked_for_is_said(world, meeting, minutes, words):
    wanted = want(world, meeting)
    with clock.held_at(wanted.wanted_at + timedelta(minutes=minutes, seconds=20)):
        assert queries.how_far(wanted).ago == words


def test_few_people_have_their_plan_at_once(as_, world, meeting, monkeypatch):
    monkeypatch.setattr(states, "MOST_AT_ONCE", 8)
    sent = as_(world.coordinator).post(reverse("seating:plan-new", args=[meeting.pk]), {"seats_per_table": "4"})
    assert sent["Location"] == reverse("seating:plan-detail", args=[meeting.pk])
    assert not WantedPlan.objects.exists()
    Invitation.objects.filter(meeting=meeting, person=world.members[0]).update(supporter="yes")
    sent = as_(world.coordinator).post(reverse("seating:plan-new", args=[meeting.pk]), {"seats_per_table": "4"})
    assert sent["Location"] == reverse("seating:plan-making", args=[meeting.pk])


@pytest.mark.parametrize("kind", ["members", "researchers"])
def test_only_those_who_arrange_the_meeting_see_it_and_ask_for_it(as_, world, meeting, kind):
    person, elsewhere = getattr(world, kind)[0], factories.small_panel("Bracken")
    want(world, meeting)
    assert page(as_, person, meeting).status_code == 403
    assert page(as_, elsewhere.coordinator, meeting).status_code == 404
    with pytest.raises(NotAllowed):
        want(world, meeting, by=person)


def test_what_is_wrong_is_said_before_anybody_waits(as_, world, meeting):
    rooms.reply(meeting, *world.members, *world.researchers, word="not_coming")
    with pytest.raises(NotNow, match="as soon as somebody has"):
        want(world, meeting)
    assert not WantedPlan.objects.exists()


# Two at once


def test_two_who_ask_for_the_same_get_one_plan(world, meeting):
    wanted = want(world, meeting)
    assert want(world, meeting, by=world.lead) == wanted
    assert actions.make_wanted_plans() == 1
    assert SeatingPlan.objects.count() == 1


def test_who_chooses_something_else_meanwhile_keeps_their_words_and_sees_what_is_being_made(as_, world, meeting):
    want(world, meeting)
    sent = as_(world.lead).post(reverse("seating:plan-new", args=[meeting.pk]), {"seats_per_table": "3"})
    assert sent.status_code == 422
    text = sent.content.decode()
    assert "from another choice. What you chose is still here" in text
    assert 'value="3"' in text
    assert reverse("seating:plan-making", args=[meeting.pk]) in text
    assert WantedPlan.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_who_press_at_once_get_one_plan_and_eight_workers_make_one():
    world = factories.small_panel(members=6)
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)
    asked = at_once(lambda number: want(world, meeting))
    assert len({wanted.pk for wanted in asked}) == 1, asked
    made = at_once(lambda number: actions.make_wanted_plan(wanted_id=asked[0].pk))
    assert sorted(made) == [False] * (THREADS - 1) + [True]
    assert SeatingPlan.objects.filter(meeting=meeting, replaced_at__isnull=True).count() == 1
    assert SeatingPlan.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_run_into_the_constraint(monkeypatch):
    """The meeting held still is what makes the test above pass; the constraint still lets nobody have two."""
    monkeypatch.setattr(queries, "being_made", all_look_first(queries.being_made))
    monkeypatch.setattr(
        actions.wanted, "lock_to_run", lambda meeting_id, by: Meeting.objects.select_related("panel").get(pk=meeting_id)
    )
    world = factories.small_panel(members=6)
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)
    asked = at_once(lambda number: want(world, meeting))
    assert any(isinstance(result, IntegrityError) for result in asked), asked
    assert WantedPlan.objects.filter(ended_at__isnull=True).count() == 1


def test_a_worker_that_took_too_long_does_not_make_a_second_plan(world, meeting):
    """Its time was over, another one made the plan meanwhile: what the first one found is left."""
    wanted = want(world, meeting)
    later = clock.now() + timedelta(minutes=4)

    def another_is_quicker(done, of):
        if not SeatingPlan.objects.exists():
            with clock.held_at(later):
                assert actions.make_wanted_plan(wanted_id=wanted.pk, told=lambda done, of: None)

    actions.make_wanted_plan(wanted_id=wanted.pk, told=another_is_quicker)
    assert SeatingPlan.objects.count() == 1


# What changes meanwhile


def test_who_leaves_the_panel_while_it_is_made_has_no_seat_and_who_answers_has_one(world, meeting):
    gone, late = world.members[0], world.lead
    wanted, done_once = want(world, meeting), []

    def told(done, of):
        if not done_once:
            done_once.append(done)
            factories.end_roles(gone)
            rooms.reply(meeting, world.coordinator)

    assert actions.make_wanted_plan(wanted_id=wanted.pk, told=told)
    seated = set(queries.plan_in_use(meeting).seats.values_list("person", flat=True))
    assert gone.pk not in seated
    assert world.coordinator.pk in seated
    assert late.pk not in seated


def test_when_it_changes_again_and_again_it_is_made_all_the_same(world, meeting):
    wanted, turn = want(world, meeting), []

    def told(done, of):
        turn.append(done)
        word = "coming" if len(turn) % 2 else "not_coming"
        rooms.reply(meeting, world.coordinator, word=word)

    assert actions.make_wanted_plan(wanted_id=wanted.pk, told=told)
    plan = queries.plan_in_use(meeting)
    assert queries.replies_changed(world.coordinator, plan) == 0


def test_a_meeting_called_off_meanwhile_says_so_and_leaves_everything_as_it_was(as_, world, meeting):
    before = actions.make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    wanted = want(world, meeting, Asked(3, None))
    rooms.reply(meeting, *world.members, *world.researchers, word="not_coming")
    assert actions.make_wanted_plan(wanted_id=wanted.pk)
    wanted.refresh_from_db()
    assert wanted.why_not == WantedPlan.Why.CHANGED
    assert queries.plan_in_use(meeting) == before
    rooms.reply(meeting, *world.members)
    text = page(as_, world.coordinator, meeting).content.decode()
    assert "has changed while the plan was made" in text
    assert 'value="3"' in page(as_, world.coordinator, meeting, "plan-new").content.decode()


def test_what_a_worker_left_is_made_later_and_given_up_kindly_after_three_times(as_, world, meeting):
    wanted = want(world, meeting)
    WantedPlan.objects.filter(pk=wanted.pk).update(begun_at=clock.now(), begun_times=1)
    assert tasks.make_wanted_plans() == 0, "somebody is at it"
    with clock.held_at(clock.now() + timedelta(minutes=4)):
        WantedPlan.objects.filter(pk=wanted.pk).update(begun_times=states.TRIES)
        assert tasks.make_wanted_plans() == 0
    wanted.refresh_from_db()
    assert wanted.why_not == WantedPlan.Why.BROKEN
    assert "Something went wrong on our side" in page(as_, world.coordinator, meeting).content.decode()
    again = want(world, meeting)
    assert again != wanted
    assert tasks.make_wanted_plans() == 1


def test_whoever_chose_what_is_being_made_is_not_called_somebody_else(as_, world, meeting):
    want(world, meeting)
    sent = as_(world.coordinator).post(reverse("seating:plan-new", args=[meeting.pk]), {"seats_per_table": "3"})
    assert "from another choice" in sent.content.decode()
    assert "somebody else chose" not in sent.content.decode()


def test_of_a_meeting_called_off_meanwhile_nobody_is_asked_to_make_it_again(as_, world, meeting):
    wanted = want(world, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
    assert actions.make_wanted_plan(wanted_id=wanted.pk)
    text = page(as_, world.coordinator, meeting).content.decode()
    assert "There is nothing more to do" in text
    assert "make the plan again" not in text
    assert "Choose again" not in text


# Another plan beside it


def test_another_plan_is_made_in_the_background_too(as_, world, meeting):
    plan = actions.make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    sent = as_(world.coordinator).post(reverse("seating:plan-again", args=[meeting.pk]), {"plan": str(plan.pk)})
    assert sent["Location"] == reverse("seating:plan-making", args=[meeting.pk])
    assert "lies beside the plan in use" in page(as_, world.coordinator, meeting).content.decode()
    assert tasks.make_wanted_plans() == 1
    assert queries.plan_in_use(meeting) == plan
    assert SeatingPlan.objects.get(follows=plan).seats.count() == 8
    assert page(as_, world.coordinator, meeting)["Location"] == reverse("seating:plan-compare", args=[meeting.pk])


def test_another_plan_of_one_that_was_changed_meanwhile_is_not_made(world, meeting):
    plan = actions.make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    wanted = actions.want_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)
    actions.make_plan(meeting_id=meeting.pk, seats_per_table=3, by=world.lead)
    assert actions.make_wanted_plan(wanted_id=wanted.pk)
    wanted.refresh_from_db()
    assert wanted.why_not == WantedPlan.Why.CHANGED
    assert "in the boxes" not in queries.how_far(wanted).sentence
    with pytest.raises(ChangedMeanwhile):
        actions.want_another(meeting_id=meeting.pk, plan_id=plan.pk, by=world.coordinator)


def test_the_database_keeps_to_it(world, meeting):
    wanted = want(world, meeting)
    at = {"meeting": meeting, "wanted_by": world.lead}
    for wrong in (
        lambda: WantedPlan.objects.create(**at),
        lambda: WantedPlan.objects.create(**at, ended_at=clock.now()),
        lambda: WantedPlan.objects.create(**at, ended_at=clock.now(), why_not="tired"),
        lambda: WantedPlan.objects.filter(pk=wanted.pk).update(why_not="changed"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
