"""Taking the register, putting it right, and what follows from it."""

from datetime import timedelta

import pytest
import time_machine

from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow
from meetings.attendance import actions, queries, registration, states
from meetings.attendance.models import Attendance
from meetings.invitations import queries as invitations
from tests import factories
from tests.accounts.needs.factories import reached
from tests.meetings import rooms
from tests.meetings.together import THREADS, at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, days=0)
    for person in world.on_panel:
        rooms.reply(meeting, person, word="waiting")
    return meeting


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(registration, "_when_taken", {})
    registration.on_register_taken(lambda meeting, by: heard.append((meeting.pk, by)))
    return heard


def marks(world, came="in_person"):
    return {person.pk: came for person in world.on_panel}


def take(world, meeting, answers=None, by=None, seen=None):
    return actions.take_register(
        meeting_id=meeting.pk, marks=answers or marks(world), by=by or world.coordinator, seen=seen
    )


def trail(meeting):
    found = []
    for each in Attendance.objects.filter(meeting=meeting):
        found += [(event.verb, event.facts.get("was"), event.facts["came"]) for event in audit.events_about(each)]
    return found


def test_the_register_is_kept_and_the_meeting_is_held(world, meeting, told):
    assert take(world, meeting).state == "held"
    saved = Attendance.objects.filter(meeting=meeting)
    assert {each.person for each in saved} == set(world.on_panel)
    assert {each.recorded_by for each in saved} == {world.coordinator}
    assert trail(meeting) == [("attendance.recorded", None, "in_person")] * len(world.on_panel)
    assert told == [(meeting.pk, world.coordinator)]


def test_putting_it_right_keeps_before_and_after_in_the_trail(world, meeting, told):
    take(world, meeting)
    wren = world.members[0]
    take(world, meeting, {**marks(world), wren.pk: "part"}, by=world.lead)
    corrected = Attendance.objects.get(meeting=meeting, person=wren)
    assert (corrected.came, corrected.recorded_by) == ("part", world.lead)
    assert trail(meeting).count(("attendance.corrected", "in_person", "part")) == 1
    assert len(trail(meeting)) == len(world.on_panel) + 1
    assert len(told) == 2


def test_the_same_register_twice_changes_nothing(world, meeting, told):
    mark = queries.register_mark(meeting)
    take(world, meeting, seen=mark)
    take(world, meeting, seen=mark)
    assert len(told) == 1
    assert len(trail(meeting)) == len(world.on_panel)


def test_somebody_else_who_saved_in_between_is_not_overwritten_unseen(world, meeting, told):
    mark = queries.register_mark(meeting)
    take(world, meeting, seen=mark)
    with pytest.raises(states.Overtaken, match="Somebody else saved"):
        take(world, meeting, marks(world, "remote"), by=world.lead, seen=mark)
    assert set(Attendance.objects.values_list("came", flat=True)) == {"in_person"}
    take(world, meeting, marks(world, "remote"), by=world.lead, seen=queries.register_mark(meeting))
    assert set(Attendance.objects.values_list("came", flat=True)) == {"remote"}


def test_a_room_that_cannot_follow_undoes_the_register(world, meeting, monkeypatch):
    def fails(meeting, by):
        raise NotNow("Not yet.")

    monkeypatch.setattr(registration, "_when_taken", {fails: None})
    with pytest.raises(NotNow, match="Not yet"):
        take(world, meeting)
    assert not Attendance.objects.exists()
    meeting.refresh_from_db()
    assert meeting.state == "open"


def test_no_register_before_the_meeting_starts(world):
    meeting = rooms.meeting(world.panel, days=1)
    with pytest.raises(NotNow, match="not started"):
        take(world, meeting)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert take(world, meeting).state == "held"


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_no_register_without_invitations_or_when_called_off(world, state):
    with pytest.raises(NotNow, match="once people have been invited"):
        take(world, rooms.meeting(world.panel, days=-1, state=state))


def test_everyone_on_the_list_needs_an_answer_and_nobody_else(world, meeting):
    short = marks(world)
    short.pop(world.members[0].pk)
    for wrong in (short, {**marks(world), world.lead.pk: "in_person"}):
        with pytest.raises(NotNow, match="list of people has changed"):
            take(world, meeting, wrong)
    with pytest.raises(NotNow, match="answers shown"):
        take(world, meeting, {**marks(world), world.members[0].pk: "asleep"})


def test_only_those_who_run_the_panel_take_it(world, meeting):
    other = factories.small_panel("Bracken", programme=world.programme)
    for person in (world.members[0], world.researchers[0], world.finance, other.coordinator):
        with pytest.raises(NotAllowed):
            take(world, meeting, by=person)
    assert take(world, meeting, by=world.lead).state == "held"


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_keep_one_register(world, meeting, told):
    mark = queries.register_mark(meeting)
    at_once(lambda number: take(world, meeting, seen=mark))
    assert Attendance.objects.count() == len(world.on_panel) == len(trail(meeting))
    assert len(told) == 1


@pytest.mark.django_db(transaction=True)
def test_different_registers_at_once_leave_one_whole_and_tell_the_others(world, meeting, told):
    mark = queries.register_mark(meeting)

    def press(number):
        came = Attendance.Came.values[number % 4]
        try:
            take(world, meeting, marks(world, came), seen=mark)
        except states.Overtaken:
            return "overtaken"
        return came

    said = at_once(press)
    (kept,) = set(Attendance.objects.values_list("came", flat=True))
    assert set(said) == {kept, "overtaken"}
    assert said.count("overtaken") == THREADS - 2
    assert len(told) == 1


# Who is on it


def test_the_register_lists_everyone_invited_on_the_panel_that_day_or_already_in_it(world, meeting):
    left = world.members[0]
    factories.end_roles(left)
    later = factories.member(world.panel)
    later.roles.update(starts_on=clock.today() + timedelta(days=3))
    guest = factories.person()
    Attendance.objects.create(meeting=meeting, person=guest, came="part")
    gone = world.members[1]
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    listed = set(queries.people_for_register(world.coordinator, meeting))
    assert listed == {*world.on_panel, guest} - {gone}
    assert not queries.people_for_register(world.members[2], meeting).exists()


def test_replies_say_what_to_expect(world, meeting):
    wren, finch, hazel, rowan = world.members
    for person, word in ((wren, "coming"), (finch, "phone"), (hazel, "not_coming")):
        rooms.reply(meeting, person, word=word)
    expected = {wren.pk: "in_person", finch.pk: "remote", hazel.pk: "away"}
    assert queries.expected_for(world.coordinator, meeting) == expected
    assert queries.expected_for(rowan, meeting) == {}


def test_records_are_seen_by_those_who_run_the_panel_and_each_person_their_own(world):
    other = factories.small_panel("Bracken", programme=world.programme)
    wren, finch = world.members[:2]
    mine = rooms.held(world.panel, wren, finch)
    rooms.held(other.panel, other.members[0])
    seen = {
        person: list(queries.attendance_records_for(person).values_list("person", flat=True))
        for person in (world.coordinator, wren, world.lead, world.finance, world.members[2])
    }
    assert set(seen[world.coordinator]) == {wren.pk, finch.pk}
    assert seen[wren] == [wren.pk]
    assert len(seen[world.lead]) == 3
    assert seen[world.finance] == seen[world.members[2]] == []
    factories.end_roles(wren)
    assert queries.attendance_records_for(wren).get().meeting == mine
    assert queries.register_for(wren, mine) == {}


# Thanks


def test_whoever_came_is_thanked_the_morning_after_and_nobody_else_and_nobody_long_after(world):
    """Also when the register is put right the same evening. Who chose letters is thanked on paper; nobody is rung only
    to be thanked, and nobody else is told that they were there."""
    meeting = rooms.meeting(world.panel, days=2, minutes=60)
    wren, finch, hazel, jay = *world.members[:3], world.researchers[0]
    reached(jay, channel="letter", postal_address="1 Beck Lane")
    reached(hazel, channel="phone", phone_number="01632 960 003")
    rooms.reply(meeting, wren, finch, hazel, jay)
    kind = next(kind for kind in outbox.kinds() if kind.name == "meeting_thanks")
    sent = outbox.OutboxMessage.objects.filter(kind="meeting_thanks")

    def saved(**came):
        return {**marks(world, "away"), **{people[name].pk: word for name, word in came.items()}}

    people = {"wren": wren, "finch": finch, "hazel": hazel, "jay": jay}
    with time_machine.travel(meeting.ends_at):
        take(world, meeting, saved(wren="part", finch="in_person", hazel="remote", jay="remote"), by=world.lead)
        take(world, meeting, saved(wren="part", hazel="remote", jay="remote"), by=world.lead)
        assert {message.to_person_id for message in sent} == {wren.pk, finch.pk, jay.pk}
        first = sent.get(to_person_id=wren.pk)
        assert (first.due_at.date() - meeting.ends_at.date()).days == 1
        assert not kind.still_true(first), "not before it is due"
    with time_machine.travel(first.due_at):
        assert [kind.still_true(sent.get(to_person_id=each.pk)) for each in (wren, finch)] == [True, False]
        told = invitations.to_tell_for(world.coordinator, meeting)
        assert [each.person for message, each in told if message.kind == kind.name] == [jay]
    late = rooms.meeting(world.panel, days=-15, minutes=60)
    rooms.reply(late, wren)
    take(world, late, saved(wren="in_person"), by=world.lead)
    assert sent.count() == 3
