"""Messages to people. Rooms register kinds and queue messages; everything about sending them is in here."""

from leap.core.outbox.actions import mark_done, send_again, waiting_for_a_person
from leap.core.outbox.delivery import NotSent, deliver_due, deliver_now, deliver_one
from leap.core.outbox.models import BY_HAND, EMAIL, OutboxMessage
from leap.core.outbox.queueing import queue
from leap.core.outbox.registry import (
    Kind,
    Wishes,
    kinds,
    register_address_book,
    register_hold,
    register_kind,
    register_wishes,
    wishes_of,
)
from leap.core.outbox.states import NOT_BEGUN

__all__ = [
    "BY_HAND",
    "EMAIL",
    "NOT_BEGUN",
    "Kind",
    "NotSent",
    "OutboxMessage",
    "Wishes",
    "deliver_due",
    "deliver_now",
    "deliver_one",
    "kinds",
    "mark_done",
    "queue",
    "register_address_book",
    "register_hold",
    "register_kind",
    "register_wishes",
    "send_again",
    "waiting_for_a_person",
    "wishes_of",
]
