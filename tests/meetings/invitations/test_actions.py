"""Inviting, answering, having an answer written down, being told by phone or letter."""

from datetime import timedelta

import pytest
import time_machine

from accounts.reaching import actions as reaching
from accounts.reaching import queries as calls
from accounts.reaching.registration import errands_for
from leap.core import audit, outbox
from leap.core.errors import NotAllowed, NotNow
from meetings.invitations import actions, queries
from meetings.invitations.models import Invitation
from meetings.schedule import actions as schedule
from tests import factories
from tests.meetings import rooms
from tests.meetings.together import THREADS, at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(world):
    return rooms.meeting(world.panel, state="planned")


def invite(world, meeting, by=None):
    return actions.invite_panel(meeting_id=meeting.pk, by=by or world.coordinator)


def messages(kind="meeting_invitation"):
    return outbox.OutboxMessage.objects.filter(kind=kind)


def trail(invitation):
    return [(event.verb, event.actor_id, event.facts.get("reply")) for event in audit.events_about(invitation)]


# Inviting


def test_inviting_reaches_everyone_with_a_role_on_the_panel_today(world, meeting):
    gone = factories.member(world.panel)
    factories.end_roles(gone)
    new = invite(world, meeting)
    assert {each.person for each in new} == set(world.on_panel)
    meeting.refresh_from_db()
    assert meeting.state == "open"
    assert set(messages().values_list("to_person_id", flat=True)) == {person.pk for person in world.on_panel}
    assert trail(new[0]) == [("invitation.sent", world.coordinator.pk, None)]


def test_a_second_press_invites_only_newcomers(world, meeting):
    invite(world, meeting)
    assert invite(world, meeting) == []
    rowan = factories.member(world.panel, "Newcomer")
    assert [each.person for each in invite(world, meeting, by=world.lead)] == [rowan]
    assert messages().count() == len(world.on_panel) + 1


def test_somebody_without_email_is_a_task_and_never_an_email(world, meeting):
    world.members[0].email = None
    world.members[0].save()
    invite(world, meeting)
    task = messages().get(to_person_id=world.members[0].pk)
    assert (task.channel, task.state) == ("phone", "to_do")


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_nobody_is_invited_to_a_meeting_that_is_held_or_called_off(world, state):
    with pytest.raises(NotNow):
        invite(world, rooms.meeting(world.panel, state=state))
    assert not messages().exists()


def test_nobody_is_invited_once_a_meeting_has_started(world):
    for state in ("planned", "open"):
        with pytest.raises(NotNow, match="already started"):
            invite(world, rooms.meeting(world.panel, days=-1, state=state))


def test_only_those_who_run_the_panel_invite(world, meeting):
    other = factories.small_panel("Bracken", programme=world.programme)
    for person in (world.members[0], world.researchers[0], world.finance, other.coordinator):
        with pytest.raises(NotAllowed):
            invite(world, meeting, by=person)
    assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_invite_and_tell_each_person_once(world, meeting):
    invited = at_once(lambda number: len(invite(world, meeting)))
    assert sorted(invited) == [0] * (THREADS - 1) + [len(world.on_panel)]
    assert Invitation.objects.count() == messages().count() == len(world.on_panel)
    assert audit.events_about(meeting, "meeting.opened").count() == 1


# Answering


@pytest.fixture
def wren(world, meeting):
    invite(world, meeting)
    return world.members[0]


def answer(meeting, person, word):
    return actions.reply(meeting_id=meeting.pk, reply=word, by=person)


def test_an_answer_is_kept_and_can_be_changed(wren, meeting):
    answer(meeting, wren, "coming")
    kept = answer(meeting, wren, "not_coming")
    assert (kept.reply, kept.how, kept.recorded_by) == ("not_coming", "self", wren)
    assert trail(kept)[1:] == [("invitation.replied", wren.pk, "coming"), ("invitation.replied", wren.pk, "not_coming")]


def test_the_same_answer_twice_is_one_answer(wren, meeting):
    first = answer(meeting, wren, "coming")
    assert answer(meeting, wren, "coming").replied_at == first.replied_at
    assert len(trail(first)) == 2


@pytest.mark.parametrize("word", ["in_line", "", "perhaps", "remote"])
def test_only_the_answers_shown_are_taken(wren, meeting, word):
    with pytest.raises(NotNow, match="answers shown"):
        answer(meeting, wren, word)


def test_answers_count_until_the_meeting_starts_and_are_heard_for_four_weeks_more(wren, meeting):
    with time_machine.travel(meeting.starts_at + timedelta(days=28)), pytest.raises(NotNow, match="a while ago"):
        answer(meeting, wren, "coming")
    with time_machine.travel(meeting.starts_at):
        assert answer(meeting, wren, "not_coming").reply == "waiting"
    with time_machine.travel(meeting.starts_at - timedelta(minutes=1)):
        assert answer(meeting, wren, "coming").reply == "coming"


def test_a_meeting_called_off_takes_no_answers(world, wren, meeting):
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    with pytest.raises(NotNow, match="called off"):
        answer(meeting, wren, "coming")


def test_somebody_not_invited_or_no_longer_on_the_panel_cannot_answer(world, wren, meeting):
    for person in (world.lead, world.finance, factories.member(world.panel)):
        with pytest.raises(NotAllowed):
            answer(meeting, person, "coming")
    factories.end_roles(wren)
    with pytest.raises(NotAllowed):
        answer(meeting, wren, "coming")


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one_whole_answer_and_both_in_the_trail(world, wren, meeting):
    words = ["coming", "not_coming"]
    at_once(lambda number: answer(meeting, wren, words[number]), times=2)
    kept = Invitation.objects.get(meeting=meeting, person=wren)
    said = trail(kept)[1:]
    assert sorted(word for _, _, word in said) == words
    assert kept.reply == said[-1][2]


# Written down for somebody


def write_down(world, meeting, person, word="coming", how="phone", by=None):
    return actions.record_reply(
        meeting_id=meeting.pk, person_id=person.pk, reply=word, how=how, by=by or world.coordinator
    )


@pytest.mark.parametrize("how", ["phone", "letter", "in_person"])
def test_an_answer_by_phone_or_letter_says_who_wrote_it_down(world, wren, meeting, how):
    kept = write_down(world, meeting, wren, "phone", how)
    assert (kept.reply, kept.how, kept.recorded_by) == ("phone", how, world.coordinator)
    event = audit.events_about(kept, "invitation.reply_recorded").get()
    assert (event.actor_id, event.whose_id, event.facts["how"]) == (world.coordinator.pk, wren.pk, how)


def test_the_person_can_still_change_what_was_written_down(world, wren, meeting):
    write_down(world, meeting, wren)
    assert answer(meeting, wren, "coming").how == "self"


@pytest.mark.parametrize("how", ["self", "", "pigeon"])
def test_written_down_needs_a_way_it_came(world, wren, meeting, how):
    with pytest.raises(NotNow, match="how the answer reached you"):
        write_down(world, meeting, wren, how=how)


def test_only_those_who_run_the_panel_write_answers_down(world, wren, meeting):
    other = factories.small_panel("Bracken", programme=world.programme)
    for person in (wren, world.members[1], world.finance, other.coordinator):
        with pytest.raises(NotAllowed):
            write_down(world, meeting, wren, by=person)
    assert write_down(world, meeting, wren, by=world.lead).recorded_by == world.lead


def test_nothing_is_written_down_for_somebody_who_left_or_was_not_invited(world, wren, meeting):
    factories.end_roles(wren)
    for person in (wren, world.lead):
        with pytest.raises(NotAllowed):
            write_down(world, meeting, person)


# Called off


def test_calling_off_tells_everyone_invited_who_is_still_on_the_panel(world, wren, meeting):
    messages().update(state="sent")
    factories.end_roles(wren)
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    told = set(messages("meeting_cancelled").values_list("to_person_id", flat=True))
    assert told == {person.pk for person in world.on_panel if person != wren}


def test_calling_off_after_the_day_tells_nobody(world, wren, meeting):
    with time_machine.travel(meeting.starts_at + timedelta(days=1)):
        schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    assert not messages("meeting_cancelled").exists()


# By phone or letter


@pytest.fixture
def task(world, meeting):
    world.members[0].email = None
    world.members[0].save()
    invite(world, meeting)
    return messages().get(to_person_id=world.members[0].pk)


def test_who_was_told_is_off_the_list_and_twice_does_no_harm(world, meeting, task):
    assert [message for message, _ in queries.to_tell_for(world.coordinator, meeting)] == [task]
    reaching.record_call(message_id=task.pk, result="reached", by=world.coordinator)
    assert queries.to_tell_for(world.coordinator, meeting) == []
    with pytest.raises(NotAllowed):
        reaching.record_call(message_id=task.pk, result="reached", by=world.coordinator)
    task.refresh_from_db()
    assert (task.state, task.reason) == ("done", "reached")
    assert audit.events_about(task, "message.done_by_hand").count() == 1


def test_a_task_that_is_no_longer_true_leaves_the_list(world, meeting, task):
    calls.call_or_404(world.coordinator, task.pk)
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    assert [message.kind for message, _ in queries.to_tell_for(world.coordinator, meeting)] == ["meeting_cancelled"]
    factories.end_roles(world.members[0])
    assert queries.to_tell_for(world.coordinator, meeting) == []


def test_nobody_is_to_be_told_once_the_meeting_has_started_or_they_have_left_leap(world, meeting, task):
    with time_machine.travel(meeting.starts_at):
        assert queries.to_tell_for(world.coordinator, meeting) == []
        assert errands_for(world.coordinator) == []
    type(world.members[0]).objects.filter(pk=world.members[0].pk).update(is_active=False)
    assert queries.to_tell_for(world.coordinator, meeting) == []


def test_an_email_that_failed_is_on_the_list(world, meeting):
    invite(world, meeting)
    messages().filter(to_person_id=world.members[1].pk).update(state="failed")
    messages().filter(to_person_id=world.members[2].pk).update(state="uncertain")
    found = queries.to_tell_for(world.coordinator, meeting)
    assert {(message.state, each.person) for message, each in found} == {
        ("failed", world.members[1]),
        ("uncertain", world.members[2]),
    }
    assert {errand.person for errand in errands_for(world.lead)} == set(world.members[1:3])


def test_only_those_who_run_the_panel_see_and_mark_tasks(world, meeting, task):
    other = factories.small_panel("Bracken", programme=world.programme)
    for person in (world.members[1], world.finance, other.coordinator):
        assert queries.to_tell_for(person, meeting) == queries.messages_for(person, meeting) == []
        assert errands_for(person) == []
        with pytest.raises(NotAllowed):
            reaching.record_call(message_id=task.pk, result="reached", by=person)


@pytest.mark.parametrize("said", ["same", "changed"])
def test_whether_needs_have_changed_is_kept_with_the_invitation_and_the_trail_does_not_say_which(said):
    world = factories.small_panel()
    meeting = rooms.meeting(world.panel, state="planned")
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    person = world.members[0]
    actions.reply(meeting_id=meeting.pk, reply="coming", needs=said, by=person)
    actions.reply(meeting_id=meeting.pk, reply="coming", by=person)  # not asked this time: what was said stays
    kept = Invitation.objects.get(meeting=meeting, person=person)
    assert (kept.needs, kept.needs_asked_at is not None) == (said, True)
    (event,) = audit.events_about(kept, "invitation.needs_asked")
    assert event.facts == {}
    other = world.members[1]
    told = {"meeting_id": meeting.pk, "person_id": other.pk, "reply": "online", "how": "phone", "needs": said}
    assert actions.record_reply(**told, by=world.coordinator).needs == said
    assert audit.events_about(Invitation.objects.get(meeting=meeting, person=other), "invitation.needs_asked").exists()
