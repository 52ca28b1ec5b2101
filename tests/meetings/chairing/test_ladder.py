"""Watch, together, chair, help others: each person says how far; nobody does it alone the first time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leap.core import clock, outbox
from leap.core.errors import NotAllowed, NotNow
from meetings.attendance import actions as register
from meetings.attendance.models import Attendance
from meetings.chairing import actions, notices, queries, registration
from meetings.chairing.models import ChairTurn
from tests import factories
from tests.meetings import rooms
from tests.meetings.chairing.test_turns import chaired, willing
from tests.meetings.chairing.test_views import main_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Rowan and Wren have chaired; Rowan helps others, Wren and Sorrel would do it together, Linnet has said yes."""
    world = factories.small_panel()
    rowan, wren, sorrel, linnet = world.members
    willing(world.panel, rowan, answer="mentor")
    willing(world.panel, wren, sorrel, answer="together")
    willing(world.panel, linnet)
    rooms.held(world.panel, *world.members, days=-300)
    chaired(rooms.held(world.panel, *world.members, days=-200), wren)
    chaired(rooms.held(world.panel, *world.members, days=-100), rowan)
    return world


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel)
    rooms.reply(ahead, *world.members)
    return ahead


def ask(world, meeting, part="chair", **more):
    return actions.propose_chair(meeting_id=meeting.pk, part=part, by=world.coordinator, **more)


def agree(turn):
    return actions.accept(meeting_id=turn.meeting_id, turn_id=turn.pk, by=turn.person)


def say_no(turn):
    return actions.pass_turn(meeting_id=turn.meeting_id, turn_id=turn.pk, by=turn.person)


def newcomer(world):
    """Linnet, who has not chaired yet, has agreed to."""
    linnet = world.members[3]
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)
    turn = ask(world, meeting)
    assert turn.person == linnet, "who would only watch or do it together is not asked to chair"
    agree(turn)
    return meeting


def test_beside_somebody_new_sits_somebody_who_has_chaired_first_who_helps_others(world):
    rowan, wren, sorrel, linnet = world.members
    meeting = newcomer(world)
    step = registration.next_step(world.coordinator, meeting)
    assert "Linnet’s first time" in step.text
    first = ask(world, meeting, "beside")
    assert (first.person, first.part, first.state) == (rowan, "beside", "offered")
    assert registration.next_step(world.coordinator, meeting) is None
    assert registration.next_step(rowan, meeting).text == "Would you sit beside whoever chairs this meeting?"
    say_no(first)
    second = ask(world, meeting, "beside")
    assert second.person == wren
    say_no(second)
    with pytest.raises(NotNow, match="Whoever arranges the meeting can sit there"):
        ask(world, meeting, "beside")  # Sorrel has not chaired herself
    assert ask(world, meeting, "beside", or_nobody=True) is None
    assert sorrel.pk != linnet.pk


def test_beside_somebody_who_has_chaired_is_a_place_to_learn(world, meeting):
    rowan, wren, sorrel, linnet = world.members
    rooms.reply(meeting, linnet, word="not_coming")
    agree(ask(world, meeting))
    assert queries.shown_chair(rowan, meeting).chair == rowan
    assert registration.next_step(world.coordinator, meeting) is None, "nobody has to sit beside Rowan"
    asked = ask(world, meeting, "beside").person
    assert asked in (wren, sorrel)


def test_who_sat_beside_longest_ago_sits_there_next(world, meeting):
    rowan, wren, sorrel, linnet = world.members
    rooms.reply(meeting, linnet, word="not_coming")
    before = rooms.held(world.panel, *world.members, days=-20)
    chaired(before, rowan)
    answered = {"answered_at": clock.now(), "recorded_by": sorrel}
    ChairTurn.objects.create(meeting=before, person=sorrel, part="beside", state="accepted", **answered)
    agree(ask(world, meeting))
    assert ask(world, meeting, "beside").person == wren


def test_who_would_like_to_watch_is_asked_to_watch_and_never_at_their_first_meeting(world, meeting):
    heron, teasel = factories.member(world.panel, "Heron"), factories.member(world.panel, "Teasel")
    willing(world.panel, heron, teasel, since=20, answer="watch")
    rooms.held(world.panel, heron, days=-10)
    rooms.reply(meeting, heron, teasel)
    agree(ask(world, meeting))
    turn = ask(world, meeting, "watch")
    assert (turn.person, turn.part) == (heron, "watch")
    agree(turn)
    assert [row.value for row in registration.rows_for(world.members[1], meeting)][1:] == ["Heron"]


def test_a_place_beside_the_chair_is_beside_somebody(world, meeting):
    for step in (lambda: None, lambda: ask(world, meeting)):
        step()
        for part in ("beside", "watch"):
            with pytest.raises(NotNow, match="First somebody has to agree to chair"):
                ask(world, meeting, part)
    for person in (world.members[0], world.researchers[0]):
        with pytest.raises(NotAllowed):
            actions.propose_chair(meeting_id=meeting.pk, part="beside", by=person)


def test_one_person_is_asked_at_a_time_for_each_place(world):
    meeting = newcomer(world)
    turn = ask(world, meeting, "beside")
    with pytest.raises(NotNow, match="being asked already"):
        ask(world, meeting, "beside")
    agree(turn)
    with pytest.raises(NotNow, match="agreed to sit there"):
        ask(world, meeting, "beside")


def test_sitting_beside_takes_nobodys_turn(world):
    """Only the chair costs a turn: who helped is next as if they had been there like everybody else."""
    rowan, _, _, linnet = world.members
    meeting = newcomer(world)
    agree(ask(world, meeting, "beside"))
    meeting.state, meeting.starts_at = "held", clock.now() - timedelta(days=1)
    meeting.save()
    for person in world.members:
        Attendance.objects.create(meeting=meeting, person=person, came="in_person")
    actions.note_who_chaired(meeting=meeting, by=world.coordinator)
    states = dict(ChairTurn.objects.filter(meeting=meeting).values_list("person", "state"))
    assert states == {linnet.pk: "chaired", rowan.pk: "accepted"}
    last = queries.held_meetings_before(rooms.meeting(world.panel))[-1]
    assert (last.chair, last.willing) == (linnet.pk, {rowan.pk, linnet.pk})
    beside = queries.held_meetings_before(rooms.meeting(world.panel), "beside")[-1]
    assert beside.chair == rowan.pk


def test_who_sat_beside_and_took_over_has_chaired(world):
    rowan, _, _, linnet = world.members
    meeting = newcomer(world)
    agree(ask(world, meeting, "beside"))
    meeting.starts_at = clock.now() - timedelta(hours=1)
    meeting.save()
    marks = {rowan.pk: "online", linnet.pk: "online"}
    register.take_register(meeting_id=meeting.pk, marks=marks, facts={"chair": rowan.pk}, by=world.coordinator)
    found = {(t.person, t.part): t.state for t in ChairTurn.objects.filter(meeting=meeting).select_related("person")}
    assert found == {(linnet, "chair"): "passed", (rowan, "beside"): "passed", (rowan, "chair"): "chaired"}


def test_a_break_frees_the_place_and_a_moved_meeting_asks_again(world):
    meeting = newcomer(world)
    turn = agree(ask(world, meeting, "beside"))
    actions.ask_again(meeting=meeting, by=world.coordinator)
    assert set(ChairTurn.objects.filter(meeting=meeting).values_list("state", flat=True)) == {"offered"}
    actions.free_turns(person=turn.person, panel=world.panel, by=turn.person)
    turn.refresh_from_db()
    assert turn.state == "passed"
    assert not outbox.OutboxMessage.objects.filter(kind=notices.FREE).exists(), "the chair itself is not free"


def test_there_is_a_day_to_answer_by(world, meeting, as_):
    turn = ask(world, meeting)
    assert turn.answer_by == clock.today() + timedelta(days=7)
    page = as_(turn.person).get(reverse("chairing:chair-detail", args=[meeting.pk])).text
    assert "You can answer until" in page
    soon = rooms.meeting(world.panel, days=2)
    rooms.reply(soon, *world.members)
    assert ask(world, soon).answer_by == clock.today() + timedelta(days=1)


def test_from_asking_to_sitting_there_through_the_pages(world, as_):
    rowan, wren, _, linnet = world.members
    meeting = newcomer(world)
    page = reverse("chairing:chair-detail", args=[meeting.pk])
    pack = reverse("chairing:chair-briefing", args=[meeting.pk])
    others = {wren: main_of(as_(wren).get(page)), linnet: main_of(as_(linnet).get(page))}
    said = as_(world.coordinator).post(reverse("chairing:chair-propose", args=[meeting.pk]), {"part": "beside"})
    assert said.status_code == 302
    assert f"{rowan.called_name} is being asked." in as_(world.coordinator).get(page).text
    assert all(main_of(as_(who).get(page)) == text for who, text in others.items()), "nobody sees who is asked"
    asked = as_(rowan).get(page).text
    assert "Would you sit beside whoever chairs this meeting?" in asked
    turn = {"turn": ChairTurn.objects.get(part="beside").pk}
    assert as_(wren).post(reverse("chairing:chair-accept", args=[meeting.pk]), turn).status_code == 404
    assert as_(rowan).get(pack).status_code == 404
    assert as_(rowan).post(reverse("chairing:chair-accept", args=[meeting.pk]), turn).status_code == 302
    assert as_(rowan).get(pack).status_code == 200
    assert as_(rowan).get(reverse("chairing:chair-helps", args=[meeting.pk])).status_code == 404, "for the chair alone"
    assert "sits beside the chair and helps" in as_(wren).get(page).text
    assert as_(rowan).post(reverse("chairing:chair-pass", args=[meeting.pk]), turn).status_code == 302
    assert as_(rowan).get(pack).status_code == 404
    assert main_of(as_(wren).get(page)) == others[wren], "who gave a place back is shown to nobody"
    said = as_(world.coordinator).post(reverse("chairing:chair-propose", args=[meeting.pk]), {"part": "throne"})
    assert said.status_code == 404


def test_an_answer_for_a_place_is_written_down_and_told_in_its_own_words(world):
    meeting = newcomer(world)
    turn = ask(world, meeting, "beside")
    message = outbox.OutboxMessage.objects.get(kind=notices.OFFER, about_id=turn.pk)
    assert notices.errand(message, turn).answers == ("Yes, I will sit beside them", "Not this time")
    said = actions.accept(meeting_id=meeting.pk, turn_id=turn.pk, by=world.coordinator)
    assert (said.person, said.recorded_by) == (turn.person, world.coordinator)


def test_the_database_keeps_one_person_in_each_place_and_one_place_for_each_person(world):
    meeting = newcomer(world)
    rowan, wren, _, linnet = world.members
    ask(world, meeting, "beside")
    answered = {"answered_at": clock.now(), "recorded_by": rowan}
    wrong = [
        lambda: ChairTurn.objects.create(meeting=meeting, part="beside", person=wren),
        lambda: ChairTurn.objects.create(meeting=meeting, part="watch", person=linnet),
        lambda: ChairTurn.objects.create(meeting=meeting, part="throne", person=wren),
        lambda: ChairTurn.objects.create(meeting=meeting, part="watch", person=wren, state="chaired", **answered),
    ]
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            each()
