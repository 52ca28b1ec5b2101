"""Messages to people. Rooms register kinds and queue messages; everything about sending them is in here."""

from leap.core.outbox.actions import (
    heard,
    it_arrived,
    mark_done,
    not_reached,
    recheck_tasks,
    send_again,
    settle_waiting,
    try_later,
    waiting_for_a_person,
)
from leap.core.outbox.ahead import Know, register_reader
from leap.core.outbox.delivery import NotSent, deliver_due, deliver_now, deliver_one, is_much_due
from leap.core.outbox.models import (
    BY_HAND,
    BY_MACHINE,
    CHANNELS,
    EMAIL,
    LETTER,
    PHONE,
    SUPPORTER,
    TEXT,
    OutboxMessage,
)
from leap.core.outbox.nudge import ask_a_worker, help_please
from leap.core.outbox.once import Rows, once, row, rows
from leap.core.outbox.queueing import note_that_all_was_off, queue
from leap.core.outbox.registry import (
    Kind,
    Way,
    Wishes,
    kind_called,
    kinds,
    register_address_book,
    register_hold,
    register_kind,
    register_wishes,
    way_to,
    wishes_of,
)
from leap.core.outbox.states import NOT_BEGUN
from leap.core.outbox.texts import gateway_is_there
from leap.core.outbox.use import ALL_WAS_OFF, ALWAYS, Use
from leap.core.outbox.writing import sender_name, write_spoken

__all__ = [
    "ALL_WAS_OFF",
    "ALWAYS",
    "BY_HAND",
    "BY_MACHINE",
    "CHANNELS",
    "EMAIL",
    "LETTER",
    "NOT_BEGUN",
    "PHONE",
    "SUPPORTER",
    "TEXT",
    "Kind",
    "Know",
    "NotSent",
    "OutboxMessage",
    "Rows",
    "Use",
    "Way",
    "Wishes",
    "ask_a_worker",
    "deliver_due",
    "deliver_now",
    "deliver_one",
    "gateway_is_there",
    "heard",
    "help_please",
    "is_much_due",
    "it_arrived",
    "kind_called",
    "kinds",
    "mark_done",
    "not_reached",
    "note_that_all_was_off",
    "once",
    "queue",
    "recheck_tasks",
    "register_address_book",
    "register_hold",
    "register_kind",
    "register_reader",
    "register_wishes",
    "row",
    "rows",
    "send_again",
    "sender_name",
    "settle_waiting",
    "try_later",
    "waiting_for_a_person",
    "way_to",
    "wishes_of",
    "write_spoken",
]
