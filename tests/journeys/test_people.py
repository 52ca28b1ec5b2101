"""Signing in, and saying something about yourself to some people and not to others."""

import re

from playwright.sync_api import Page, expect

from accounts.people.models import Person
from leap.core.ids import new_id
from leap.demo.loader import PASSWORD
from leap.design.times import say_day
from meetings.invitations import queries as invitations
from meetings.schedule import queries as schedule
from tests.journeys.site import Site, code_in

WORDS = "I keep bees on a roof, and I would rather be asked than guessed about."


def test_a_code_from_the_letter_opens_home_with_what_is_mine(site: Site):
    page = site.window()
    page.goto("/")
    page.get_by_role("textbox", name="Your email address").fill("rowan@leap.example")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Type in your code")).to_be_visible()
    site.look(page, "sign-in-code")
    letter = site.wait_for_letter("rowan", "Your code for signing in")
    page.get_by_label("Your code").fill("NOTT-HISO")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("code")
    site.look(page, "sign-in-wrong-code")
    page.get_by_label("Your code").fill(code_in(letter))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Hello Rowan")).to_be_visible()
    soonest, unanswered = site.behind(lambda: days_of(site.people["rowan"]))
    main = page.locator("main")
    expect(main).to_contain_text(f"Can you come on {unanswered}?")
    expect(main.locator(".leap-card").first).to_contain_text(soonest)
    expect(main.get_by_role("link", name="Heronby panel")).to_be_visible()
    expect(main).not_to_contain_text("Tidewell")
    site.look(page, "home-rowan")


def days_of(person: Person) -> tuple[str, str]:
    """The day of the next meeting, and of the first that still waits for an answer."""
    meetings = schedule.next_meeting_for(person), invitations.unanswered_for(person).first().meeting
    soonest, unanswered = (say_day(meeting.starts_at, meeting.panel) for meeting in meetings)
    return soonest, unanswered


def test_a_password_opens_home_where_nothing_may_wait(site: Site):
    page = site.window()
    page.goto("/")
    page.get_by_text("Use a password instead").click()
    passworded = page.locator("details")
    passworded.get_by_label("Your email address").fill("sorrel@leap.example")
    passworded.get_by_role("textbox", name="Your password").fill(PASSWORD)
    site.look(page, "sign-in-password")
    passworded.get_by_role("button", name="Sign in with a password").click()
    expect(page.get_by_role("heading", name="Hello Sorrel")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Nothing just now.")
    expect(page.get_by_role("link", name="Tidewell panel")).to_be_visible()
    site.look(page, "home-sorrel")


def test_pages_with_nothing_on_them_are_still_for_people(site: Site):
    """Penny keeps the money and is on no panel."""
    page = site.desk("penny")
    for name in ("", "meetings", "people/panels", "people/me/statements", "reflections/writing", "payments"):
        page.goto(f"/{name}/".replace("//", "/"))
        site.look(page, f"nothing-{name.replace('/', '-') or 'home'}")


def test_words_about_oneself_are_seen_by_those_they_are_shared_with_and_by_nobody_once_it_stops(site: Site):
    rowan = write_a_statement(site)
    wren = site.window("wren")
    see_nothing(wren, site)
    share_it(rowan, site)
    for path in where_rowan_is(site):
        wren.goto(path)
        expect(wren.locator("main")).to_contain_text(WORDS)
    site.look(wren, "who-is-who-wren")
    for other in ("heather", "willow"):  # a researcher and the coordinator: on the panel, not among its members
        see_nothing(site.desk(other), site)
    find_nothing(site.desk("ash"), site)
    rowan.get_by_role("button", name="Stop sharing").click()
    expect(rowan.locator("main")).to_contain_text("Stopped. From now on nobody reads it that way.")
    see_nothing(wren, site)


def where_rowan_is(site: Site) -> tuple[str, str]:
    """The two pages on which somebody may meet Rowan: the panel's and their own."""
    return f"/people/panels/{site.panels['heronby'].pk}/", f"/people/{site.people['rowan'].pk}/"


def write_a_statement(site: Site) -> Page:
    """From home to words that only Rowan can read."""
    page = site.window("rowan")
    page.goto("/")
    page.get_by_role("link", name="What you share about yourself").click()
    page.get_by_role("link", name="Write something new").click()
    page.get_by_label("What would you like to say about yourself?").fill(WORDS)
    page.get_by_role("button", name="Save it for me").click()
    expect(page.locator("main")).to_contain_text("Your words are saved. Only you can read them.")
    site.look(page, "statement-saved")
    return page


def share_it(page: Page, site: Site) -> None:
    """With the members of the panel, after a page that says how many people that is and who."""
    page.get_by_role("link", name="Choose who can read it").click()
    page.get_by_label("The members of Heronby panel").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("My own words").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Share this with the members of Heronby panel?")).to_be_visible()
    expect(page.locator("main")).to_contain_text("3 people will be able to read this.")
    page.get_by_text("Show me who").click()
    expect(page.locator("details li")).to_have_text(["Fern", "Linnet", "Wren"])
    site.look(page, "share-check")
    page.get_by_role("button", name="Yes, share it").click()
    expect(page.locator("main")).to_contain_text("Now it is shared.")
    site.look(page, "statement-shared")


def see_nothing(page: Page, site: Site) -> None:
    """Somebody on the panel sees Rowan, and not these words."""
    for path in where_rowan_is(site):
        page.goto(path)
        expect(page.locator("main")).to_contain_text("Rowan")
        assert WORDS not in page.content()


def find_nothing(page: Page, site: Site) -> None:
    """Somebody on another panel gets the page of nothing there, the same to the letter as for what never was."""
    never_was = content_of(page, f"/people/{new_id()}/")
    for path in where_rowan_is(site):
        assert content_of(page, path) == never_was
    expect(page.get_by_role("heading", name="We cannot find that page")).to_be_visible()
    assert "Rowan" not in page.content()
    site.look(page, "not-found")


def content_of(page: Page, path: str) -> str:
    """The page at an address that must not be there, without the marks that are new in each answer."""
    answer = page.goto(path)
    assert answer.status == 404
    return re.sub(r'(value|nonce)="[^"]*"', "", answer.text())
