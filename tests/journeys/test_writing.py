"""A reflective account from its first word to its first reader, and what an inquiry found."""

import re
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from leap.core.ids import new_id
from leap.demo.loader import PASSWORD
from tests.journeys.site import Site

FIRST = "We met in a room with a clock that had stopped."
SECOND = " Nobody wound it, and nobody minded."
THIRD = " I think that is why we talked for so long."
# The table of the PARTNERS2 paper: which account is quoted how often, thirty times in all.
COUNTS = (2, 2, 1, 2, 2, 3, 2, 3, 3, 0, 3, 2, 1, 2, 2)
EXCERPTS = dict(zip("ABCDEFGHIJKLMNO", COUNTS, strict=True))


def test_an_account_is_written_together_agreed_and_read_by_whom_the_authors_name(site: Site):
    fern = start(site)
    it_saves_itself(fern, site)
    no_word_is_lost_when_the_session_ends(fern, site)
    account_id = UUID(fern.url.rstrip("/").rpartition("/")[2])
    linnet = ask_somebody_to_write_too(fern, site, account_id)
    name_a_reader(fern, site)
    for who in ("wren", "heather", "willow"):  # not yet, never, and never although she coordinates
        finds_nothing(site.desk(who), account_id)
    agree_too(linnet, site, account_id)
    wren_reads(site, account_id)
    for who in ("heather", "willow"):
        finds_nothing(site.desk(who), account_id)


def start(site: Site) -> Page:
    page = site.window("fern")
    page.goto("/reflections/writing/")
    site.look(page, "writing-fern")
    page.get_by_role("link", name="Start something new").click()
    page.get_by_label("What would you like to call it?").fill("The clock that had stopped")
    page.get_by_label("How should readers see your role?").fill("LEAP member")
    page.get_by_role("button", name="Start writing").click()
    expect(page.get_by_role("heading", name="Write", exact=True)).to_be_visible()
    return page


def it_saves_itself(page: Page, site: Site) -> None:
    """Nothing is pressed but the letters; the words under the box say when it is done."""
    expect(status(page)).to_have_text("LEAP saves your words as you write.")
    page.get_by_label("Your words").press_sequentially(FIRST)
    expect(status(page)).to_have_text(re.compile(r"^Saved at [0-9]{1,2}:[0-9]{2}[ap]m$"))
    site.look(page, "write-saved")


def status(page: Page):
    return page.locator("[data-autosave-status]")


def no_word_is_lost_when_the_session_ends(page: Page, site: Site) -> None:
    """Typing goes on after the session is gone; signing in again in the tab that the page offers brings all of it."""
    key = next(each["value"] for each in page.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME)
    assert site.behind(lambda: Session.objects.filter(session_key=key).delete()[0]) == 1
    page.get_by_label("Your words").press_sequentially(SECOND)
    expect(status(page)).to_contain_text("You have been signed out. Your words are still here")
    page.get_by_label("Your words").press_sequentially(THIRD)
    site.look(page, "write-signed-out")
    sign_in_again(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="The clock that had stopped")).to_be_visible()
    expect(page.locator(".leap-sheet")).to_have_text(FIRST + SECOND + THIRD)
    site.look(page, "account-detail-fern")


def sign_in_again(page: Page) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again (opens a new tab)").click()
    other = opened.value
    other.get_by_text("Use a password instead").click()
    other.locator("details").get_by_label("Your email address").fill("fern@leap.example")
    other.locator("details").get_by_role("textbox", name="Your password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in with a password").click()
    expect(other.get_by_role("heading", name="Hello Fern")).to_be_visible()
    other.close()


def ask_somebody_to_write_too(page: Page, site: Site, account_id: UUID) -> Page:
    """Linnet is asked, sees none of the words, says yes, and then sees them."""
    page.get_by_role("link", name="Write with somebody").click()
    page.get_by_label("Linnet").check()
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("main")).to_contain_text("We will ask Linnet.")
    site.look(page, "authors-asked")
    site.wait_for_letter("linnet", "Somebody has asked you something", about=str(account_id))
    linnet = site.window("linnet")
    finds_nothing(linnet, account_id)
    linnet.goto("/")
    asked = linnet.get_by_role("listitem").filter(has_text="Fern asks you to write with them.")
    asked.get_by_role("link", name="See and answer").click()
    expect(linnet.get_by_role("heading", name="Would you like to write together?")).to_be_visible()
    assert FIRST not in linnet.content()
    site.look(linnet, "join")
    linnet.get_by_label("How should readers see your role?").fill("LEAP member")
    linnet.get_by_role("button", name="Yes, I will write with them").click()
    expect(linnet.locator(".leap-sheet")).to_contain_text(FIRST)
    return linnet


def name_a_reader(page: Page, site: Site) -> None:
    page.get_by_role("link", name="Back to reading it").click()
    page.get_by_role("link", name="Let somebody read it").click()
    page.get_by_label("Wren").check()
    page.get_by_role("button", name="Go on to check").click()
    expect(page.get_by_role("heading", name="Check who will read it")).to_be_visible()
    expect(page.locator(".leap-sheet")).to_have_text(FIRST + SECOND + THIRD)
    site.look(page, "readers-check")
    page.get_by_role("button", name="I agree, now ask the others").click()
    expect(page.locator("main")).to_contain_text("Linnet has not said yes yet")
    site.look(page, "agree-waiting")


def agree_too(page: Page, site: Site, account_id: UUID) -> None:
    site.wait_for_letter("linnet", "Something is waiting for your answer", about=str(account_id))
    page.goto("/")
    waiting = page.get_by_role("listitem").filter(has_text="Words you wrote together wait for your yes.")
    waiting.get_by_role("link", name="Read and decide").click()
    page.get_by_role("button", name="I agree: these words, these people").click()
    expect(page.locator("main")).to_contain_text("Open to readers")
    site.look(page, "agree-open")


def wren_reads(site: Site, account_id: UUID) -> None:
    """The reader sees the words and the roles, and no names."""
    page = site.desk("wren")
    page.goto("/reflections/writing/")
    page.get_by_role("link", name="The clock that had stopped").click()
    expect(page.locator(".leap-sheet")).to_have_text(FIRST + SECOND + THIRD)
    expect(page.locator("main")).to_contain_text("Two LEAP members")
    for name in ("Fern", "Linnet"):
        expect(page.locator("main")).not_to_contain_text(name)
    assert page.goto(f"/reflections/writing/{account_id}/write/").status == 404
    page.go_back()
    site.look(page, "account-read-wren")


def finds_nothing(page: Page, account_id: UUID) -> None:
    """The page of nothing there, the same as for an account that never was, on every address of it."""
    assert page.goto(f"/reflections/writing/{account_id}/").status == 404
    expect(page.get_by_role("heading", name="We cannot find that page")).to_be_visible()
    never_was = nothing_at(page, f"/reflections/writing/{new_id()}/")
    for part in ("", "write/", "authors/", "readers/", "agree/", "copies/"):
        assert nothing_at(page, f"/reflections/writing/{account_id}/{part}") == never_was


def nothing_at(page: Page, path: str) -> str:
    """What the server answers to this browser, without the marks that are new in each answer."""
    answer = page.request.get(path)
    assert answer.status == 404
    return re.sub(r'(value|nonce)="[^"]*"', "", answer.text())


def test_the_themes_are_those_of_the_paper_with_labels_and_counts(site: Site):
    page = site.desk("rowan")
    page.goto("/reflections/writing/")
    page.get_by_role("link", name="What we reflect on together").click()
    page.get_by_role("link", name="Looking back at how we worked together").click()
    page.get_by_role("link", name="themes").first.click()
    expect(page.locator("main")).to_contain_text("Account L")
    expect(page.locator("main")).not_to_contain_text("two LEAP members")
    themes, page = page.url, site.desk("hazel")  # roles and numbers are for who leads
    page.goto(themes)
    rows = page.get_by_role("row").all_inner_texts()
    counted = [re.match(r"Account ([A-O]).*?(\d+)$", row.replace("\n", " ").replace("\t", " ")) for row in rows]
    assert {found[1]: int(found[2]) for found in counted if found} == EXCERPTS
    assert sum(EXCERPTS.values()) == 30
    expect(page.get_by_role("row", name="All together")).to_contain_text("30")
    expect(page.get_by_role("row", name="Account L, two LEAP members and a research assistant")).to_contain_text("2")
    expect(page.get_by_role("row", name="Account A, PPI lead")).to_contain_text("2")
    assert len(page.get_by_role("heading", level=2).all()) >= 4
    site.look(page, "themes")
