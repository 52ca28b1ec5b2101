"""Reminders are read and sent some at a time, and what changes in the middle still stops the next one."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.people.actions import places
from accounts.people.models import Pause
from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage, beginning
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting
from tests import factories
from tests.accounts.needs import factories as contact
from tests.leap.core.conftest import post_office  # noqa: F401 - a fixture
from tests.leap.core.faults import until_earlier_writers_are_done
from tests.meetings import rooms

pytestmark = pytest.mark.django_db(transaction=True)

BATCH = 8  # people; the first of them is reminded alone


@pytest.fixture
def office(post_office):  # noqa: F811
    return post_office


@pytest.fixture
def world():
    return factories.small_panel(members=BATCH, researchers=0)


@pytest.fixture
def meeting(world):
    """A meeting in four days of which everybody is to be reminded now, in the order of the list of members."""
    meeting = rooms.meeting(world.panel, starts_at=clock.now() + timedelta(days=4))
    rooms.reply(meeting, *world.members, word="coming")
    for place, person in enumerate(world.members):
        invitation = Invitation.objects.get(meeting=meeting, person=person)
        OutboxMessage.objects.create(
            key=f"meeting_reminder:{place}", kind="meeting_reminder", channel="email", to_person_id=person.pk,
            about_type="invitations.invitation", about_id=invitation.pk, occasion="7-days", state="pending",
            due_at=clock.now() - timedelta(minutes=BATCH - place),
        )  # fmt: skip
    until_earlier_writers_are_done()
    return meeting


def while_the_third_is_sent(office, change) -> None:
    """`change()` happens, and stands, while the server takes the third letter: the others were read long before."""

    def hook(server, envelope):
        if len(office.letters) == 2:
            try:
                change()
            finally:
                connection.close()

    office.after_text = hook


def reached(office, world) -> list[int]:
    """Which of the members were reminded, by their place in the list; other letters may have gone as well."""
    reminders = OutboxMessage.objects.filter(kind="meeting_reminder")
    place = {message.message_id: int(message.key.partition(":")[2]) for message in reminders}
    return [place[letter["Message-ID"]] for letter in office.read() if letter["Message-ID"] in place]


def states() -> list[tuple[str, str]]:
    reminders = OutboxMessage.objects.filter(kind="meeting_reminder")
    return list(reminders.order_by("key").values_list("state", "reason"))


MOVED = {"revision": 1, "moved_in": 1, "changed_at": clock.now(), "asked_at": clock.now()}


def moves_the_meeting(meeting, person):
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=clock.now() + timedelta(hours=3), **MOVED)


def calls_it_off(meeting, person):
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")


def leaves(meeting, person):
    places.leave(person=person, panel=meeting.panel, by=person)


def takes_a_break(meeting, person):
    places.pause(person=person, panel=meeting.panel, by=person)


def may_not_sign_in(meeting, person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


def wants_calls(meeting, person):
    contact.reached(person, channel="phone", phone_number="01632 960 111")


def cannot_come(meeting, person):
    Invitation.objects.filter(meeting=meeting, person=person).update(reply="not_coming")


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (leaves, ("cancelled", "no-longer-true")),
        (takes_a_break, ("cancelled", "not-wanted-now")),
        (may_not_sign_in, ("cancelled", "no-longer-true")),
        (wants_calls, ("to_do", "another-way")),
        (cannot_come, ("cancelled", "no-longer-true")),
    ],
)
def test_what_one_person_changes_in_the_middle_of_a_batch_stops_their_letter_only(
    world,
    meeting,
    office,
    change,
    outcome,
):
    while_the_third_is_sent(office, lambda: change(meeting, world.members[3]))
    outbox.deliver_due()
    assert reached(office, world) == [0, 1, 2, 4, 5, 6, 7]
    mine = OutboxMessage.objects.get(key="meeting_reminder:3")
    assert (mine.state, mine.reason) == outcome


@pytest.mark.parametrize("change", [moves_the_meeting, calls_it_off])
def test_a_meeting_that_changes_in_the_middle_of_a_batch_stops_all_that_are_left(world, meeting, office, change):
    while_the_third_is_sent(office, lambda: change(meeting, None))
    outbox.deliver_due()
    assert reached(office, world) == [0, 1, 2]
    assert states() == [("sent", "")] * 3 + [("cancelled", "no-longer-true")] * 5


def test_without_looking_again_in_the_last_statement_they_would_have_gone(world, meeting, office, monkeypatch):
    """The control of the tests above."""
    monkeypatch.setattr(beginning, "as_it_was", lambda rests_on, since: ("true", []))
    while_the_third_is_sent(office, lambda: calls_it_off(meeting, None))
    outbox.deliver_due()
    assert reached(office, world) == [*range(BATCH)]


def test_words_that_change_in_the_middle_are_the_new_ones(world, meeting, office):
    later = meeting.starts_at + timedelta(hours=1)
    while_the_third_is_sent(office, lambda: Meeting.objects.filter(pk=meeting.pk).update(starts_at=later))
    outbox.deliver_due()
    assert reached(office, world) == [*range(BATCH)]
    words = [letter.get_content() for letter in office.read()]
    assert words == words[:1] * 3 + words[-1:] * 5
    assert words[0] != words[-1]


def test_a_break_that_is_being_written_down_is_waited_for(world, meeting, office, monkeypatch):
    """The letter's last statement and the beginning of a break lock the same person: one comes after the other."""
    person, has_locked = world.members[3], threading.Event()

    def pause_slowly():
        with transaction.atomic():
            places.pause(person=person, panel=meeting.panel, by=person)
            has_locked.set()
            time.sleep(0.5)
        connection.close()

    slowly = threading.Thread(target=pause_slowly)

    def begins():
        slowly.start()
        assert has_locked.wait(10)

    while_the_third_is_sent(office, begins)
    outbox.deliver_due()
    slowly.join(10)
    assert Pause.objects.filter(person=person).exists()
    assert 3 not in reached(office, world)
    assert OutboxMessage.objects.get(key="meeting_reminder:3").state == "cancelled"


def test_a_batch_of_reminders_asks_the_database_a_number_of_times_that_does_not_grow(world, meeting, office):
    """Nine for a hundred letters and one for each; the first, alone, is read by itself."""
    OutboxMessage.objects.filter(key="meeting_reminder:0").delete()
    outbox.deliver_due(limit=1)
    with CaptureQueriesContext(connection) as few:
        assert outbox.deliver_due(limit=3) == 3
    with CaptureQueriesContext(connection) as many:
        assert outbox.deliver_due(limit=3) == 3
    planned = [asked for asked in few if asked["sql"].startswith("PREPARE")]
    assert len(planned) == 3, "to lock a person, to begin, to begin and settle: once for a connection"
    assert len(few) - len(planned) == len(many)
