"""What people get by email, through a real mail server: one recipient, nothing that says what it is about."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import time_machine

from leap.core import outbox
from meetings.invitations import actions
from meetings.schedule import actions as schedule
from tests import factories
from tests.leap.core.post_office import PostOffice, open_post_office
from tests.meetings import rooms

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
STARTS_AT = datetime(2026, 10, 27, 14, tzinfo=UTC)
FIVE_DAYS = datetime(2026, 10, 22, 8, tzinfo=UTC)
OWN_LINK = re.compile(r"https://leap.example/meetings/answer/[A-Za-z0-9_-]{43}/")
TELLING = [
    "panel",
    "mental",
    "health",
    "lived",
    "experience",
    "advis",
    "research",
    "study",
    "member",
    "service",
    "illness",
]


@pytest.fixture
def office(settings):
    settings.SITE_ORIGIN = "https://leap.example"
    office = PostOffice()
    controller = open_post_office(office)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield office
    controller.stop()


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        yield factories.small_panel("Heather recovery panel")


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(
        world.panel, state="planned", starts_at=STARTS_AT, title="Advisory meeting", place="Psychosis clinic",
        about="Hearing voices", joining="Call 01632 960111",
    )  # fmt: skip
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    return meeting


def send(office, kind):
    """Deliver all that is due; the letters of one kind's subject, opened."""
    before = len(office.letters)
    while outbox.deliver_due():
        pass
    assert not outbox.OutboxMessage.objects.filter(kind=kind, channel="email").exclude(state="sent").exists()
    return office.read()[before:]


def reminders(office, world, meeting):
    for person in world.on_panel:
        actions.reply(meeting_id=meeting.pk, reply="phone", by=person)
    send(office, "meeting_invitation")
    with time_machine.travel(FIVE_DAYS, tick=False):
        actions.queue_due_reminders()
        return send(office, "meeting_reminder")


def cancellations(office, world, meeting):
    send(office, "meeting_invitation")
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    return send(office, "meeting_cancelled")


def invitations(office, world, meeting):
    return send(office, "meeting_invitation")


KINDS = [
    (invitations, "A date for you", "reply/"),
    (reminders, "A date coming up", "reply/"),
    (cancellations, "A date that is off", ""),
]


@pytest.mark.parametrize(("letters_of", "subject", "page"), KINDS)
def test_each_person_gets_one_letter_of_their_own(office, world, meeting, letters_of, subject, page):
    letters = letters_of(office, world, meeting)
    assert sorted(letter["To"] for letter in letters) == sorted(person.email for person in world.on_panel)
    assert all(len(envelope.rcpt_tos) == 1 for envelope in office.letters)
    assert {letter["Subject"] for letter in letters} == {subject}
    assert not any(letter["Cc"] or letter["Bcc"] or letter["Reply-To"] for letter in letters)


@pytest.mark.parametrize(("letters_of", "subject", "page"), KINDS)
def test_a_letter_says_when_and_nothing_about_what(office, world, meeting, letters_of, subject, page):
    (text,) = {OWN_LINK.sub("LINK", letter.get_content()) for letter in letters_of(office, world, meeting)}
    assert "Tuesday 27 October 2026, 2:00pm" in text
    words = f"{subject} {text}".lower()
    known = [world.panel.name, world.programme.name, meeting.title, meeting.place, meeting.about, meeting.joining]
    for telling in [*TELLING, *known, *(person.called_name for person in world.on_panel)]:
        assert telling.lower() not in words


@pytest.mark.parametrize(("letters_of", "subject", "page"), KINDS)
def test_the_link_leads_to_the_configured_site_and_following_it_changes_nothing(
    office, world, meeting, letters_of, subject, page, client
):
    text = letters_of(office, world, meeting)[0].get_content()
    *own, link = [line for line in text.split() if line.startswith("http")]
    answer = own[0] if page else own[0].removesuffix("date.ics")  # what takes a date out of a calendar lies behind it
    assert (len(own), bool(OWN_LINK.fullmatch(answer))) == (1, True)
    assert link == f"https://leap.example/meetings/{meeting.pk}/{page}"
    before = list(outbox.OutboxMessage.objects.order_by("pk").values())
    for ask in (client.get, client.head):
        answer = ask(urlsplit(link).path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")
    assert list(outbox.OutboxMessage.objects.order_by("pk").values()) == before


def test_a_person_without_email_gets_no_letter(office, world):
    world.members[0].email = None
    world.members[0].save()
    meeting = rooms.meeting(world.panel, state="planned", starts_at=STARTS_AT)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    letters = send(office, "meeting_invitation")
    assert len(letters) == len(world.on_panel) - 1


def test_a_reminder_says_when_no_answer_was_given_yet_without_blame(office, world, meeting):
    actions.reply(meeting_id=meeting.pk, reply="coming", by=world.members[0])
    send(office, "meeting_invitation")
    with time_machine.travel(FIVE_DAYS, tick=False):
        actions.queue_due_reminders()
        texts = {letter["To"]: letter.get_content() for letter in send(office, "meeting_reminder")}
    assert "You have not answered yet, and that is fine." in texts[world.members[1].email]
    assert "not answered" not in texts[world.members[0].email]
