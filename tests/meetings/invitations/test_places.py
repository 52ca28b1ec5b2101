"""Limited places and the line for them: never more people than places, in the order they asked, offered once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.people.actions import places as people
from leap.core import audit, outbox
from leap.core.errors import NotNow
from meetings.invitations import actions, queries, states, tasks
from meetings.invitations.models import Invitation
from meetings.invitations.planning.places import answer_by, free_place
from meetings.schedule.models import Meeting
from tests import factories
from tests.accounts.needs.factories import reached
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel(members=6)


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, state="planned", places=2)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    meeting.refresh_from_db()
    return meeting


def say(meeting, person, word):
    return actions.reply(meeting_id=meeting.pk, reply=word, by=person)


def frees(meeting, person, word):
    """They say that they do not come after all; a minute later the line has moved on."""
    kept = say(meeting, person, word)
    moved_on()
    return kept


def moved_on():
    """A minute later: the line has moved on, and whoever hears by email has heard."""
    moved = tasks.keep_lines_moving()
    outbox.OutboxMessage.objects.filter(kind="meeting_place_offered", state="pending").update(state="sent")
    return moved


def of(meeting, person):
    return Invitation.objects.get(meeting=meeting, person=person)


def offered():
    return [each.to_person_id for each in outbox.OutboxMessage.objects.filter(kind="meeting_place_offered")]


def is_true(person):
    message = outbox.OutboxMessage.objects.filter(kind="meeting_place_offered", to_person_id=person.pk).first()
    kind = next(kind for kind in outbox.kinds() if kind.name == message.kind)
    return kind.still_true(message)


@pytest.fixture
def full(world, meeting):
    """Two places, taken by the first two; the next two stand in line."""
    one, two, three, four = world.members[:4]
    say(meeting, one, "coming")
    say(meeting, two, "coming")
    for person in (three, four):
        with pytest.raises(states.Full, match="are taken"):
            say(meeting, person, "coming")
        say(meeting, person, "in_line")
    return world.members


def test_a_full_room_offers_the_line_and_a_freed_place_goes_to_the_first_in_it_once(world, meeting, full):
    one, two, three, four, five, _ = full
    assert say(meeting, three, "in_line").line_number == 1, "asking twice loses nobody their turn"
    assert offered() == []
    say(meeting, one, "phone")
    assert offered() == [], "whoever frees a place cannot tell from it whether somebody waits"
    with pytest.raises(states.Full):
        say(meeting, five, "coming")  # what came free is for whoever waits, from the first moment
    with pytest.raises(states.Full):
        say(meeting, four, "coming")  # and for the first of them
    moved_on()
    assert offered() == [three.pk]
    assert queries.unanswered_for(three).get().meeting == meeting
    with pytest.raises(states.Full):
        say(meeting, five, "coming")
    kept = say(meeting, three, "coming")
    assert (kept.place, kept.line_number, kept.offer_until) == (1, None, None)
    assert not is_true(three)
    assert not queries.unanswered_for(three).exists()
    frees(meeting, two, "not_coming")
    assert offered() == [three.pk, four.pk]
    say(meeting, four, "online")
    assert say(meeting, five, "coming").place == 2


def test_an_offer_that_is_not_answered_goes_on_to_the_next_and_is_not_made_again(world, meeting, full):
    one, _, three, four, five, _ = full
    frees(meeting, one, "comments")
    until = of(meeting, three).offer_until
    assert until - timedelta(days=2) <= datetime.now(UTC) < until
    with time_machine.travel(until + timedelta(seconds=1)):
        assert not is_true(three)
        assert queries.is_full_for(of(meeting, five)), "just over, and not looked after yet: it is for the next in line"
        assert moved_on() == 1
        assert moved_on() == 1
        assert offered() == [three.pk, four.pk]
        assert of(meeting, three).place is None
        assert len(audit.events_about(of(meeting, three), "invitation.place_offer_ended")) == 1
        frees(meeting, four, "not_coming")
        assert len(offered()) == 2, "the first was asked already"
        with pytest.raises(NotNow, match="free just now"):
            say(meeting, three, "in_line")
        assert say(meeting, three, "coming").place == 1


def test_a_place_is_kept_longer_for_whoever_hears_of_it_by_hand(world, meeting, full):
    """Somebody has to ring them, or a letter goes there and its answer comes back."""
    one, two, three, four, five, _ = full
    reached(four, channel="phone", phone_number="01632 960 004", leave_message="yes")
    reached(five, channel="letter", postal_address="1 Beck Lane")
    say(meeting, five, "in_line")
    kept = {}
    for holder, person in ((one, three), (two, four), (three, five)):
        frees(meeting, holder, "not_coming")
        invitation = of(meeting, person)
        kept[person] = round((invitation.offer_until - invitation.offered_at) / timedelta(days=1))
        say(meeting, person, "coming")
    assert kept == {three: 2, four: 4, five: 7}, "five: half of what is left, the meeting is in fourteen days"


def test_whoever_never_heard_of_their_place_has_not_had_their_turn(world, meeting, full):
    """Nobody rang: they stand in line again and are asked once more. Who was rung and did not answer is not."""
    one, _, three, four, _, _ = full
    reached(three, channel="phone", phone_number="01632 960 004", leave_message="yes")
    frees(meeting, one, "not_coming")
    until = of(meeting, three).offer_until
    with time_machine.travel(until + timedelta(minutes=1)):
        tasks.keep_lines_moving()
        assert of(meeting, four).place is not None
        assert of(meeting, three).offered_at is None
        assert of(meeting, three).line_number > of(meeting, four).line_number
        frees(meeting, four, "not_coming")
        again = outbox.waiting_for_a_person().filter(to_person_id=three.pk).latest("due_at")
        outbox.mark_done(message_id=again.pk, by=world.coordinator)
        until = of(meeting, three).offer_until
    with time_machine.travel(until + timedelta(minutes=1)):
        tasks.keep_lines_moving()
        assert of(meeting, three).place is None
        assert of(meeting, three).offered_at is not None
        assert offered().count(three.pk) == 2


def test_somebody_passed_by_can_go_to_the_end_of_the_line(world, meeting, full):
    one, two, three, four, five, _ = full
    frees(meeting, one, "not_coming")
    with time_machine.travel(of(meeting, three).offer_until):
        tasks.keep_lines_moving()
        say(meeting, four, "coming")
        assert say(meeting, three, "in_line").line_number == 2
        say(meeting, five, "in_line")
        assert [each.person for each in queries.line_for(world.lead, meeting)] == [three, five]
        assert queries.is_next_in_line(of(meeting, three))
        assert not queries.is_next_in_line(of(meeting, five))
        frees(meeting, two, "not_coming")
        assert offered().count(three.pk) == 2


def test_whoever_was_passed_by_comes_after_those_who_wait(world, meeting, full):
    one, _, three, four = full[:4]
    frees(meeting, one, "not_coming")
    with time_machine.travel(of(meeting, three).offer_until):
        tasks.keep_lines_moving()
        say(meeting, four, "not_coming")
        say(meeting, full[4], "coming")
        say(meeting, full[5], "in_line")
        say(meeting, full[4], "not_coming")
        with pytest.raises(states.Full):
            say(meeting, three, "coming")


def test_the_last_moment_is_in_time(world, meeting, full):
    """The offer is over, and nobody has looked after the line yet: a yes from a page opened before is taken."""
    one, _, three = full[:3]
    frees(meeting, one, "not_coming")
    with time_machine.travel(of(meeting, three).offer_until + timedelta(seconds=1)):
        assert not queries.is_full_for(of(meeting, three)), "so the page still shows it"
        with pytest.raises(NotNow, match="free just now"):
            say(meeting, three, "in_line")
        assert say(meeting, three, "coming").place == 1


def test_a_limit_set_a_moment_ago_counts_whoever_said_yes_before(world):
    later = rooms.meeting(world.panel, places=None)
    rooms.reply(later, *world.members[:2])
    rooms.reply(later, world.members[2], word="waiting")
    Meeting.objects.filter(pk=later.pk).update(places=2)
    later.refresh_from_db()
    with pytest.raises(states.Full):
        say(later, world.members[2], "coming")
    actions.record_reply(
        meeting_id=later.pk, person_id=world.members[0].pk, reply="coming", how="phone", by=world.coordinator
    )
    factories.end_roles(world.members[1])
    assert say(later, world.members[2], "coming").place == 2, "whoever left does not take one up"


def asked(queries) -> list[str]:
    """Each question up to its first name, which differs from run to run where it is a savepoint's."""
    return [each["sql"].partition('"')[0] for each in queries]


def test_freeing_a_place_costs_the_same_whether_somebody_waits_or_not(world, meeting, full):
    one, two = full[:2]
    with CaptureQueriesContext(connection) as with_line:
        say(meeting, one, "not_coming")
    for person in full[2:4]:
        say(meeting, person, "waiting")
    with CaptureQueriesContext(connection) as without:
        say(meeting, two, "not_coming")
    assert asked(with_line) == asked(without)


def test_whoever_leaves_or_takes_a_break_leaves_their_place_to_the_next(world, meeting, full):
    one, two, three, four, five, _ = full
    say(meeting, five, "in_line")
    people.pause(person=one, panel=world.panel, by=one)
    moved_on()
    assert (of(meeting, one).reply, of(meeting, one).place) == ("waiting", None)
    assert offered() == [three.pk]
    people.pause(person=four, panel=world.panel, by=four)  # was next in line
    factories.end_roles(two)  # by somebody else, and nobody told this room
    moved_on()
    assert offered() == [three.pk, five.pk]
    assert of(meeting, four).reply == "waiting"
    factories.end_roles(three)
    moved_on()
    assert of(meeting, three).reply == "waiting"
    assert say(meeting, world.members[5], "coming").place == 1


def test_a_limit_set_later_sends_nobody_away_and_a_larger_room_asks_those_in_line(world, meeting, full):
    one, two, three, four = full[:4]
    Meeting.objects.filter(pk=meeting.pk).update(places=1)
    frees(meeting, one, "not_coming")
    assert offered() == []
    assert say(meeting, two, "coming").place == 2
    Meeting.objects.filter(pk=meeting.pk).update(places=3)
    moved_on()
    assert offered() == [three.pk, four.pk]
    later = rooms.meeting(world.panel, places=None)
    rooms.reply(later, one, two, three)
    rooms.reply(later, four, word="waiting")
    Meeting.objects.filter(pk=later.pk).update(places=2)
    moved_on()
    assert sorted(Invitation.objects.filter(meeting=later, reply="coming").values_list("place", flat=True)) == [1, 2, 3]
    later.refresh_from_db()
    with pytest.raises(states.Full):
        say(later, four, "coming")


def test_close_to_the_start_a_free_place_is_for_whoever_says_so_first(world, meeting, full):
    one, _, three, _, five, _ = full
    with time_machine.travel(meeting.starts_at - timedelta(minutes=90)):
        frees(meeting, one, "not_coming")
        assert offered() == []
        assert say(meeting, five, "coming").place == 1
    with time_machine.travel(meeting.starts_at):
        assert tasks.keep_lines_moving() == 0
        say(meeting, three, "coming")
    assert of(meeting, three).reply == "in_line"


def test_there_is_no_line_where_places_are_not_limited_or_for_somebody_who_has_one(world, meeting, full):
    one = full[0]
    with pytest.raises(NotNow, match="have a place already"):
        say(meeting, one, "in_line")
    Meeting.objects.filter(pk=meeting.pk).update(places=None)
    with pytest.raises(NotNow, match="answers shown"):
        say(meeting, full[4], "in_line")
    kept = say(meeting, full[4], "coming")
    assert (kept.reply, kept.place) == ("coming", None)
    assert say(meeting, full[2], "coming").line_number is None


def test_pages_show_ones_own_turn_only_and_the_order_to_those_who_run_the_panel(world, meeting, full, client):
    one, _, three, four, five, _ = full
    page = reverse("invitations:reply-edit", args=[meeting.pk])

    def shown(person, url=page):
        client.force_login(person)
        return client.get(url).content.decode()

    assert "You are next." in shown(three)
    assert "Others asked before you." in shown(four)
    for person in (three, four, five):
        main = shown(person).split("<main")[1]
        assert not [each for each in full if each != person and each.shown_name in main]
    client.force_login(five)
    assert 'value="coming"' not in shown(five)
    answered = client.post(page, {"reply": "coming", "travel": "yes"})
    assert answered.status_code == 422
    assert 'value="yes" checked' in answered.content.decode(), "what else was chosen stays"
    listed = shown(world.coordinator, reverse("invitations:reply-list", args=[meeting.pk]))
    assert "2 of 2 places in the room are taken" in listed
    assert listed.index(three.shown_name) < listed.index(four.shown_name)
    record = reverse("invitations:reply-record", args=[meeting.pk, five.pk])
    assert "The places in the room are taken" in shown(world.coordinator, record)
    refused = client.post(record, {"reply": "coming", "how": "phone", "read_back": "yes"})
    assert refused.status_code == 422
    assert client.post(record, {"reply": "in_line", "how": "phone", "read_back": "yes"}).status_code == 302
    frees(meeting, one, "not_coming")
    assert "A place has come free for you" in shown(three)
    assert "A place is free for you. Can you come on" in shown(three, "/")
    assert "A place has come free for you" in shown(three, reverse("schedule:meeting-detail", args=[meeting.pk]))
    assert "a place is kept until" in shown(world.coordinator, reverse("invitations:reply-list", args=[meeting.pk]))


def test_a_page_from_before_the_room_was_full_offers_what_is_left(world, meeting, full, client, monkeypatch):
    """The page was opened in time; somebody else was quicker."""
    monkeypatch.setattr(queries, "is_full_for", lambda invitation: False)
    for person, name, typed in (
        (full[4], "reply-edit", {"reply": "coming", "supporter": "yes"}),
        (world.coordinator, "reply-record", {"reply": "coming", "how": "letter"}),
    ):
        client.force_login(person)
        more = [full[4].pk] if name == "reply-record" else []
        answered = client.post(reverse(f"invitations:{name}", args=[meeting.pk, *more]), typed)
        text = answered.content.decode()
        assert answered.status_code == 422
        assert "All the places in the room are taken just now" in text
        assert 'value="in_line"' in text
        assert 'value="coming"' not in text


def test_which_place_is_free_and_until_when_it_is_kept():
    assert free_place(set(), 1) == 1
    assert free_place({1, 3}, 3) == 2
    assert free_place({1, 2}, 2) is None
    assert free_place({2, 5}, 2) is None
    now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    for ahead, kept in ((30 * 24, 48), (48, 24), (2, 1), (1.9, None), (-1, None)):
        until = answer_by(now, now + timedelta(hours=ahead))
        assert until == (None if kept is None else now + timedelta(hours=kept))
