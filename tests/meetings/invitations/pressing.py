"""People answer an invitation on its pages: by the link in their message, and signed in."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.people.models import Person
from leap.core.outbox import OutboxMessage
from meetings.invitations import actions
from meetings.invitations.models import Invitation, ReplyLink
from meetings.schedule.models import Meeting
from tests import factories
from tests.leap.core import faults
from tests.meetings import rooms

AT_A_TIME = 2
LOOP = ["manage.py", "send_due", "--loop", "--every", "1"]


def invited(number: int) -> tuple[Meeting, list[Person]]:
    """A meeting to which so many members are invited; the invitations themselves have left long ago."""
    world = factories.small_panel(members=number)
    meeting = rooms.meeting(world.panel, state="planned")
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    OutboxMessage.objects.all().delete()
    return meeting, list(world.members)


def press(meeting: Meeting, people: list[Person]) -> list[float]:
    """Each says by the link that they come and would like to hear that it has arrived, and then signed in that they
    come by phone after all. All of it is kept and nobody meets an error; how many seconds each page took.
    """
    links = ReplyLink.objects.unscoped("a test").filter(invitation__meeting=meeting)
    secrets = {link.invitation.person_id: link.token for link in links.select_related("invitation")}
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        waits = list(pool.map(lambda person: _press(meeting, person, secrets[person.pk]), people))
    kept = Invitation.objects.filter(meeting=meeting, person__in=people).values_list("reply", flat=True)
    assert list(kept) == ["phone"] * len(people)
    assert OutboxMessage.objects.filter(kind="meeting_reply_taken").count() == len(people)
    return [wait for both in waits for wait in both]


def _press(meeting: Meeting, person: Person, secret: str) -> list[float]:
    try:
        browser = Client()
        by_link = reverse("invitations:reply-by-link", args=[secret])
        first = _timed(browser, by_link, 200, reply="coming", tell_me="on")
        browser.force_login(person)
        page = reverse("invitations:reply-edit", args=[meeting.pk])
        return [first, _timed(browser, page, 302, reply="phone")]
    finally:
        connection.close()


def _timed(browser: Client, page: str, expected: int, **typed: str) -> float:
    seen = browser.get(page).context["form"].initial["seen"]
    began = time.monotonic()
    answer = browser.post(page, {**typed, "seen": seen})
    took = time.monotonic() - began
    assert answer.status_code == expected, answer.content
    return took


@contextmanager
def fallback(settings) -> Iterator[None]:
    """The sender that needs no broker, as an installation starts it. There is no broker."""
    env = faults.environment(settings, REDIS_URL="redis://127.0.0.1:1/0")
    with faults.running("send-due", LOOP, env):
        yield
