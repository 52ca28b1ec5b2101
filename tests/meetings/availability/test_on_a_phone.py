"""Eight dates and sixty people on a telephone: every page of a poll in a real browser, as who asks and who answers."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from leap.core import clock
from leap.local.places import ROOT
from meetings.availability.models import DateAnswer, DateReply
from tests import factories
from tests.browser import real_browser
from tests.browser_checks import all_problems
from tests.meetings.availability.polls import make_poll

PEOPLE = 60
WIDTHS = (320, 375)
SHOTS = ROOT / "var" / "shots" / "poll-on-a-phone"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with real_browser() as found:
        yield found


@pytest.fixture
def world(transactional_db):
    world = factories.small_panel()
    for _ in range(PEOPLE - len(world.on_panel)):
        factories.member(world.panel)
    return world


@pytest.fixture
def poll(world):
    """Everybody but the first member has answered."""
    poll = make_poll(world.panel, world.coordinator, dates=8, quorum=2, gap_days=3)
    dates = list(poll.dates.all())
    rows = DateReply.objects.unscoped("a test").filter(poll=poll).exclude(person=world.members[0])
    DateAnswer.objects.unscoped("a test").bulk_create(
        DateAnswer(reply=reply, date=date, answer=("yes", "if_need_be", "no")[(row + date.number) % 3])
        for row, reply in enumerate(rows)
        for date in dates
    )
    rows.update(answered_at=clock.now())
    return poll


def pages_of(world, poll) -> list[tuple[object, str, str]]:
    """Who looks, at what, and what the picture of it is called."""
    runs, answers, date = world.coordinator, world.members[0], poll.dates.first()
    return [
        (answers, reverse("availability:poll-answer", args=[poll.pk]), "answer"),
        (runs, reverse("availability:poll-result", args=[poll.pk]), "result"),
        (runs, reverse("availability:answers-record", args=[poll.pk, answers.pk]), "write-down"),
        (runs, reverse("availability:poll-take", args=[poll.pk, date.pk]), "take"),
    ]


@pytest.mark.django_db(transaction=True)
def test_no_page_of_it_is_wider_than_a_telephone_and_each_can_be_used(live_server, chromium, world, poll):
    wrong = {}
    for width in WIDTHS:
        for person, address, name in pages_of(world, poll):
            client = Client()
            client.force_login(person)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 700})
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
            page = context.new_page()
            assert page.goto(address).status == 200
            if os.environ.get("LEAP_SHOTS"):
                page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
            if problems := all_problems(page):
                wrong[address, width] = problems
            context.close()
    assert wrong == {}
