"""Whose a message is for now: claims, leases, and what becomes of messages whose sender stopped.

A claim counts its attempts up, and the number is also the fence: whoever writes about a message names the attempt it
was claimed with, so a sender that was replaced writes nothing.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet

from leap.core.crashpoints import crashpoint
from leap.core.outbox import states
from leap.core.outbox.models import BY_MACHINE, OutboxMessage

LEASE = timedelta(minutes=3)  # longer than the slowest conversation with a mail server
MOST_CRASHES = 3  # a message that has taken down this many senders is put aside

CLAIM = """
    WITH due AS ({first} FOR UPDATE SKIP LOCKED), placed AS (
        SELECT id, state, row_number() OVER line AS place, bool_or(crashes > 0) OVER line AS is_suspect
        FROM due WINDOW line AS (ORDER BY due_at, id)
    )
    UPDATE {table} SET state = %s, lease_until = %s, state_changed_at = %s, attempts = attempts + 1
    FROM placed WHERE {table}.id = placed.id AND (place = 1 OR NOT is_suspect)
    RETURNING {table}.*, placed.state AS was
"""


def due(at: datetime) -> QuerySet[OutboxMessage]:
    """The one place that says what is due."""
    waiting = OutboxMessage.objects.filter(state__in=states.WAITING, channel__in=BY_MACHINE)
    return waiting.filter(due_at__lte=at).order_by("due_at")  # as the index has it: thousands may be due at nine


def claim(those: QuerySet[OutboxMessage], at: datetime, most: int = 1) -> list[OutboxMessage]:
    """Take the first of these, up to `most`, that no other sender has. One statement, and it stands at once.

    A message whose sender stopped before is taken alone: if it was the message that did it, no other goes down with it.
    """
    if connection.in_atomic_block and not getattr(connection.atomic_blocks[-1], "_from_testcase", False):
        raise RuntimeError("sending must not be part of a transaction")
    first, facts = those.values("id", "state", "crashes", "due_at")[:most].query.sql_with_params()
    # The parts are Django's own words for the query, and every value is a parameter.
    statement = CLAIM.format(first=first, table=OutboxMessage._meta.db_table)
    claimed = OutboxMessage.objects.raw(statement, [*facts, states.CLAIMED, at + LEASE, at])
    return sorted(claimed, key=lambda message: (message.due_at, message.pk))


def release(messages: list[OutboxMessage], at: datetime) -> None:
    """Give back what was claimed and not begun, as if it had not been tried: the next sender takes it at once.

    Whoever gives back must not touch it any more: the number of its attempt will be used again.
    """
    if messages:
        crashpoint("before_giving_back")
    for was in {message.was for message in messages}:
        those = _still_ours([message for message in messages if message.was == was])
        those.update(state=was, attempts=F("attempts") - 1, lease_until=None, state_changed_at=at)


def keep(messages: list[OutboxMessage], at: datetime) -> None:
    """Renew the leases of what waits for its turn, when half their time is over."""
    if any(message.lease_until is None or message.lease_until < at + LEASE / 2 for message in messages):
        _still_ours(messages).update(lease_until=at + LEASE)
        for message in messages:
            message.lease_until = at + LEASE


def settle_what_stopped(at: datetime) -> None:
    """Messages whose sender stopped without a word: the safe ones are tried again, the others shown to a person."""
    stopped = OutboxMessage.objects.filter(lease_until__lt=at)
    settled = {"lease_until": None, "state_changed_at": at}
    stopped.filter(state=states.DATA_STARTED).update(state=states.UNCERTAIN, reason="stopped-while-sending", **settled)
    crashpoint("while_settling")
    crashed = stopped.filter(state=states.CLAIMED)
    again = {"crashes": F("crashes") + 1, **settled}
    crashed.filter(crashes__gte=MOST_CRASHES - 1).update(state=states.FAILED, reason="crashed-the-sender", **again)
    crashed.update(state=states.RETRY, reason="sender-stopped", due_at=at, **again)


def move(message: OutboxMessage, to: str, **change: object) -> bool:
    """Write a new state if this attempt still holds the message and the table of moves allows it."""
    held = OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts, state__in=states.before(to))
    return held.update(state=to, **change) == 1


def _still_ours(messages: list[OutboxMessage]) -> QuerySet[OutboxMessage]:
    fences = Q()
    for message in messages:
        fences |= Q(pk=message.pk, attempts=message.attempts)
    return OutboxMessage.objects.filter(fences, state=states.CLAIMED)
