"""The browser of the tests. One at a time in each process, so whoever opens it closes it with their file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser_checks import LAUNCH_FLAGS

DEBIAN = Path("/usr/bin/chromium")


def chromium_path() -> str | None:
    """The browser that the set-up found; else Debian's; else Playwright's own (None)."""
    return os.environ.get("LEAP_CHROMIUM") or (str(DEBIAN) if DEBIAN.exists() else None)


@contextmanager
def real_browser() -> Iterator[Browser]:
    """Chromium, headless, that speaks to nobody but us."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=LAUNCH_FLAGS)
        yield browser
        browser.close()
