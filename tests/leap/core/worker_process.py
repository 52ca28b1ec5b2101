"""A Celery worker and beat for the fault tests: the real application, with the tests' kind of message.

LEAP_TEST_NAIVE=1 takes the second phase away (nothing is written down before the text leaves), to show what it is for.
LEAP_TEST_WAIT=1 waits for the broker so many seconds instead of our settings' (5); 0: for ever, as Celery does unasked.
LEAP_TEST_MOST_CRASHES: how many senders one message may take down.
"""

import os

import django
from django.conf import settings

django.setup()

from leap.celery import app  # noqa: E402  after setup, as Django asks
from leap.core import outbox  # noqa: E402
from leap.core.outbox import claiming, registry, sending  # noqa: E402
from tests.leap.core import kinds  # noqa: E402

settings.TEMPLATES = kinds.with_test_templates()
registry._holds.clear()
registry._wishes.clear()
registry._books.clear()
outbox.register_kind(kinds.note_kind())
outbox.register_address_book(kinds.address_book)
if os.environ.get("LEAP_TEST_NAIVE"):
    sending.Sender._start = lambda sender, message, letter: True
claiming.MOST_CRASHES = int(os.environ.get("LEAP_TEST_MOST_CRASHES", claiming.MOST_CRASHES))
if "LEAP_TEST_WAIT" in os.environ:
    seconds = float(os.environ["LEAP_TEST_WAIT"])
    waits = {"socket_timeout": seconds or None, "socket_connect_timeout": seconds or None}
    often = {"health_check_interval": seconds, "unacked_restore_interval": seconds} if seconds else {}
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, **waits, **often}
EVERY = float(os.environ.get("LEAP_TEST_BEAT", "0"))
if EVERY:
    app.conf.beat_schedule = {
        "sweep": {"task": "core.deliver_due_messages", "schedule": EVERY},
        "heartbeat": {"task": "core.heartbeat", "schedule": 15.0},
    }

__all__ = ["app"]
