"""Statements that PostgreSQL plans once for a connection instead of each time.

The last look at a letter asks after ten tables: to plan it takes ten times as long as to do it.
"""

import hashlib
from collections.abc import Sequence
from itertools import count
from re import sub
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

MOST = 100  # statements kept for one connection; there are about ten

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def execute(cursor: CursorWrapper, *statements: tuple[str, Sequence[Any]]) -> None:
    """Run these statements, each with its facts, in one go and one transaction. The cursor has what the last one found.

    A statement marks its facts by %s; what was planned is kept for as long as the connection.
    """
    planned: list[str] = []
    facts: list[Any] = []
    for statement, its_facts in statements:
        planned.append(_planned(cursor, statement, len(its_facts)))
        facts += its_facts
    cursor.execute(";".join(planned), facts)


def _planned(cursor: CursorWrapper, statement: str, facts: int) -> str:
    """The words that run this statement."""
    known = _known.setdefault(connection.connection, set())
    name = f"leap_{hashlib.blake2s(statement.encode(), digest_size=12).hexdigest()}"
    if name not in known:
        if len(known) >= MOST:
            return statement
        places = count(1)
        numbered = sub("%s", lambda place: f"${next(places)}", statement)
        cursor.execute(f"PREPARE {name} AS {numbered}")
        known.add(name)
    return f"EXECUTE {name}" + (f"({', '.join(['%s'] * facts)})" if facts else "")
