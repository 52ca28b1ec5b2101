import os
from collections.abc import Iterator

import pytest
from django.db import connection

from leap.core import outbox, pulse
from leap.core.outbox import ahead, nudge, registry
from tests.leap.core import kinds
from tests.leap.core.post_office import PostOffice, open_post_office
from tests.leap.core.shelf import TABLES
from tests.leap.core.text_gateway import TextGateway, open_gateway


@pytest.fixture
def shelf_tables(db: None) -> None:
    """The test tables, gone again with the test's transaction."""
    with connection.schema_editor() as editor:
        for table in TABLES:
            editor.create_model(table)


@pytest.fixture
def pulses(monkeypatch):
    """Marks of our own, so that a worker running beside the tests is not taken for theirs."""
    monkeypatch.setattr(pulse, "BEAT", f"leap:pulse:beat:test:{os.getpid()}")
    monkeypatch.setattr(pulse, "WORKER", f"leap:pulse:worker:test:{os.getpid()}")
    yield pulse
    with pulse.client() as store:
        store.delete(pulse.BEAT, pulse.WORKER)


@pytest.fixture
def note_kind(settings, monkeypatch: pytest.MonkeyPatch) -> outbox.Kind:
    """One registered kind of message and an address book, and no others."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_books", {})
    monkeypatch.setattr(registry, "_holds", {})
    monkeypatch.setattr(registry, "_wishes", [])
    monkeypatch.setattr(ahead, "_readers", {})
    monkeypatch.setattr(nudge, "_resting_until", 0.0)
    settings.TEMPLATES = kinds.with_test_templates()
    settings.SITE_ORIGIN = "https://leap.example"
    settings.DEFAULT_FROM_EMAIL = "Messages <messages@leap.example>"
    kind = kinds.note_kind()
    outbox.register_kind(kind)
    outbox.register_address_book(kinds.address_book)
    return kind


@pytest.fixture
def post_office(settings) -> Iterator[PostOffice]:
    """A mail server, and settings that lead to it."""
    office = PostOffice()
    controller = open_post_office(office)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
    settings.EMAIL_TIMEOUT = 2
    yield office
    controller.stop()


@pytest.fixture
def text_gateway(settings) -> Iterator[TextGateway]:
    """A gateway for texts, and settings that lead to it."""
    with open_gateway(settings) as gateway:
        yield gateway
