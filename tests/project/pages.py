"""Every page that opens for somebody, and who to look at it as."""

from playwright.sync_api import Page, Response

from tests.project import matrix
from tests.project.addresses import Address, every_address
from tests.project.live import Live

PREFERRED = (
    "anyone", "member", "coordinator", "lead", "finance", "administrator", "researcher", "both", "not ready",
)  # fmt: skip
# Files, the health page, and the way out: it goes on by itself before anyone can look (tests/leap/design holds it).
NOT_PAGES = (
    ".csv",
    ".docx",
    ".ics",
    ".md",
    ".pdf",
    ".qdc",
    ".xlsx",
    ".ico",
    ".txt",
    ".json",
    "/<uuid:file_id>/",
    "/<uuid:picture_id>/",
    "/healthz",
    "/leave/",
)
ROWS = matrix.from_table(matrix.FILE.read_text(encoding="utf-8"))


def every_page() -> list[tuple[Address, str]]:
    """Each page with the people who are shown something different on it."""
    found = []
    for address in every_address():
        if address.route.endswith(NOT_PAGES):
            continue
        opens = [who for who in PREFERRED if ROWS[(address.route, "GET")][who] == "opens"]
        both = [who for who in ("member", "coordinator") if who in opens]
        shown = opens[:1] if "anyone" in opens else both or opens[:1]
        found += [(address, who) for who in shown]
    return found


PAGES = every_page()


def named(value: object) -> str:
    """How a page is called in a list of tests."""
    return value.route if isinstance(value, Address) else str(value)


def open_page(live: Live, address: Address, who: str, **options) -> tuple[Page, Response, list[str]]:
    """The page in a browser, its answer, and a list that fills with what the browser complains about."""
    page, told = live.empty_page(who, **options)
    response = page.goto(address.url(live.world.ids_for(address.name)))
    assert response is not None
    return page, response, told
