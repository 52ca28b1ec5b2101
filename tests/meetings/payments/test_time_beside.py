"""Talks before and after chairing: offered as work, chosen about, and owed to the penny once noted."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leap.core import clock
from meetings.chairing import actions as chairing
from meetings.chairing.models import ChairTalk
from meetings.payments import actions
from meetings.payments.models import PaymentLine, Work
from tests import factories
from tests.meetings import rooms
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    """Rowan chairs a meeting in ten days; the money is known."""
    world = factories.small_panel()
    money.example_rates(world.programme)
    rooms.held(world.panel, *world.members, world.researchers[0], days=-100)
    meeting = rooms.meeting(world.panel, days=10)
    rooms.reply(meeting, *world.members, world.researchers[0])
    chairing.choose_chair(meeting_id=meeting.pk, person_id=world.members[0].pk, by=world.coordinator)
    return world, meeting


def agree(here, kind="before", minutes=30, days=2, by=None):
    world, meeting = here
    starts_at = meeting.starts_at - timedelta(days=days)
    if kind == "after":
        starts_at = meeting.ends_at + timedelta(days=days)
    facts = {"kind": kind, "starts_at": starts_at, "minutes": minutes, "way": "phone"}
    return chairing.set_talk(meeting_id=meeting.pk, **facts, by=by or world.coordinator)


def note(here, *people, kind="before", by=None):
    """The day has come, and they were there."""
    world, meeting = here
    talk = ChairTalk.objects.get(meeting=meeting, kind=kind)
    keys = [person.pk for person in people]
    with clock.held_at(talk.starts_at + timedelta(hours=1)):
        return chairing.note_talk(meeting_id=meeting.pk, kind=kind, person_ids=keys, by=by or world.coordinator)


def open_work():
    return list(Work.objects.filter(called_off_at=None, done_at=None).order_by("on", "person"))


def choose(work, answer, pence=None):
    return actions.work.choose(work_id=work.pk, answer=answer, amount_pence=pence, by=work.person)


def owed():
    return [(line.person, line.amount_pence) for line in PaymentLine.objects.filter(work__isnull=False)]


def pack(here, as_, who):
    return as_(who).get(reverse("chairing:chair-briefing", args=[here[1].pk])).text


@pytest.mark.parametrize(
    ("answer", "pence", "minutes", "comes_to"),
    [
        ("full", None, 30, 1380),
        ("full", None, 60, 2750),
        ("full", None, 120, 5500),
        ("less", 499, 30, 499),
        ("none", None, 30, None),
    ],
)
def test_a_talk_is_offered_beforehand_and_owed_as_chosen_once_it_is_noted(here, as_, answer, pence, minutes, comes_to):
    rowan = here[0].members[0]
    agree(here, minutes=minutes)
    (work,) = open_work()
    assert (work.person, work.activity, work.minutes, work.meeting) == (rowan, "preparation", minutes, here[1])
    read = pack(here, as_, rowan)
    assert "We offer £" in read
    assert reverse("payments:work-choice", args=[work.pk]) in read
    choose(work, answer, pence)
    assert owed() == [], "before it took place nothing is owed"
    assert note(here, rowan) == 1
    assert owed() == ([] if comes_to is None else [(rowan, comes_to)])
    assert note(here, rowan) == 0
    assert len(owed()) <= 1, "noted twice is owed once"
    assert "It is written down that you gave this time." in pack(here, as_, rowan)


def test_a_talk_afterwards_has_the_rate_of_its_own_kind(here):
    world = here[0]
    by_lead = {"programme_id": world.programme.pk, "panel_id": world.panel.pk, "by": world.lead}
    actions.rates.announce(valid_from=date(2026, 1, 1), amounts={"under_1h": 1999}, activity="debrief", **by_lead)
    agree(here, "before")
    agree(here, "after")
    for work in open_work():
        choose(work, "full")
    note(here, world.members[0])
    note(here, world.members[0], kind="after")
    assert sorted(pence for _, pence in owed()) == [1380, 1999]


def test_nothing_is_owed_before_somebody_chose_or_was_silent_for_seven_days(here):
    world, _ = here
    with clock.held_at(clock.now() + timedelta(days=6)):
        agree(here)
    (work,) = open_work()
    note(here, world.members[0])
    assert owed() == []
    assert open_work() == [work], "they can still choose"
    choose(work, "less", 700)
    with clock.held_at(here[1].starts_at):
        actions.work.done(work_id=work.pk, by=world.coordinator)
    assert owed() == [(world.members[0], 700)]


def test_silence_of_seven_days_is_paid_as_offered(here):
    agree(here)
    note(here, here[0].members[0])
    assert owed() == [(here[0].members[0], 1380)], "set eight days before"


def test_a_talk_that_changes_is_offered_anew_and_one_that_is_off_is_called_off(here):
    world, meeting = here
    agree(here)
    (first,) = open_work()
    agree(here)
    assert open_work() == [first], "the same again changes nothing"
    agree(here, minutes=60)
    (second,) = open_work()
    assert (second.minutes, second.rate.amount_pence, first.pk == second.pk) == (60, 2750, False)
    chairing.pass_turn(meeting_id=meeting.pk, by=world.members[0])
    assert open_work() == []
    assert owed() == []


def test_whoever_sits_beside_is_offered_it_when_they_agree_and_not_when_they_give_it_back(here):
    world, meeting = here
    wren = world.members[1]
    agree(here)
    chairing.set_willingness(panel=world.panel, answer="together", by=wren)
    chairing.note_chaired_before(panel=world.panel, times={wren.pk: 1}, by=world.coordinator)
    turn = chairing.propose_chair(meeting_id=meeting.pk, part="beside", by=world.coordinator)
    assert len(open_work()) == 1, "asked is not agreed"
    chairing.accept(meeting_id=meeting.pk, turn_id=turn.pk, by=wren)
    assert {work.person for work in open_work()} == {world.members[0], wren}
    chairing.pass_turn(meeting_id=meeting.pk, turn_id=turn.pk, by=wren)
    assert {work.person for work in open_work()} == {world.members[0]}


def test_nothing_is_offered_where_nothing_is_paid_nor_to_staff(here, as_):
    world, meeting = here
    meeting.fee_band = "none"
    meeting.save()
    agree(here)
    assert open_work() == []
    assert "We offer" not in pack(here, as_, world.members[0])
    meeting.fee_band = "half_day"
    meeting.save()
    chairing.choose_chair(meeting_id=meeting.pk, person_id=world.researchers[0].pk, by=world.coordinator)
    agree(here)
    note(here, world.researchers[0])
    assert (open_work(), owed()) == ([], [])


def test_money_that_was_called_off_by_hand_is_not_offered_again_behind_their_back(here):
    world, _ = here
    agree(here)
    (work,) = open_work()
    actions.work.call_off(work_id=work.pk, by=world.coordinator)
    note(here, world.members[0])
    assert (open_work(), owed()) == ([], [])


def test_what_was_said_to_be_done_before_it_was_noted_is_owed_once(here):
    world, _ = here
    agree(here)
    (work,) = open_work()
    choose(work, "full")
    with clock.held_at(here[1].starts_at):
        actions.work.done(work_id=work.pk, by=world.coordinator)
    note(here, world.members[0])
    assert owed() == [(world.members[0], 1380)]


def test_the_database_offers_the_same_time_once_and_knows_what_it_is_for(here):
    agree(here)
    (work,) = open_work()
    for change in ({}, {"beside": ""}, {"beside": "tea"}, {"meeting": None}):
        copy = Work.objects.get(pk=work.pk)
        copy.pk = None
        copy.called_off_at = clock.now() if change else None
        for name, value in change.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)
