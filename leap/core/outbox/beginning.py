"""The step after which nothing can be taken back: "its text is about to leave" is written down.

In the same moment it is asked for the last time whether the message may leave: no room holds it back, the attempt is
still ours, and nothing it was made from has changed.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from leap.core.outbox import prepared, states
from leap.core.outbox.ahead import as_it_was
from leap.core.outbox.claiming import LEASE, move
from leap.core.outbox.models import OutboxMessage
from leap.core.outbox.once import Rows
from leap.core.outbox.registry import HELD_BACK, is_held_back, locked_for_holds

SENT = """settled AS (
        UPDATE {table} SET state = %s, reason = '', channel = %s, lease_until = NULL, state_changed_at = %s
        WHERE id = %s AND attempts = %s AND state = ANY(%s) RETURNING id
    ), """
BEGIN = """
    WITH {sent}begun AS (
        UPDATE {table} SET state = %s, channel = %s, lease_until = %s, state_changed_at = %s
        WHERE id = %s AND attempts = %s AND state = ANY(%s) AND {as_it_was} RETURNING id
    )
    SELECT id FROM begun{and_sent}
"""


def begin(message: OutboxMessage, at: datetime) -> bool:
    """Write down that the text is about to leave; or, when somebody wants no messages since, that it never will."""
    with transaction.atomic():
        if is_held_back(message):
            move(message, states.CANCELLED, reason=HELD_BACK, lease_until=None, state_changed_at=at)
            return False
        started = {"channel": message.channel, "lease_until": at + LEASE, "state_changed_at": at}
        return move(message, states.DATA_STARTED, **started)


def begin_if_as_it_was(
    message: OutboxMessage, at: datetime, rests_on: Collection[Rows], since: str, sent: OutboxMessage | None
) -> set[UUID]:
    """The same in one statement, for what no room would hold back as long as these rows are as they were.

    The letter before it was `sent`, and that is written down with it: both stand at once. Gives the ids of the two that
    were written; nothing is written about a message that changed or that somebody else has.
    """
    table = OutboxMessage._meta.db_table
    condition, rests = as_it_was(rests_on, since)
    statement = BEGIN.format(
        sent=SENT.format(table=table) if sent else "",
        table=table,
        as_it_was=condition,
        and_sent=" UNION ALL SELECT id FROM settled" if sent else "",
    )
    facts = _facts_of_sent(sent, at) if sent else []
    facts += [states.DATA_STARTED, message.channel, at + LEASE, at]
    facts += [message.pk, message.attempts, states.before(states.DATA_STARTED), *rests]
    locks = locked_for_holds(message)  # statements of their own, so that the last one sees what they waited for
    with connection.cursor() as cursor:
        prepared.execute(cursor, *locks, (statement, facts))
        return {written for (written,) in cursor.fetchall()}


def _facts_of_sent(sent: OutboxMessage, at: datetime) -> list[Any]:
    return [states.SENT, sent.channel, at, sent.pk, sent.attempts, states.before(states.SENT)]
