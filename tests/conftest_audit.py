"""Let the tests start each with an empty audit trail, although the database refuses to empty it.

Django's TransactionTestCase empties every table with one TRUNCATE. Here, and only here, the trigger that refuses it is
put to sleep for that one statement, in the same transaction. Every other UPDATE, DELETE or TRUNCATE in a test is still
refused. A rolled-back test needs none of this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

TABLE = "core_auditevent"
TRIGGER = "core_audit_is_append_only"

_django_sql_flush = DatabaseOperations.sql_flush


def _sql_flush(self: DatabaseOperations, style: object, tables: list[str], **options: bool) -> list[str]:
    statements = _django_sql_flush(self, style, tables, **options)
    if TABLE not in tables:
        return statements
    switch = f"alter table {TABLE} {{}} trigger {TRIGGER}"
    return [switch.format("disable"), *statements, switch.format("enable")]


@contextmanager
def audit_can_be_emptied() -> Iterator[None]:
    """While this is open, emptying every table at once empties the trail too."""
    with mock.patch.object(DatabaseOperations, "sql_flush", _sql_flush):
        yield


@pytest.fixture(scope="session", autouse=True)
def audit_trail_can_be_emptied_between_tests() -> Iterator[None]:
    with audit_can_be_emptied():
        yield
