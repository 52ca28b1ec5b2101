import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow
from meetings.attendance import actions as register
from meetings.attendance.models import Attendance
from meetings.chairing import actions, queries, registration, states
from meetings.chairing.models import ChairTurn, ChairWillingness
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


def willing(panel, *people, since=400, answer="willing"):
    for person in people:
        said_at = clock.now() - timedelta(days=since)
        ChairWillingness.objects.create(person=person, panel=panel, answer=answer, said_at=said_at)


def chaired(meeting, person):
    now = clock.now()
    return ChairTurn.objects.create(
        meeting=meeting, person=person, state="chaired", answered_at=now, recorded_by=person
    )


@pytest.fixture
def world():
    """Four members who have been to meetings; Rowan chaired one. All may be asked but Linnet."""
    world = factories.small_panel()
    rowan, wren, sorrel, linnet = world.members
    willing(world.panel, rowan, wren, sorrel)
    willing(world.panel, linnet, answer="never")
    rooms.held(world.panel, *world.members, days=-200)
    chaired(rooms.held(world.panel, *world.members, days=-100), rowan)
    return world


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel)
    rooms.reply(ahead, *world.members, *world.researchers)
    return ahead


def propose(world, meeting, **more):
    return actions.propose_chair(meeting_id=meeting.pk, by=world.coordinator, **more)


def everybody_passes(world, meeting):
    asked = []
    while (turn := propose(world, meeting, or_nobody=True)) is not None:
        asked.append(turn.person)
        actions.pass_turn(meeting_id=meeting.pk, by=turn.person)
    return asked


def test_the_person_who_waited_longest_is_asked_and_hears_of_it(world, meeting):
    turn = propose(world, meeting)
    assert turn.person in world.members[1:3]
    assert (turn.state, turn.offered_by, turn.answered_at) == ("offered", world.coordinator, None)
    event = audit.events_about(turn, "chair_turn.offered").get()
    assert (event.actor_id, event.whose_id) == (world.coordinator.pk, turn.person.pk)
    message = outbox.OutboxMessage.objects.get(kind="chair_offer")
    assert (message.to_person_id, message.about_id, message.channel) == (turn.person.pk, turn.pk, "email")


def test_nobody_is_asked_who_is_away_new_unwilling_or_no_member(world, meeting):
    new = factories.member(world.panel, "Heron")
    left = factories.member(world.panel, "Teasel")
    away, remote = world.members[1:3]
    willing(world.panel, new, left, world.researchers[0])
    rooms.held(world.panel, left, world.researchers[0], days=-50)
    rooms.reply(meeting, new, left)
    rooms.reply(meeting, away, word="not_coming")
    rooms.reply(meeting, remote, word="online")
    factories.end_roles(left)
    assert everybody_passes(world, meeting) == [remote, world.members[0]]


@pytest.mark.parametrize("answer", ["ask_later", "not_now", "never"])
def test_whoever_no_longer_wishes_to_be_asked_is_not(world, meeting, answer):
    rowan, wren, sorrel, _ = world.members
    actions.set_willingness(panel=world.panel, answer=answer, by=wren)
    assert everybody_passes(world, meeting) == [sorrel, rowan]


def test_a_newcomer_does_not_chair_back_to_back(world):
    """Somebody who could not have chaired before owes nothing for it."""
    heron = factories.member(world.panel, "Heron")
    willing(world.panel, heron, since=20)
    rowan, wren, sorrel, _linnet = world.members
    chaired(rooms.held(world.panel, rowan, wren, sorrel, days=-60), wren)
    chaired(rooms.held(world.panel, rowan, wren, sorrel, days=-40), sorrel)
    chaired(rooms.held(world.panel, rowan, wren, heron, days=-10), heron)
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, rowan, wren, heron)
    assert propose(world, meeting).person in {rowan, wren}


def test_somebody_who_came_back_starts_afresh(world):
    rowan = world.members[0]
    role = rowan.roles.get()
    today = clock.today()
    role.ends_on = today - timedelta(days=90)
    role.save()
    factories.role(rowan, world.panel, starts_on=today - timedelta(days=20))
    starts = queries.fresh_starts(world.panel)
    assert starts[rowan.pk] == today - timedelta(days=20)
    assert starts[world.members[1].pk] == world.members[1].roles.get().starts_on
    role.ends_on = today - timedelta(days=21)
    role.save()
    assert queries.fresh_starts(world.panel)[rowan.pk] == role.starts_on


def test_only_those_who_arrange_the_meeting_ask(world, meeting):
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    for person in [*world.members, world.researchers[0], world.finance, elsewhere.coordinator]:
        with pytest.raises(NotAllowed):
            actions.propose_chair(meeting_id=meeting.pk, by=person)
        assert queries.whose_turn(person, meeting) is None
    assert actions.propose_chair(meeting_id=meeting.pk, by=world.lead)


def test_one_person_is_asked_at_a_time(world, meeting):
    turn = propose(world, meeting)
    with pytest.raises(NotNow, match="being asked already"):
        propose(world, meeting)
    actions.accept(meeting_id=meeting.pk, by=turn.person)
    with pytest.raises(NotNow, match="has a chair already"):
        propose(world, meeting)


def test_a_pass_asks_for_no_reason_and_the_next_press_asks_the_next_person(world, meeting):
    first = propose(world, meeting).person
    passed = actions.pass_turn(meeting_id=meeting.pk, by=first)
    assert (passed.state, passed.recorded_by) == ("passed", first)
    assert audit.events_about(passed, "chair_turn.passed").count() == 1
    second = propose(world, meeting).person
    assert second != first
    actions.pass_turn(meeting_id=meeting.pk, by=second)
    assert propose(world, meeting).person == world.members[0]
    actions.pass_turn(meeting_id=meeting.pk, by=world.members[0])
    with pytest.raises(NotNow, match="nobody to ask right now"):
        propose(world, meeting)
    assert propose(world, meeting, or_nobody=True) is None


def test_whoever_passed_keeps_their_place(world, meeting):
    first = propose(world, meeting).person
    actions.pass_turn(meeting_id=meeting.pk, by=first)
    second = propose(world, meeting).person
    actions.accept(meeting_id=meeting.pk, by=second)
    meeting.state, meeting.starts_at = "held", clock.now() - timedelta(days=1)
    meeting.save()
    for person in world.members:
        Attendance.objects.create(meeting=meeting, person=person, came="in_person")
    actions.note_who_chaired(meeting=meeting, by=world.coordinator)
    later = rooms.meeting(world.panel, days=90)
    rooms.reply(later, *world.members)
    assert propose(world, later).person == first


def test_the_contact_hears_that_the_turn_is_free_and_not_whose_it_was(world, meeting):
    turn = propose(world, meeting)
    actions.pass_turn(meeting_id=meeting.pk, by=turn.person)
    message = outbox.OutboxMessage.objects.get(kind="chair_free")
    assert message.to_person_id == world.coordinator.pk
    again = propose(world, meeting)
    actions.pass_turn(meeting_id=meeting.pk, by=world.coordinator)
    assert outbox.OutboxMessage.objects.filter(kind="chair_free").count() == 1, "who wrote it down knows already"
    assert again.person != turn.person


def test_an_agreed_turn_can_be_handed_back(world, meeting):
    turn = propose(world, meeting)
    actions.accept(meeting_id=meeting.pk, by=turn.person)
    actions.pass_turn(meeting_id=meeting.pk, by=turn.person)
    assert queries.shown_chair(world.members[3], meeting).chair is None
    assert propose(world, meeting).person != turn.person


def test_answers_are_for_the_person_asked_and_for_who_writes_them_down(world, meeting):
    turn = propose(world, meeting)
    others = [person for person in world.members if person != turn.person]
    for person in [*others, world.researchers[0], world.finance]:
        for answer in (actions.accept, actions.pass_turn):
            with pytest.raises(NotAllowed):
                answer(meeting_id=meeting.pk, by=person)
    accepted = actions.accept(meeting_id=meeting.pk, by=world.coordinator)
    assert (accepted.person, accepted.state, accepted.recorded_by) == (turn.person, "accepted", world.coordinator)
    assert audit.events_about(accepted, "chair_turn.accepted").get().actor_id == world.coordinator.pk


def test_turns_are_freed_in_the_order_of_their_meetings_keys(world):
    """As a swap and a year lock them: two of these at once do not wait for each other for ever."""
    sorrel = world.members[2]
    for days in (50, 40, 30, 20):
        agreed = {"state": "accepted", "answered_at": clock.now(), "recorded_by": sorrel}
        ChairTurn.objects.create(meeting=rooms.meeting(world.panel, days=days), person=sorrel, **agreed)
    with CaptureQueriesContext(connection) as ran:
        actions.free_turns(person=sorrel, panel=world.panel, by=world.coordinator)
    locked = [each["sql"] for each in ran if "FOR UPDATE" in each["sql"] and 'FROM "schedule_meeting"' in each["sql"]]
    keys = [re.search(r"\"id\" = '?([0-9a-f-]{36})", sql).group(1) for sql in locked]
    assert len(keys) == 4
    assert keys == sorted(keys)


def test_somebody_who_left_the_panel_no_longer_answers(world, meeting):
    turn = propose(world, meeting)
    factories.end_roles(turn.person)
    with pytest.raises(NotAllowed):
        actions.accept(meeting_id=meeting.pk, by=turn.person)


def test_an_answer_twice_is_met_kindly(world, meeting):
    person = propose(world, meeting).person
    actions.pass_turn(meeting_id=meeting.pk, by=person)
    with pytest.raises(NotNow, match="that is fine"):
        actions.pass_turn(meeting_id=meeting.pk, by=person)
    with pytest.raises(NotNow, match="not open any more"):
        actions.accept(meeting_id=meeting.pk, by=person)


def test_nothing_moves_once_the_meeting_has_started_or_is_called_off(world, meeting):
    person = propose(world, meeting).person
    for change in ({"state": "cancelled"}, {"state": "open", "starts_at": clock.now() - timedelta(minutes=1)}):
        for name, value in change.items():
            setattr(meeting, name, value)
        meeting.save()
        for step in (
            lambda: actions.accept(meeting_id=meeting.pk, by=person),
            lambda: actions.pass_turn(meeting_id=meeting.pk, by=person),
            lambda: propose(world, meeting),
        ):
            with pytest.raises(NotNow, match="stays as it is"):
                step()


def test_the_register_says_who_chaired_and_putting_it_right_puts_this_right(world, meeting):
    person = propose(world, meeting).person
    actions.accept(meeting_id=meeting.pk, by=person)
    here = Attendance.objects.create(meeting=meeting, person=person, came="online")
    for came, state in [("online", "chaired"), ("online", "chaired"), ("away", "accepted"), ("phone", "chaired")]:
        here.came, here.chaired = came, False
        here.save()
        registration.note_who_chaired(meeting, world.coordinator)
        assert ChairTurn.objects.get(meeting=meeting, person=person).state == state
        here.refresh_from_db()
        assert here.chaired == (state == "chaired"), "the register says so too"
    assert audit.events_about(ChairTurn.objects.get(meeting=meeting), "chair_turn.chaired").count() == 2


@pytest.mark.parametrize("state", ["offered", "passed"])
def test_somebody_who_did_not_agree_did_not_chair(world, meeting, state):
    person = propose(world, meeting).person
    if state == "passed":
        actions.pass_turn(meeting_id=meeting.pk, by=person)
    Attendance.objects.create(meeting=meeting, person=person, came="in_person")
    actions.note_who_chaired(meeting=meeting, by=world.coordinator)
    assert ChairTurn.objects.get(meeting=meeting).state == state


def test_somebody_who_stepped_in_has_chaired_and_who_agreed_keeps_their_place(world, meeting):
    """Also somebody who was asked and said no before; and a guest, who takes nobody's turn."""
    said_no = propose(world, meeting).person
    actions.pass_turn(meeting_id=meeting.pk, by=said_no)
    agreed = propose(world, meeting).person
    actions.accept(meeting_id=meeting.pk, by=agreed)
    stepped_in = world.researchers[0]
    meeting.starts_at = clock.now() - timedelta(hours=1)
    meeting.save()

    def turns():
        return {turn.person: turn.state for turn in ChairTurn.objects.filter(meeting=meeting).select_related("person")}

    def take(marks, **facts):
        by = world.coordinator
        register.take_register(meeting_id=meeting.pk, marks={p.pk: "online" for p in marks}, facts=facts, by=by)

    take([agreed])
    assert registration.who_agreed(world.coordinator, meeting) == agreed
    assert turns() == {said_no: "passed", agreed: "chaired"}
    take([agreed, stepped_in, said_no], chair=stepped_in.pk)
    assert turns() == {said_no: "passed", agreed: "passed", stepped_in: "chaired"}
    take([], chair=said_no.pk)
    assert turns() == {said_no: "chaired", agreed: "passed", stepped_in: "passed"}
    take([], chair="guest")
    assert set(turns().values()) == {"passed"}
    take([], chair=agreed.pk)
    assert turns()[agreed] == "chaired"


def test_who_was_chosen_wrongly_is_taken_out_again_and_nobody_has_chaired(world, meeting):
    """Whoever agreed and was there is not put back by LEAP, until somebody says who did."""
    agreed = propose(world, meeting).person
    actions.accept(meeting_id=meeting.pk, by=agreed)
    talk = {"kind": "after", "starts_at": meeting.starts_at + timedelta(days=1), "minutes": 30, "way": "phone"}
    actions.set_talk(meeting_id=meeting.pk, **talk, by=world.coordinator)
    other = next(person for person in world.members if person != agreed)
    meeting.starts_at = clock.now() - timedelta(hours=1)
    meeting.save()
    about = {"meeting_id": meeting.pk, "by": world.coordinator}
    here = {person.pk: "in_person" for person in (agreed, other)}

    def has_chaired():
        turns = ChairTurn.objects.filter(meeting=meeting, state="chaired")
        rows = Attendance.objects.filter(meeting=meeting, chaired=True)
        return [*turns.values_list("person", flat=True)], [*rows.values_list("person", flat=True)]

    def paid_for_time_beside():
        return {time.person_id for time in queries.time_beside(meeting)}

    register.take_register(**about, marks=here)
    assert has_chaired() == ([agreed.pk], [agreed.pk])
    assert paid_for_time_beside() == {agreed.pk}
    register.take_register(**about, marks={}, facts={"chair": other.pk})
    assert has_chaired() == ([other.pk], [other.pk])
    register.take_register(**about, marks={}, facts={"chair": "nobody"})
    assert has_chaired() == ([], [])
    assert paid_for_time_beside() == set(), "what is offered for talks follows in the same transaction"
    register.take_register(**about, marks={world.researchers[0].pk: "online"})
    assert has_chaired() == ([], []), "another row changes nothing about it"
    taken_out = audit.events_about(meeting, "attendance.not_chaired").values_list("whose_id", flat=True)
    assert list(taken_out) == [agreed.pk, other.pk]
    register.take_register(**about, marks={}, facts={"chair": agreed.pk})
    assert has_chaired() == ([agreed.pk], [agreed.pk])


def test_a_person_without_email_is_asked_by_hand_and_the_task_ends_with_the_answer(world, meeting):
    for person in world.members:
        person.email = None
        person.save()
    turn = propose(world, meeting)
    message = outbox.OutboxMessage.objects.get(kind="chair_offer")
    assert (message.channel, message.state) == ("phone", "to_do")
    actions.accept(meeting_id=meeting.pk, by=world.coordinator)
    message.refresh_from_db()
    assert message.state == "done"
    assert turn.person.pk == message.to_person_id


# What each viewer sees.


def test_until_somebody_agrees_a_chair_is_not_settled_and_nobody_sees_who_is_asked(world, meeting):
    turn = propose(world, meeting)
    others = [person for person in world.members if person != turn.person]
    for viewer in [*others, world.researchers[0]]:
        shown = queries.chair_of(viewer, meeting.pk)
        assert (shown.chair, shown.mine, shown.asked) == (None, None, None)
        assert queries.reason_for(viewer, meeting, shown) == ""
        assert registration.rows_for(viewer, meeting)[0].value == "Not settled yet"
        assert registration.next_step(viewer, meeting) is None
    assert queries.chair_of(world.coordinator, meeting.pk).asked == turn
    own = queries.chair_of(turn.person, meeting.pk)
    assert (own.mine, own.asked, own.chair) == (turn, None, None)
    assert list(queries.offers_for(turn.person)) == [turn]
    assert not queries.offers_for(others[0])
    assert registration.next_step(turn.person, meeting).title == "There is a question for you"


def test_strangers_and_finance_see_no_chair(world, meeting):
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    for viewer in [world.finance, elsewhere.members[0], elsewhere.coordinator]:
        assert queries.chair_of(viewer, meeting.pk) is None


def test_after_a_pass_everyone_sees_what_they_saw_before_anybody_was_asked(world, meeting):
    viewers = [world.coordinator, world.members[3], world.researchers[0]]
    before = [queries.chair_of(viewer, meeting.pk) for viewer in viewers]
    turn = propose(world, meeting)
    actions.pass_turn(meeting_id=meeting.pk, by=turn.person)
    assert [queries.chair_of(viewer, meeting.pk) for viewer in viewers] == before


def test_once_agreed_everyone_sees_the_chair_and_the_reason(world, meeting):
    turn = propose(world, meeting)
    actions.accept(meeting_id=meeting.pk, by=turn.person)
    name = turn.person.called_name
    for viewer in [world.coordinator, world.members[3], world.researchers[0]]:
        shown = queries.chair_of(viewer, meeting.pk)
        assert shown.chair == turn.person
        assert registration.rows_for(viewer, meeting)[0].value == name
        assert queries.reason_for(viewer, meeting, shown) == (
            f"It is {name}’s turn, because, of the people we can ask, {name} has waited longest. "
            f"It is {name}’s first time."
        )
    assert registration.rows_for(turn.person, meeting)[0].value == "You"
    own = queries.reason_for(turn.person, meeting, queries.chair_of(turn.person, meeting.pk))
    assert own.endswith("You have not chaired yet.")


def test_the_reason_and_the_ledger_are_the_same_whatever_others_answered(world, meeting):
    turn = propose(world, meeting)
    actions.accept(meeting_id=meeting.pk, by=turn.person)
    viewer = world.members[3]

    def seen():
        shown = queries.chair_of(viewer, meeting.pk)
        return queries.reason_for(viewer, meeting, shown), queries.who_has_chaired(viewer, meeting)

    before = seen()
    for person in world.members[:3]:
        actions.set_willingness(panel=world.panel, answer="never", by=person)
    assert seen() == before
    assert before[1] == [(world.members[0].called_name, 1)]


def test_a_second_turn_says_when_the_first_was(world, meeting):
    everyone_else_away = world.members[1:]
    rooms.reply(meeting, *everyone_else_away, word="not_coming")
    turn = propose(world, meeting)
    assert turn.person == world.members[0]
    shown = queries.chair_of(turn.person, meeting.pk)
    assert "You last chaired on " in queries.reason_for(turn.person, meeting, shown)


def test_the_meetings_page_asks_those_who_arrange_it_to_ask_somebody(world, meeting):
    assert registration.next_step(world.coordinator, meeting).label == "Ask somebody to chair"
    turn = propose(world, meeting)
    assert registration.next_step(world.coordinator, meeting) is None
    actions.accept(meeting_id=meeting.pk, by=turn.person)
    assert registration.next_step(world.coordinator, meeting).label == "Ask somebody to sit there", "their first time"
    past = rooms.held(world.panel)
    assert registration.next_step(world.coordinator, past) is None
    assert registration.rows_for(world.coordinator, past) == []


# Willingness.


def test_an_answer_is_kept_for_its_owner_alone(world):
    wren = world.members[1]
    said = actions.set_willingness(panel=world.panel, answer="not_now", by=wren)
    assert queries.my_answers(wren) == {world.panel.pk: "not_now"}
    event = audit.events_about(said).get()
    assert (event.verb, event.facts) == ("chair_willingness.said", {}), "the trail does not keep which answer"
    assert ChairWillingness.objects.filter(person=wren, replaced_at__isnull=True).count() == 1


def test_the_same_answer_again_changes_nothing(world):
    wren = world.members[1]
    first = actions.set_willingness(panel=world.panel, answer="willing", by=wren)
    assert actions.set_willingness(panel=world.panel, answer="willing", by=wren) == first
    assert not audit.events_about(first).exists()


def test_only_members_answer_and_only_with_an_answer_there_is(world):
    for person in [world.researchers[0], world.coordinator, world.lead, world.finance]:
        with pytest.raises(NotAllowed):
            actions.set_willingness(panel=world.panel, answer="willing", by=person)
        assert queries.panels_to_ask_me_for(person) == []
    with pytest.raises(ValueError, match="perhaps"):
        actions.set_willingness(panel=world.panel, answer="perhaps", by=world.members[0])


# The tables.


def test_the_moves_of_a_turn():
    words = [states.OFFERED, states.ACCEPTED, states.PASSED, states.CHAIRED]
    allowed = {(was, to) for was in words for to in words if to in states.MOVES[was]}
    assert allowed == {
        ("offered", "accepted"), ("offered", "passed"), ("accepted", "chaired"), ("accepted", "passed"),
        ("accepted", "offered"), ("chaired", "accepted"), ("chaired", "passed"), ("passed", "chaired"),
        ("offered", "chaired"),
    }  # fmt: skip
    assert set(words) == set(ChairTurn.State.values)


def test_the_database_keeps_one_chair_and_one_answer(world, meeting):
    turn = propose(world, meeting)
    other = next(person for person in world.members if person != turn.person)
    now = clock.now()
    answered = {"state": "passed", "answered_at": now, "recorded_by": turn.person}
    wrong = [
        lambda: ChairTurn.objects.create(meeting=meeting, person=other),
        lambda: ChairTurn.objects.create(meeting=meeting, person=turn.person, **answered),
        lambda: ChairTurn.objects.create(meeting=rooms.meeting(world.panel), person=other, state="accepted"),
        lambda: ChairTurn.objects.create(meeting=rooms.meeting(world.panel), person=other, answered_at=now),
        lambda: ChairWillingness.objects.create(panel=world.panel, person=other, answer="willing"),
        lambda: ChairWillingness.objects.create(panel=world.panel, person=world.coordinator, answer="perhaps"),
    ]
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            each()
