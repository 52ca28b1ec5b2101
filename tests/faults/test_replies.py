"""A hundred people answer an invitation while the broker dies under them (trust.md R3): the pages, not the outbox."""

import threading
import time
from collections import Counter

import pytest
from celery import current_app

from leap.core.outbox import nudge
from leap.local.processes import wait_until
from tests.leap.core import faults
from tests.meetings.invitations import pressing

PEOPLE = 100


@pytest.mark.django_db(transaction=True)
def test_r3_a_hundred_replies_while_the_broker_dies(settings, post_office, tell, monkeypatch):
    meeting, people = pressing.invited(PEOPLE)
    addresses = Counter(person.email for person in people)
    with faults.broker() as valkey:
        monkeypatch.setattr(current_app.conf, "broker_write_url", valkey.url)
        monkeypatch.setattr(nudge, "_resting_until", 0.0)
        dies = threading.Timer(1, valkey.stop, kwargs={"at_once": True})
        dies.start()
        waits = pressing.press(meeting, people)
        dies.join()
    began = time.monotonic()
    with pressing.fallback(settings):
        assert wait_until(lambda: not faults.unfinished(), seconds=120)
    left = time.monotonic() - began
    waits.sort()
    half = waits[len(waits) // 2]
    tell(
        f"R3, pages: {len(waits)} replies kept, half after {half:.2f} s, the longest {waits[-1]:.2f} s;"
        f" {len(post_office.letters)} letters left within {left:.0f} s of the fallback"
    )
    assert waits[-1] < 1.5
    assert Counter(post_office.addresses()) == addresses
