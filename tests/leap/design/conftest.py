"""The example pages as addresses, and a browser."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser_checks import LAUNCH_FLAGS


@pytest.fixture
def gallery(settings):
    """The site with the example pages added."""
    settings.ROOT_URLCONF = "tests.leap.design.gallery_urls"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium that `make test` found; Playwright's own otherwise."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("LEAP_CHROMIUM"), args=LAUNCH_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    """A page of its own, on a laptop's window."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield context.new_page()
    context.close()
