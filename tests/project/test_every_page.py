"""Every page that opens for somebody, in a real browser: axe, edges, targets, focus, 320 pixels, no script."""

import pytest

from tests.browser_checks import all_problems, axe_problems
from tests.project import matrix
from tests.project.addresses import every_address
from tests.project.live import live  # noqa: F401 - a fixture

PREFERRED = ("anyone", "member", "coordinator", "lead", "finance", "researcher", "both")
NOT_PAGES = (".csv", ".xlsx", "/healthz")
ROWS = matrix.from_table(matrix.FILE.read_text(encoding="utf-8"))


def pages() -> list[tuple]:
    """(address, who): each page with the people who are shown something different on it."""
    found = []
    for address in every_address():
        if address.route.endswith(NOT_PAGES):
            continue
        opens = [who for who in PREFERRED if ROWS[(address.route, "GET")][who] == "opens"]
        shown = (
            opens[:1] if "anyone" in opens else [who for who in ("member", "coordinator") if who in opens] or opens[:1]
        )
        found += [(address, who) for who in shown]
    return found


PAGES = pages()
HALVES = [pytest.param(*page, marks=pytest.mark.xdist_group(f"browser-{n % 2}")) for n, page in enumerate(PAGES)]


def named(value) -> str:
    return value.route if hasattr(value, "route") else str(value)


def open_page(live, address, who, **options):  # noqa: F811
    page = live.context(who, **options).new_page()
    told = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("requestfailed", lambda request: told.append(f"failed: {request.url}"))
    page.on("request", lambda r: told.append(f"asked elsewhere: {r.url}") if live.server.url not in r.url else None)
    response = page.goto(address.url(live.world.ids_for(address.name)))
    assert response is not None
    return page, response, told


@pytest.mark.parametrize(("address", "who"), HALVES, ids=named)
def test_page_is_for_everyone(live, address, who):  # noqa: F811
    page, response, told = open_page(live, address, who)
    try:
        assert response.status == 200
        assert page.locator("html").get_attribute("lang") == "en-GB"
        assert page.title().strip().endswith("LEAP")
        assert all_problems(page) == []
        assert told == []
    finally:
        page.close()


@pytest.mark.parametrize(("address", "who"), HALVES, ids=named)
def test_page_works_in_the_dark_and_without_script(live, address, who):  # noqa: F811
    page, response, _ = open_page(live, address, who, color_scheme="dark")
    try:
        assert [p for p in axe_problems(page) if "contrast" in p] == []
    finally:
        page.close()
    page, response, _ = open_page(live, address, who, java_script_enabled=False)
    try:
        assert response.status == 200
        assert page.locator("main").inner_text().strip()
    finally:
        page.close()


def test_the_pages_checked_are_all_the_pages_there_are():
    """Each address that opens for anyone at all is checked above for at least one of them."""
    opening = {route for (route, way), cells in ROWS.items() if way == "GET" and "opens" in cells.values()}
    checked = {address.route for address, _ in PAGES}
    assert {route for route in opening if not route.endswith(NOT_PAGES)} - checked == set()
    assert len(PAGES) > 30
