"""What people settle between themselves: a swap of two dates, and who has said by word of mouth that they chair."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow
from meetings.attendance import actions as register
from meetings.chairing import actions, notices, queries
from meetings.chairing.models import ChairSwap, ChairTurn
from meetings.schedule import actions as schedule
from tests import factories
from tests.meetings import rooms
from tests.meetings.at_once import at_once
from tests.meetings.chairing.test_turns import willing
from tests.meetings.chairing.test_views import main_of

pytestmark = pytest.mark.django_db


def settle():
    world = factories.small_panel()
    willing(world.panel, *world.members)
    rooms.held(world.panel, *world.members, world.researchers[0], days=-100)
    first, second = rooms.meeting(world.panel, days=10), rooms.meeting(world.panel, days=40)
    for meeting, person in ((first, world.members[0]), (second, world.members[1])):
        rooms.reply(meeting, *world.members, world.researchers[0])
        actions.choose_chair(meeting_id=meeting.pk, person_id=person.pk, by=world.coordinator)
    return world, first, second


@pytest.fixture
def here():
    """Rowan chairs the first date and Wren the second."""
    return settle()


def ask(here, by=None):
    world, first, second = here
    return actions.ask_to_swap(meeting_id=first.pk, with_meeting_id=second.pk, by=by or world.members[0])


def at(name, meeting):
    return reverse(f"chairing:{name}", args=[meeting.pk])


def chairs(here):
    return [queries.live_turn(each).person for each in here[1:]]


def news(person):
    found = outbox.OutboxMessage.objects.filter(kind=notices.SWAP, to_person_id=person.pk).order_by("created_at", "key")
    return [(message.occasion, outbox.kind_called(message.kind).still_true(message)) for message in found]


def test_two_people_swap_their_dates_through_the_pages(here, as_):
    world, first, second = here
    rowan, wren, sorrel, _ = world.members
    assert wren.called_name in as_(rowan).get(at("swap-new", first)).text
    viewers = (sorrel, world.researchers[0])
    others = [main_of(as_(each).get(at("chair-detail", first))) for each in viewers]
    said = as_(rowan).post(at("swap-new", first), {"meeting": second.pk}, follow=True)
    assert "You asked to swap" in said.text
    assert chairs(here) == [rowan, wren], "until there is an answer nothing changes"
    assert [main_of(as_(each).get(at("chair-detail", first))) for each in viewers] == others
    assert news(wren) == [("asked", True)]
    assert "Would you swap?" in as_(wren).get(at("chair-detail", second)).text
    answer = {"swap": ChairSwap.objects.get().pk, "answer": "yes"}
    assert as_(sorrel).post(at("swap-answer", second), answer).status_code == 404
    assert as_(wren).post(at("swap-answer", second), answer).status_code == 302
    assert chairs(here) == [wren, rowan]
    assert (news(rowan), news(wren)) == ([("answered", True)], [("asked", False)])
    text = as_(sorrel).get(at("chair-detail", first)).text
    assert "Wren chairs this meeting" in text
    assert "Two people swapped their dates." in text
    assert as_(rowan).get(at("chair-briefing", first)).status_code == 404
    assert as_(wren).get(at("chair-briefing", first)).status_code == 200
    assert as_(wren).post(at("swap-answer", second), answer).status_code == 409, "once"


def test_a_no_changes_nothing_and_whoever_asked_may_take_it_back(here):
    world = here[0]
    rowan, wren = world.members[:2]
    for by in (wren, rowan, world.coordinator):
        swap = ask(here)
        assert actions.answer_swap(swap_id=swap.pk, yes=False, by=by).state == "closed"
        assert chairs(here) == [rowan, wren]
    assert [occasion for occasion, _ in news(rowan)] == ["answered", "answered"], (
        "not of what they took back themselves"
    )
    with pytest.raises(NotNow, match="not open any more"):
        actions.answer_swap(swap_id=swap.pk, yes=True, by=wren)


def test_a_swap_is_asked_and_answered_on_behalf_of_somebody_reached_by_phone(here, as_):
    world, first, second = here
    wren = world.members[1]
    wren.email = None
    wren.save()
    assert as_(world.coordinator).post(at("swap-new", first), {"meeting": second.pk}).status_code == 302
    message = outbox.OutboxMessage.objects.get(kind=notices.SWAP)
    assert (message.channel, message.state) == ("phone", "to_do")
    (errand,) = queries.swap_errands_for(world.coordinator, [message])
    assert (errand.person, errand.answers) == (wren, ("Yes, we swap", "No, it stays as it is"))
    assert "A swap is being asked about" in as_(world.coordinator).get(at("chair-detail", first)).text
    answer = {"swap": ChairSwap.objects.get().pk, "answer": "yes"}
    assert as_(world.coordinator).post(at("swap-answer", second), answer).status_code == 302
    message.refresh_from_db()
    assert message.state == "done"
    assert chairs(here)[0] == wren


def test_a_swap_follows_the_meeting_and_ends_with_the_turn(here):
    world, first, second = here
    rowan, wren = world.members[:2]
    actions.answer_swap(swap_id=ask(here).pk, yes=True, by=wren)
    actions.ask_again(meeting=first, by=world.coordinator)
    assert [turn.person for turn in queries.offers_for(wren)] == [wren], "whoever chairs it now is asked"
    actions.accept(meeting_id=first.pk, by=wren)
    back = ask(here, by=wren)
    actions.pass_turn(meeting_id=second.pk, by=rowan)
    back.refresh_from_db()
    assert back.state == "closed", "there is nothing to swap any more"
    with pytest.raises(NotNow, match="nothing to swap"):
        ask(here, by=wren)


def test_only_those_two_and_who_arranges_it_ask_and_answer(here, as_):
    world, first, second = here
    rowan, wren, sorrel, _ = world.members
    for person in (wren, sorrel, world.researchers[0]):
        with pytest.raises(NotAllowed):
            ask(here, by=person)
        assert as_(person).get(at("swap-new", first)).status_code == 404
    swap = ask(here)
    with pytest.raises(NotNow, match="waits for an answer about a swap"):
        actions.ask_to_swap(meeting_id=second.pk, with_meeting_id=first.pk, by=wren)
    for person, yes in ((sorrel, True), (rowan, True), (sorrel, False)):
        with pytest.raises(NotAllowed):
            actions.answer_swap(swap_id=swap.pk, yes=yes, by=person)
    elsewhere = rooms.meeting(factories.small_panel("Bracken", programme=world.programme).panel)
    with pytest.raises(NotAllowed):
        actions.ask_to_swap(meeting_id=first.pk, with_meeting_id=elsewhere.pk, by=world.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChairSwap.objects.create(turn=swap.turn, other=swap.other, asked_by=rowan)


def test_nobody_learns_of_a_swap_that_others_ask_about(here, as_):
    """A third person asks just the same, and whoever is asked twice says yes to one of them."""
    world, _, second = here
    rowan, wren, sorrel, _ = world.members
    third = rooms.meeting(world.panel, days=70)
    rooms.reply(third, *world.members)
    actions.choose_chair(meeting_id=third.pk, person_id=sorrel.pk, by=world.coordinator)
    first_swap = ask(here)
    swap = actions.ask_to_swap(meeting_id=third.pk, with_meeting_id=second.pk, by=sorrel)
    text = as_(wren).get(at("chair-detail", second)).text
    assert text.count("Would you swap?") == 2
    for viewer, meeting in ((sorrel, third), (sorrel, second), (rowan, second)):
        assert len(queries.swaps_at(viewer, meeting)) == 1, "their own"
    with pytest.raises(NotNow, match="waits for an answer about a swap"):
        actions.ask_to_swap(meeting_id=third.pk, with_meeting_id=here[1].pk, by=sorrel)
    actions.answer_swap(swap_id=swap.pk, yes=True, by=wren)
    first_swap.refresh_from_db()
    assert first_swap.state == "closed"
    assert chairs(here) == [rowan, sorrel]
    assert queries.live_turn(third).person == wren


@pytest.mark.parametrize("over", ["began", "held", "called off"])
def test_a_question_ends_with_its_meeting_and_blocks_no_other(here, over):
    world, first, second = here
    wren, sorrel = world.members[1:3]
    third = rooms.meeting(world.panel, days=70)
    rooms.reply(third, *world.members)
    actions.choose_chair(meeting_id=third.pk, person_id=sorrel.pk, by=world.coordinator)
    old = actions.ask_to_swap(meeting_id=second.pk, with_meeting_id=first.pk, by=wren)
    if over == "called off":
        schedule.cancel_meeting(meeting_id=first.pk, by=world.coordinator)
    else:
        first.starts_at = clock.now() - timedelta(hours=1)
        first.save()
    if over == "held":
        marks = {person.pk: "in_person" for person in world.members}
        register.take_register(meeting_id=first.pk, marks=marks, by=world.coordinator)
        old.refresh_from_db()
        assert old.state == "closed"
    assert queries.swaps_at(wren, second) == []
    again = actions.ask_to_swap(meeting_id=second.pk, with_meeting_id=third.pk, by=wren)
    old.refresh_from_db()
    assert (old.state, again.state) == ("closed", "asked")


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_taking_back_at_once_leave_one_answer():
    here = settle()
    rowan, wren = here[0].members[:2]
    swap = ask(here)

    def answer(number):
        by, yes = ((wren, True), (rowan, False))[number % 2]
        return actions.answer_swap(swap_id=swap.pk, yes=yes, by=by)

    results = at_once(answer)
    assert sum(isinstance(each, ChairSwap) for each in results) == 1, results
    swap.refresh_from_db()
    assert chairs(here) == ([wren, rowan] if swap.state == "agreed" else [rowan, wren])


# By word of mouth.


def test_who_said_yes_by_word_of_mouth_is_written_down_and_who_had_the_turn_keeps_their_place(here, as_):
    world, first, _ = here
    rowan, _, sorrel, _ = world.members
    swap = ask(here)
    page = at("chair-choose", first)
    assert as_(rowan).get(page).status_code == 403
    assert "They said yes" in as_(world.coordinator).get(page).text
    assert as_(world.coordinator).post(page, {}).status_code == 422
    typed = {"person": sorrel.pk, "how": "in_person"}
    aloud = as_(world.coordinator).post(page, typed)
    assert (aloud.status_code, f"Read it back to {sorrel.shown_name}" in aloud.text) == (200, True)
    assert not ChairTurn.objects.filter(meeting=first, person=sorrel).exists(), "nothing is kept yet"
    changed = as_(world.coordinator).post(page, {**typed, "read_back": "change"})
    assert (changed.status_code, changed.text.count(" checked")) == (200, 2)
    assert as_(world.coordinator).post(page, {**typed, "read_back": "yes"}).status_code == 302
    kept = ChairTurn.objects.get(meeting=first, person=sorrel)
    assert (kept.how, kept.read_back) == ("in_person", True)
    turns = ChairTurn.objects.filter(meeting=first).select_related("person")
    assert {turn.person: turn.state for turn in turns} == {rowan: "passed", sorrel: "accepted"}
    swap.refresh_from_db()
    assert swap.state == "closed"
    assert not outbox.OutboxMessage.objects.filter(kind=notices.OFFER).exists(), "nobody is asked twice"
    assert "agreed with whoever arranges" in as_(world.members[3]).get(at("chair-detail", first)).text
    actions.choose_chair(meeting_id=first.pk, person_id=rowan.pk, by=world.coordinator)
    assert chairs(here)[0] == rowan, "who said no before may say yes after all"


def test_a_yes_by_word_of_mouth_of_whoever_is_asked_answers_their_question(here):
    world = here[0]
    sorrel = world.members[2]
    sorrel.email = None
    sorrel.save()
    coming = rooms.meeting(world.panel, days=70)
    rooms.reply(coming, sorrel)
    turn = actions.propose_chair(meeting_id=coming.pk, by=world.coordinator)
    said = actions.choose_chair(meeting_id=coming.pk, person_id=sorrel.pk, by=world.coordinator)
    assert (said.pk, said.state, said.came_by, said.recorded_by) == (turn.pk, "accepted", "rota", world.coordinator)
    trail = [event.verb for event in audit.events_about(turn)]
    assert sorted(trail) == ["chair_turn.accepted", "chair_turn.offered"], "nobody said no"
    assert not outbox.waiting_for_a_person().filter(about_id=turn.pk).exists()


def test_a_choice_by_hand_keeps_the_ledger_true(here):
    """The turn counts for whoever chaired, and not for whoever would have been next."""
    world, first, _ = here
    rowan, _, sorrel, linnet = world.members
    actions.choose_chair(meeting_id=first.pk, person_id=sorrel.pk, by=world.coordinator)
    first.starts_at = clock.now() - timedelta(hours=1)
    first.save()
    marks = {person.pk: "in_person" for person in (rowan, sorrel, linnet)}
    register.take_register(meeting_id=first.pk, marks=marks, by=world.coordinator)
    _, last = queries.held_meetings_before(rooms.meeting(world.panel))
    assert (last.chair, last.willing >= {rowan.pk, sorrel.pk, linnet.pk}) == (sorrel.pk, True)


def test_nobody_is_written_down_for_their_first_meeting_or_without_coming(here):
    world, first, _ = here
    heron = factories.member(world.panel, "Heron")
    rooms.reply(first, heron)
    rooms.reply(first, world.members[3], word="not_coming")
    could = set(queries.who_could_chair(world.coordinator, first))
    assert could == {*world.members[:3], world.researchers[0]}
    assert not queries.who_could_chair(world.members[0], first)
    for person in (heron, world.members[3]):
        with pytest.raises(NotAllowed):
            actions.choose_chair(meeting_id=first.pk, person_id=person.pk, by=world.coordinator)


def test_whoever_arranges_a_meeting_does_not_put_themself_in_its_chair(here, as_):
    """Whoever chairs reads who wants to be brought in, and people were told that those who arrange it do not."""
    world, first, _ = here
    rooms.held(world.panel, world.coordinator, world.lead, days=-50)
    rooms.reply(first, world.coordinator, world.lead)
    assert world.coordinator not in queries.who_could_chair(world.coordinator, first)
    assert world.coordinator in queries.who_could_chair(world.lead, first), "another one may write it down"
    for by in (world.coordinator, world.lead):
        with pytest.raises(NotAllowed):
            actions.choose_chair(meeting_id=first.pk, person_id=by.pk, by=by)
    typed = {"person": world.coordinator.pk, "how": "phone"}
    assert as_(world.coordinator).post(at("chair-choose", first), typed).status_code == 422


def test_who_sat_beside_and_takes_over_leaves_that_place(here):
    world, first, _ = here
    sorrel = world.members[2]
    answered = {"answered_at": clock.now(), "recorded_by": sorrel}
    ChairTurn.objects.create(meeting=first, person=sorrel, part="beside", state="accepted", **answered)
    actions.choose_chair(meeting_id=first.pk, person_id=sorrel.pk, by=world.coordinator)
    found = set(ChairTurn.objects.filter(person=sorrel).values_list("part", "state"))
    assert found == {("chair", "accepted"), ("beside", "passed")}


# Whoever had the turn, and has it no more.


def told_of_another(person=None):
    found = outbox.OutboxMessage.objects.filter(kind=notices.INSTEAD)
    found = found if person is None else found.filter(to_person_id=person.pk)
    return [outbox.kind_called(each.kind).still_true(each) for each in found.order_by("created_at", "key")]


def test_whoever_had_the_turn_hears_once_and_alone_that_somebody_else_chairs(here, as_):
    world, first, _ = here
    rowan, _, sorrel, linnet = world.members
    before = main_of(as_(linnet).get(at("chair-detail", first)))
    actions.choose_chair(meeting_id=first.pk, person_id=sorrel.pk, by=world.coordinator)
    actions.choose_chair(meeting_id=first.pk, person_id=sorrel.pk, by=world.coordinator)
    assert told_of_another(rowan) == told_of_another() == [True], "one message, to one person"
    keeps = "You do not lose your place in the turns. Only you see this line."
    assert keeps in as_(rowan).get(at("chair-detail", first)).text
    for viewer in (sorrel, linnet, world.researchers[0], world.coordinator):
        assert keeps not in as_(viewer).get(at("chair-detail", first)).text
    actions.choose_chair(meeting_id=first.pk, person_id=rowan.pk, by=world.coordinator)
    assert told_of_another(rowan) == [False], "the turn came back before they heard"
    assert told_of_another(sorrel) == [True]
    assert keeps not in as_(rowan).get(at("chair-detail", first)).text
    assert main_of(as_(linnet).get(at("chair-detail", first))) == before


def test_whoever_was_only_asked_hears_it_too_and_their_question_is_closed(here):
    world = here[0]
    sorrel, linnet = world.members[2:]
    coming = rooms.meeting(world.panel, days=70)
    rooms.reply(coming, sorrel)
    turn = actions.propose_chair(meeting_id=coming.pk, by=world.coordinator)
    rooms.reply(coming, linnet)
    actions.choose_chair(meeting_id=coming.pk, person_id=linnet.pk, by=world.coordinator)
    assert turn.person == sorrel
    (offer,) = outbox.OutboxMessage.objects.filter(kind=notices.OFFER)
    assert not outbox.kind_called(offer.kind).still_true(offer)
    assert told_of_another(sorrel) == told_of_another() == [True]


def test_nobody_is_told_what_they_wrote_down_themself_nor_what_was_their_own_no(here):
    world, first, second = here
    rooms.held(world.panel, world.coordinator, days=-50)
    rooms.reply(first, world.coordinator)
    actions.choose_chair(meeting_id=first.pk, person_id=world.coordinator.pk, by=world.lead)
    assert told_of_another(world.members[0]) == [True]
    actions.choose_chair(meeting_id=first.pk, person_id=world.members[2].pk, by=world.coordinator)
    assert told_of_another(world.coordinator) == []
    actions.pass_turn(meeting_id=second.pk, by=world.members[1])
    actions.choose_chair(meeting_id=second.pk, person_id=world.members[2].pk, by=world.coordinator)
    assert told_of_another(world.members[1]) == []


def test_a_turn_that_goes_twice_is_told_twice_and_an_old_word_says_nothing_new(here):
    world, first, _ = here
    rowan, _, sorrel, _ = world.members
    now = clock.now()
    for minutes, person in enumerate((sorrel, rowan, sorrel)):
        with clock.held_at(now + timedelta(minutes=minutes)):
            actions.choose_chair(meeting_id=first.pk, person_id=person.pk, by=world.coordinator)
    assert told_of_another(rowan) == [False, True]
    actions.pass_turn(meeting_id=first.pk, by=sorrel)
    assert told_of_another(rowan) == [False, False], "nobody else chairs it any more"


@pytest.mark.parametrize("what", ["stays", "comes back", "nobody chairs", "has left"])
def test_somebody_reached_by_phone_is_told_by_whoever_arranges_it_while_it_is_true(here, what):
    world, first, _ = here
    rowan, _, sorrel, _ = world.members
    rowan.email = None
    rowan.save()
    actions.choose_chair(meeting_id=first.pk, person_id=sorrel.pk, by=world.coordinator)
    message = outbox.OutboxMessage.objects.get(kind=notices.INSTEAD)
    assert (message.channel, message.state) == ("phone", "to_do")
    if what == "comes back":
        actions.choose_chair(meeting_id=first.pk, person_id=rowan.pk, by=world.coordinator)
    elif what == "nobody chairs":
        actions.pass_turn(meeting_id=first.pk, by=sorrel)
    elif what == "has left":
        rowan.is_active = False
        rowan.save()
    errands = queries.errands_for(world.coordinator, [message])
    assert [(errand.person, errand.answers) for errand in errands] == ([(rowan, ())] if what == "stays" else [])
    assert outbox.kind_called(message.kind).still_true(message) == (what == "stays")
