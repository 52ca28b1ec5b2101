"""The whole site as it runs for people: the demo programme, a web server, a worker, beat, a mail server, a browser."""

import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.people.models import Panel, Person
from leap.core import pulse
from leap.core.outbox import nudge
from leap.demo import files, loader
from leap.local.places import ROOT
from leap.local.processes import Program, wait_until
from leap.local.servers import Valkey, start_and_wait
from tests.browser import real_browser
from tests.browser_checks import all_problems
from tests.journeys.settings import BEAT_SECONDS
from tests.leap.core.post_office import PostOffice, open_post_office

Answer = TypeVar("Answer")
PATIENCE = 60  # seconds; a letter takes two or three, on a busy computer more
PAGE_PATIENCE = 20_000  # milliseconds, for what a page should show
WIDTHS = {375: 812, 1280: 900}
SHOTS = ROOT / "var" / "shots" / "journeys"


class Site:
    """What a story needs: people, windows they look through, the letters that arrived, and a way to look behind."""

    def __init__(
        self, address: str, office: PostOffice, browser: Browser, cast: tuple[dict, dict], hands: dict[str, Program]
    ) -> None:
        """`hands`: the worker and beat, which a story may stop and start again."""
        self.address, self.office, self.browser, self.hands = address, office, browser, hands
        self.people: dict[str, Person] = cast[0]
        self.panels: dict[str, Panel] = cast[1]
        self._open: list[BrowserContext] = []
        self._desk: Page | None = None
        self._said: list[str] = []

    # Windows

    def window(self, who: str | None = None, **options) -> Page:
        """A window of its own until the story ends; with a name, of somebody who has signed in before."""
        page = self._new_window(**options)
        self._open.append(page.context)
        self._sit_down(page, who)
        return page

    def desk(self, who: str | None) -> Page:
        """The one window that stays open all day, with somebody else sitting down at it: quicker than one for each."""
        if self._desk is None:
            self._desk = self._new_window()
        self._desk.context.clear_cookies()
        self._sit_down(self._desk, who)
        return self._desk

    def _new_window(self, **options) -> Page:
        options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options}
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(PAGE_PATIENCE)
        page = context.new_page()
        page.on("console", self._listen)
        return page

    def _sit_down(self, page: Page, who: str | None) -> None:
        if who is not None:
            value = self.behind(lambda: _new_session(self.people[who]))
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.address}
            page.context.add_cookies([cookie])

    def _listen(self, message) -> None:
        """A refusal (404, 422) shows in the console and is what a story is about; anything else there is a fault."""
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self._said.append(message.text)

    def close_windows(self) -> None:
        """At the end of a story."""
        while self._open:
            self._open.pop().close()
        said, self._said = self._said, []
        assert said == []

    def look(self, page: Page, name: str) -> None:
        """This state of a page has no problems. With LEAP_SHOTS=1 a picture is taken on a phone and on a desk."""
        page.wait_for_load_state("load")  # styles and scripts too: after a click only the words are sure to be there
        assert (name, all_problems(page)) == (name, [])
        if os.environ.get("LEAP_SHOTS"):
            self._take_pictures(page, name)

    def _take_pictures(self, page: Page, name: str) -> None:
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
            page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)

    # Letters

    def letters_to(self, who: str, about: str = "") -> list[EmailMessage]:
        """The letters that arrived for somebody, oldest first; with `about`, those that have this in their text."""
        letters = [letter for letter in self.office.read() if letter["To"] == self.people[who].email]
        return [letter for letter in letters if about in letter.get_content()]

    def wait_for_letter(self, who: str, subject: str, about: str = "") -> str:
        """The text of the newest letter with this subject, once the worker has sent it and it is here."""

        def found() -> list[EmailMessage]:
            return [letter for letter in self.letters_to(who, about) if letter["Subject"] == subject]

        assert wait_until(lambda: bool(found()), seconds=PATIENCE), f"no letter “{subject}” for {who}"
        return found()[-1].get_content()

    def wait_for_rounds(self, rounds: int) -> None:
        """Until beat has been round some more times and the worker, which does one thing at a time, has followed."""
        until = _last_round() + rounds * BEAT_SECONDS + 1
        assert wait_until(lambda: _last_round() >= until, seconds=PATIENCE)

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """For something that the worker does."""
        assert wait_until(ready, seconds=PATIENCE)

    # Behind the pages

    def behind(self, work: Callable[[], Answer]) -> Answer:
        """Do something with the database in a thread of its own: Playwright's loop lives in this one."""
        with ThreadPoolExecutor(1) as helper:
            return helper.submit(_and_hang_up, work).result()


def _and_hang_up(work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    finally:
        connections.close_all()


def _new_session(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _last_round() -> int:
    """When the worker last had a heartbeat to run, in whole seconds: it comes round with everything else."""
    with pulse.client() as store:
        return int(store.get(pulse.WORKER) or 0)


def code_in(letter: str) -> str:
    """The code for signing in."""
    return re.search(r"^\s*([A-Z0-9-]{6,})\s*$", letter, re.MULTILINE)[1]


def rate_on(day: date) -> int:
    """Pence for half a day, by the demo's rates."""
    return loader.RATES[max(start for start in loader.RATES if start <= day)]["half_day"]


@contextmanager
def whole_site(folder: Path) -> Iterator[Site]:
    """Load the demo for good, start everything, and leave an empty database and nothing running behind."""
    call_command("flush", interactive=False, verbosity=0)
    with ExitStack() as until_the_end:
        until_the_end.callback(call_command, "flush", interactive=False, verbosity=0)
        assert loader.load()
        cast = _cast()
        broker = _start_broker(folder, until_the_end)
        office = PostOffice()
        controller = open_post_office(office)
        until_the_end.callback(controller.stop)
        until_the_end.enter_context(_settings_for(broker, controller.port))
        server = LiveServer("localhost")
        until_the_end.callback(server.stop)
        until_the_end.enter_context(override_settings(SITE_ORIGIN=server.url))
        hands = worker_and_beat(folder)
        for program in hands.values():
            until_the_end.callback(program.stop)
            program.start()
        assert wait_until(lambda: is_healthy(server.url), seconds=PATIENCE), _last_words(folder)
        yield Site(server.url, office, until_the_end.enter_context(real_browser()), cast, hands)


def _cast() -> tuple[dict[str, Person], dict[str, Panel]]:
    """The demo's people and panels by the keys they have in its files."""
    facts = files.read("people")
    named = {person.called_name: person for person in Person.objects.all()}
    people = {each["key"]: named[each["called"]] for each in facts["people"]}
    return people, {each["key"]: Panel.objects.get(name=each["name"]) for each in facts["panels"]}


def _start_broker(folder: Path, until_the_end: ExitStack) -> str:
    """A Valkey of our own, so that nobody else's worker takes our tasks."""
    valkey = Valkey("only-for-these-stories")
    valkey.log = folder / "valkey.log"
    until_the_end.callback(valkey.stop)
    start_and_wait(valkey)
    return valkey.url


@contextmanager
def _settings_for(broker: str, mail_port: int) -> Iterator[None]:
    """This process is the web server: it writes to our broker and our mail server."""
    caches = {"default": {**settings.CACHES["default"], "LOCATION": broker}}
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": mail_port, "EMAIL_HOST_USER": "", "EMAIL_USE_TLS": False}
    with (
        override_settings(REDIS_URL=broker, CACHES=caches, QUICK_EXIT_URL="/help/", **mail),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(current_app.conf, "broker_write_url", broker)
        patch.setattr(nudge, "_resting_until", 0.0)
        yield


def worker_and_beat(folder: Path) -> dict[str, Program]:
    """The two programs beside the web server, not started yet."""
    celery = [sys.executable, "-m", "celery", "-A", "leap.celery:app"]
    commands = {
        "worker": [*celery, "worker", "--concurrency=1", "--without-gossip", "--without-mingle", "-n", "stories@%h"],
        "beat": [*celery, "beat", "--schedule", str(folder / "beat-schedule"), "--pidfile="],
    }
    return {
        name: Program(name, command, env=_environment(), log=folder / f"{name}.log", patience=10)
        for name, command in commands.items()
    }


def _environment() -> dict[str, str]:
    """What the worker and beat are told: the same database, broker and mail server."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        "DATABASE_URL": _database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "EMAIL_HOST": settings.EMAIL_HOST,
        "EMAIL_PORT": str(settings.EMAIL_PORT),
        "EMAIL_HOST_USER": "",
        "EMAIL_USE_TLS": "false",
        "SITE_ORIGIN": settings.SITE_ORIGIN,
    }


def _database_url() -> str:
    database = connection.settings_dict
    account = ":".join(quote(database[part], safe="") for part in ("USER", "PASSWORD") if database[part])
    return f"postgres://{account}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def is_healthy(address: str) -> bool:
    """Database, broker, worker and beat are all there, as the health page sees it."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return False


def _last_words(folder: Path) -> str:
    return "\n".join(log.read_text(errors="replace")[-2000:] for log in folder.glob("*.log"))
