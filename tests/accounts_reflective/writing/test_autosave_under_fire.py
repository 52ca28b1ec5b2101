"""Things go wrong in the middle of a paragraph, in a real browser. How many seconds of typing were lost is printed."""

import re
import time
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import BrowserContext, Error, Page, expect

from accounts_reflective.writing.actions import authors
from accounts_reflective.writing.models import KeptCopy
from tests.accounts_reflective.writing.factories import account, draft_of, save
from tests.accounts_reflective.writing.test_autosave import (
    SAVED,
    SOON,
    box,
    chromium,  # noqa: F401
    sign_in,
    status,
    window,  # noqa: F401
    writing_page,
)

pytestmark = pytest.mark.django_db(transaction=True)
MOST_LOST = 10.0  # seconds of typing


@pytest.fixture
def mine(world_for_threads):
    return account(world_for_threads.inquiry, world_for_threads.author, body="")


class Typist:
    """Types a numbered word every fifth of a second and knows when each was typed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.typed: list[tuple[float, str]] = []
        box(page).focus()

    def types_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            word = f"word{len(self.typed):03d}"
            self.page.keyboard.type(f"{word} ")
            self.typed.append((time.monotonic(), word))
            self.page.wait_for_timeout(200)

    def lost(self, kept: str) -> float:
        """Seconds between the first word that is not in `kept` and the last word typed."""
        missing = [when for when, word in self.typed if word not in kept]
        return self.typed[-1][0] - missing[0] + 0.2 if missing else 0.0


def crash(page: Page) -> None:
    """The tab dies at once, as on an old phone: nothing in it gets to run first."""
    gone: list[Page] = []
    page.on("crash", lambda crashed: gone.append(crashed))
    with pytest.raises(Error):
        page.goto("chrome://crash", timeout=5000)
    other = page.context.new_page()
    other.wait_for_timeout(500)  # until the browser has said so
    other.close()
    page.close()
    assert gone


def opened_again(context: BrowserContext, mine) -> Page:
    page = context.new_page()
    page.goto(reverse("writing:account-write", args=[mine.pk]))
    return page


def kept_words(mine) -> str:
    copies = KeptCopy.objects.unscoped("a test looks").filter(account=mine)
    return " ".join([draft_of(mine).body, *(copy.body for copy in copies)])


@pytest.fixture
def say(capsys) -> Callable[[str, float], None]:
    """Prints the measured loss, and holds it to the promise."""

    def say(what: str, seconds: float) -> None:
        with capsys.disabled():
            print(f"\n  typing lost, {what}: {seconds:.1f} s of at most {MOST_LOST:.0f}", end="")
        assert seconds <= MOST_LOST

    return say


def test_a_tab_that_dies_mid_paragraph(window, mine, say):  # noqa: F811
    context = window()
    page = writing_page(context, mine)
    typist = Typist(page)
    typist.types_for(11)
    crash(page)
    say("tab died, read on another device", typist.lost(draft_of(mine).body))
    again = opened_again(context, mine)
    expect(box(again)).to_have_value(typist_text(typist, mine), timeout=SOON)
    again.wait_for_timeout(500)
    lost = typist.lost(draft_of(mine).body)
    say("tab died, opened again on this device", lost)
    assert lost <= 2.0
    assert again.evaluate("localStorage.length") == 0, "what is saved is not kept here"


def typist_text(typist: Typist, mine):
    """The words up to the last one that came back; at most the last moment before the crash is missing."""
    return re.compile(r"^" + typist.typed[0][1] + r".*" + typist.typed[-8][1])


def test_the_session_ends_mid_paragraph_and_then_the_tab_dies(window, mine, say, live_server, world_for_threads):  # noqa: F811
    context = window()
    page = writing_page(context, mine)
    typist = Typist(page)
    typist.types_for(4)
    Session.objects.all().delete()
    typist.types_for(8)
    expect(status(page)).to_contain_text("You have been signed out. Your words are still here", timeout=SOON)
    sealed = page.evaluate("JSON.stringify(localStorage)")
    assert "word" not in sealed.replace("leap-words.", ""), "what is kept on the device is sealed"
    crash(page)
    sign_in(context, world_for_threads.author, live_server.url)
    opened_again(context, mine).wait_for_timeout(2000)
    say("session ended, then the tab died", typist.lost(draft_of(mine).body))


def test_the_session_ends_and_somebody_signs_in_again_in_another_tab(
    window,  # noqa: F811
    mine,
    say,
    live_server,
    world_for_threads,
):
    context = window()
    page = writing_page(context, mine)
    typist = Typist(page)
    typist.types_for(3)
    Session.objects.all().delete()
    typist.types_for(5)
    sign_in(context, world_for_threads.author, live_server.url)
    context.add_cookies([{"name": "csrftoken", "value": "n" * 32, "url": live_server.url}])  # as signing in does
    typist.types_for(2)
    expect(status(page)).to_have_text(SAVED, timeout=20000)
    page.wait_for_timeout(3000)
    lost = typist.lost(draft_of(mine).body)
    say("session ended, signed in again", lost)
    assert lost == 0


def test_the_network_is_cut_and_the_tab_dies_before_it_is_back(window, mine, say):  # noqa: F811
    context = window()
    page = writing_page(context, mine)
    typist = Typist(page)
    typist.types_for(3)
    context.set_offline(True)
    typist.types_for(14)
    expect(status(page)).to_contain_text("Not saved yet: we will keep trying")
    crash(page)
    context.set_offline(False)
    opened_again(context, mine).wait_for_timeout(2000)
    say("network cut, then the tab died", typist.lost(draft_of(mine).body))


def test_two_devices_write_at_once_and_both_are_kept(window, mine, say):  # noqa: F811
    laptop, phone = writing_page(window(), mine), writing_page(window(), mine)
    on_laptop = Typist(laptop)
    on_laptop.types_for(4)
    laptop.wait_for_timeout(3000)
    box(phone).press_sequentially("From the phone.")
    expect(status(phone)).to_contain_text("Both are kept", timeout=SOON)
    assert "From the phone." in kept_words(mine)
    say("two devices at once", on_laptop.lost(kept_words(mine)))
    phone.get_by_role("link", name="Look at both").click()
    expect(phone.locator(".leap-beside")).to_contain_text("From the phone.")
    expect(phone.locator(".leap-beside")).to_contain_text("word000")


def test_words_kept_on_the_device_never_go_over_newer_ones(window, mine, world_for_threads):  # noqa: F811
    context = window()
    page = writing_page(context, mine)
    context.set_offline(True)
    box(page).fill("Typed in the tunnel.")
    page.wait_for_timeout(1500)
    crash(page)
    context.set_offline(False)
    save(mine, "Typed on the phone since.", by=world_for_threads.author)
    again = opened_again(context, mine)
    expect(status(again)).to_contain_text("Both are kept", timeout=SOON)
    assert draft_of(mine).body == "Typed on the phone since."
    assert "Typed in the tunnel." in kept_words(mine)


def test_somebody_else_on_the_same_computer_finds_nothing_they_could_read(
    window,  # noqa: F811
    mine,
    world_for_threads,
    live_server,
):
    world = world_for_threads
    authors.ask(account=mine, person=world.friend, by=world.author)
    authors.join(account=mine, by=world.friend)
    context = window()
    page = writing_page(context, mine)
    context.set_offline(True)
    box(page).fill("Only for my own eyes.")
    page.wait_for_timeout(1500)
    crash(page)
    context.set_offline(False)
    context.clear_cookies()
    sign_in(context, world.friend, live_server.url)
    theirs = opened_again(context, mine)
    theirs.wait_for_timeout(1500)
    expect(box(theirs)).to_have_value("")
    assert "Only for my own eyes." not in kept_words(mine)
    assert "eyes" not in theirs.evaluate("JSON.stringify(localStorage)")
    sign_in(context, world.author, live_server.url)
    expect(box(opened_again(context, mine))).to_have_value("Only for my own eyes.", timeout=SOON)


@pytest.mark.parametrize("way", ["leaving quickly", "signing out"])
def test_who_goes_leaves_nothing_on_the_device(window, mine, way):  # noqa: F811
    context = window()
    page = writing_page(context, mine)
    page.route("**/save/", lambda route: route.abort())
    page.route("https://**", lambda route: route.fulfill(body="weather"))
    box(page).fill("Nobody may find this.")
    page.wait_for_timeout(1500)
    assert page.evaluate("localStorage.length") == 1
    other = context.new_page()
    if way == "signing out":
        other.goto(reverse("people:me-detail"))
        other.get_by_role("button", name="Sign out").click()
        other.wait_for_timeout(500)
    else:
        context.set_offline(True)  # also where the server cannot ask the browser to forget
        page.get_by_role("button", name="Leave this page now").click()
        other.wait_for_timeout(1000)
        context.set_offline(False)
    other.goto("/help/")
    assert other.evaluate("localStorage.length") == 0


def test_who_comes_back_to_an_old_page_hears_of_newer_words_before_typing(window, mine, world_for_threads):  # noqa: F811
    page = writing_page(window(), mine)
    save(mine, "From the phone.", by=world_for_threads.author)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(status(page)).to_contain_text("Newer words were saved on another page or device.", timeout=SOON)
    page.get_by_role("link", name="Show the newest words").click()
    expect(box(page)).to_have_value("From the phone.")
