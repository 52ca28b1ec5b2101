"""A Chromium for the tests that use a real browser: the computer's own, Debian's, or Playwright's, in that order."""

import os
import shutil
import subprocess
import sys

from leap.local import debian
from leap.local.ports import Cannot

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "LEAP_CHROMIUM"  # what the tests read; when it is not set they use Playwright's own


def browser_environment() -> dict[str, str]:
    """Return what the tests need to find a browser, installing one if there is none. Raises Cannot with what to do."""
    found = os.environ.get(VARIABLE) or installed_chromium() or install_debian_chromium()
    if found:
        return {VARIABLE: found}
    install_playwright_chromium()
    return {}


def installed_chromium() -> str | None:
    """Return the path of a Chromium that is on this computer already, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def install_debian_chromium() -> str | None:
    """Install Debian's Chromium where we may (root, apt) and return its path; None where we may not or it fails."""
    debian.install("chromium")
    return installed_chromium()


def install_playwright_chromium() -> None:
    """Install Playwright's own Chromium; does nothing when it is there. Raises Cannot when it cannot be had."""
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if done.returncode:
        raise Cannot(
            "The browser tests need Chromium and none could be installed.\n"
            "Install it (on Debian or Ubuntu: sudo apt install chromium), then run make test again."
        )
