"""Every way to answer, kept one by one: what was said before stays, and what is said afterwards changes no seat."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from accounts.people.actions import places as people
from leap.core import audit, outbox
from leap.core.errors import NotNow
from leap.core.outbox import OutboxMessage
from meetings.attendance.queries import expected_for
from meetings.invitations import actions, notices, queries, states
from meetings.invitations.models import Answer, Invitation
from tests.accounts.needs.factories import reached
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


def answer(meeting, person, word, **also):
    return actions.reply(meeting_id=meeting.pk, reply=word, by=person, **also)


def history(meeting, person):
    answers = Answer.objects.filter(invitation__meeting=meeting, invitation__person=person)
    return [(each.reply, each.how, each.recorded_by, each.afterwards) for each in answers]


def test_each_answer_is_kept_with_how_and_by_whom_also_one_taken_back(world, meeting):
    wren, by = world.members[0], world.coordinator
    for word in ("phone", "comments", "comments", "waiting"):
        kept = answer(meeting, wren, word)
    assert (kept.reply, kept.how, kept.replied_at, kept.recorded_by) == ("waiting", "", None, None)
    actions.record_reply(meeting_id=meeting.pk, person_id=wren.pk, reply="online", how="letter", by=by)
    assert history(meeting, wren) == [
        ("phone", "self", wren, False),
        ("comments", "self", wren, False),
        ("waiting", "self", wren, False),
        ("online", "letter", by, False),
    ]
    assert [each.pk for each in queries.unanswered_for(wren)] == []


def test_only_the_ways_a_meeting_offers_are_taken_and_an_earlier_answer_stays(world):
    wren, finch = world.members[:2]
    here = rooms.meeting(world.panel, meets="in_person", joining="", phone_in="")
    rooms.reply(here, wren, finch, word="waiting")
    assert queries.ways_offered(here) == ("coming", "comments", "not_coming")
    for word in ("online", "phone", "in_line"):
        with pytest.raises(NotNow, match="answers shown"):
            answer(here, wren, word)
    assert answer(here, wren, "comments").reply == "comments"
    assert states.ways_offered(in_person=False, online=True, phone=False) == ("online", "comments", "not_coming")


@pytest.mark.parametrize(
    ("facts", "ways"),
    [
        ({"meets": "online", "place": "", "joining": "A link", "phone_in": ""}, ("online",)),
        ({"meets": "phone", "place": "", "joining": "", "phone_in": "01632 960 140"}, ("phone",)),
        ({"meets": "in_person", "joining": "", "phone_in": "01632 960 140"}, ("coming", "phone")),
        ({"meets": "hybrid", "joining": "A link", "phone_in": ""}, ("coming", "online")),
        ({"meets": "hybrid", "joining": "", "phone_in": ""}, ("coming", "online")),
    ],
)
def test_a_link_is_no_number_and_a_number_is_no_link(world, facts, ways):
    assert queries.ways_offered(rooms.meeting(world.panel, **facts)) == (*ways, "comments", "not_coming")


def test_by_phone_is_still_written_down_where_the_number_stood_beside_the_link(world):
    wren, finch = world.members[:2]
    facts = {"meets": "in_person", "phone_in": ""}
    numbered = rooms.meeting(world.panel, joining="Ring 01632 960 140", **facts)
    link_only = rooms.meeting(world.panel, days=20, joining="https://meet.example/room", **facts)
    for meeting in (numbered, link_only):
        rooms.reply(meeting, wren, finch, word="waiting")
        with pytest.raises(NotNow, match="answers shown"):
            answer(meeting, wren, "phone")

    def noted(meeting, person):
        told = {"meeting_id": meeting.pk, "person_id": person.pk, "reply": "phone", "how": "letter"}
        return actions.record_reply(**told, by=world.coordinator).reply

    def shown(meeting):
        asked = Invitation.objects.select_related("meeting").get(meeting=meeting, person=finch)
        return "phone" in queries.answers_shown(asked, is_full=False, written_down=True)

    assert shown(numbered)
    assert noted(numbered, wren) == "phone"
    assert not shown(link_only)
    with pytest.raises(NotNow, match="answers shown"):
        noted(link_only, wren)
    rooms.reply(link_only, wren, word="phone")
    assert shown(link_only)
    assert noted(link_only, finch) == "phone"


def test_what_is_said_once_it_has_begun_is_kept_and_changes_nothing_that_follows_from_replies(world, meeting):
    wren, finch = world.members[:2]
    answer(meeting, wren, "coming", travel="yes")
    was = Invitation.objects.filter(meeting=meeting).order_by("pk").values()
    before = list(was)
    with time_machine.travel(meeting.starts_at + timedelta(hours=1)):
        for word in ("not_coming", "not_coming", "waiting"):
            answer(meeting, wren, word, travel="no")
        told = {"meeting_id": meeting.pk, "person_id": finch.pk, "reply": "phone", "how": "phone"}
        actions.record_reply(**told, by=world.coordinator)
        assert queries.said_afterwards_for(finch, meeting) == {}
        said = queries.said_afterwards_for(world.lead, meeting)
        assert sorted(said.values()) == ["Joining by phone", "No answer yet"]
    assert list(was.all()) == before
    assert [(word, late) for word, _, _, late in history(meeting, wren)] == [
        ("coming", False),
        ("not_coming", True),
        ("waiting", True),
    ]
    kept = Invitation.objects.get(meeting=meeting, person=wren)
    assert [event.facts.get("afterwards") for event in audit.events_about(kept, "invitation.replied")] == [
        None,
        True,
        True,
    ]


def test_what_people_say_shapes_what_the_register_expects(world, meeting):
    words = dict(zip(world.on_panel, ("coming", "online", "phone", "comments", "not_coming", "waiting"), strict=False))
    for person, word in words.items():
        if word != "waiting":
            answer(meeting, person, word)
    seen = expected_for(world.lead, meeting)
    ways = {
        "coming": "in_person", "online": "online", "phone": "phone", "comments": "comments", "not_coming": "apologies",
    }  # fmt: skip
    assert {person: each.came for person, each in seen.items()} == {
        person.pk: ways[word] for person, word in words.items() if word in ways
    }
    taking_part = queries.people_taking_part_for(world.lead, meeting)
    assert set(taking_part) == {person for person, word in words.items() if word in states.TAKING_PART}


def test_help_with_the_journey_and_somebody_who_comes_along_are_yes_or_no_and_stay_when_not_asked(world, meeting):
    wren = world.members[0]
    answer(meeting, wren, "coming", travel="yes", supporter="no")
    kept = answer(meeting, wren, "coming", supporter="yes")
    assert (kept.travel, kept.supporter) == ("yes", "yes")
    assert [event.facts for event in audit.events_about(kept, "invitation.help_noted")] == [{}, {}]


def test_the_database_keeps_answers_and_refuses_half_ones(world, meeting):
    kept = answer(meeting, world.members[0], "coming")
    said = Answer.objects.get(invitation=kept)
    wrong = [
        lambda: Answer.objects.filter(pk=said.pk).update(reply="not_coming"),
        lambda: said.delete(),
        lambda: Answer.objects.create(invitation=kept, reply="coming", how="self"),
        lambda: Answer.objects.create(invitation=kept, reply="coming", how="link", recorded_by=world.lead),
        lambda: Invitation.objects.filter(pk=kept.pk).update(how="link"),
        lambda: Invitation.objects.filter(pk=kept.pk).update(line_number=1),
        lambda: Invitation.objects.filter(pk=kept.pk).update(reply="not_coming", place=1),
        lambda: Invitation.objects.filter(pk=kept.pk).update(offer_until=kept.replied_at),
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from invitations_answer")
        assert cursor.fetchone() == (1,)


def test_an_answer_from_before_a_break_can_be_given_again(world, meeting):
    wren = world.members[0]
    answer(meeting, wren, "coming")
    people.pause(person=wren, panel=world.panel, by=wren)
    assert not queries.people_taking_part_for(world.lead, meeting).exists()
    answer(meeting, wren, "coming")
    assert len(history(meeting, wren)) == 2
    assert set(queries.people_taking_part_for(world.lead, meeting)) == {wren}


ASKED = (notices.INVITATION, notices.CHANGED, notices.REPLY_OPEN, notices.PLACE_OFFERED)


@pytest.fixture
def wren(world, meeting):
    """Somebody who is rung, with a call to make of each kind, and a reminder."""
    wren = world.members[0]
    reached(wren, channel="phone", phone_number="01632 960 003")
    outbox.recheck_tasks()
    mine = Invitation.objects.get(meeting=meeting, person=wren)
    OutboxMessage.objects.filter(about_id=mine.pk).delete()
    for kind in (*ASKED, notices.REMINDER):
        outbox.queue(kind=kind, to=wren, about=mine, occasion="changed-1")
    assert set(calls(wren).values()) == {("to_do", "")}
    return wren


def calls(person):
    found = OutboxMessage.objects.filter(to_person_id=person.pk)
    return {each.kind: (each.state, each.reason) for each in found}


@pytest.mark.parametrize("how", ["self", "phone", "in_person", "letter", "link", "taken back"])
def test_nobody_is_rung_about_a_date_they_have_answered(world, meeting, wren, how):
    link = Invitation.objects.get(meeting=meeting, person=wren).link
    if how == "self":
        answer(meeting, wren, "online")
    elif how == "link":
        actions.reply_by_link(secret=link.token, reply="online")
    elif how == "taken back":
        answer(meeting, wren, "waiting")
    else:
        facts = {"person_id": wren.pk, "reply": "online", "how": how, "by": world.coordinator}
        actions.record_reply(meeting_id=meeting.pk, **facts)
    on_paper = (notices.INVITATION, notices.REPLY_OPEN)
    settled = {"link": (), "taken back": (), "letter": on_paper}.get(how, ASKED)
    assert calls(wren) == {
        kind: ("done", "answered") if kind in settled else ("to_do", "") for kind in (*ASKED, notices.REMINDER)
    }
    assert OutboxMessage.objects.exclude(to_person_id=wren.pk).filter(state="done").count() == 0


def test_an_email_that_did_not_arrive_is_still_shown_to_who_has_answered(world, meeting):
    finch = world.members[1]
    OutboxMessage.objects.filter(to_person_id=finch.pk).update(state="failed", reason="address-refused-550")
    answer(meeting, finch, "coming")
    assert calls(finch) == {notices.INVITATION: ("failed", "address-refused-550")}
