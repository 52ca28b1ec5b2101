"""Words that try to run, to load something or to lead somewhere, in a real browser, on every page that shows them."""

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from accounts_reflective.publication.planning.content import Piece
from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import uses
from leap.design.laid_out import drawn
from tests.accounts_reflective.writing.factories import account, draft_of, put_forward, save
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
from tests.leap.core.hostile_words import ATTACKS

pytestmark = pytest.mark.django_db(transaction=True)
ALL = "\n\n".join(ATTACKS.values())
INSIDE = "#main script, #main iframe, #main svg:not(.leap-readers svg), #main img, #main base"
LISTEN = """document.addEventListener("securitypolicyviolation", (event) => {
  window.refused = [...(window.refused ?? []), event.blockedURI];
})"""


@pytest.fixture
def mine(world_for_threads):
    return account(world_for_threads.inquiry, world_for_threads.author, body="First.")


class Watch:
    """What a page did that it should not: asked something, refused something, spoke to somebody else, broke."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.seen: list[str] = []
        context.add_init_script(LISTEN)
        context.on("request", lambda each: each.url.startswith((home, "data:")) or self.seen.append(each.url))
        context.on("console", lambda each: each.type == "error" and self.seen.append(each.text))
        context.on("weberror", lambda each: self.seen.append(str(each.error)))
        context.on("dialog", lambda each: (self.seen.append(each.message), each.dismiss()))

    def at(self, page) -> list[str]:
        return [*self.seen, *page.evaluate("window.refused || []")]


def shown(context: BrowserContext, watch: Watch, path: str) -> None:
    page = context.new_page()
    page.goto(path)
    for each in page.locator("#main summary").all():
        each.click()
    assert page.locator(INSIDE).count() == 0
    links = page.locator("#main a").evaluate_all("all => all.map(a => a.href)")
    assert not [each for each in links if "evil" in each or "script" in each.split(":")[0] or each.startswith("data")]
    assert page.get_by_text("alert(1)").count() > 0, "the attack is on the page, as words"
    page.mouse.move(200, 400)
    assert watch.at(page) == [], path
    page.close()


@pytest.mark.parametrize("written_as", ["plain", "markdown"])
def test_nothing_typed_runs_loads_or_leads_away(window, mine, live_server, world_for_threads, written_as):  # noqa: F811
    world, context = world_for_threads, window()
    watch = Watch(context, live_server.url)
    save(mine, ALL, by=world.author, written_as=written_as)
    put_forward(mine, [world.reader], by=world.author)
    uses.ask_about_uses(account=mine, revision=draft_of(mine).revision, by=world.author)
    use = queries.uses_asked(world.author, mine).filter(use="publish").get()
    names = ("account-detail", "account-agree", "quote-new", "version-list")
    pages = [reverse(f"writing:{name}", args=[mine.pk]) for name in names[:3]]
    for path in [*pages, reverse("writing:use-detail", args=[mine.pk, use.pk])]:
        shown(context, watch, path)
    sign_in(context, world.reader, live_server.url)
    shown(context, watch, reverse("writing:account-detail", args=[mine.pk]))


def test_the_watch_sees_an_attack_that_runs(window, mine, live_server):  # noqa: F811
    """Negative control: the same words put into the page as HTML are seen to do something."""
    context = window()
    watch = Watch(context, live_server.url)
    page = writing_page(context, mine)
    page.evaluate("words => (document.querySelector('#main').innerHTML = words)", ATTACKS["a picture that fails"])
    page.evaluate("new Image().src = 'https://evil.example/pixel.png'")
    page.wait_for_timeout(300)
    assert page.locator(INSIDE).count() == 1
    assert watch.at(page) != []


@pytest.mark.parametrize("script", [True, False])
def test_looking_at_it_is_as_safe_and_keeps_what_was_typed(window, mine, live_server, script):  # noqa: F811
    context = window(java_script_enabled=script)
    watch = Watch(context, live_server.url)
    page = context.new_page()
    page.goto(reverse("writing:account-write", args=[mine.pk]))
    box(page).fill(ALL)
    page.get_by_label("With headings, lists and bold words").check()
    page.get_by_role("button", name="See how it looks").click()
    expect(page.get_by_role("heading", name="How it looks")).to_be_visible()
    assert page.locator(INSIDE).count() == 0
    assert box(page).input_value() == ALL
    assert page.locator("#how-it-looks blockquote li strong").count() > 0
    assert watch.seen == []
    assert draft_of(mine).body == (ALL if script else "First."), "without a script, looking saves nothing"
    if script:
        box(page).press("End")
        box(page).press_sequentially(" More.")
        expect(status(page)).to_have_text(SAVED, timeout=SOON)
        assert "More." in draft_of(mine).body
    else:
        page.get_by_role("button", name="Save", exact=True).click()
        assert draft_of(mine).body == ALL
    assert draft_of(mine).written_as == "markdown"


def test_words_with_html_are_shown_to_the_letter_in_print_too():
    html = drawn(Piece("1", "Account K", ATTACKS["a script"], has_signs=True).blocks, 4)
    assert "&lt;script&gt;" in html
    assert "<script" not in html
