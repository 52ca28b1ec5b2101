"""A whole site that lives in the autumn of 2026, and goes from moment to moment as the story needs it."""

import json
import types
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.test import override_settings
from playwright.sync_api import expect

from leap.local.processes import wait_until
from leap.local.text_catcher import HEADERS
from tests.journeys.site import PAGE_PATIENCE, PATIENCE, Site, is_healthy, whole_site, worker_and_beat
from tests.leap.core.text_gateway import TextGateway, open_gateway

BEGINS = datetime(2026, 9, 14, 10, tzinfo=UTC)


class Autumn:
    """The site, the texts that left it, and its clock: the web server's, the worker's and beat's are one."""

    def __init__(self, site: Site, texts: TextGateway, time: time_machine.Traveller, folder: Path) -> None:
        self.site, self.texts, self.time, self.folder = site, texts, time, folder

    def go_to(self, moment: datetime) -> None:
        """Everything stops, it is another moment (UTC), and everything goes on."""
        self.stop()
        self.time.move_to(moment)
        self.start()

    def stop(self) -> None:
        for program in self.site.hands.values():
            program.stop()

    def kill_worker(self) -> None:
        """In the middle of whatever it does, without a word."""
        self.site.hands["worker"].stop(at_once=True)

    def start(self) -> None:
        """The worker and beat, in the month it is here."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LEAP_STORY_AWAY", str(_away()))
            self.site.hands = worker_and_beat(self.folder)
            for program in self.site.hands.values():
                program.start()
        assert wait_until(lambda: is_healthy(self.site.address), seconds=PATIENCE)


def _away() -> float:
    """How many seconds it is from here to the time on this computer."""
    return datetime.now(UTC).timestamp() - time_machine.escape_hatch.time.time()


@pytest.fixture
def autumn(django_db_setup, django_db_blocker, tmp_path) -> Iterator[Autumn]:
    """The demo programme as it would be then."""
    expect.set_options(timeout=PAGE_PATIENCE)
    told = types.SimpleNamespace()
    with (
        django_db_blocker.unblock(),
        open_gateway(told) as texts,
        override_settings(**vars(told)),
        time_machine.travel(BEGINS, tick=True) as time,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("TEXT_GATEWAY_URL", told.TEXT_GATEWAY_URL)
        patch.setenv("TEXT_GATEWAY_HEADERS", json.dumps(HEADERS))
        patch.setenv("LEAP_STORY_AWAY", str(_away()))
        with whole_site(tmp_path) as site:
            here = Autumn(site, texts, time, tmp_path)
            try:
                yield here
            finally:
                site.close_windows()
                here.stop()
