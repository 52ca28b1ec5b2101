"""Reading what a whole batch of letters needs in a few statements, and noticing when any of it has changed since.

What was read ahead is never simply believed. With each thing known come the rows it rests on, and the statement that
writes down "its text is about to leave" looks whether each of them is still there and was last written before we began
to read. If not, nothing leaves and everything is asked again. PostgreSQL keeps with each row the number of the
transaction that wrote it (`xmin`); everything below the lowest number still open when we began was finished by then.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, connection

from leap.core import clock
from leap.core.outbox.models import OutboxMessage
from leap.core.outbox.once import Rows

log = logging.getLogger(__name__)

GOOD_FOR_SECONDS = 5
NOT_THE_MESSAGES_FAULT = (OperationalError, InterfaceError, SoftTimeLimitExceeded)
AS_IT_WAS = "age(xmin) > age(%s::xid)"  # older than the oldest transaction that was open when we began to read

Know = Callable[..., None]
Reader = Callable[[list[OutboxMessage], Know], None]

_readers: dict[str, Reader] = {}


def register_reader(reader: Reader, name: str) -> None:
    """`reader(messages, know)` reads what these messages may need in a number of statements that does not grow, and
    calls `know(find, key, found, *rests_on)`: what `once(find, key)` would say, and every row that rests on.
    """
    _readers[name] = reader


class Ahead:
    """What is known of some messages, as of one moment."""

    def __init__(self, messages: Iterable[OutboxMessage] = ()) -> None:
        """Remember the moment. What is read after it and was written after it counts as changed: so nothing slips."""
        self._of = {message.pk for message in messages}
        self.known: dict[Any, tuple[Any, tuple[Rows, ...]]] = {}
        self._day, self._until = clock.today(), time.monotonic() + GOOD_FOR_SECONDS
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::xid::text")
            self.since = str(cursor.fetchone()[0])

    def know(self, find: Callable[..., Any], key: Any, found: Any, *rests_on: Rows) -> None:
        """From now on `once(find, key)` says `found`, as long as no row it rests on has changed."""
        self.known[find, key] = found, rests_on

    def is_good_for(self, message: OutboxMessage) -> bool:
        """Was it read for this one too, is it young, and the day still the same (roles begin and end at midnight)?"""
        return message.pk in self._of and time.monotonic() < self._until and clock.today() == self._day

    def forget_what_changed(self) -> None:
        """Forget what rests on a row that was written while we read, or by a transaction that was open then."""
        changed = changed_rows({each for _, behind in self.known.values() for each in behind}, self.since)
        self.known = {what: (found, behind) for what, (found, behind) in self.known.items() if not changed & {*behind}}


def read_ahead(messages: list[OutboxMessage]) -> Ahead:
    """Let each room read what it knows of these messages. A room that stumbles is asked again for each by itself."""
    ahead = Ahead(messages)
    for name, reader in _readers.items():
        try:
            reader(messages, ahead.know)
        except NOT_THE_MESSAGES_FAULT:
            raise
        except Exception as error:
            log.warning("%s could not be read ahead: %s", name, type(error).__name__)
    ahead.forget_what_changed()
    return ahead


def changed_rows(behind: Collection[Rows], since: str) -> set[Rows]:
    """Those of these rows that are not as they were. One statement, whatever their number."""
    places: dict[tuple[str, str], list[Rows]] = defaultdict(list)
    for each in behind:
        places[each.table, each.column].append(each)
    if not places:
        return set()
    # Names of tables and columns are Django's own, and every value is a parameter.
    counts = [
        f"SELECT {place}, {column}::text, count(*), count(*) FILTER (WHERE {AS_IT_WAS}) FROM {table}"  # noqa: S608  # nosec B608
        f" WHERE {column} = ANY(%s) GROUP BY {column}"
        for place, (table, column) in enumerate(places)
    ]
    facts = [fact for those in places.values() for fact in (since, [each.value for each in those])]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts), facts)
        found = {(place, value): numbers for place, value, *numbers in cursor.fetchall()}
    return {
        each
        for place, those in enumerate(places.values())
        for each in those
        if found.get((place, str(each.value)), [0, 0]) != [each.number, each.number]
    }


def as_it_was(behind: Collection[Rows], since: str) -> tuple[str, list[Any]]:
    """The condition that each of these rows is as it was, and its facts: for the statement that begins a letter."""
    in_order = sorted(behind, key=lambda each: each[:2])  # so that the same tables are always asked in the same words
    conditions = [
        f"(SELECT count(*) = %s AND coalesce(bool_and({AS_IT_WAS}), true) FROM {each.table} WHERE {each.column} = %s)"  # noqa: S608  # nosec B608
        for each in in_order
    ]
    facts = [fact for each in in_order for fact in (each.number, since, each.value)]
    return " AND ".join(conditions) or "true", facts
