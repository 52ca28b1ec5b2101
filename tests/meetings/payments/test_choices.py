"""Saying yes or no to the money: who may, until when, and what it does to what is owed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from meetings.attendance import actions as attendance
from meetings.invitations import actions as invitations
from meetings.payments import access, actions, queries, states
from meetings.payments.models import FeeChoice, PaymentLine
from meetings.schedule import actions as schedule
from tests import factories
from tests.meetings import rooms
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = factories.small_panel(members=3)
    money.example_rates(world.programme)
    return world


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.on_panel)
    return meeting


def choose(meeting, person, answer="none", pence=None):
    return actions.choices.choose(meeting_id=meeting.pk, answer=answer, amount_pence=pence, by=person)


def record(meeting, person, by, answer="none"):
    return actions.choices.record_choice(meeting_id=meeting.pk, person_id=person.pk, answer=answer, by=by)


def everyone_came(world, meeting):
    money.begun(meeting)
    marks = {person.pk: "in_person" for person in world.on_panel}
    attendance.take_register(meeting_id=meeting.pk, marks=marks, by=world.coordinator)


def test_a_no_leaves_no_line_and_everyone_else_is_paid_as_offered(world, meeting):
    wren, finch, hazel = world.members
    choice = choose(meeting, wren)
    choose(meeting, finch, answer="full")
    everyone_came(world, meeting)
    assert not PaymentLine.objects.filter(person=wren).exists()
    assert [money.owed_pence(person) for person in (finch, hazel)] == [8250, 8250]
    assert len(list(actions.files.export_records(by=world.finance, form="csv"))) == 1 + 2
    event = audit.events_about(choice).get()
    assert (event.verb, event.actor_id, event.whose_id) == ("fee_choice.made", wren.pk, wren.pk)
    assert event.facts == {"answer": "none", "meeting": str(meeting.pk)}, "never the amount"


def test_the_register_put_right_still_owes_nothing_after_a_no(world, meeting):
    wren = world.members[0]
    choose(meeting, wren)
    money.begun(meeting)
    for came in ("in_person", "away", "part"):
        money.register(meeting, {wren: came})
    assert not PaymentLine.objects.exists()


def test_somebody_can_change_their_mind_until_the_start_and_every_change_is_written_down(world, meeting):
    wren = world.members[0]
    for answer in ("none", "none", "full", "full", "none", "full"):
        choice = choose(meeting, wren, answer)
    assert FeeChoice.objects.get() == choice
    events = audit.events_about(choice, "fee_choice.made")
    assert [event.facts["answer"] for event in events] == ["none", "full", "none", "full"]
    everyone_came(world, meeting)
    assert money.owed_pence(wren) == 8250


def test_a_choice_is_for_one_meeting_only(world, meeting):
    wren = world.members[0]
    other = rooms.meeting(world.panel, days=21)
    rooms.reply(other, *world.on_panel)
    choose(meeting, wren)
    for each in (meeting, other):
        everyone_came(world, each)
    assert (money.owed_pence(wren, meeting), money.owed_pence(wren, other)) == (0, 8250)


def test_somebody_with_a_paid_role_too_chooses_just_the_same(world, meeting):
    wren, finch = world.members[:2]
    for person in (wren, finch):
        factories.role(person, world.panel, "peer_researcher")
    choose(meeting, wren)
    everyone_came(world, meeting)
    assert not PaymentLine.objects.filter(person=wren).exists()
    assert PaymentLine.objects.get(person=finch).state == "to_check"


def test_a_no_made_before_the_rate_is_known_counts(world):
    bare = factories.small_panel("Gorse", members=1)
    meeting = rooms.meeting(bare.panel)
    rooms.reply(meeting, *bare.members)
    choose(meeting, bare.members[0])
    everyone_came(bare, meeting)
    money.example_rates(bare.programme)
    money.register(meeting, {})
    assert not PaymentLine.objects.exists()
    assert not queries.meetings_waiting_for_a_rate(bare.lead)


def test_only_invited_members_who_are_offered_money_choose(world, meeting):
    newcomer = factories.member(world.panel, "Heron")
    elsewhere = factories.small_panel("Bracken", programme=world.programme).members[0]
    for person in [*world.researchers, world.coordinator, world.lead, world.finance, newcomer, elsewhere]:
        with pytest.raises(NotAllowed):
            choose(meeting, person)
    unpaid = rooms.meeting(world.panel, fee_band="none")
    rooms.reply(unpaid, *world.members)
    with pytest.raises(NotAllowed):
        choose(unpaid, world.members[0])
    with pytest.raises(NotAllowed):
        actions.choices.choose(meeting_id=new_id(), answer="none", by=world.members[0])
    factories.end_roles(world.members[0])
    world.members[1].is_active = False
    world.members[1].save()
    for person in world.members[:2]:
        with pytest.raises(NotAllowed):
            choose(meeting, person)
    assert not FeeChoice.objects.exists()


def test_somebody_whose_time_as_member_ends_before_the_meeting_is_not_offered_money(world, meeting):
    wren = world.members[0]
    wren.roles.update(ends_on=clock.today() + timedelta(days=3))
    assert not access.can_choose_fee(wren, meeting)
    assert wren not in [offer.person for offer in queries.offers_for(world.coordinator, meeting)]


@pytest.mark.parametrize("state", ["open", "held"])
def test_once_the_meeting_has_started_the_choice_stands(world, meeting, state):
    choice = choose(meeting, world.members[0])
    money.begun(meeting)
    meeting.state = state
    meeting.save()
    with pytest.raises(NotNow) as told:
        choose(meeting, world.members[0], answer="full")
    assert "has started" in told.value.sentence
    assert "talk to your coordinator" in told.value.sentence
    with pytest.raises(NotNow) as told:
        record(meeting, world.members[0], world.coordinator, answer="full")
    assert "tell whoever makes the payments" in told.value.sentence
    choice.refresh_from_db()
    assert choice.answer == "none"
    assert audit.events_about(choice).count() == 1


def test_a_meeting_already_held_takes_no_choice_whatever_the_clock_says(world, meeting):
    meeting.state = "held"
    meeting.save()
    with pytest.raises(NotNow):
        choose(meeting, world.members[0])


def test_there_is_nothing_to_choose_once_the_meeting_is_called_off(world, meeting):
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    for try_it in (
        lambda: choose(meeting, world.members[0]),
        lambda: record(meeting, world.members[0], world.coordinator),
    ):
        with pytest.raises(NotNow) as told:
            try_it()
        assert told.value.sentence == states.CALLED_OFF


# On somebody's behalf


def test_who_runs_the_panel_writes_a_choice_down_and_the_trail_says_who(world, meeting):
    wren = world.members[0]
    for by in (world.coordinator, world.lead):
        choice = record(meeting, wren, by, answer="full" if by == world.lead else "none")
        assert (choice.person, choice.recorded_by) == (wren, by)
    assert [event.actor_id for event in audit.events_whose(wren)] == [world.coordinator.pk, world.lead.pk]
    assert choose(meeting, wren).recorded_by == wren
    assert FeeChoice.objects.count() == 1


def test_nobody_else_writes_a_choice_down(world, meeting):
    other = factories.small_panel("Bracken", programme=world.programme)
    wren, finch = world.members[:2]
    for by in [wren, finch, world.researchers[0], world.finance, other.coordinator]:
        with pytest.raises(NotAllowed):
            record(meeting, wren, by)
        assert queries.choices_for(by, meeting) == {}
        assert not queries.offers_for(by, meeting)
    assert not FeeChoice.objects.exists()


def test_a_choice_is_written_down_only_for_members_who_may_come(world, meeting):
    wren, finch = world.members[:2]
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=wren)
    uninvited = factories.member(world.panel, "Heron")
    for person in [wren, uninvited, world.researchers[0]]:
        with pytest.raises(NotAllowed):
            record(meeting, person, world.coordinator)
    assert record(meeting, finch, world.coordinator).person == finch
    unanswered = rooms.meeting(world.panel, days=21)
    rooms.reply(unanswered, finch, word="waiting")
    assert record(unanswered, finch, world.coordinator).person == finch
    assert choose(meeting, wren).person == wren, "for themself they choose whatever they answered"


def test_the_table_holds_one_choice_for_a_person_and_a_meeting(world, meeting):
    choice = choose(meeting, world.members[0])
    facts = {"meeting": meeting, "person": choice.person, "answer": "full", "recorded_by": choice.person}
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeChoice.objects.create(**facts)
