"""The writing page in a real browser: it saves itself, says so, and loses nothing when things go wrong."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts_reflective.writing.models import KeptCopy
from tests.accounts_reflective.writing.factories import account, draft_of, save
from tests.browser import real_browser

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile(r"^Saved at [0-9]{1,2}:[0-9]{2}[ap]m$")
SOON = 6000  # milliseconds: a pause of two seconds, and a slow machine


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with real_browser() as found:
        yield found


@pytest.fixture
def mine(world_for_threads):
    return account(world_for_threads.inquiry, world_for_threads.author, body="First.")


@pytest.fixture
def window(chromium, live_server, world_for_threads) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of its own, signed in as the author."""
    opened = []

    def open_window(**options) -> BrowserContext:
        context = chromium.new_context(base_url=live_server.url, locale="en-GB", **options)
        sign_in(context, world_for_threads.author, live_server.url)
        opened.append(context)
        return context

    yield open_window
    for context in opened:
        context.close()


def sign_in(context: BrowserContext, person, address: str) -> None:
    client = Client()
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])


def writing_page(context: BrowserContext, mine) -> Page:
    page = context.new_page()
    page.goto(reverse("writing:account-write", args=[mine.pk]))
    expect(status(page)).to_have_text("LEAP saves your words as you write.")
    return page


def status(page: Page):
    return page.locator("[data-autosave-status]")


def box(page: Page):
    return page.get_by_label("Your words")


def test_it_saves_itself_when_typing_stops(window, mine):
    page = writing_page(window(), mine)
    box(page).press_sequentially(" And then we talked.")
    expect(status(page)).to_have_text(SAVED, timeout=SOON)
    assert draft_of(mine).body == "First. And then we talked."
    assert status(page).get_attribute("aria-live") == "polite"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_somebody_who_types_on_and_on_is_saved_within_ten_seconds(window, mine):
    page = writing_page(window(), mine)
    for _ in range(24):
        box(page).press_sequentially("tea ")
        page.wait_for_timeout(400)
    expect(status(page)).to_have_text(SAVED, timeout=4000)
    assert draft_of(mine).body.startswith("First.tea tea")


def test_leaving_the_page_saves_what_was_typed_last(window, mine):
    page = writing_page(window(), mine)
    box(page).fill("Typed and gone.")
    page.goto("/help/")
    page.wait_for_timeout(500)
    assert draft_of(mine).body == "Typed and gone."


def test_the_save_button_saves_and_shows_the_words(window, mine):
    page = writing_page(window(), mine)
    box(page).fill("Done for today.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**{reverse('writing:account-detail', args=[mine.pk])}")
    expect(page.locator("main")).to_contain_text("Done for today.")


def test_without_script_the_same_form_saves(window, mine):
    page = window(java_script_enabled=False).new_page()
    page.goto(reverse("writing:account-write", args=[mine.pk]))
    box(page).fill("Plain and simple.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Your words are saved.")
    assert draft_of(mine).body == "Plain and simple."


def test_without_a_connection_it_says_so_keeps_trying_and_saves_when_it_is_back(window, mine):
    context = window()
    page = writing_page(context, mine)
    context.set_offline(True)
    box(page).fill("Typed on the train.")
    expect(status(page)).to_contain_text("Not saved yet: we will keep trying", timeout=SOON)
    box(page).press_sequentially(" And in the tunnel.")
    context.set_offline(False)
    expect(status(page)).to_have_text(SAVED, timeout=12000)
    assert draft_of(mine).body == "Typed on the train. And in the tunnel."


def test_signed_out_mid_sentence_the_words_stay_and_are_saved_after_signing_in(
    window, mine, live_server, world_for_threads
):
    context = window()
    page = writing_page(context, mine)
    Session.objects.all().delete()
    box(page).fill("Half a sentence, and then")
    expect(status(page)).to_contain_text("You have been signed out. Your words are still here", timeout=SOON)
    expect(box(page)).to_have_value("Half a sentence, and then")
    sign_in(context, world_for_threads.author, live_server.url)
    context.add_cookies([{"name": "csrftoken", "value": "n" * 32, "url": live_server.url}])  # as signing in does
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**{reverse('writing:account-detail', args=[mine.pk])}")
    assert draft_of(mine).body == "Half a sentence, and then"


def test_two_devices_keep_both_and_say_where(window, mine, world_for_threads):
    page = writing_page(window(), mine)
    save(mine, "From the laptop.", by=world_for_threads.author)
    box(page).fill("From the phone.")
    expect(status(page)).to_contain_text("Both are kept", timeout=SOON)
    box(page).press_sequentially(" And more.")
    page.wait_for_timeout(3500)
    assert draft_of(mine).body == "From the laptop."
    assert [copy.body for copy in KeptCopy.objects.unscoped("a test looks")] == ["From the phone. And more."]
    page.get_by_role("link", name="Look at both").click()
    expect(page.locator("main")).to_contain_text("From the laptop.")
    expect(page.locator("main")).to_contain_text("From the phone. And more.")


def test_what_cannot_be_kept_is_said_and_the_next_words_are_tried(window, mine):
    page = writing_page(window(), mine)
    box(page).fill("Turned \u202e around")
    expect(status(page)).to_contain_text("hidden character just after “Turned”", timeout=SOON)
    box(page).fill("Straight on")
    expect(status(page)).to_have_text(SAVED, timeout=SOON)
    assert draft_of(mine).body == "Straight on"


def test_leaving_quickly_is_never_held_up_by_unsaved_words(window, mine):
    context = window()
    page = writing_page(context, mine)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.route("**/save/", lambda route: route.abort())
    page.route("https://**", lambda route: route.fulfill(body="weather"))
    box(page).fill("Nobody may see me write this.")
    expect(status(page)).to_contain_text("Not saved yet", timeout=SOON)
    page.get_by_role("button", name="Leave this page now").click()
    page.wait_for_timeout(1500)
    assert asked == []
    assert "Nobody may see me" not in page.content()
