"""What every page must hold to, asked of a real browser.

Each function takes a Playwright page and returns sentences, one for each fault; `all_problems(page)` asks everything.
axe finds what it can; edges, sizes, visible focus and wide pages are ours, because axe does not look at them.
`tests/leap/design/test_browser_checks.py` shows that each function catches a bad page.
"""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAUNCH_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MOST_TAB_STOPS = 250
NARROW = 320
HERE = Path(__file__).parent


@cache
def _script(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


QUESTIONS = ("edges", "targets", "headings", "boxesWithoutReaders", "tooWide", "rememberLooks", "focusStop")


def _ask(page: Page, question: str, argument: object = None) -> Any:
    """Runs a question of browser_checks.js, by way of the debugger: the page keeps its strict CSP.

    The script is given to each document once.
    """
    if not page.evaluate("() => 'leapChecks' in globalThis"):
        page.evaluate(
            f"() => {{ {_script('browser_checks.js')}; globalThis.leapChecks = {{ {', '.join(QUESTIONS)} }}; }}"
        )
    return _ask_again(page, question, argument)


def _ask_again(page: Page, question: str, argument: object = None) -> Any:
    """The same on a document that has the script: to look for it takes as long as to ask."""
    return page.evaluate("([question, argument]) => globalThis.leapChecks?.[question](argument)", [question, argument])


def axe_problems(page: Page, only: list[str] = AXE_TAGS) -> list[str]:
    """Everything axe finds against WCAG 2.2 A and AA and its best practices; or by some of its rules alone."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(_script("vendor/axe.min.js"))
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", only)
    return [
        f"axe {violation['id']}: {violation['help']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def dark_problems(page: Page) -> list[str]:
    """What cannot be read, or does not stand out, where the person's screen is set to dark."""
    page.emulate_media(color_scheme="dark")
    try:
        return axe_problems(page, only=["color-contrast"]) + edge_problems(page)
    finally:
        page.emulate_media(color_scheme="light")


def edge_problems(page: Page) -> list[str]:
    """Boxes and buttons whose edge (or own colour) stands out less than 3:1 from what is around them (WCAG 1.4.11)."""
    return _ask(page, "edges")


def target_problems(page: Page) -> list[str]:
    """Things to press that are smaller than 24 by 24 pixels and do not stand within a sentence (WCAG 2.5.8)."""
    return _ask(page, "targets")


def heading_problems(page: Page) -> list[str]:
    """One h1, it comes first, and no level is jumped."""
    return _ask(page, "headings")


def reader_problems(page: Page) -> list[str]:
    """Boxes for own words without the line that says who can read them."""
    return _ask(page, "boxesWithoutReaders")


def sideways_problems(page: Page) -> list[str]:
    """What makes the page scroll sideways at 320 pixels (WCAG 1.4.10). The window gets its size back."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 640})
    try:
        return _ask(page, "tooWide", NARROW)
    finally:
        if before:
            page.set_viewport_size(before)


def focus_problems(page: Page) -> list[str]:
    """Walks the page with the Tab key: every stop must change its look by 3:1, lie in the window and not be covered."""
    stops: list[str] = page.evaluate("() => { window.scrollTo(0, 0); document.activeElement?.blur(); }") or []
    _ask(page, "rememberLooks")
    problems: list[str] = []
    for _ in range(MOST_TAB_STOPS):
        page.keyboard.press("Tab")
        stop = _ask_again(page, "focusStop")
        if stop is None:
            return problems
        if stops and stop["name"] == stops[0]:
            return problems  # once round: some browsers go on at the top instead of leaving the page
        if stop["name"] in stops:
            return [*problems, f"the keyboard goes round in a circle at {stop['name']}"]
        stops.append(stop["name"])
        problems.extend(stop["problems"])
    return [*problems, f"more than {MOST_TAB_STOPS} stops of the Tab key"]


def all_problems(page: Page) -> list[str]:
    """Every check above. Ends with the window and the page as they were, but for where the focus is."""
    checks = (
        axe_problems,
        edge_problems,
        target_problems,
        heading_problems,
        reader_problems,
        sideways_problems,
        focus_problems,
    )
    return [f"{check.__name__.removesuffix('_problems')}: {problem}" for check in checks for problem in check(page)]
