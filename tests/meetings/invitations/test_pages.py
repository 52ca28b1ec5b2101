"""The pages of invitations and replies."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leap.core import audit, clock
from leap.core.errors import NotNow
from leap.core.ids import new_id
from leap.core.outbox import OutboxMessage
from meetings.invitations import actions, queries, registration
from meetings.invitations.models import Answer, Invitation
from meetings.schedule.models import Meeting
from tests import factories
from tests.accounts.needs.factories import reached
from tests.meetings import rooms

pytestmark = pytest.mark.django_db

READS = ("SELECT", "DECLARE")


def page(name, meeting, *more):
    return reverse(f"invitations:{name}", args=[meeting.pk, *more])


def text_of(response):
    return response.content.decode()


def invitation_of(meeting, person):
    return Invitation.objects.get(meeting=meeting, person=person)


# My answer


def test_a_member_answers_and_sees_it_on_the_meeting(world, meeting, as_):
    client = as_(world.members[0])
    url = reverse("schedule:meeting-detail", args=[meeting.pk])
    assert "Can you come?" in text_of(client.get(url))
    answered = client.post(page("reply-edit", meeting), {"reply": "online"}, follow=True)
    assert answered.redirect_chain[-1][0] == url
    assert "Joining online" in text_of(answered)
    assert "Can you come?" not in text_of(answered)
    assert invitation_of(meeting, world.members[0]).reply == "online"
    assert "You join online" in text_of(client.get("/meetings/"))


def test_what_is_offered_is_said_before_answering(world, meeting, as_, monkeypatch):
    monkeypatch.setattr(registration, "_offers", {})
    registration.register_offer(lambda viewer, meeting: f"{viewer.called_name}, you are offered £75.00.")
    registration.register_offer(lambda viewer, meeting: None)
    shown = text_of(as_(world.members[0]).get(page("reply-edit", meeting)))
    assert f"{world.members[0].called_name}, you are offered £75.00." in shown
    assert shown.index("£75.00") < shown.index('type="radio"')


@pytest.mark.parametrize("typed", [{}, {"reply": "waiting"}, {"reply": "maybe"}, {"reply": "in_line"}])
def test_no_answer_is_asked_for_again_kindly(world, meeting, as_, typed):
    answered = as_(world.members[0]).post(page("reply-edit", meeting), typed)
    assert answered.status_code == 422
    assert "one of the answers" in text_of(answered)
    assert invitation_of(meeting, world.members[0]).reply == "waiting"


def test_there_is_no_box_for_a_reason(world, meeting, as_):
    shown = text_of(as_(world.members[0]).get(page("reply-edit", meeting)))
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert "<textarea" not in main
    assert 'type="text"' not in main
    assert "The people who run your panel" in main


def test_the_answer_page_says_that_a_seating_plan_shows_who_comes(world, meeting, as_):
    shown = text_of(as_(world.members[0]).get(page("reply-edit", meeting)))
    assert "everyone on this meeting sees who has a seat" in shown


def test_once_it_has_started_the_answer_page_takes_what_is_said_afterwards_and_closes_weeks_later(world, meeting, as_):
    wren, url = world.members[0], page("reply-edit", meeting)
    actions.reply(meeting_id=meeting.pk, reply="coming", by=wren)
    with time_machine.travel(meeting.starts_at + timedelta(days=2)):
        client = as_(wren)
        assert "it changes nobody’s seat" in text_of(client.get(url))
        answered = client.post(url, {"reply": "not_coming"}, follow=True)
        assert "We have kept it as said afterwards" in text_of(answered)
        assert "Said afterwards" in text_of(answered)
        shown = text_of(as_(world.coordinator).get(page("reply-list", meeting)))
        assert "Said afterwards: not this time" in shown
        assert invitation_of(meeting, wren).reply == "coming"
        recorded = page("reply-record", meeting, world.members[1].pk)
        assert "kept as said afterwards" in text_of(as_(world.coordinator).get(recorded))
        typed = {"reply": "phone", "how": "letter", "travel": "yes", "needs": "changed"}
        kept = as_(world.coordinator).post(recorded, typed)
        assert kept.headers["Location"] == page("reply-list", meeting)
        assert invitation_of(meeting, world.members[1]).travel == ""
    with time_machine.travel(meeting.starts_at + timedelta(days=28)):
        for response in (as_(wren).get(url), as_(wren).post(url, {"reply": "coming"})):
            assert response.status_code == 409
            assert "a while ago" in text_of(response)


def test_an_answer_that_comes_too_late_for_the_action_keeps_the_choice(world, meeting, as_, monkeypatch):
    def closed(**facts):
        raise NotNow("This meeting has started, so answers can no longer be changed here.")

    monkeypatch.setattr(actions, "reply", closed)
    answered = as_(world.members[0]).post(page("reply-edit", meeting), {"reply": "coming"})
    assert answered.status_code == 422
    assert "can no longer be changed" in text_of(answered)
    assert 'value="coming" checked' in text_of(answered)


def test_strangers_and_unknown_meetings_give_the_same_page(world, meeting, as_):
    other = factories.small_panel("Bracken", programme=world.programme)
    planned = rooms.meeting(world.panel, state="planned")
    newcomer = factories.member(world.panel)
    for viewer in (other.members[0], world.finance, world.lead, newcomer):
        client = as_(viewer)
        urls = [page("reply-edit", each) for each in (meeting, planned)]
        urls.append(reverse("invitations:reply-edit", args=[new_id()]))
        answers = [client.get(url) for url in urls]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1


# For those who run the panel


def test_inviting_shows_every_name_first_then_says_how_many(world, as_):
    meeting = rooms.meeting(world.panel, state="planned")
    world.members[0].email = None
    world.members[0].save()
    client = as_(world.coordinator)
    shown = text_of(client.get(page("meeting-invite", meeting)))
    assert all(person.called_name in shown for person in world.on_panel)
    assert f"{world.members[0].called_name} (by phone or letter" in shown
    invited = client.post(page("meeting-invite", meeting), follow=True)
    assert f"{len(world.on_panel)} people are invited." in text_of(invited)
    again = client.post(page("meeting-invite", meeting), follow=True)
    assert "Nobody has been told twice." in text_of(again)
    assert "Everyone is invited" in text_of(client.get(page("meeting-invite", meeting)))
    factories.member(world.panel)
    assert "1 person is invited." in text_of(client.post(page("meeting-invite", meeting), follow=True))


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_inviting_to_a_meeting_that_is_over_is_refused_kindly(world, as_, state):
    meeting = rooms.meeting(world.panel, state=state)
    client = as_(world.coordinator)
    assert client.get(page("meeting-invite", meeting)).status_code == 409
    assert client.post(page("meeting-invite", meeting)).status_code == 409


def test_the_replies_page_counts_and_names(world, meeting, as_):
    actions.reply(meeting_id=meeting.pk, reply="coming", by=world.members[0])
    actions.reply(meeting_id=meeting.pk, reply="not_coming", by=world.members[1])
    left = world.members[2]
    factories.end_roles(left)
    response = as_(world.coordinator).get(page("reply-list", meeting))
    counts = {count["label"]: count["number"] for count in response.context["counts"]}
    assert counts == {
        "Coming in person": 1,
        "Joining online": 0,
        "Joining by phone": 0,
        "Sending comments instead": 0,
        "Not this time": 1,
        "No answer yet": len(world.on_panel) - 3,
    }
    shown = text_of(response)
    assert all(person.called_name in shown for person in world.on_panel)
    assert page("reply-record", meeting, left.pk) not in shown
    assert page("reply-record", meeting, world.members[0].pk) in shown
    assert "They answered here" in shown
    assert "In line for a place" not in shown
    assert "No longer on the panel" in shown


def test_an_answer_by_phone_is_written_down(world, meeting, as_):
    wren = world.members[0]
    client = as_(world.coordinator)
    url = page("reply-record", meeting, wren.pk)
    assert f"Write down an answer from {wren.called_name}" in text_of(client.get(url))
    typed = {"reply": "coming", "how": "phone", "travel": "yes", "supporter": "no", "needs": "same", "seen": "0"}
    aloud = client.post(url, typed)
    assert aloud.status_code == 200
    said = text_of(aloud)
    for words in (
        f"Read it back to {wren.shown_name}", "The date is ", "You come in person.", "help with getting there",
        "Nobody comes along with you.", "Nothing has changed in what helps you.",
    ):  # fmt: skip
        assert words in said
    assert invitation_of(meeting, wren).reply == "waiting", "nothing is kept yet"
    sent_on = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', said))
    assert typed.items() <= sent_on.items(), "all that was typed goes on"
    again = client.post(url, {**typed, "read_back": "change"})
    assert again.status_code == 200
    for value in ("coming", "phone", "same"):
        assert f'value="{value}" checked' in text_of(again)
    kept = client.post(url, {**typed, "read_back": "yes"}, follow=True)
    assert f"By phone, kept by {world.coordinator.called_name}" in text_of(kept)
    assert "and read back" in text_of(kept)
    invitation = invitation_of(meeting, wren)
    assert (invitation.recorded_by, invitation.read_back) == (world.coordinator, True)
    assert audit.events_about(invitation, "invitation.reply_recorded").get().facts["read_back"] is True
    assert "written down by" in text_of(as_(wren).get(page("reply-edit", meeting)))
    assert "and read back" in text_of(as_(wren).get(page("reply-edit", meeting)))


@pytest.mark.parametrize(
    ("how", "typed", "read_back"),
    [
        ("phone", {"read_back": "no"}, False),
        ("in_person", {"read_back": "yes"}, True),
        ("letter", {}, False),
        ("letter", {"read_back": "yes"}, False),
    ],
)
def test_who_has_gone_and_who_wrote_a_letter_is_read_nothing_back(world, meeting, as_, how, typed, read_back):
    wren = world.members[0]
    told = {"reply": "not_coming", "how": how, **typed}
    assert as_(world.coordinator).post(page("reply-record", meeting, wren.pk), told).status_code == 302
    kept = invitation_of(meeting, wren)
    assert (kept.reply, kept.how, kept.read_back) == ("not_coming", how, read_back)


def test_an_answer_read_back_only_later_is_one_more_word_about_it_and_frees_no_place(world, meeting):
    wren, told = world.members[0], {"meeting_id": meeting.pk, "reply": "coming", "how": "phone"}
    told |= {"person_id": world.members[0].pk, "by": world.coordinator}
    actions.record_reply(**told)
    assert actions.record_reply(**told, read_back=True).read_back is True
    assert actions.record_reply(**told).read_back is True, "said again without reading it back is nothing new"
    assert [each.read_back for each in queries.answers_of(invitation_of(meeting, wren))] == [False, True]
    assert actions.reply(meeting_id=meeting.pk, reply="coming", by=wren).read_back is False, "it is theirs alone now"


def test_only_an_answer_of_somebody_who_is_there_is_read_back(world, meeting):
    actions.record_reply(
        meeting_id=meeting.pk, person_id=world.members[0].pk, reply="coming", how="letter", by=world.coordinator
    )
    for table in (Invitation, Answer):
        with pytest.raises(IntegrityError), transaction.atomic():
            table.objects.filter(how="letter").update(read_back=True)


def test_a_date_that_moves_while_it_is_read_back_is_looked_at_again(world, meeting, as_):
    client, url = as_(world.coordinator), page("reply-record", meeting, world.members[0].pk)
    typed = {"reply": "coming", "how": "phone", "travel": "yes", "seen": "0"}
    assert client.post(url, typed).status_code == 200
    Meeting.objects.filter(pk=meeting.pk).update(revision=1, changed_at=clock.now())
    refused = client.post(url, {**typed, "read_back": "yes"})
    assert refused.status_code == 422
    assert 'value="yes" checked' in text_of(refused)
    assert client.post(url, {**typed, "seen": "1"}).status_code == 200, "and is read back anew"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reply": "coming"}, "Choose how their answer reached you."),
        ({"how": "phone"}, "Choose what they said."),
        ({"reply": "coming", "how": "self"}, "choose one of the answers shown"),
    ],
)
def test_writing_down_half_an_answer_keeps_the_other_half(world, meeting, as_, typed, sentence):
    answered = as_(world.coordinator).post(page("reply-record", meeting, world.members[0].pk), typed)
    assert answered.status_code == 422
    assert sentence in text_of(answered)
    if "reply" in typed:
        assert 'value="coming" checked' in text_of(answered)


def test_answers_closed_while_writing_one_down_keep_what_was_chosen(world, meeting, as_, monkeypatch):
    def closed(**facts):
        raise NotNow("This meeting has started, so answers can no longer be changed here.")

    monkeypatch.setattr(actions, "record_reply", closed)
    typed = {"reply": "coming", "how": "letter"}
    answered = as_(world.coordinator).post(page("reply-record", meeting, world.members[0].pk), typed)
    assert answered.status_code == 422
    assert "can no longer be changed" in text_of(answered)
    assert 'value="letter" checked' in text_of(answered)


def test_names_lead_nowhere_once_answers_are_closed(world, meeting, as_):
    with time_machine.travel(meeting.starts_at + timedelta(days=28)):
        shown = text_of(as_(world.coordinator).get(page("reply-list", meeting)))
    assert world.members[0].called_name in shown
    assert page("reply-record", meeting, world.members[0].pk) not in shown


def test_writing_down_for_somebody_who_left_or_was_not_invited_is_not_found(world, meeting, as_):
    factories.end_roles(world.members[0])
    client = as_(world.coordinator)
    for person in (world.members[0], world.lead):
        assert client.get(page("reply-record", meeting, person.pk)).status_code == 404


def test_who_was_reached_says_what_became_of_each_message_and_what_can_be_decided(world, as_):
    phoned, written_to, bounced, unsure = world.members[0], *world.on_panel[-3:]
    phoned.email = None
    phoned.save()
    reached(written_to, channel="letter", postal_address="1 Beck Lane")
    meeting = rooms.meeting(world.panel, state="planned")
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    messages = {each.to_person_id: each for each in OutboxMessage.objects.all()}
    for person, state, reason in ((bounced, "failed", "address-refused-550"), (unsure, "uncertain", "x")):
        OutboxMessage.objects.filter(to_person_id=person.pk).update(state=state, reason=reason)
    client = as_(world.coordinator)
    assert "4 messages wait for you to pass on" in text_of(client.get(page("reply-list", meeting)))
    shown = text_of(client.get(page("reached-list", meeting)))
    for words in (
        "A call to make",
        "A letter to print",
        "Their mail server does not know the address",
        "May have been",
    ):
        assert words in shown
    assert reverse("reaching:call-detail", args=[messages[phoned.pk].pk]) in shown
    assert shown.count("It arrived") == 1
    assert shown.count("Send it again") == 2

    settle = reverse("reaching:message-settle", args=[messages[unsure.pk].pk])
    after = text_of(client.post(settle, {"what": "arrived"}, follow=True))
    assert "We keep it as sent" in after
    assert "It arrived" not in after
    assert "not on your list any more" in text_of(client.post(settle, {"what": "arrived"}, follow=True))
    meeting.starts_at = clock.now()
    meeting.save()
    shown = text_of(client.get(page("reached-list", meeting)))
    assert "it is no longer true" in shown
    assert "Send it again" not in shown


PANEL_PAGES = ["meeting-invite", "reply-list", "reached-list", "reply-record"]


@pytest.mark.parametrize("name", PANEL_PAGES)
def test_pages_of_those_who_run_the_panel_are_closed_to_others(world, meeting, as_, name):
    other = factories.small_panel("Bracken", programme=world.programme)
    url = page(name, meeting, *([world.members[1].pk] if name == "reply-record" else []))
    for method in ("get", "post"):
        if (name, method) in (("reached-list", "post"), ("reply-list", "post")):
            continue
        assert getattr(as_(world.members[0]), method)(url).status_code == 403
        assert getattr(as_(world.researchers[0]), method)(url).status_code == 403
        assert getattr(as_(other.coordinator), method)(url).status_code == 404
        assert getattr(as_(world.finance), method)(url).status_code == 404
    assert not Invitation.objects.exclude(reply="waiting").exists()


def test_members_are_not_shown_links_they_may_not_use(world, meeting, as_):
    shown = text_of(as_(world.members[0]).get(reverse("schedule:meeting-detail", args=[meeting.pk])))
    assert page("reply-list", meeting) not in shown
    shown = text_of(as_(world.coordinator).get(reverse("schedule:meeting-detail", args=[meeting.pk])))
    assert page("reply-list", meeting) in shown
    assert page("meeting-invite", meeting) not in shown
    factories.member(world.panel)
    for url in (reverse("schedule:meeting-detail", args=[meeting.pk]), page("reply-list", meeting)):
        assert page("meeting-invite", meeting) in text_of(as_(world.coordinator).get(url))


def test_the_next_step_of_a_new_meeting_is_to_invite(world, as_):
    meeting = rooms.meeting(world.panel, state="planned")
    shown = text_of(as_(world.coordinator).get(reverse("schedule:meeting-detail", args=[meeting.pk])))
    assert "Invite the panel" in shown
    assert page("reply-list", meeting) not in shown


def test_the_replies_page_asks_the_database_as_often_for_forty_people_as_for_four(world, as_):
    def queries_for(members):
        big = factories.small_panel(f"Panel {members}", members=members, programme=world.programme)
        for person in big.members:
            person.email = None
            person.save()
        meeting = rooms.meeting(big.panel, state="planned")
        actions.invite_panel(meeting_id=meeting.pk, by=big.coordinator)
        for person in big.members:
            actions.record_reply(
                meeting_id=meeting.pk, person_id=person.pk, reply="coming", how="phone", by=big.coordinator
            )
        client = as_(big.coordinator)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page("reply-list", meeting)).status_code == 200
        with CaptureQueriesContext(connection) as asked_more:
            assert client.get(reverse("schedule:meeting-detail", args=[meeting.pk])).status_code == 200
        return len(asked), len(asked_more)

    assert queries_for(4) == queries_for(40)


def test_looking_changes_nothing(world, meeting, as_):
    client = as_(world.coordinator)
    urls = [page("meeting-invite", meeting), page("reply-list", meeting), page("reply-edit", meeting)]
    urls.append(page("reply-record", meeting, world.members[0].pk))
    with CaptureQueriesContext(connection) as asked:
        for url in urls:
            assert client.get(url).status_code == client.head(url).status_code == 200
    assert not [query for query in asked if not query["sql"].lstrip().upper().startswith(READS)]


# For the rooms above


def test_who_takes_part_is_for_those_who_run_the_panel(world, meeting):
    wren, finch, hazel = world.members[:3]
    actions.reply(meeting_id=meeting.pk, reply="coming", by=wren)
    actions.reply(meeting_id=meeting.pk, reply="phone", by=finch)
    actions.reply(meeting_id=meeting.pk, reply="coming", by=hazel)
    factories.end_roles(hazel)
    assert set(queries.people_taking_part_for(world.lead, meeting)) == {wren, finch}
    assert set(queries.people_taking_part_for(world.coordinator, meeting, ["coming"])) == {wren}
    assert not queries.people_taking_part_for(wren, meeting).exists()
    assert not queries.people_to_invite_for(wren, meeting).exists()
    assert not queries.replies_for(wren, meeting).exists()


def test_what_waits_for_me_is_only_what_i_can_answer(world, meeting):
    wren = world.members[0]
    rooms.reply(rooms.meeting(world.panel, days=-1), wren, word="waiting")
    rooms.reply(rooms.meeting(world.panel, state="cancelled"), wren, word="waiting")
    assert [each.meeting for each in queries.unanswered_for(wren)] == [meeting]
    actions.reply(meeting_id=meeting.pk, reply="coming", by=wren)
    assert not queries.unanswered_for(wren).exists()
