"""The example pages as addresses, and a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import real_browser


@pytest.fixture
def gallery(settings):
    """The site with the example pages added."""
    settings.ROOT_URLCONF = "tests.leap.design.gallery_urls"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file."""
    with real_browser() as found:
        yield found


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    """A page of its own, on a laptop's window."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield context.new_page()
    context.close()
