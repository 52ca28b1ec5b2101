"""Passkeys, codes from an app, and signing out a device that is somewhere else."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from accounts.people import sign_in_actions
from leap.demo.loader import PASSWORD
from leap.local.demo_codes import code_at, code_now
from tests.journeys.site import Site, code_in

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def a_device_with_passkeys(page: Page) -> Iterator[None]:
    """The browser has something like a fingerprint reader, and the finger is on it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield
    tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made["authenticatorId"]})


def with_a_password(page: Page, who: str) -> None:
    page.goto("/")
    page.get_by_text("Use a password instead").click()
    page.locator("details").get_by_label("Your email address").fill(f"{who}@leap.example")
    page.locator("details").get_by_role("textbox", name="Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in with a password").click()


def codes_for(site: Site, who: str, subject: str) -> int:
    """How many letters of this kind arrived; other letters come and go."""
    return sum(letter["Subject"] == subject for letter in site.letters_to(who))


def with_a_code(page: Page, site: Site, who: str) -> None:
    """By email, with the newest letter that was not there before."""
    subject = "Your code for signing in"
    before = codes_for(site, who, subject)
    page.goto("/")
    page.get_by_role("textbox", name="Your email address").fill(f"{who}@leap.example")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Type in your code")).to_be_visible()
    assert codes_for(site, who, subject) == before + 1
    page.get_by_label("Your code").fill(code_in(site.wait_for_letter(who, subject)))
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.goto("/people/me/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_member_makes_a_passkey_and_needs_nothing_else_to_sign_in(site: Site):
    page = site.window()
    with a_device_with_passkeys(page):
        with_a_code(page, site, "ash")
        page.get_by_role("link", name="You", exact=True).click()
        page.get_by_role("link", name="How you sign in").click()
        expect(page.locator("main")).to_contain_text("You never have to.")
        site.look(page, "ways-none")
        page.get_by_role("link", name="Make a passkey").click()
        site.look(page, "passkey-add")
        page.get_by_role("button", name="Make a passkey").click()
        expect(page.get_by_role("heading", name="Your spare codes")).to_be_visible()
        expect(page.locator(".leap-code li")).to_have_count(10)
        site.look(page, "spare-codes")
        page.get_by_role("button", name="I have kept them. Go on").click()
        expect(page.locator("main")).to_contain_text("Passkey from Chrome on Linux")
        site.look(page, "ways-passkey")
        sign_out(page)
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("heading", name="Hello Ash")).to_be_visible()
        site.wait_for_letter("ash", "About signing in", "A passkey was added")
        take_it_off(page, site)


def take_it_off(page: Page, site: Site) -> None:
    page.goto("/sign-in/ways/")
    page.get_by_role("link", name=re.compile("Take off the passkey")).click()
    site.look(page, "take-off")
    page.get_by_role("button", name="Yes, take it off").click()
    expect(page.locator("main")).to_contain_text("It no longer signs you in.")


def test_a_device_that_says_no_is_not_the_end(site: Site):
    page = site.window()
    with a_device_with_passkeys(page):
        page.goto("/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing is changed. You can try again")
        site.look(page, "passkey-no")


def test_staff_set_up_an_app_before_anything_else_and_use_it_the_next_time(site: Site):
    site.behind(lambda: sign_in_actions.forget_second_step(person=site.people["robin"], by=None))
    page = site.window()
    with_a_code(page, site, "robin")
    expect(page.get_by_role("heading", name="One more step to keep people safe")).to_be_visible()
    site.look(page, "second-step")
    page.get_by_role("link", name="Use an app that makes codes").click()
    site.look(page, "app-add")
    page.get_by_text("No camera? Type this into the app").click()
    secret = page.locator(".leap-code").inner_text().replace(" ", "").strip()
    page.get_by_label("The six numbers from the app").fill("12")
    page.get_by_role("button", name="Save this").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("That did not fit.")
    site.look(page, "app-wrong")
    page.get_by_label("The six numbers from the app").fill(code_at(time.time(), secret))
    page.get_by_role("button", name="Save this").click()
    spare = page.locator(".leap-code li").first.inner_text()
    page.get_by_role("button", name="I have kept them. Go on").click()
    expect(page.get_by_role("heading", name="Hello Robin")).to_be_visible()
    sign_out(page)
    with_a_code(page, site, "robin")
    expect(page.get_by_role("heading", name="Your second step")).to_be_visible()
    site.look(page, "second-step-code")
    page.get_by_label("The code from your app").fill(spare)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Hello Robin")).to_be_visible()


def test_the_demo_s_staff_sign_in_with_the_code_that_is_shown_for_them(site: Site):
    page = site.window()
    with_a_password(page, "kit")
    page.get_by_label("The code from your app").fill(code_now())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Hello Kit")).to_be_visible()


def test_a_device_that_is_somewhere_else_is_signed_out_from_here(site: Site):
    lost, here = site.window(), site.window()
    for page in (lost, here):
        with_a_password(page, "juniper")
        expect(page.get_by_role("heading", name="Hello")).to_be_visible()  # another story may change the name
    here.get_by_role("link", name="You", exact=True).click()
    here.get_by_role("link", name="Where you are signed in").click()
    expect(here.locator(".govuk-summary-list__row")).to_have_count(2)
    site.look(here, "devices")
    here.get_by_role("button", name=re.compile("Sign out on Chrome")).click()
    expect(here.locator("main")).to_contain_text("That device is signed out.")
    expect(here.locator(".govuk-summary-list__row")).to_have_count(1)
    lost.reload()
    expect(lost.get_by_role("heading", name="Sign in")).to_be_visible()
