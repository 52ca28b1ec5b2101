"""From asking to a meeting: who hears, who may answer until when, and what is kept."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.people.actions import places
from accounts.reaching import actions as reaching
from accounts.reaching import queries as calls
from accounts.reaching.registration import errands_for
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.outbox import registry
from leap.core.outbox.models import OutboxMessage
from meetings.availability import actions, queries, states, tasks
from meetings.availability.models import DateAnswer, DatePoll, DateReply
from meetings.invitations import actions as invitations
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting
from tests import factories
from tests.meetings.availability.polls import last_day, make_poll, says

pytestmark = pytest.mark.django_db


def heard(kind=states.ASKED):
    return sorted(OutboxMessage.objects.filter(kind=kind).values_list("to_person_id", flat=True))


def keys(*people):
    return sorted(person.pk for person in people)


def replies():
    return DateReply.objects.unscoped("a test")


def answers_of(person):
    rows = DateAnswer.objects.unscoped("a test").filter(reply__person=person).order_by("date__number")
    return list(rows.values_list("answer", flat=True))


def is_still_true(message):
    return registry.kind_called(message.kind).still_true(message)


def test_everyone_on_the_panel_hears_once_and_nobody_who_takes_a_break(world):
    resting = factories.member(world.panel, "Sedge")
    places.pause(person=resting, panel=world.panel, contact="light_touch", by=resting)
    key = uuid4()
    poll = make_poll(world.panel, world.coordinator, poll_id=key)
    assert make_poll(world.panel, world.coordinator, poll_id=key, title="Pressed twice") == poll
    assert heard() == keys(*world.on_panel)
    assert [date.number for date in poll.dates.all()] == [1, 2, 3]
    places.come_back(person=resting, panel=world.panel, by=resting)
    new = factories.member(world.panel, "Heron")
    assert actions.ask_newcomers(poll_id=poll.pk, by=world.coordinator) == 2
    assert actions.ask_newcomers(poll_id=poll.pk, by=world.coordinator) == 0
    assert heard() == keys(*world.on_panel, resting, new)


def test_only_those_who_run_the_panel_make_ask_take_close_and_write_down(world, poll):
    member, other = world.members[:2]
    first = poll.dates.first()
    told = {"how": "phone", "read_back": True}
    factories.member(world.panel, "Jay", email=None)
    actions.ask_newcomers(poll_id=poll.pk, by=world.coordinator)
    message = OutboxMessage.objects.get(kind=states.ASKED, channel="phone")
    for by in (member, world.finance, factories.small_panel("Bracken").coordinator):
        for step in (
            lambda by=by: make_poll(world.panel, by),
            lambda by=by: actions.ask_newcomers(poll_id=poll.pk, by=by),
            lambda by=by: actions.take_date(poll_id=poll.pk, date_id=first.pk, by=by),
            lambda by=by: actions.close_poll(poll_id=poll.pk, by=by),
            lambda by=by: reaching.record_call(message_id=message.pk, result="reached", by=by),
            lambda by=by: actions.record_answers(
                poll_id=poll.pk, person_id=other.pk, answers={first.pk: "yes"}, by=by, **told
            ),
        ):
            with pytest.raises(NotAllowed):
                step()
    for by in (world.lead, factories.person("Ash")):  # runs it, but is not on the panel; not there at all
        with pytest.raises(NotAllowed):
            says(poll, by, "yes")
    with pytest.raises(NotAllowed):
        actions.answer(poll_id=uuid4(), answers={first.pk: "yes"}, by=member)
    assert (DatePoll.objects.get().state, replies().filter(answered_at__isnull=False).count()) == ("open", 0)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"dates": 1}, "2 to 12"),
        ({"dates": 13}, "2 to 12"),
        ({"first_in": -3}, "already gone"),
        ({"answer_by": clock.today() - timedelta(days=1)}, "last day"),
        ({"answer_by": clock.today() + timedelta(days=31)}, "last day"),
    ],
)
def test_dates_and_a_last_day_that_make_no_sense_are_refused_kindly(world, facts, words):
    with pytest.raises(NotNow, match=words):
        make_poll(world.panel, world.coordinator, **facts)
    assert not DatePoll.objects.exists()


def test_a_poll_in_a_place_of_another_programme_is_refused(world):
    other = factories.small_panel("Bracken")
    place = schedule.make_venue(programme=other.programme, name="Mill", address="1 Lane", by=other.coordinator)
    with pytest.raises(NotNow, match="another programme"):
        make_poll(world.panel, world.coordinator, venue=place)


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"place": ""}, "date_poll_in_a_place_says_where"),
        ({"meets": "by post"}, "date_poll_is_for_a_known_way_to_meet"),
        ({"places": 0}, "date_poll_with_places_has_1_to_500"),
    ],
)
def test_the_database_keeps_how_and_where_people_meet(poll, facts, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        DatePoll.objects.filter(pk=poll.pk).update(**facts)


def test_a_person_answers_date_by_date_changes_it_and_what_is_open_stays_open(world, poll):
    rowan, wren = world.members[:2]
    says(poll, rowan, "yes", "", "no")
    assert answers_of(rowan) == ["yes", "no"]
    says(poll, rowan, "", "if_need_be")
    says(poll, wren, "no", "no", "no")
    assert answers_of(rowan) == ["yes", "if_need_be", "no"]
    event = audit.events_whose(rowan).filter(verb="date_poll.answered").last()
    assert (event.actor_id, set(event.facts)) == (rowan.pk, {"poll"})
    other = make_poll(world.panel, world.coordinator).dates.first()
    mine = poll.dates.first()
    for wrong in ({}, {other.pk: "yes"}, {mine.pk: "perhaps"}):
        with pytest.raises(NotNow):
            actions.answer(poll_id=poll.pk, answers=wrong, by=rowan)
    assert answers_of(rowan) == ["yes", "if_need_be", "no"]


def test_answers_are_written_down_for_somebody_who_can_change_them_later(world, poll):
    jay = factories.member(world.panel, "Jay", email=None)
    assert actions.ask_newcomers(poll_id=poll.pk, by=world.coordinator) == 1
    ((message, asked),) = queries.to_tell_for(world.coordinator, poll)
    assert (asked.person, message.kind) == (jay, states.ASKED)
    first, second, _ = poll.dates.all()
    told = {"poll_id": poll.pk, "person_id": jay.pk, "by": world.lead}
    with pytest.raises(NotNow, match="how the answers reached you"):
        actions.record_answers(answers={first.pk: "no"}, how="by owl", read_back=True, **told)
    actions.record_answers(answers={first.pk: "no"}, how="letter", read_back=True, **told)
    reply = replies().get(person=jay)
    kept = (reply.written_by, reply.how, reply.read_back)
    assert kept == (world.lead, "letter", False), "a letter is read back to nobody"
    assert answers_of(jay) == ["no"]
    assert queries.to_tell_for(world.coordinator, poll) == []
    assert queries.answers_of(world.coordinator, reply) == {first.pk: "no"}
    assert queries.answers_of(world.members[0], reply) == {}
    says(poll, jay, "", "yes")
    reply.refresh_from_db()
    assert (reply.written_by, reply.how, answers_of(jay)) == (None, "", ["no", "yes"])
    own = {"answers": {second.pk: "yes"}, "how": "phone", "read_back": False}
    with pytest.raises(NotAllowed):
        actions.record_answers(poll_id=poll.pk, person_id=world.coordinator.pk, by=world.coordinator, **own)
    factories.end_roles(jay)
    with pytest.raises(NotAllowed):
        actions.record_answers(**told, **own)
    with pytest.raises(NotAllowed):
        says(poll, jay, "yes")


def test_whoever_has_not_answered_is_reminded_once_two_days_before_the_last_day(world):
    with time_machine.travel("2026-10-10T12:00Z", tick=False) as time:
        poll = make_poll(world.panel, world.coordinator, answer_by=last_day(20))  # 30 October
        rowan, wren, sorrel, linnet = world.members
        says(poll, rowan, "yes")
        places.pause(person=wren, panel=world.panel, by=wren)
        factories.end_roles(sorrel)
        time.move_to("2026-10-28T08:59Z")
        assert tasks.queue_due_reminders() == 0
        time.move_to("2026-10-28T09:00Z")
        late = factories.member(world.panel, "Heron")
        actions.ask_newcomers(poll_id=poll.pk, by=world.coordinator)
        assert tasks.queue_due_reminders() == 3
        assert tasks.queue_due_reminders() == 0
        assert heard(states.REMINDER) == keys(linnet, *world.researchers, world.coordinator)
        assert late.pk not in heard(states.REMINDER)
        reminder = OutboxMessage.objects.get(kind=states.REMINDER, to_person_id=linnet.pk)
        assert is_still_true(reminder)
        says(poll, linnet, "no")
        assert not is_still_true(reminder)
        time.move_to("2026-10-31T00:30Z")
        with pytest.raises(NotNow, match="closed before your answers reached us"):
            says(poll, linnet, "yes")
        with pytest.raises(NotNow):
            actions.ask_newcomers(poll_id=poll.pk, by=world.coordinator)
        assert queries.what_waits_for(world.coordinator).to_decide == [poll]
        assert queries.what_waits_for(rowan) == queries.Waits([], [])
        again = make_poll(world.panel, world.coordinator)
        assert list(queries.replies_to_remind(again).filter(person=sorrel)) == []


def test_a_date_is_taken_once_and_becomes_a_meeting_to_which_everyone_is_invited(world, poll):
    rowan = world.members[0]
    says(poll, rowan, "no", "yes")
    first, second, _ = poll.dates.all()
    _, meeting = actions.take_date(poll_id=poll.pk, date_id=second.pk, fee_band="1h", by=world.coordinator)
    assert (meeting.starts_at, meeting.minutes, meeting.title, meeting.place, meeting.fee_band, meeting.state) == (
        second.starts_at, 120, "Advisory meeting", "The long room", "1h", "planned",
    )  # fmt: skip
    assert actions.take_date(poll_id=poll.pk, date_id=second.pk, by=world.lead)[1] == meeting
    assert Meeting.objects.count() == 1
    for step in (
        lambda: actions.take_date(poll_id=poll.pk, date_id=first.pk, by=world.lead),
        lambda: actions.close_poll(poll_id=poll.pk, by=world.lead),
        lambda: says(poll, rowan, "yes"),
    ):
        with pytest.raises(NotNow):
            step()
    asked = OutboxMessage.objects.filter(kind=states.ASKED).first()
    assert not is_still_true(asked)
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    assert rowan.pk in heard("meeting_invitation")
    assert [each for each in queries.my_poll(rowan, poll.pk).dates if each.is_taken] == [second]


def test_closed_without_a_date_everyone_who_is_still_there_hears_kindly(world, poll):
    rowan, wren, *_ = world.members
    factories.end_roles(rowan)
    places.pause(person=wren, panel=world.panel, by=wren)
    actions.close_poll(poll_id=poll.pk, by=world.coordinator)
    assert heard(states.ENDED) == keys(*(each for each in world.on_panel if each not in (rowan, wren)))
    with pytest.raises(NotNow, match="closed already"):
        actions.close_poll(poll_id=poll.pk, by=world.coordinator)
    with pytest.raises(NotNow, match="closed already"):
        actions.take_date(poll_id=poll.pk, date_id=poll.dates.first().pk, by=world.coordinator)
    told = OutboxMessage.objects.filter(kind=states.ENDED).first()
    assert is_still_true(told)
    factories.end_roles(queries.reply_behind(told).person)
    assert not is_still_true(told)


def test_a_date_that_has_gone_or_is_of_another_poll_is_not_taken(world, poll):
    first = poll.dates.first()
    other = make_poll(world.panel, world.coordinator).dates.first()
    with pytest.raises(NotAllowed):
        actions.take_date(poll_id=poll.pk, date_id=other.pk, by=world.coordinator)
    with clock.held_at(first.starts_at), pytest.raises(NotNow, match="already gone"):
        actions.take_date(poll_id=poll.pk, date_id=first.pk, by=world.coordinator)


def test_who_is_reached_by_phone_or_letter_is_asked_by_somebody_who_has_the_dates(world):
    jay = factories.member(world.panel, "Jay", email=None)
    poll = make_poll(world.panel, world.coordinator)
    assert queries.what_waits_for(jay) == queries.Waits([poll], [])
    ((message, _),) = queries.to_tell_for(world.lead, poll)
    (errand,) = errands_for(world.coordinator)
    assert (errand.message, errand.person, errand.panel) == (message, jay, world.panel)
    assert errand.answers[-1] == "None of these"
    assert len(errand.answers) == 4, "each date can be ticked on paper"
    said = " ".join(calls.call_or_404(world.coordinator, message.pk).say)
    assert all(answer in said for answer in errand.answers[:3])
    for by in (world.members[0], world.finance, factories.small_panel("Bracken").coordinator):
        assert errands_for(by) == queries.to_tell_for(by, poll) == []
    reaching.record_call(message_id=message.pk, result="reached", by=world.coordinator)
    assert errands_for(world.coordinator) == queries.to_tell_for(world.lead, poll) == []
    actions.close_poll(poll_id=poll.pk, by=world.coordinator)
    (errand,) = errands_for(world.lead)
    assert (errand.message.kind, errand.answers) == (states.ENDED, ())
    places.pause(person=jay, panel=world.panel, by=jay)
    assert errands_for(world.lead) == []


def test_the_database_keeps_what_is_promised(world, poll):
    reply = replies().get(person=world.members[0])
    date = poll.dates.first()
    broken = {
        "date_poll_that_is_fixed_has_its_meeting": lambda: DatePoll.objects.filter(pk=poll.pk).update(state="fixed"),
        "date_poll_is_for_10_minutes_to_10_hours": lambda: DatePoll.objects.filter(pk=poll.pk).update(minutes=5),
        "date_poll_has_at_most_12_dates": lambda: poll.dates.filter(pk=date.pk).update(number=13),
        "date_is_in_a_poll_once": lambda: poll.dates.update(starts_at=date.starts_at),
        "one_date_of_a_poll_is_taken": lambda: poll.dates.update(is_taken=True),
        "person_is_asked_once_in_a_date_poll": lambda: DateReply(poll=poll, person=reply.person).save(),
        "date_answer_is_known": lambda: DateAnswer(reply=reply, date=date, answer="perhaps").save(),
        "date_reply_written_down_says_by_whom_and_how": lambda: replies().filter(pk=reply.pk).update(how="phone"),
    }
    for name, step in broken.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            step()
