"""A real web server with a whole world behind it, and a real browser in front."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import real_browser
from tests.conftest_second_step import sign_in_as
from tests.project.world import ProjectWorld, build_world


class Live:
    """The server, its world, and a way to look at it as anyone in it."""

    def __init__(self, server: LiveServer, world: ProjectWorld, browser: Browser, sessions: dict[str, str]) -> None:
        self.server, self.world, self.browser, self.sessions = server, world, browser, sessions
        self._contexts: dict[tuple, BrowserContext] = {}
        self._pages: dict[tuple, tuple[Page, list[str]]] = {}

    def empty_page(self, who: str, **options) -> tuple[Page, list[str]]:
        """The tab of that window with nothing in it, and an empty list for what the browser complains about.

        It is the same tab each time: to open another takes longer than most pages do.
        """
        key = _key(who, options)
        if key not in self._pages or self._pages[key][0].is_closed():
            page, told = self.context(who, **options).new_page(), list[str]()
            page.on("console", lambda said: told.append(said.text) if said.type in ("error", "warning") else None)
            page.on("requestfailed", lambda request: told.append(f"failed: {request.url}"))
            page.on("request", lambda r: None if self.server.url in r.url else told.append(f"asked elsewhere: {r.url}"))
            self._pages[key] = page, told
        page, told = self._pages[key]
        if options.get("java_script_enabled", True):  # without script, a page that is left says nothing more
            page.goto("about:blank")
        told.clear()  # what was said about the page before
        return page, told

    def context(self, who: str, **options) -> BrowserContext:
        """A browser window signed in as one of the matrix's people; the same one for the same options."""
        key = _key(who, options)
        if key not in self._contexts:
            options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options}
            context = self.browser.new_context(base_url=self.server.url, **options)
            if who in self.sessions:
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.sessions[who], "url": self.server.url}
                context.add_cookies([cookie])
            self._contexts[key] = context
        return self._contexts[key]

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


def _key(who: str, options: dict[str, Any]) -> tuple:
    return (who, *sorted((name, str(value)) for name, value in options.items()))


def signed_in(world: ProjectWorld) -> dict[str, str]:
    """A session key for each person who can sign in."""
    keys = {}
    for who, person in world.people.items():
        if person is not None:
            client = Client()
            sign_in_as(client, who, person)
            keys[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return keys


@contextmanager
def live_world() -> Iterator[Live]:
    """Build the world for good, serve it, and leave an empty database behind.

    Nothing asks the database while the browser is open: Playwright runs an event loop in this thread, and in a
    loop Django would open a connection of its own.
    """
    call_command("flush", interactive=False, verbosity=0)
    world = build_world()
    sessions = signed_in(world)
    with override_settings(QUICK_EXIT_URL="/help/"):  # so that no test goes out into the world
        server = LiveServer("localhost")
        try:
            with real_browser() as browser:
                live = Live(server, world, browser, sessions)
                yield live
                live.close()
        finally:
            server.stop()
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def live(django_db_setup, django_db_blocker) -> Iterator[Live]:
    """One server and one world for all the tests of a module."""
    with django_db_blocker.unblock(), live_world() as found:
        yield found
