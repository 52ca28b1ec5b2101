"""Let the tests start each with an empty audit trail and no proofs, although the database refuses to empty them.

Django's TransactionTestCase empties every table with one TRUNCATE. Here, and only here, the triggers that refuse it are
put to sleep for that one statement, in the same transaction. Every other UPDATE, DELETE or TRUNCATE in a test is still
refused. A rolled-back test needs none of this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

TRIGGERS = {
    "core_auditevent": "core_audit_is_append_only",
    "identity_consentanswer": "identity_answers_are_not_emptied",
    "identity_countedtopic": "identity_numbers_are_not_emptied",
    "identity_countrelease": "identity_releases_are_not_emptied",
    "identity_consentwording": "identity_wordings_are_not_emptied",
}

_django_sql_flush = DatabaseOperations.sql_flush


def _sql_flush(self: DatabaseOperations, style: object, tables: list[str], **options: bool) -> list[str]:
    statements = _django_sql_flush(self, style, tables, **options)
    kept = [(table, trigger) for table, trigger in TRIGGERS.items() if table in tables]
    asleep = [f"alter table {table} disable trigger {trigger}" for table, trigger in kept]
    awake = [f"alter table {table} enable trigger {trigger}" for table, trigger in kept]
    return [*asleep, *statements, *awake] if statements else []


@contextmanager
def audit_can_be_emptied() -> Iterator[None]:
    """While this is open, emptying every table at once empties the trail and the proofs too."""
    with mock.patch.object(DatabaseOperations, "sql_flush", _sql_flush):
        yield


@pytest.fixture(scope="session", autouse=True)
def audit_trail_can_be_emptied_between_tests() -> Iterator[None]:
    with audit_can_be_emptied():
        yield
