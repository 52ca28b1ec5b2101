"""Moving a meeting: everything that hangs on it moves, everyone hears once, and nobody's typing is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.reaching import queries as calls
from accounts.reaching.registration import errands_for
from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow
from leap.core.outbox.writing import plain_text
from leap.design.times import say_when
from meetings.chairing import actions as chairing
from meetings.chairing.models import ChairTurn
from meetings.invitations import actions as invitations
from meetings.invitations.models import Answer, Invitation, ReplyLink
from meetings.schedule import actions
from meetings.schedule.models import Meeting, MeetingChange, Venue
from meetings.seating import actions as seating
from meetings.seating.models import SeatingPlan
from tests import factories
from tests.meetings import rooms
from tests.meetings.together import at_once

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    """Everyone is invited and has heard; two have answered."""
    meeting = rooms.meeting(world.panel, days=30, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    invitations.reply(meeting_id=meeting.pk, reply="coming", by=world.members[0])
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=world.members[1])
    outbox.OutboxMessage.objects.update(state="sent")
    meeting.refresh_from_db()
    return meeting


def move(meeting, by, revision=None, **facts):
    seen = meeting.revision if revision is None else revision
    new = replace(actions.facts_of(Meeting.objects.select_related("venue").get(pk=meeting.pk)), **facts)
    return actions.move_meeting(meeting_id=meeting.pk, revision=seen, facts=new, by=by)


def told():
    return outbox.OutboxMessage.objects.filter(kind="meeting_changed")


def letter(message):
    kind = next(kind for kind in outbox.kinds() if kind.name == message.kind)
    assert kind.still_true(message)
    return plain_text(kind.body_template, {**kind.context(message), "site_origin": ""})


def test_everyone_invited_hears_once_is_asked_again_and_their_answers_are_kept(world, meeting):
    old = meeting.starts_at
    moved = move(meeting, world.coordinator, starts_at=old + WEEK)
    assert (moved.revision, moved.moved_in) == (1, 1)
    assert set(told().values_list("to_person_id", flat=True)) == {person.pk for person in world.on_panel}
    assert told().count() == len(world.on_panel)
    assert set(Invitation.objects.values_list("reply", flat=True)) == {"waiting"}
    kept = Answer.objects.order_by("reply").values_list("invitation__person", "reply")
    assert list(kept) == [(world.members[0].pk, "coming"), (world.members[1].pk, "not_coming")]
    words = letter(told().first())
    change = MeetingChange.objects.get()
    assert change.was_starts_at == old
    assert "It was:" in words
    assert "It is now:" in words
    assert "Does this still work for you?" in words
    assert "The long room" not in words
    trail = audit.events_about(meeting, "meeting.moved").get()
    assert trail.facts["asked_again"] is True


def test_the_page_of_the_meeting_asks_again_and_says_what_was_said_before(world, meeting, client):
    move(meeting, world.coordinator, starts_at=meeting.starts_at + WEEK)
    page = reverse("schedule:meeting-detail", args=[meeting.pk])
    client.force_login(world.members[0])
    asked = client.get(page).content.decode()
    assert "Does this still work for you?" in asked
    assert "Before, you said: Coming in person" in asked
    client.force_login(world.members[2])
    assert "Before, you said" not in client.get(page).content.decode()


def test_an_answer_to_the_date_of_before_is_not_taken_for_the_new_one(world, meeting, client):
    rowan, wren = world.members[2:]
    link = ReplyLink.objects.unscoped("a test").get(invitation__person=wren).token
    for who, page in ((rowan, reverse("invitations:reply-edit", args=[meeting.pk])),
                      (wren, reverse("invitations:reply-by-link", args=[link]))):  # fmt: skip
        client.force_login(who)
        seen = client.get(page).context["form"].initial["seen"]
        now = Meeting.objects.get(pk=meeting.pk)
        move(now, world.coordinator, starts_at=now.starts_at + WEEK)
        refused = client.post(page, {"reply": "coming", "seen": seen})
        assert refused.status_code == 422
        assert "changed while you had the page open" in refused.content.decode()
        assert Invitation.objects.get(person=who).reply == "waiting"
        client.post(page, {"reply": "coming", "seen": seen + 1})
        assert Invitation.objects.get(person=who).reply == "coming"


def test_nobody_hears_of_a_meeting_to_which_nobody_was_invited(world):
    meeting = rooms.meeting(world.panel, state="planned")
    move(meeting, world.lead, starts_at=meeting.starts_at + WEEK, minutes=90)
    assert not told().exists()
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.revision) == (90, 1)


def test_nothing_different_changes_nothing(world, meeting):
    assert move(meeting, world.coordinator).revision == 0
    assert not MeetingChange.objects.exists()
    assert not told().exists()


def test_another_link_is_told_and_nobody_is_asked_again(world, meeting):
    move(meeting, world.coordinator, joining="Call 01632 960222")
    assert Invitation.objects.get(person=world.members[0]).reply == "coming"
    words = letter(told().get(to_person_id=world.members[0].pk))
    assert "same" in words
    assert "01632" not in words
    assert "Does this still work" not in words


def test_a_message_that_still_waits_says_the_new_date_and_there_is_no_second(world, meeting):
    first = meeting.starts_at
    move(meeting, world.coordinator, starts_at=first + WEEK)
    meeting.refresh_from_db()
    move(meeting, world.coordinator, starts_at=first + 2 * WEEK)
    assert told().count() == len(world.on_panel)
    told().filter(to_person_id=world.members[0].pk).update(state="sent")
    meeting.refresh_from_db()
    move(meeting, world.coordinator, starts_at=first + 3 * WEEK)
    assert told().count() == len(world.on_panel) + 1
    second = letter(told().get(occasion="changed-3"))
    assert f"{(first + 2 * WEEK).day} " in second


def test_an_invitation_that_has_not_left_yet_says_the_new_date_itself(world):
    meeting = rooms.meeting(world.panel, days=30, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    move(meeting, world.coordinator, starts_at=meeting.starts_at + WEEK)
    assert not told().exists()


def test_the_chair_is_asked_again_and_the_seats_are_put_away(world, meeting):
    for who in world.members:
        chairing.set_willingness(panel=world.panel, answer="willing", by=who)
    rooms.held(world.panel, *world.members)
    turn = chairing.propose_chair(meeting_id=meeting.pk, by=world.coordinator)
    chairing.accept(meeting_id=meeting.pk, by=turn.person)
    seating.make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    move(meeting, world.coordinator, joining="Another link")
    assert ChairTurn.objects.get().state == "accepted"
    meeting.refresh_from_db()
    move(meeting, world.coordinator, starts_at=meeting.starts_at + WEEK)
    again = ChairTurn.objects.get()
    assert (again.state, again.answered_at, again.person) == ("offered", None, turn.person)
    asked = outbox.OutboxMessage.objects.filter(kind="chair_offer").values_list("occasion", flat=True)
    assert set(asked) == {"offered", "offered.2"}
    assert not SeatingPlan.objects.filter(replaced_at=None).exists()
    assert chairing.accept(meeting_id=meeting.pk, by=turn.person).state == "accepted"


def test_reminders_follow_the_meeting_and_none_is_repeated(world):
    day = datetime(2026, 10, 27, 14, tzinfo=UTC)
    with time_machine.travel(day - timedelta(days=20), tick=False) as time:
        meeting = rooms.meeting(world.panel, state="planned", starts_at=day)
        invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
        outbox.OutboxMessage.objects.update(state="sent")
        time.move_to(day - timedelta(days=4))
        assert invitations.queue_due_reminders() == len(world.on_panel)
        old = outbox.OutboxMessage.objects.filter(kind="meeting_reply_open").first()
        kind = next(kind for kind in outbox.kinds() if kind.name == old.kind)
        moved = move(meeting, world.coordinator, starts_at=day + 2 * WEEK)
        assert not kind.still_true(old)
        assert invitations.queue_due_reminders() == 0
        time.move_to(day + 2 * WEEK - timedelta(days=4))
        assert invitations.queue_due_reminders() == len(world.on_panel)
        assert invitations.queue_due_reminders() == 0
        # Moved to a day whose reminder is due already: people have only just heard.
        move(moved, world.coordinator, starts_at=clock.now() + timedelta(days=3))
        assert invitations.queue_due_reminders() == 0


def test_places_and_the_line_begin_anew_on_another_date(world):
    meeting = rooms.meeting(world.panel, state="planned", places=1)
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    one, two = world.members[:2]
    invitations.reply(meeting_id=meeting.pk, reply="coming", by=one)
    invitations.reply(meeting_id=meeting.pk, reply="in_line", by=two)
    moved = move(meeting, world.coordinator, starts_at=meeting.starts_at + WEEK)
    kept = moved.invitations.filter(person__in=(one, two)).values_list("reply", "place", "line_number")
    assert set(kept) == {("waiting", None, None)}
    assert invitations.reply(meeting_id=meeting.pk, reply="coming", by=two).place == 1


def test_a_place_that_changes_after_a_reminder_brings_no_second_one(world, meeting):
    with time_machine.travel(meeting.starts_at - timedelta(days=3), tick=False):
        invitations.queue_due_reminders()
        move(meeting, world.coordinator, place="The short room")
        assert invitations.queue_due_reminders() == 0


def test_people_to_ring_are_told_the_old_beside_the_new(world):
    jay = factories.member(world.panel, "Jay", email=None)
    meeting = rooms.meeting(world.panel, days=30, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    outbox.OutboxMessage.objects.filter(to_person_id=jay.pk).update(state="done")
    move(meeting, world.coordinator, starts_at=meeting.starts_at + WEEK)
    (errand,) = errands_for(world.coordinator)
    call = calls.call_or_404(world.coordinator, errand.message.pk)
    assert errand.person == jay
    was, now = (say_when(at, world.panel) for at in (meeting.starts_at, meeting.starts_at + WEEK))
    assert f"It was {was}, and it is now {now}" in call.say[0]
    assert "I cannot come this time" in errand.answers
    assert world.panel.name not in " ".join(
        outbox.write_spoken(outbox.kind_called(errand.message.kind), errand.facts, names_all=False)
    )


def test_only_those_who_run_the_panel_move_a_meeting(world, meeting):
    other = factories.small_panel("Bracken", programme=world.programme)
    for person in (world.members[0], world.researchers[0], world.finance, other.coordinator):
        with pytest.raises(NotAllowed):
            move(meeting, person, starts_at=meeting.starts_at + WEEK)


@pytest.mark.parametrize("state", ["held", "cancelled", "started"])
def test_a_meeting_that_is_over_or_off_stays(world, state):
    facts = {"days": 0} if state == "started" else {"state": state, "days": 3}
    meeting = rooms.meeting(world.panel, **facts)
    with pytest.raises(NotNow, match="stays as it was"):
        move(meeting, world.coordinator, starts_at=clock.now() + WEEK)


def test_a_time_that_has_gone_or_is_taken_is_refused_in_words(world, meeting):
    with pytest.raises(NotNow, match="already gone"):
        move(meeting, world.coordinator, starts_at=clock.now() - WEEK)
    other = rooms.meeting(world.panel, days=40)
    with pytest.raises(NotNow, match="already has a meeting then: Spring meeting"):
        move(meeting, world.coordinator, starts_at=other.starts_at + timedelta(minutes=179))
    assert move(meeting, world.coordinator, starts_at=other.starts_at + timedelta(minutes=180)).revision == 1
    with pytest.raises(NotNow, match="already has a meeting then"):
        actions.plan_meeting(
            panel=world.panel, title="X", starts_at=other.starts_at, minutes=60, place="Y", by=world.lead
        )


def test_a_place_of_another_programme_is_refused(world, meeting):
    far = factories.small_panel("Far")
    there = actions.make_venue(programme=far.programme, name="Far hall", address="1 Far Lane", by=far.coordinator)
    with pytest.raises(NotNow, match="another programme"):
        move(meeting, world.coordinator, venue=there)


def test_the_second_of_two_who_change_it_is_refused(world, meeting):
    move(meeting, world.coordinator, minutes=120)
    with pytest.raises(actions.ChangedMeanwhile):
        move(meeting, world.lead, revision=0, minutes=90)
    meeting.refresh_from_db()
    assert meeting.minutes == 120


@pytest.mark.django_db(transaction=True)
def test_eight_changes_at_once_leave_one_and_tell_everyone_once(world, meeting):
    def press(number):
        try:
            return move(meeting, world.coordinator, revision=0, starts_at=meeting.starts_at + (number + 1) * WEEK).pk
        except actions.ChangedMeanwhile:
            return "refused"

    assert sorted(map(str, at_once(press))) == sorted([str(meeting.pk), *["refused"] * 7])
    assert MeetingChange.objects.count() == 1
    assert told().count() == len(world.on_panel)


@pytest.mark.django_db(transaction=True)
def test_eight_meetings_planned_at_one_time_are_one(world):
    when = clock.now() + WEEK

    def press(number):
        try:
            return actions.plan_meeting(
                panel=world.panel, title="One", starts_at=when, minutes=60, place="Here", by=world.coordinator
            ).title
        except NotNow:
            return "refused"

    assert sorted(at_once(press)) == ["One"] + ["refused"] * 7


def test_the_database_keeps_what_the_actions_promise(world, meeting):
    for wrong in (
        {"place": "", "meets": "in_person"},
        {"meets": "by_balloon"},
        {"moved_in": 3},
        {"revision": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(**wrong)


# The page


def typed(meeting, **changed):
    local = meeting.starts_at
    return {
        "day_day": str(local.day),
        "day_month": str(local.month),
        "day_year": str(local.year),
        "at": "14:00",
        "minutes": "120",
        "meets": "hybrid",
        "place": "The long room",
        "joining": "Ring the brass bell",
        "revision": str(meeting.revision),
        **changed,
    }


def test_two_coordinators_see_both_versions_and_lose_nothing(world, meeting, client):
    url = reverse("schedule:meeting-move", args=[meeting.pk])
    client.force_login(world.coordinator)
    assert "tell everyone" in client.get(url).content.decode()
    move(meeting, world.lead, place="The blue room")
    refused = client.post(url, typed(meeting, place="The green room"))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "The blue room" in page
    assert page.count("The green room") == 2
    assert "Ring the brass bell" in page
    assert world.lead.shown_name in page
    again = client.post(url, typed(meeting, place="The green room", revision="1"))
    assert again.headers["Location"] == reverse("schedule:meeting-detail", args=[meeting.pk])
    meeting.refresh_from_db()
    assert (meeting.place, meeting.revision) == ("The green room", 2)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day_day": "29", "day_month": "3", "day_year": "2026", "at": "1:30am"}, "does not happen"),
        ({"day_day": "25", "day_month": "10", "day_year": "2026", "at": "1:30am"}, "happens twice"),
        ({"day_year": "2019"}, "already gone"),
        ({"day_year": "2199"}, "more than 3 years"),
        ({"meets": "in_person", "place": ""}, "Tell people where"),
        ({"meets": "phone"}, "which number to ring"),
        ({"at": "half past"}, "Tell us the time like"),
        ({"minutes": "-60"}, "choose one of the answers"),
        ({"revision": ""}, "Please"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_nothing_is_lost(world, client, wrong, sentence):
    with time_machine.travel("2026-03-01 12:00:00+00:00", tick=False):
        meeting = rooms.meeting(world.panel)
        client.force_login(world.coordinator)
        page = client.post(reverse("schedule:meeting-move", args=[meeting.pk]), typed(meeting, **wrong))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Ring the brass bell" in page.content.decode()


def test_an_online_meeting_needs_no_place(world, meeting, client):
    client.force_login(world.coordinator)
    url = reverse("schedule:meeting-move", args=[meeting.pk])
    assert client.post(url, typed(meeting, meets="online", place="")).status_code == 302
    meeting.refresh_from_db()
    assert meeting.where == "Online"
    assert not Venue.objects.exists()


def on(day: int, month: int, year: int = 2026) -> dict[str, str]:
    return {"day_day": str(day), "day_month": str(month), "day_year": str(year)}


def test_what_there_is_to_know_of_the_new_day_is_shown_before_anybody_is_told(world, client):
    with time_machine.travel("2026-03-01 12:00:00+00:00", tick=False):
        meeting = rooms.meeting(world.panel)
        client.force_login(world.coordinator)
        url = reverse("schedule:meeting-move", args=[meeting.pk])
        shown = client.post(url, typed(meeting, place="The blue room", **on(25, 5)))
        page = shown.content.decode()
        assert shown.status_code == 422
        assert "Monday 25 May 2026" in page
        assert "ank holiday" in page
        assert "Nothing is saved yet" in page
        assert "The blue room" in page
        meeting.refresh_from_db()
        assert meeting.revision == 0
        assert not told().exists()
        other = client.post(url, typed(meeting, known_day="2026-05-25", **on(25, 12))).content.decode()
        assert "Christmas Day" in other, "for another day it is shown anew"
        assert client.post(url, typed(meeting, known_day="2026-05-25", **on(25, 5))).status_code == 302
        meeting.refresh_from_db()
        assert (meeting.revision, meeting.starts_at.day, meeting.starts_at.month) == (1, 25, 5)


def test_a_day_of_which_nothing_is_known_and_the_same_day_are_saved_at_once(world, client):
    with time_machine.travel("2026-03-01 12:00:00+00:00", tick=False):
        meeting = rooms.meeting(world.panel)
        client.force_login(world.coordinator)
        url = reverse("schedule:meeting-move", args=[meeting.pk])
        assert client.post(url, typed(meeting, **on(8, 6))).status_code == 302
        assert client.post(url, typed(meeting, revision="1", known_day="2026-05-25", **on(25, 5))).status_code == 302
        assert client.post(url, typed(meeting, revision="2", place="The attic", **on(25, 5))).status_code == 302


def test_a_day_on_which_a_panel_that_shares_people_meets_is_said_to_who_runs_both(world, client):
    with time_machine.travel("2026-03-01 12:00:00+00:00", tick=False):
        beside = factories.small_panel("Bracken", programme=world.programme)
        factories.role(world.members[0], beside.panel)
        rooms.meeting(beside.panel, starts_at=datetime(2026, 6, 8, 10, tzinfo=UTC))
        meeting = rooms.meeting(world.panel)
        url = reverse("schedule:meeting-move", args=[meeting.pk])
        client.force_login(world.lead)
        page = client.post(url, typed(meeting, **on(8, 6))).content.decode()
        assert "Bracken meets on this day too, at 11:00am. The panels share people" in page
        assert world.members[0].shown_name not in page
        client.force_login(world.coordinator)
        assert client.post(url, typed(meeting, **on(8, 6))).status_code == 302, "who runs one of them hears nothing"


def test_when_the_rest_of_a_series_moves_every_new_day_is_looked_at(world, client):
    """Three Tuesdays become Mondays: the third is a bank holiday."""
    with time_machine.travel("2026-03-01 12:00:00+00:00", tick=False):
        first, *_ = actions.plan_series(
            panels=[world.panel], days=[date(2026, 5, 5), date(2026, 5, 12), date(2026, 5, 19)], at=time(14),
            pattern="chosen", title="Tuesdays", minutes=120, meets="in_person", place="The long room",
            by=world.coordinator,
        )  # fmt: skip
        client.force_login(world.coordinator)
        url = reverse("schedule:meeting-move", args=[first.pk])
        rest = client.post(url, typed(first, which="rest", **on(11, 5))).content.decode()
        assert "Monday 25 May 2026" in rest
        assert "Monday 18 May 2026" not in rest, "of that day nothing is known"
        assert client.post(url, typed(first, which="this", **on(11, 5))).status_code == 302
        assert client.post(
            url, typed(first, which="rest", revision="1", known_day="2026-05-12", **on(12, 5))
        ).status_code == 302  # fmt: skip
