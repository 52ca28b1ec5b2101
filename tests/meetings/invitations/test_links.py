"""A link that replies shows nothing private, looking changes nothing, and all that is closed looks the same."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.needs.actions import contact
from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow
from leap.core.outbox.writing import write
from leap.core.secret_links import hash_of, new_secret
from meetings.invitations import actions, queries, tasks
from meetings.invitations.models import Answer, Invitation, ReplyLink
from meetings.schedule import actions as schedule
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db
MASK = re.compile(rb'(name="csrfmiddlewaretoken" value="|nonce=")[^"]+')


@pytest.fixture
def world():
    return factories.small_panel("Heather recovery panel")


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, state="planned", title="Hearing voices", about="Psychosis")
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def wren(world):
    return world.members[0]


def secret(meeting, person):
    return ReplyLink.objects.unscoped("a test").get(invitation__meeting=meeting, invitation__person=person).token


def page(word):
    return reverse("invitations:reply-by-link", args=[word])


def of(meeting, person):
    return Invitation.objects.get(meeting=meeting, person=person)


def test_each_invitation_has_a_random_link_of_its_own_and_the_table_keeps_a_hash(world, meeting):
    links = ReplyLink.objects.unscoped("a test").filter(invitation__meeting=meeting)
    secrets = {link.token for link in links}
    assert len(secrets) == len(world.on_panel)
    assert {hash_of(each) for each in secrets} == {link.token_hash for link in links}
    assert all(len(each) == 43 for each in secrets)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(t::text, ' ') from invitations_replylink t")
        row = cursor.fetchone()[0]
    assert not [each for each in secrets if each in row or each.encode().hex() in row]


def test_the_page_shows_a_day_a_time_and_the_answers_and_looking_changes_nothing(world, meeting, wren):
    actions.reply(meeting_id=meeting.pk, reply="phone", by=wren)
    url = page(secret(meeting, wren))
    with CaptureQueriesContext(connection) as asked:
        for way in ("get", "head", "get", "head"):
            shown = getattr(Client(), way)(url)
            assert shown.status_code == 200
    assert not [each for each in asked if not each["sql"].lstrip().upper().startswith("SELECT")]
    text = shown.content.decode() or Client().get(url).content.decode()
    private = [
        world.panel.name,
        meeting.title,
        meeting.place,
        meeting.about,
        meeting.joining,
        wren.email,
        "panel",
        "mental",
        "research",
    ]
    private += [person.called_name for person in world.on_panel]
    assert not [each for each in private if each.lower() in text.lower()]
    assert "checked" not in text, "nor what was answered before"
    assert 'value="phone"' in text
    assert shown["Cache-Control"] == "private, no-store"
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert shown["Referrer-Policy"] == "strict-origin"
    assert "sessionid" not in shown.cookies


def test_what_was_answered_and_who_holds_a_place_does_not_change_the_page(world, wren):
    meeting = rooms.meeting(world.panel, state="planned", places=1)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    url = page(secret(meeting, wren))
    seen = [MASK.sub(b"", Client().get(url).content)]
    for person, word in ((wren, "coming"), (wren, "not_coming"), (world.members[1], "coming"), (wren, "in_line")):
        actions.reply(meeting_id=meeting.pk, reply=word, by=person)
        seen.append(MASK.sub(b"", Client().get(url).content))
    assert len(set(seen)) == 1
    full = Client().post(url, {"reply": "coming", "tell_me": "on"})
    assert full.status_code == 422
    assert "All the places in the room are taken just now" in full.content.decode()
    assert 'value="in_line"' in full.content.decode()
    assert Client().post(url, {"reply": "in_line"}).status_code == 200
    assert of(meeting, wren).reply == "in_line"


def test_asking_for_the_line_by_the_link_tells_nobody_who_has_a_place(world, wren):
    meeting = rooms.meeting(world.panel, state="planned", places=1)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    url = page(secret(meeting, wren))
    nobody_has_one = Client().post(url, {"reply": "in_line"})
    actions.reply(meeting_id=meeting.pk, reply="coming", by=wren)
    has_one = Client().post(url, {"reply": "in_line"})
    assert nobody_has_one.status_code == has_one.status_code == 422
    assert "There is a place free just now" in has_one.content.decode()
    assert MASK.sub(b"", nobody_has_one.content) == MASK.sub(b"", has_one.content)
    assert of(meeting, wren).reply == "coming"


def test_the_button_answers_for_whom_it_was_sent_to_whoever_is_signed_in(world, meeting, wren):
    somebody = Client()
    somebody.force_login(world.members[1])
    for client in (Client(), somebody):
        done = client.post(page(secret(meeting, wren)), {"reply": "online"})
        assert "We have kept this answer: Joining online." in done.content.decode()
    kept = of(meeting, wren)
    assert (kept.reply, kept.how, kept.recorded_by) == ("online", "link", None)
    assert of(meeting, world.members[1]).reply == "waiting"
    assert Answer.objects.get(invitation=kept).how == "link"
    (event,) = audit.events_about(kept, "invitation.replied")
    assert (event.actor_id, event.whose_id) == (None, wren.pk)
    somebody.force_login(world.coordinator)
    listed = somebody.get(reverse("invitations:reply-list", args=[meeting.pk])).content.decode()
    assert "By the link in their message" in listed
    assert actions.reply(meeting_id=meeting.pk, reply="online", by=wren).how == "self"


@pytest.mark.parametrize("typed", [{}, {"reply": "in_line"}, {"reply": "x" * 9000}])
def test_a_bad_answer_is_asked_for_again(meeting, wren, typed):
    answered = Client().post(page(secret(meeting, wren)), typed)
    assert answered.status_code == 422
    assert "one of the answers" in answered.content.decode()
    assert not Answer.objects.exists()


def test_help_on_the_way_somebody_along_and_a_change_in_what_helps_are_said_by_the_link_and_never_shown(
    world, meeting, wren
):
    url = page(secret(meeting, wren))
    before = MASK.sub(b"", Client().get(url).content)
    said = {"reply": "coming", "travel": "yes", "supporter": "yes", "needs": "ask_me"}
    done = Client().post(url, said).content.decode()
    assert "get in touch about what helps you" in done
    kept = of(meeting, wren)
    assert (kept.travel, kept.supporter, kept.needs) == ("yes", "yes", "ask_me")
    assert MASK.sub(b"", Client().get(url).content) == before, "nothing that was said shows"
    listed = Client()
    listed.force_login(world.coordinator)
    replies = reverse("invitations:reply-list", args=[meeting.pk])
    assert "Please get in touch: something has changed" in listed.get(replies).content.decode()
    assert "1 person would like somebody to get in touch" in listed.get(replies).content.decode()

    Client().post(url, {"reply": "online"})
    kept.refresh_from_db()
    assert (kept.reply, kept.travel, kept.supporter, kept.needs) == ("online", "yes", "yes", "ask_me")
    actions.record_reply(meeting_id=meeting.pk, person_id=wren.pk, reply="online", how="phone", needs="changed",
                         by=world.coordinator)  # fmt: skip
    assert "get in touch" not in listed.get(replies).content.decode(), "somebody has"
    signs_in = Client().post(url, {"reply": "online", "needs": "changed"}).content.decode()
    assert reverse("needs:need-list") in signs_in
    again = Client().post(url, {"travel": "no", "supporter": "yes", "needs": "same"})
    assert again.status_code == 422
    for name, value in (("travel", "no"), ("supporter", "yes"), ("needs", "same")):
        assert re.search(rf'name="{name}"[^>]*value="{value}"[^>]*checked', again.content.decode()), "nothing is lost"


def test_an_answer_is_taken_back_by_the_link_until_the_meeting_begins(meeting, wren):
    url = page(secret(meeting, wren))
    Client().post(url, {"reply": "coming"})
    assert "no answer now" in Client().post(url, {"reply": "waiting"}).content.decode()
    kept = of(meeting, wren)
    assert (kept.reply, kept.how, kept.replied_at) == ("waiting", "", None)
    assert [(each.reply, each.how) for each in queries.answers_of(kept)] == [("coming", "link"), ("waiting", "link")]
    with time_machine.travel(meeting.starts_at + timedelta(minutes=5)):
        shown = Client().get(url).content.decode()
        assert Client().post(url, {"reply": "waiting"}).status_code == 422
    for name in ("travel", "supporter", "needs"):
        assert f'name="{name}"' not in shown, "once it has begun there is nothing to arrange"


def test_unknown_stopped_old_and_ended_links_look_the_same_and_cost_the_same(world, meeting):
    wren, finch, hazel, ash = *world.members[:3], world.researchers[0]
    off = rooms.meeting(world.panel, state="planned")
    actions.invite_panel(meeting_id=off.pk, by=world.coordinator)
    schedule.cancel_meeting(meeting_id=off.pk, by=world.coordinator)
    words = {"off": secret(off, wren), "unknown": new_secret(), "short": "x"}
    words |= {"stopped": secret(meeting, finch), "left": secret(meeting, hazel), "switched off": secret(meeting, ash)}
    old = secret(meeting, world.coordinator)
    for _ in range(2):
        actions.stop_link(meeting_id=meeting.pk, by=finch)
    factories.end_roles(hazel)
    type(ash).objects.filter(pk=ash.pk).update(is_active=False)
    seen = {}
    for name, word in words.items():
        for way, data in (("get", {}), ("post", {"reply": "coming"})):
            seen[(name, way)] = observed(way, word, data)
    with time_machine.travel(meeting.ends_at + timedelta(days=1)):
        seen[("old", "get")] = observed("get", old, {})
        seen[("old", "post")] = observed("post", old, {"reply": "coming"})
    assert {status for status, *_ in seen.values()} == {404}
    for way in ("get", "post"):
        assert len({each for (_, asked), each in seen.items() if asked == way}) == 1
    assert len({body for _, body, _ in seen.values()}) == 1
    with time_machine.travel(meeting.ends_at + timedelta(hours=23)):
        assert Client().get(page(old)).status_code == 200
    assert not Answer.objects.exists()


def observed(way, word, data):
    with CaptureQueriesContext(connection) as asked:
        response = getattr(Client(), way)(page(word), data)
    return response.status_code, MASK.sub(b"", response.content), len(asked)


def date_of(word):
    return reverse("invitations:date-by-link", args=[word])


def test_the_date_is_put_into_a_calendar_without_signing_in_and_moves_and_goes_there(world, meeting, wren):
    word = secret(meeting, wren)
    assert date_of(word) in Client().get(page(word)).content.decode()
    assert date_of(word) in Client().post(page(word), {"reply": "coming"}).content.decode()
    contact.change_contact(ways=contact.Ways(channel="email", is_discreet=False), by=wren)
    with CaptureQueriesContext(connection) as asked:
        got = Client().get(date_of(word))
    assert not [each for each in asked if not each["sql"].lstrip().upper().startswith("SELECT")]
    assert (got.status_code, got["Referrer-Policy"], got["Content-Type"][:13]) == (
        200,
        "strict-origin",
        "text/calendar",
    )
    text = got.content.decode()
    private = [world.panel.name, meeting.title, meeting.place, meeting.joining, wren.email, "ATTENDEE", word]
    assert not [each for each in (*private, *(who.called_name for who in world.on_panel)) if each in text]
    first = vobject.readOne(text)
    assert (first.method.value, first.vevent.summary.value) == ("PUBLISH", "A date")
    new = replace(schedule.facts_of(meeting), starts_at=meeting.starts_at + timedelta(days=1))
    schedule.move_meeting(meeting_id=meeting.pk, revision=meeting.revision, facts=new, by=world.coordinator)
    moved = vobject.readOne(Client().get(date_of(word)).content.decode()).vevent
    assert (moved.uid.value, moved.dtstart.value) == (first.vevent.uid.value, new.starts_at.replace(microsecond=0))
    assert int(moved.sequence.value) > int(first.vevent.sequence.value)

    outbox.OutboxMessage.objects.update(state="sent")
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    message = outbox.OutboxMessage.objects.get(kind="meeting_cancelled", to_person_id=wren.pk)
    sent = write(outbox.kind_called(message.kind), message, "a@example.org", clock.now())
    assert date_of(word) in message_from_bytes(sent, policy=policy.default).get_content()
    off = vobject.readOne(Client().get(date_of(word)).content.decode()).vevent
    assert (off.uid.value, off.status.value) == (moved.uid.value, "CANCELLED")
    assert int(off.sequence.value) > int(moved.sequence.value)
    assert Client().get(page(word)).status_code == 404, "there is nothing to answer"


def test_dead_links_to_a_calendar_file_look_like_dead_links_that_reply(world, meeting):
    wren, finch, hazel, teasel = world.members
    words = [new_secret(), "x", *(secret(meeting, who) for who in (finch, hazel, teasel))]
    actions.stop_link(meeting_id=meeting.pk, by=finch)
    factories.end_roles(hazel)
    type(teasel).objects.filter(pk=teasel.pk).update(is_active=False)
    seen = set()
    for word in words:
        for url in (date_of(word), page(word)):
            with CaptureQueriesContext(connection) as asked:
                answered = Client().get(url)
            assert answered.status_code == 404
            seen.add((MASK.sub(b"", answered.content), len(asked)))
    with time_machine.travel(meeting.ends_at + timedelta(days=1)):
        assert Client().get(date_of(secret(meeting, wren))).status_code == 404
    assert len(seen) == 1
    assert Client().post(date_of(secret(meeting, wren))).status_code in (403, 405)


def test_a_link_stopped_or_left_while_somebody_answers_changes_nothing(world, meeting, wren, monkeypatch):
    word, found = secret(meeting, wren), queries.invitation_behind
    asked = []

    def then_stopped(secret):
        behind = found(secret)
        if not asked:
            actions.stop_link(meeting_id=meeting.pk, by=wren)
        asked.append(secret)
        return behind

    monkeypatch.setattr(queries, "invitation_behind", then_stopped)
    with pytest.raises(NotNow, match="does not work any more"):
        actions.reply_by_link(secret=word, reply="coming")
    asked.clear()
    answered = Client().post(page(word), {"reply": "coming"})
    assert answered.status_code == 404
    assert of(meeting, wren).reply == "waiting"
    with pytest.raises(NotNow):
        actions.reply_by_link(secret="nobody's", reply="coming")


def test_an_answer_that_makes_no_sense_any_more_is_said_kindly(meeting, wren, monkeypatch):
    def closed(**facts):
        raise NotNow("Please choose one of the answers shown.")

    monkeypatch.setattr(actions, "reply_by_link", closed)
    answered = Client().post(page(secret(meeting, wren)), {"reply": "coming"})
    assert answered.status_code == 422
    assert 'value="coming" checked' in answered.content.decode()


def test_what_is_said_by_link_once_it_has_begun_is_said_afterwards(meeting, wren):
    with time_machine.travel(meeting.starts_at + timedelta(minutes=5)):
        assert "It has begun" in Client().get(page(secret(meeting, wren))).content.decode()
        Client().post(page(secret(meeting, wren)), {"reply": "not_coming"})
    assert of(meeting, wren).reply == "waiting"
    assert Answer.objects.get().afterwards


def test_only_oneself_stops_ones_own_link_and_later_messages_have_none(world, meeting, wren, client):
    client.force_login(wren)
    edit, stop = (reverse(f"invitations:{name}", args=[meeting.pk]) for name in ("reply-edit", "link-stop"))
    assert "Stop the link" in client.get(edit).content.decode()
    assert client.get(stop).status_code == 405
    stopped = client.post(stop, follow=True)
    assert "The link does not work any more" in stopped.content.decode()
    assert "Stop the link" not in client.get(edit).content.decode()
    message = outbox.OutboxMessage.objects.get(kind="meeting_invitation", to_person_id=wren.pk)
    kind = next(kind for kind in outbox.kinds() if kind.name == message.kind)
    assert kind.context(message)["link"] == ""
    client.force_login(factories.member(world.panel))
    assert client.post(stop).status_code == 404
    with pytest.raises(NotAllowed):
        actions.stop_link(meeting_id=meeting.pk, by=world.lead)
    assert ReplyLink.objects.unscoped("a test").filter(stopped_at__isnull=False).count() == 1


def test_a_link_that_can_answer_nothing_any_more_keeps_no_secret(world, meeting, wren):
    """Not an hour before its time: a day after the end, also of a meeting that is off."""
    off = rooms.meeting(world.panel, state="planned", starts_at=meeting.starts_at + timedelta(days=7))
    actions.invite_panel(meeting_id=off.pk, by=world.coordinator)
    actions.stop_link(meeting_id=meeting.pk, by=wren)
    links = ReplyLink.objects.unscoped("a test")
    finch = links.get(invitation=of(meeting, world.members[1]))
    with time_machine.travel(meeting.ends_at + timedelta(hours=23)):
        assert tasks.forget_links() == 0
        assert queries.invitation_behind(finch.token) is not None
        schedule.cancel_meeting(meeting_id=off.pk, by=world.coordinator)
        assert tasks.forget_links() == 0, "the one that is off takes itself out of calendars until then"
    with time_machine.travel(meeting.ends_at + timedelta(hours=25)):
        assert queries.invitation_behind(finch.token) is None
        assert queries.date_behind(finch.token) is None
        assert tasks.forget_links() == len(world.on_panel) - 1
        assert tasks.forget_links() == 0
    with time_machine.travel(off.ends_at + timedelta(hours=25)):
        assert tasks.forget_links() == len(world.on_panel)
    assert set(links.values_list("token_hash", flat=True)) == {""}
    assert {link.token for link in links.all()} == {""}
    (line,) = audit.events_about(finch, "reply_link.ended")
    assert (line.actor_id, line.whose_id) == (None, world.members[1].pk)


def test_the_person_hears_that_an_answer_arrived_when_it_was_asked_for_and_once_a_day(meeting, wren):
    told = outbox.OutboxMessage.objects.filter(kind="meeting_reply_taken")
    Client().post(page(secret(meeting, wren)), {"reply": "coming"})
    assert not told.exists()
    for word in ("online", "phone"):
        Client().post(page(secret(meeting, wren)), {"reply": word, "tell_me": "on"})
    message = told.get()
    assert message.to_person_id == wren.pk
    kind = next(kind for kind in outbox.kinds() if kind.name == message.kind)
    assert kind.still_true(message)


def test_many_tries_are_stopped_for_a_while(meeting, wren, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reply_by_link": "3/m/key"}
    word = secret(meeting, wren)
    tried = [Client().post(page(word), {"reply": "coming"}).status_code for _ in range(5)]
    assert tried == [200, 200, 200, 429, 429]
    assert Client().get(page(word)).status_code == 200


def test_an_earlier_invitation_gets_its_link_with_the_first_reminder(world, meeting, wren):
    ReplyLink.objects.unscoped("a test").all().delete()
    with time_machine.travel(meeting.starts_at - timedelta(days=9)):
        actions.queue_due_reminders()
    assert queries.has_link(of(meeting, wren))
