"""Every page that opens for somebody, in a real browser: axe, edges, targets, focus, headings, 320 pixels, dark."""

import pytest
from playwright.sync_api import expect

from tests.browser_checks import all_problems, dark_problems
from tests.project.live import live  # noqa: F401 - a fixture
from tests.project.pages import NOT_PAGES, PAGES, ROWS, named, open_page

SENTENCE = "A sentence that somebody wrote slowly, and that must not be lost because they were signed out."


@pytest.mark.parametrize(("address", "who"), PAGES, ids=named)
def test_page_is_for_everyone(live, address, who):  # noqa: F811
    page, response, told = open_page(live, address, who)
    assert response.status == 200
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.title().strip().endswith("LEAP")
    assert all_problems(page) == []
    assert dark_problems(page) == []
    assert told == []


def test_the_pages_checked_are_all_the_pages_there_are():
    """Each address that opens for anyone at all is checked above for at least one of them."""
    opening = {route for (route, way), cells in ROWS.items() if way == "GET" and "opens" in cells.values()}
    checked = {address.route for address, _ in PAGES}
    assert {route for route in opening if not route.endswith(NOT_PAGES)} - checked == set()
    assert len(PAGES) > 30


def test_words_handed_back_to_somebody_signed_out_are_for_everyone_too(live):  # noqa: F811
    address = next(address for address, _ in PAGES if address.name == "identity:statement-new")
    page, _, _ = open_page(live, address, "member", viewport={"width": 375, "height": 800})
    page.get_by_label("What would you like to say").fill(SENTENCE)
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("main")).to_contain_text(SENTENCE)
    page.screenshot(path="var/shots/sent-again.png", full_page=True)
    assert all_problems(page) == []
