"""R16: what is pressed once is done once, through a real server and in a real browser; and it is not done less than
that either.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from leap.core import clock
from leap.core.outbox import OutboxMessage
from leap.core.pressed import middleware, once
from leap.core.pressed.models import Press
from leap.core.tasks import forget_presses
from meetings.invitations import actions
from meetings.invitations.models import Answer, ReplyLink
from meetings.papers.models import Proposal
from tests import factories
from tests.browser import real_browser
from tests.meetings import rooms
from tests.meetings.at_once import at_once

TWENTY = range(20)
MARK = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with real_browser() as found:
        yield found


@pytest.fixture
def world(transactional_db):
    world = factories.small_panel(members=3, researchers=0)
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.members)
    return SimpleNamespace(**vars(world), meeting=meeting)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


class Stay(HTTPRedirectHandler):
    """Say where an answer leads instead of going there."""

    def redirect_request(self, *_):
        return None


def sends(live_server, client: Client, path: str, answers: dict) -> Callable[[int], tuple[int, str]]:
    """What a browser sends when the form of one opened page is sent: always the same bytes. Gives status and where."""
    page = client.get(path)
    mark = MARK.search(page.content.decode())[1]
    cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    body = urlencode({"csrfmiddlewaretoken": mark, **answers}).encode()
    headers = {**PAGE, "Cookie": cookies, "Origin": live_server.url}
    opener = build_opener(Stay)

    def send(_: int = 0) -> tuple[int, str]:
        try:
            answer = opener.open(Request(live_server.url + path, data=body, headers=headers))
        except HTTPError as no_page:  # a redirect too, when it is not followed
            answer = no_page
        with answer:
            return answer.status, answer.headers.get("Location", "")

    return send


def proposing(live_server, world) -> Callable[[int], tuple[int, str]]:
    path = reverse("papers:proposal-new", args=[world.meeting.pk])
    return sends(live_server, signed_in(world.members[0]), path, {"title": "The tea", "words": "It is cold."})


@pytest.mark.django_db(transaction=True)
def test_twenty_times_the_same_at_once_is_done_once_and_each_is_led_to_the_same_page(live_server, world):
    answers = at_once(proposing(live_server, world), TWENTY)
    assert answers == [(302, reverse("papers:agenda-detail", args=[world.meeting.pk]))] * len(TWENTY)
    assert Proposal.objects.unscoped("test").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_control_without_it_one_press_would_be_done_many_times(live_server, world, monkeypatch):
    monkeypatch.setattr(middleware, "_is_pressed", lambda request: False)
    at_once(proposing(live_server, world), TWENTY)
    assert Proposal.objects.unscoped("test").count() > 1


@pytest.mark.django_db(transaction=True)
def test_twenty_answers_by_link_at_once_are_one_answer(live_server, world):
    meeting = rooms.meeting(world.panel, state="planned")
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    link = ReplyLink.objects.unscoped("test").get(invitation__meeting=meeting, invitation__person=world.members[0])
    path = reverse("invitations:reply-by-link", args=[link.token])
    before = OutboxMessage.objects.count()
    answers = at_once(sends(live_server, Client(), path, {"reply": "coming"}), TWENTY)
    kept, too_many = answers.count((200, "")), answers.count((429, ""))  # ten a minute for each link
    assert (kept, too_many) == (10, 10)
    assert Answer.objects.filter(invitation__meeting=meeting).count() == 1
    assert OutboxMessage.objects.count() - before <= 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_double_click_in_a_browser_is_one_press(live_server, world, chromium, script):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=script)
    value = signed_in(world.members[0]).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(reverse("papers:proposal-new", args=[world.meeting.pk]))
    page.get_by_label("What would you like to talk about?").fill("The tea")
    page.get_by_label("What is it about?").fill("It is cold.")
    page.get_by_role("button", name="Propose this").dblclick()
    expect(page.get_by_role("heading", name="You proposed: The tea")).to_be_visible()
    context.close()
    assert Proposal.objects.unscoped("test").count() == 1
    told = OutboxMessage.objects.filter(about_id=world.meeting.pk)
    assert len(told) == len({(each.kind, each.to_person_id) for each in told})


@pytest.mark.django_db(transaction=True)
def test_the_same_from_a_page_opened_anew_is_another_wish(live_server, world):
    for _ in range(2):
        assert proposing(live_server, world)()[0] == 302
    assert Proposal.objects.unscoped("test").count() == 2


@pytest.mark.django_db
def test_what_came_back_with_a_sentence_may_be_sent_again():
    key, _ = once.take_turn("a mark", "a browser")
    once.not_done(key)
    assert once.take_turn("a mark", "a browser")[0] is not None


@pytest.mark.django_db
def test_whoever_stopped_something_took_it_back_and_stops_it_again_from_the_old_page_means_it():
    first, _ = once.take_turn("stop", "a browser")
    once.done(first, "/stopped/")
    assert once.take_turn("stop", "a browser") == (None, "/stopped/")
    with clock.held_at(clock.now() + timedelta(seconds=5)):
        back, _ = once.take_turn("take it back", "a browser")
        once.done(back, "/going/")
        elsewhere, _ = once.take_turn("something", "the browser of somebody else")
        once.done(elsewhere, "/else/")
    with clock.held_at(clock.now() + timedelta(seconds=9)):
        assert once.take_turn("stop", "a browser")[0] == first
        assert once.take_turn("something", "the browser of somebody else") == (None, "/else/")


@pytest.mark.django_db
def test_a_press_nobody_finished_is_taken_up_by_the_next():
    first, _ = once.take_turn("a mark", "a browser")
    with clock.held_at(clock.now() + once.GIVEN_UP_AFTER + timedelta(seconds=1)):
        assert once.take_turn("a mark", "a browser") == (first, "")


@pytest.mark.django_db
def test_ten_minutes_later_it_is_another_wish_and_after_a_day_it_is_forgotten():
    key, _ = once.take_turn("a mark", "a browser")
    once.done(key, "/there/")
    with clock.held_at(clock.now() + once.SAME_PRESS + timedelta(seconds=1)):
        assert once.take_turn("a mark", "a browser")[0] is not None
    assert forget_presses() == 0
    with clock.held_at(clock.now() + once.KEPT + once.SAME_PRESS + timedelta(seconds=2)):
        assert forget_presses() == 1
    assert not Press.objects.unscoped("test").exists()
