"""The checks that a browser is asked: each catches a page that is bad on purpose, and our own pages pass them all."""

import pytest
from playwright.sync_api import expect

from tests import browser_checks

GOOD = """<!DOCTYPE html><html lang="en"><head><title>Fine</title><style>
  a, button { min-height: 24px; display: inline-block } :focus-visible { outline: 3px solid #000; outline-offset: 2px }
  button, input { border: 2px solid #444; min-height: 30px; background: #fff }</style></head>
<body><main><h1>Fine</h1><p>Words with <a href="/">a link</a> in them.</p><h2>Part</h2>
<label for="w">Words</label><p class="leap-readers" id="r">Only you</p><input type="text" id="w" aria-describedby="r">
<button>Save</button></main></body></html>"""

TRAP = "<script>document.querySelector('button').addEventListener('keydown', (e) => e.preventDefault())</script>"
SEE_THROUGH = """<style>#c { opacity: 0 } label[for=c]::before { content: ""; border: 2px solid #ccc }</style>
<input type="checkbox" id="c"><label for="c">Tick</label>"""

IN_THE_DARK = """<style>@media (prefers-color-scheme: dark) {
  p { color: #ddd } button { border-color: #eee } }</style>"""


def on(page, html: str):
    page.set_content(html)
    return page


def with_part(part: str) -> str:
    return GOOD.replace("</main>", part + "</main>")


def test_a_good_page_has_no_problems(page):
    assert browser_checks.all_problems(on(page, GOOD)) == []
    assert browser_checks.dark_problems(page) == []


def test_what_is_bad_in_the_dark_is_well_in_the_light(page):
    on(page, with_part(IN_THE_DARK))
    assert browser_checks.dark_problems(page) != []
    assert browser_checks.axe_problems(page) + browser_checks.edge_problems(page) == []


@pytest.mark.parametrize(
    ("check", "html", "said"),
    [
        (browser_checks.axe_problems, with_part('<img src="data:,">'), "image-alt"),
        (
            browser_checks.axe_problems,
            with_part('<p style="color:#999;background:#fff">Pale words</p>'),
            "color-contrast",
        ),
        (browser_checks.axe_problems, with_part('<input type="number" id="n">'), "label"),
        (browser_checks.dark_problems, with_part(IN_THE_DARK), "color-contrast"),
        (browser_checks.dark_problems, with_part(IN_THE_DARK), "an edge of"),
        (browser_checks.edge_problems, with_part('<button style="border:1px solid #ddd">Pale</button>'), "an edge of"),
        (browser_checks.edge_problems, with_part('<input type="number" style="border:0">'), "an edge of"),
        (
            browser_checks.edge_problems,
            with_part(with_part(SEE_THROUGH)),
            "an edge of",
        ),
        (
            browser_checks.target_problems,
            with_part('<button style="min-height:0;height:16px;padding:0">Tiny</button>'),
            "Tiny",
        ),
        (browser_checks.heading_problems, with_part("<h1>Again</h1>"), "2 headings of the first level"),
        (browser_checks.heading_problems, with_part("<h4>Deep</h4>"), "level 4 follows level 2"),
        (
            browser_checks.heading_problems,
            GOOD.replace("<h1>", "<h2>First</h2><h1>"),
            "the first heading is of level 2",
        ),
        (browser_checks.reader_problems, with_part("<textarea></textarea>"), "does not say who can read it"),
        (browser_checks.sideways_problems, with_part('<div style="width:700px">Wide</div>'), "wide in a window of 320"),
        (
            browser_checks.focus_problems,
            GOOD.replace("outline: 3px solid #000", "outline: none"),
            "does not show that it has the focus",
        ),
        (
            browser_checks.focus_problems,
            GOOD.replace("outline: 3px solid #000", "outline: 3px solid #eee"),
            "does not show",
        ),
        (
            browser_checks.focus_problems,
            with_part('<div style="position:fixed;inset:0;background:#fff"></div>'),
            "is covered when it has the focus",
        ),
        (
            browser_checks.focus_problems,
            with_part('<a href="/" style="position:fixed;left:-900px">Away</a>'),
            "has the focus outside the window",
        ),
        (
            browser_checks.focus_problems,
            with_part(with_part(TRAP)),
            "the keyboard goes round in a circle",
        ),
    ],
)
def test_a_bad_page_is_caught(page, check, html, said):
    problems = check(on(page, html))
    assert any(said in problem for problem in problems), problems


EXAMPLES = ["page", "form", "list", "empty", "detail", "check", "done", "confirm", "trouble/not-now", "trouble/broken"]
OPEN_PAGES = ["/help/", "/privacy/", "/accessibility/", "/sign-in/", "/sign-in/code/", "/sign-in/closed/", "/nothing/"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pattern_passes_every_check(gallery, live_server, chromium, scheme):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme, locale="en-GB")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None
    )
    problems = {}
    for address in [*OPEN_PAGES, *(f"/examples/{name}/" for name in EXAMPLES)]:
        page.goto(f"{live_server}{address}")
        problems[address] = browser_checks.all_problems(page)
    page.goto(f"{live_server}/examples/form/")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()  # by a script, once the new page is there
    problems["form with errors"] = browser_checks.all_problems(page)
    context.close()
    assert {name: found for name, found in problems.items() if found} == {}
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_escape_three_times_leaves_and_blanks_the_page(gallery, live_server, page, settings):
    settings.QUICK_EXIT_URL = f"{live_server}/examples/done/"
    page.goto(f"{live_server}/examples/page/")
    page.wait_for_function("document.body.classList.contains('govuk-frontend-supported')")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("**/examples/done/")


@pytest.mark.django_db(transaction=True)
def test_the_way_out_works_without_scripts_and_other_open_pages_leave_too(gallery, live_server, chromium, settings):
    settings.QUICK_EXIT_URL = f"{live_server}/examples/done/"
    plain = chromium.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{live_server}/examples/page/")
    page.get_by_role("button", name="Leave this page now").click()
    page.wait_for_url("**/examples/done/")
    plain.close()
    context = chromium.new_context()
    one, other = context.new_page(), context.new_page()
    for each in (one, other):
        each.goto(f"{live_server}/examples/page/")
        each.wait_for_function("document.body.classList.contains('govuk-frontend-supported')")
    one.get_by_role("button", name="Leave this page now").click()
    other.wait_for_url("**/examples/done/")
    context.close()
