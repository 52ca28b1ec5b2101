"""From the first draft to agreed notes; suggestions and their answers; actions until they are done."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.people.actions import places
from accounts.reaching.registration import errands_for
from leap.core import audit, clock, outbox
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.core.outbox import OutboxMessage, kind_called
from meetings.notes import actions, notices, queries, states
from meetings.notes.actions import suggestions
from meetings.notes.models import MeetingNotes, NotesAction, NotesVersion, Suggestion
from tests import factories
from tests.accounts.needs.factories import reached
from tests.meetings import rooms
from tests.meetings.notes.conftest import SECTIONS, send, write

pytestmark = pytest.mark.django_db


def suggest(world, by, words="It was on Tuesday.", **more):
    return actions.suggest(meeting_id=world.meeting.pk, words=words, by=by, **more)


def later(world):
    return rooms.held(world.panel, world.wren, days=20)


def test_a_draft_is_there_for_nobody_but_those_who_run_the_meeting(world):
    notes = write(world)
    assert write(world).revision == notes.revision == 1, "the same words keep nothing new"
    assert queries.written_for(world.lead, world.meeting) == (1, SECTIONS)
    for viewer in (world.wren, world.researcher):
        assert queries.written_for(viewer, world.meeting) == (0, [])
        assert queries.reading_for(viewer, world.meeting) is None
        with pytest.raises(NotAllowed):
            write(world, by=viewer)
        with pytest.raises(NotAllowed):
            suggest(world, viewer)
    assert queries.reading_for(world.coordinator, world.meeting) is None
    assert not OutboxMessage.objects.filter(kind=states.READY).exists()


@pytest.mark.parametrize(
    ("sections", "facts"),
    [
        ([("Only a heading", " ")], {}),
        ([("", "x")] * 21, {}),
        (SECTIONS, {"days": 3, "state": "open"}),
        (SECTIONS, {"state": "cancelled"}),
    ],
)
def test_notes_need_words_and_a_meeting_that_began(world, sections, facts):
    if facts:
        world.meeting = rooms.meeting(world.panel, **{"days": -3, **facts})
    with pytest.raises(NotNow):
        write(world, sections)


def test_two_who_write_at_once_are_told_and_nothing_is_overwritten(world):
    write(world)
    with pytest.raises(ChangedMeanwhile):
        write(world, [("", "Mine.")], revision=0, by=world.lead)
    write(world, [("", "Mine.")], revision=1, by=world.lead)
    assert NotesVersion.objects.unscoped("a test").count() == 2
    assert audit.events_about(queries.notes_run_by(world.lead, world.meeting).get(), "notes.saved").count() == 2


def test_those_invited_read_notes_that_are_out_and_are_told_once(world):
    write(world)
    with pytest.raises(NotNow):
        actions.send_out(meeting_id=world.meeting.pk, changes_until=clock.today(), by=world.coordinator)
    with pytest.raises(NotAllowed):
        actions.send_out(meeting_id=world.meeting.pk, changes_until=clock.today(), by=world.wren)
    send(world)
    with pytest.raises(NotNow):
        send(world)
    told = OutboxMessage.objects.filter(kind=states.READY)
    assert set(told.values_list("to_person_id", flat=True)) == {
        each.pk for each in (world.wren, world.sorrel, world.linnet, world.coordinator)
    }
    for viewer in (world.wren, world.linnet, world.coordinator, world.lead):
        reading = queries.reading_for(viewer, world.meeting)
        assert [(part.heading, part.words) for part in reading.sections] == SECTIONS
        assert not reading.changes
        assert queries.notes_list_for(viewer).count() == 1
    for viewer in (world.rowan, world.researcher):
        assert queries.reading_for(viewer, world.meeting) is None
        assert not queries.notes_list_for(viewer).exists()
    shown = queries.told_for(world.lead, world.meeting)
    assert [each.person.shown_name for _, each in shown] == sorted(each.person.shown_name for _, each in shown)
    assert {message.pk for message, _ in shown} == {message.pk for message in told}
    assert queries.told_for(world.wren, world.meeting) == [], "who was told is for those who run the meeting"
    message = told.get(to_person_id=world.wren.pk)
    assert notices._still_true(message)
    factories_end_role(world.wren)
    assert not notices._still_true(message)
    assert queries.reading_for(world.wren, world.meeting) is None, "who has left reads nothing any more"


def factories_end_role(person):
    person.roles.update(ends_on=clock.today() - timedelta(days=1))


def asked_of(person=None):
    messages = OutboxMessage.objects.filter(kind=states.ASKED)
    return messages.filter(to_person_id=person.pk) if person else messages


def test_whoever_is_asked_to_do_something_hears_once_when_the_notes_are_out_and_while_it_waits(world):
    def add(person, words="Ring the printer."):
        told = {"words": words, "person": person, "by": world.coordinator}
        return actions.add_action(meeting_id=world.meeting.pk, **told)

    write(world)
    first, early, own = add(world.rowan), add(world.wren), add(world.coordinator)
    actions.say_yes(action_id=early.pk, by=world.wren)
    assert not asked_of().exists(), "of a draft nobody hears"
    send(world)
    assert [(each.about_id, each.to_person_id) for each in asked_of()] == [(first.pk, world.rowan.pk)], "nor of own"
    assert own.said_yes_at is not None

    reached(world.linnet, channel="phone", phone_number="01632 960 003")
    later_on, nobody = add(world.linnet), add(None)
    assert nobody.person is None
    call = asked_of(world.linnet).get()
    (errand,) = errands_for(world.coordinator)
    assert (errand.message, errand.person) == (call, world.linnet)
    assert errand.page.endswith(f"/{world.meeting.pk}/notes/")
    assert errands_for(world.wren) == queries.errands_asked_for(world.wren, [call]) == []
    places.pause(person=world.linnet, panel=world.panel, by=world.linnet)
    assert errands_for(world.coordinator) == [], "nobody in a break is asked"

    (message,) = asked_of(world.rowan)
    still_true = kind_called(states.ASKED).still_true
    assert still_true(message)
    actions.end_action(action_id=later_on.pk, to="dropped", outcome="Done already.", by=world.coordinator)
    assert not still_true(call), "it has ended"
    actions.hand_back(action_id=first.pk, by=world.rowan)
    assert not still_true(message), "it is not theirs any more"
    again = add(world.rowan)
    actions.say_yes(action_id=again.pk, by=world.rowan)
    assert not still_true(asked_of(world.rowan).get(about_id=again.pk)), "they know"


def test_only_those_who_came_suggest_and_only_until_the_day(out):
    suggest(out, out.wren)
    for who in (out.linnet, out.rowan, out.lead):
        with pytest.raises(NotAllowed):
            suggest(out, who)
    with pytest.raises(NotNow):
        suggest(out, out.wren, part=out.meeting.pk)
    with time_machine.travel(clock.now() + timedelta(days=40), tick=False), pytest.raises(NotNow):
        suggest(out, out.sorrel)


def test_who_suggested_is_told_only_by_their_wish(out):
    part = queries.reading_for(out.wren, out.meeting).sections[0]
    hidden = suggest(out, out.wren, "Hidden.", part=part.pk)
    shown = suggest(out, out.sorrel, "Shown.", shown=True)
    told = {"how": "phone", "read_back": True, "words": "By phone.", "by": out.coordinator}
    written = actions.record_suggestion(meeting_id=out.meeting.pk, person=out.wren, **told)
    for editor in (out.coordinator, out.lead):
        found = queries.suggested_in(editor, out.meeting)
        assert {each.suggestion.pk: each.by for each in found} == {
            hidden.pk: "", shown.pk: out.sorrel.shown_name, written.pk: "",
        }  # fmt: skip
        assert [each.suggestion.pk for each in found] == sorted([hidden.pk, shown.pk, written.pk])
    assert queries.suggested_in(out.sorrel, out.meeting) == []
    assert [each.words for each in queries.my_suggestions(out.wren, out.meeting)] == ["Hidden.", "By phone."]
    for person, error in ((out.coordinator, NotAllowed), (out.linnet, NotNow)):
        with pytest.raises(error):
            actions.record_suggestion(meeting_id=out.meeting.pk, person=person, **told)
    with pytest.raises(NotAllowed):
        actions.record_suggestion(meeting_id=out.meeting.pk, person=out.sorrel, **{**told, "by": out.wren})


def test_notes_are_agreed_at_a_later_meeting_and_then_only_corrected(out):
    asked = suggest(out, out.wren)
    write(out, [("Tea", "On Tuesday we talked about the leaflet.")], revision=1)
    next_time = later(out)
    facts = {"meeting_id": out.meeting.pk, "at_meeting_id": next_time.pk, "revision": 2, "by": out.coordinator}
    with pytest.raises(NotNow, match="still suggest"):
        actions.agree(**facts)
    with time_machine.travel(clock.now() + timedelta(days=40), tick=False):
        with pytest.raises(NotNow, match="waits for an answer"):
            actions.agree(**facts)
        with pytest.raises(NotNow):
            actions.answer(suggestion_id=asked.pk, said="taken", words=" ", by=out.coordinator)
        for who in (out.wren, out.sorrel):
            with pytest.raises(NotAllowed):
                actions.answer(suggestion_id=asked.pk, said="taken", words="Yes.", by=who)
        actions.answer(suggestion_id=asked.pk, said="taken", words="Thank you.", by=out.coordinator)
        for wrong, error in (
            ({"revision": 1}, ChangedMeanwhile),
            ({"at_meeting_id": out.meeting.pk}, NotNow),
            ({"by": out.wren}, NotAllowed),
        ):  # fmt: skip
            with pytest.raises(error):
                actions.agree(**{**facts, **wrong})
        notes = actions.agree(**facts)
        assert (notes.state, notes.agreed_meeting) == ("agreed", next_time)
        write(out, [("Tea", "On Wednesday we talked about the leaflet.")], revision=2)
        reading = queries.reading_for(out.linnet, out.meeting)
        assert [change.is_correction for change in reading.changes] == [False, True]
        assert not reading.takes_suggestions
        with pytest.raises(NotNow):
            actions.answer(suggestion_id=asked.pk, said="left", words="No.", by=out.coordinator)
        with pytest.raises(NotNow):
            suggest(out, out.wren)
    assert NotesVersion.objects.unscoped("a test").count() == 3


def test_an_action_is_somebodys_only_once_they_say_yes_and_handing_it_back_leaves_nothing(out):
    told = {"meeting_id": out.meeting.pk, "words": "Ring the hall", "by": out.coordinator}
    action = actions.add_action(**told, person=out.wren)

    def who(viewer, runs=False):
        return [todo.who for todo in queries.todos_at(viewer, out.meeting, runs=runs)]

    assert who(out.rowan) == who(out.linnet) == ["Nobody yet"]
    assert who(out.wren) == ["You are asked"]
    assert who(out.coordinator, runs=True) == [f"{out.wren.shown_name} is asked, and has not said yet"]
    with pytest.raises(NotAllowed):
        actions.say_yes(action_id=action.pk, by=out.sorrel)
    actions.say_yes(action_id=action.pk, by=out.wren)
    actions.say_yes(action_id=action.pk, by=out.wren)
    assert who(out.rowan) == [out.wren.shown_name]
    assert who(out.wren) == ["You"]
    actions.hand_back(action_id=action.pk, by=out.wren)
    assert who(out.rowan) == who(out.coordinator, runs=True) == ["Nobody yet"]
    with pytest.raises(NotAllowed):
        actions.hand_back(action_id=action.pk, by=out.wren)
    assert actions.add_action(**told, person=out.coordinator).said_yes_at, "who asks themself has said yes"
    stranger = factories.small_panel("Bracken").members[0]
    with pytest.raises(NotAllowed):
        actions.add_action(**told, person=stranger)
    with pytest.raises(NotAllowed):
        actions.add_action(**{**told, "by": out.wren})
    assert queries.todos_at(stranger, out.meeting, runs=False) == []


def ask(out, person, **more):
    told = {"words": "Ring the hall", "person": person, "by": out.coordinator, **more}
    return actions.add_action(meeting_id=out.meeting.pk, **told)


def record(action, by, said="yes", how="phone"):
    return actions.record_answer(action_id=action.pk, said=said, how=how, read_back=True, by=by)


def test_a_yes_is_written_down_for_somebody_who_sees_it_and_can_hand_it_back(out):
    reached(out.wren, channel="phone", phone_number="01632 960 001")
    action = ask(out, out.wren)
    waits = outbox.waiting_for_a_person().filter(kind=states.ASKED)
    assert waits.get().about_id == action.pk
    record(action, out.coordinator)
    assert not waits.exists(), "nobody has to ring any more"
    mine = queries.todos_at(out.wren, out.meeting, runs=False)[0]
    assert (mine.is_mine, mine.action.was_written_down, mine.action.how) == (True, True, "phone")
    assert mine.action.written_by == out.coordinator
    assert queries.todos_at(out.rowan, out.meeting, runs=False)[0].who == out.wren.shown_name
    told = audit.events_about(action, "notes_action.answer_recorded").get()
    assert (told.actor_id, told.whose_id, told.facts) == (
        out.coordinator.pk, out.wren.pk, {"said": "yes", "how": "phone"},
    )  # fmt: skip
    back = actions.hand_back(action_id=action.pk, by=out.wren)
    assert (back.person, back.said_yes_at, back.written_by, back.how) == (None, None, None, "")


def test_a_no_that_is_written_down_leaves_nothing_behind(out):
    action = record(ask(out, out.wren), out.lead, said="no", how="letter")
    untouched = ask(out, None)
    left = ("person", "said_yes_at", "written_by", "how", "read_back", "written_down_at")
    assert [getattr(action, name) for name in left] == [getattr(untouched, name) for name in left]
    for viewer, runs in ((out.coordinator, True), (out.wren, False)):
        assert {todo.who for todo in queries.todos_at(viewer, out.meeting, runs=runs)} == {"Nobody yet"}
    assert not any(todo.can_record for todo in queries.todos_at(out.coordinator, out.meeting, runs=True))


def test_an_answer_is_written_down_by_those_who_run_the_meeting_once_and_never_ones_own(out):
    action, own = ask(out, out.wren), ask(out, out.coordinator, by=out.lead)
    for by in (out.wren, out.rowan, out.researcher, factories.small_panel("Bracken").coordinator):
        with pytest.raises(NotAllowed):
            record(action, by)
    with pytest.raises(NotAllowed):
        record(own, out.coordinator)
    for wrong in ({"how": "pigeon"}, {"said": "perhaps"}):
        with pytest.raises(NotNow):
            record(action, out.coordinator, **wrong)
    record(action, out.coordinator)
    for said in ("yes", "no"):
        with pytest.raises(NotNow):
            record(action, out.lead, said=said)
    with pytest.raises(NotNow):
        record(ask(out, None), out.coordinator)


def test_nobody_answers_what_they_were_not_asked_yet_or_is_finished(out):
    ended, gone = ask(out, out.wren), ask(out, out.sorrel)
    actions.end_action(action_id=ended.pk, to="dropped", outcome="Rung.", by=out.coordinator)
    places.leave(person=out.sorrel, panel=out.panel, by=out.sorrel)
    MeetingNotes.objects.unscoped("a test").update(state="draft", out_revision=None, out_at=None, changes_until=None)
    draft = ask(out, out.wren)
    assert not queries.todos_at(out.coordinator, out.meeting, runs=True)[0].can_record
    for action in (ended, gone, draft):
        with pytest.raises(NotNow):
            record(action, out.coordinator)


def test_who_leaves_leaves_nothing_that_was_written_down_for_them(out):
    action = record(ask(out, out.wren), out.coordinator)
    places.leave(person=out.wren, panel=out.panel, by=out.wren)
    now = NotesAction.objects.unscoped("a test").get(pk=action.pk)
    assert (now.person, now.said_yes_at, now.written_by, now.how, now.read_back) == (None, None, None, "", False)


def test_actions_go_along_until_they_are_done(out):
    told = {"meeting_id": out.meeting.pk, "by": out.coordinator}
    action = actions.add_action(**told, words="Ring the hall", role="the research team", by_day=clock.today())
    point = actions.add_action(**told, words="Is there a ramp?", kind="point", person=out.wren)
    actions.say_yes(action_id=point.pk, by=out.wren)
    second, third = later(out), rooms.meeting(out.panel, days=40)
    carried = {todo.action.pk: todo.carried_in_words for todo in queries.todos_at(out.rowan, third, runs=False)}
    assert carried == dict.fromkeys((action.pk, point.pk), "Brought along 2 times")
    assert (
        queries.todos_at(out.rowan, second, runs=False)[0].carried_in_words == "Brought along from the meeting before"
    )
    assert queries.todos_at(out.rowan, out.meeting, runs=False)[0].carried_in_words == ""
    with pytest.raises(NotAllowed):
        actions.end_action(action_id=point.pk, to="done", outcome="Yes.", by=out.sorrel)
    with pytest.raises(NotNow):
        actions.end_action(action_id=point.pk, to="done", outcome=" ", by=out.wren)
    actions.end_action(action_id=point.pk, to="done", outcome="Yes, there is.", by=out.wren)
    with pytest.raises(NotNow):
        actions.end_action(action_id=point.pk, to="dropped", outcome="No.", by=out.coordinator)
    for step in (actions.say_yes, actions.hand_back):
        with pytest.raises(NotNow):
            step(action_id=point.pk, by=out.wren)
    assert [todo.action.pk for todo in queries.todos_at(out.rowan, third, runs=False)] == [action.pk]
    assert [todo.is_open for todo in queries.actions_on_panels(out.rowan)] == [True, False]
    actions.end_action(action_id=action.pk, to="dropped", outcome="The hall rang us.", by=out.coordinator)
    assert queries.todos_at(out.rowan, third, runs=False) == []


def test_what_is_to_be_done_from_a_draft_is_for_those_who_write_it(world):
    write(world)
    actions.add_action(meeting_id=world.meeting.pk, words="Ring", person=world.wren, by=world.coordinator)
    for viewer in (world.wren, world.rowan):
        assert queries.todos_at(viewer, world.meeting, runs=False) == queries.actions_on_panels(viewer) == []
    assert len(queries.todos_at(world.lead, world.meeting, runs=True)) == 1


def test_the_database_keeps_its_promises(out):
    notes = MeetingNotes.objects.unscoped("a test").get()
    suggestion, action = suggest(out, out.wren), ask(out, out.wren)
    for row, changed in (
        (notes, {"state": "agreed"}), (notes, {"changes_until": None}), (suggestion, {"answer": "taken"}),
        (suggestion, {"how": "phone"}), (action, {"how": "phone"}),
        (action, {"how": "phone", "written_by": out.lead, "written_down_at": clock.now()}),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.unscoped("a test").filter(pk=row.pk).update(**changed)
    assert Suggestion.objects.unscoped("a test").count() == 1


def test_leaving_hands_back_what_is_open_and_takes_out_what_waits_under_their_name(out):
    other = factories.panel("Bracken", programme=out.panel.programme)
    named, hidden, settled = (
        suggest(out, out.wren, words, shown=shown) for words, shown in (("A", True), ("B", False), ("C", True))
    )
    theirs = suggest(out, out.sorrel, "D", shown=True)
    actions.answer(suggestion_id=settled.pk, said="taken", words="Yes.", by=out.coordinator)
    told = {"meeting_id": out.meeting.pk, "by": out.coordinator}
    asked, done, kept = (
        actions.add_action(words=words, person=who, **told)
        for words, who in (("1", out.wren), ("2", out.wren), ("3", out.sorrel))
    )
    for action in (asked, done):
        actions.say_yes(action_id=action.pk, by=out.wren)
    actions.end_action(action_id=done.pk, to="done", outcome="Rung.", by=out.wren)

    def whose():
        every = dict(NotesAction.objects.unscoped("a test").values_list("pk", "person"))
        return [every[action.pk] for action in (asked, done, kept)]

    factories.role(out.wren, kind="member", panel=other)
    places.pause(person=out.wren, panel=out.panel, by=out.wren)
    places.leave(person=out.wren, panel=other, by=out.wren)
    assert whose() == [out.wren.pk, out.wren.pk, out.sorrel.pk], "a break, or another panel, changes nothing here"
    places.leave(person=out.wren, panel=out.panel, by=out.coordinator, how="phone")
    assert whose() == [None, out.wren.pk, out.sorrel.pk]
    handed = audit.events_about(out.panel, "notes_actions.handed_back").get()
    assert (handed.whose_id, handed.facts["actions"]) == (out.wren.pk, [str(asked.pk)])
    left = {each.suggestion.pk: each.by for each in queries.suggested_in(out.lead, out.meeting)}
    assert set(left) == {hidden.pk, settled.pk, theirs.pk}
    assert left[hidden.pk] == "", "it stays, and nothing tells whose it was"
    with pytest.raises(NotAllowed):
        actions.answer(suggestion_id=named.pk, said="taken", words="Yes.", by=out.coordinator)


def test_an_answer_to_what_was_taken_out_meanwhile_is_kept_nowhere(out, monkeypatch):
    named = suggest(out, out.wren, shown=True)

    def waits(meeting_id, wait=suggestions.lock_notes):
        suggestions.lock_notes = wait
        places.leave(person=out.wren, panel=out.panel, by=out.wren)
        return wait(meeting_id)

    monkeypatch.setattr(suggestions, "lock_notes", waits)
    with pytest.raises(NotNow, match="taken back in the meantime"):
        actions.answer(suggestion_id=named.pk, said="taken", words="Yes.", by=out.coordinator)
