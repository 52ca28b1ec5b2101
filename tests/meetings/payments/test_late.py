"""Money that is late: whoever waits for it hears so once, kindly, and not at night."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from accounts.people.actions import places
from accounts.people.models import Pause
from accounts.reaching import registration as reaching
from leap.core import clock
from leap.core.models import AuditEvent
from leap.core.outbox import OutboxMessage, registry
from leap.design.times import say_day, say_when
from meetings.payments import actions, notices, tasks
from tests import factories
from tests.meetings.at_once import at_once
from tests.meetings.payments import factories as money


@pytest.fixture
def world(db):
    return a_world()


def a_world():
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    return world


def owed(world, days_ago, *people, panel=None):
    """What these people were owed for a meeting so many days ago; it was promised within 30."""
    with clock.held_at(clock.now() - timedelta(days=days_ago)):
        meeting = money.held_meeting(panel or world.panel, on=clock.today())
        return money.register(meeting, dict.fromkeys(people, "in_person"))


def told():
    return OutboxMessage.objects.filter(kind="money_late").order_by("created_at", "key")


def is_true(message):
    return registry.kind_called(message.kind).still_true(message)


def test_whoever_waits_hears_once_from_the_day_after_the_promised_day(world):
    wren, finch = world.members
    owed(world, 30, finch)
    assert tasks.tell_people_late() == 0, "the promised day is not over"
    [line] = owed(world, 31, wren)
    assert (tasks.tell_people_late(), tasks.tell_people_late()) == (1, 0)
    [message] = told()
    assert (message.to_person_id, message.about_id) == (wren.pk, line.pk)
    assert is_true(message)


def test_many_lines_that_are_late_at_once_make_one_message_for_each_panel(world):
    wren = world.members[0]
    other = factories.small_panel("Bracken", programme=world.programme)
    factories.role(wren, other.panel, "member")
    first = owed(world, 60, wren)[0]
    owed(world, 50, wren)
    there = owed(world, 40, wren, panel=other.panel)[0]
    assert tasks.tell_people_late() == 2
    assert {message.about_id for message in told()} == {first.pk, there.pk}
    owed(world, 31, wren)
    assert tasks.tell_people_late() == 1, "what becomes late later is told, too"


def test_it_is_true_as_long_as_anything_of_that_panel_is_late_and_no_longer(world):
    wren = world.members[0]
    first, second = owed(world, 60, wren)[0], owed(world, 50, wren)[0]
    tasks.tell_people_late()
    [message] = told()
    actions.steps.deny(line_id=first.pk, reason="Another purse paid it.", by=world.coordinator)
    assert is_true(message)
    money.paid_by_finance(world, [second])
    assert not is_true(message)


def test_it_speaks_of_what_is_still_late_and_not_of_what_was_paid_meanwhile(world):
    wren = world.members[0]
    wren.email = None
    wren.save()
    first, second = owed(world, 60, wren)[0], owed(world, 50, wren)[0]
    tasks.tell_people_late()
    [message] = told()

    def facts():
        [errand] = [each for each in reaching.errands_for(world.coordinator) if each.message.pk == message.pk]
        said = registry.kind_called(message.kind).context(message)
        assert errand.facts == said
        return said, errand.about

    assert str(first.pk) in facts()[0]["path"]
    money.paid_by_finance(world, [first])
    said, about = facts()
    assert (said["meeting"], str(second.pk) in said["path"]) == (second.meeting, True)
    assert say_day(second.activity_on) in about


def test_what_is_paid_denied_taken_back_or_came_back_is_not_told_as_late(world):
    wren, finch = world.members
    paid = owed(world, 60, wren)
    money.paid_by_finance(world, paid)
    denied = owed(world, 50, wren)[0]
    actions.steps.deny(line_id=denied.pk, reason="Another purse paid it.", by=world.coordinator)
    [back] = owed(world, 45, finch)
    money.paid_by_finance(world, [back])
    with clock.held_at(clock.now() - timedelta(days=40)):
        money.register(back.meeting, {finch: "away"})
    assert tasks.tell_people_late() == 0


def test_a_fee_that_was_taken_back_is_late_for_nobody_until_it_is_due_again(world, as_):
    wren, finch = world.members
    with clock.held_at(clock.now() - timedelta(days=45)):
        [fee] = owed(world, 0, wren)
        money.register(fee.meeting, {wren: "away"})
    assert tasks.tell_people_late() == 0
    assert not told()
    shown = as_(world.coordinator).get("/payments/figures/").content.decode()
    assert "that are late" not in as_(world.coordinator).get("/").content.decode()
    assert "£82.50" not in shown
    with clock.held_at(clock.now() - timedelta(days=40)):
        money.register(fee.meeting, {wren: "in_person"})
    assert tasks.tell_people_late() == 1, "they were there after all, and wait for their money"
    owed(world, 40, finch)
    assert tasks.tell_people_late() == 1


def test_nobody_is_told_at_night_and_nobody_who_may_not_sign_in(world):
    wren, finch = world.members
    owed(world, 40, wren, finch)
    finch.is_active = False
    finch.save()
    night = clock.now().replace(hour=1, minute=30)
    with clock.held_at(night):
        assert tasks.tell_people_late() == 1
    assert say_when(told().get().due_at, world.panel) == f"{say_day(night)}, 9:00am"
    finch.is_active = True
    finch.save()
    assert tasks.tell_people_late() == 1, "who is back is told"


def test_whoever_takes_a_break_is_told_when_they_are_back_unless_they_want_papers(world):
    wren, finch = world.members
    owed(world, 40, wren, finch)
    for who, contact in ((wren, "none"), (finch, "papers_only")):
        places.pause(person=who, panel=world.panel, contact=contact, by=who)
    assert (tasks.tell_people_late(), tasks.tell_people_late()) == (1, 0)
    assert told().get().to_person_id == finch.pk
    assert [each.whose_id for each in AuditEvent.objects.filter(verb="payment_line.told_late")] == [finch.pk]
    Pause.objects.filter(person=wren).update(ended_at=clock.now())
    assert tasks.tell_people_late() == 1


def test_a_call_or_a_letter_is_for_those_who_run_the_panel_to_pass_on_while_it_is_true(world):
    wren = world.members[0]
    wren.email = None
    wren.save()
    [line] = owed(world, 40, wren)
    tasks.tell_people_late()

    def errands(viewer):
        return [each for each in reaching.errands_for(viewer) if each.message.kind == "money_late"]

    [errand] = errands(world.coordinator)
    assert (errand.person, errand.panel) == (wren, world.panel)
    assert errands(world.finance) == []
    assert errands(factories.small_panel("Gorse").coordinator) == []
    money.paid_by_finance(world, [line])
    assert errands(world.coordinator) == []


def test_those_who_keep_the_money_find_it_on_their_first_page_and_others_do_not(world, as_):
    owed(world, 40, *world.members)
    for viewer in (world.coordinator, world.lead, world.finance):
        assert "Payments that are late: 2." in as_(viewer).get("/").content.decode()
    for viewer in (*world.members, world.researchers[0]):
        assert "that are late" not in as_(viewer).get("/").content.decode()


def test_eight_at_once_tell_each_person_once(transactional_db):
    world = a_world()
    owed(world, 40, *world.members)
    made = at_once(lambda number: tasks.tell_people_late())
    assert sum(made) == 2
    assert told().count() == 2


@pytest.mark.parametrize("name", ["line_news_body", "line_news_text", "money_late_body", "money_late_text"])
def test_a_message_about_money_says_the_readers_own_time(world, name):
    [line] = owed(world, 31, world.members[0])
    facts = {**notices.facts_for(line), "site_origin": "", "sender": "LEAP"}
    with clock.read_by(lambda: "Asia/Kolkata"):
        assert "your time)" in render_to_string(f"payments/messages/{name}.txt", facts)
    assert say_when(line.meeting.starts_at, line.panel) in render_to_string(f"payments/messages/{name}.txt", facts)
