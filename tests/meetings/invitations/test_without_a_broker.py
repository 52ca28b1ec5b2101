"""R3 in short: people answer an invitation, and the broker is away. The long form is tests/faults/test_replies.py."""

from collections import Counter

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from leap.core.outbox import nudge
from leap.local.processes import wait_until
from tests.leap.core import faults
from tests.leap.core.conftest import post_office  # noqa: F401 - a fixture
from tests.meetings.invitations import pressing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_broker(monkeypatch):
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(nudge, "_resting_until", 0.0)


def test_r3_replies_are_kept_soon_and_their_letters_leave_without_a_broker(settings, post_office, no_broker):  # noqa: F811
    meeting, people = pressing.invited(6)
    assert max(pressing.press(meeting, people)) < 1.5
    with pressing.fallback(settings):
        assert wait_until(lambda: not faults.unfinished(), seconds=60)
    assert Counter(post_office.addresses()) == Counter(person.email for person in people)


def test_r3_unprotected_the_person_who_presses_meets_an_error(no_broker, monkeypatch):
    """The control."""
    meeting, people = pressing.invited(1)
    monkeypatch.setattr(nudge, "_ask", nudge._publish)
    monkeypatch.setattr(nudge, "now_please", lambda message: nudge._publish("core.deliver_message", str(message)))
    monkeypatch.setattr("leap.core.outbox.queueing.transaction.on_commit", lambda act, robust: act())
    with pytest.raises(OperationalError):
        pressing.press(meeting, people)
