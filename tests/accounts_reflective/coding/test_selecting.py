"""In a real browser: words selected in the text are chosen in the form."""

import pytest
from playwright.sync_api import Page, expect

from tests.project.live import live  # noqa: F401 - a fixture
from tests.project.pages import PAGES, open_page

SELECT = """([from, start, to, end]) => {
  const words = (number) => document.querySelector(`[data-sentence="${number}"]`).firstChild;
  const range = document.createRange();
  range.setStart(words(from), start);
  range.setEnd(words(to), end);
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}"""


@pytest.fixture
def page(live) -> Page:  # noqa: F811
    address, who = next((address, who) for address, who in PAGES if address.name == "coding:look-edit")
    return open_page(live, address, who)[0]


def chosen(page: Page) -> list[str]:
    return [page.locator(f"#id_{name}").input_value() for name in ("first", "last", "exact")]


def test_selected_words_are_chosen_in_the_form(page):
    status = page.get_by_role("status").filter(has_text="chosen in the form")
    page.evaluate(SELECT, [1, 6, 1, 11])
    expect(status).to_have_text("Sentence 1, some of its words, is chosen in the form below.")
    assert chosen(page) == ["1", "1", "green"]
    page.evaluate(SELECT, [1, 3, 2, 5])
    expect(status).to_have_text("Sentences 1 to 2 are chosen in the form below.")
    assert chosen(page) == ["1", "2", ""]
    page.evaluate(SELECT, [2, 0, 2, 18])
    expect(status).to_have_text("Sentence 2 is chosen in the form below.")
    assert chosen(page) == ["2", "2", ""]


def test_words_are_placed_with_the_keyboard_alone(page):
    page.locator("#id_first").focus()
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("by the pond")
    page.keyboard.press("Tab")
    page.keyboard.type("T1 ")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#marks ~ .leap-sheet").filter(has_text="by the pond").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Sentence 2: by the pond")
