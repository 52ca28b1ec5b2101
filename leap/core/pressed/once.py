"""Whose turn it is to do what was sent, and what the others are told."""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from leap.core import clock
from leap.core.ids import new_id
from leap.core.pressed.models import Press

GIVEN_UP_AFTER = timedelta(seconds=30)
"""Whoever was doing it has not answered for so long that nobody does it any more."""
SAME_PRESS = timedelta(minutes=10)
"""The same form, sent again within this time and with nothing sent in between, is the same press."""
KEPT = timedelta(days=1)
LOOK_EVERY = 0.1  # seconds

# The unique mark lets one of many in. A later press of the same browser makes the old one a wish of its own: somebody
# who stopped something, took it back and stops it again from the old page means it.
TURN = """
    INSERT INTO {table} AS press (id, mark, browser, pressed_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (mark) DO UPDATE SET pressed_at = EXCLUDED.pressed_at, goes_to = NULL
    WHERE press.pressed_at < %s
       OR (press.goes_to IS NULL AND press.pressed_at < %s)
       OR (press.goes_to IS NOT NULL AND EXISTS (
            SELECT 1 FROM {table} AS later WHERE later.browser = press.browser AND later.pressed_at > press.pressed_at
          ))
    RETURNING id
"""


def take_turn(mark: str, browser: str) -> tuple[UUID | None, str]:
    """The key of this press when it is ours to do; else None and the page that answered the same press.

    While somebody else does it we wait. Say `done` or `not_done` with the key afterwards.
    """
    while True:
        key = _mine(mark, browser)
        if key is not None:
            return key, ""
        press = Press.objects.unscoped("to give the same answer again").filter(mark=mark).first()
        if press is not None and press.goes_to is not None:
            return None, press.goes_to
        time.sleep(LOOK_EVERY)


def _mine(mark: str, browser: str) -> UUID | None:
    now = clock.now()
    facts: list[Any] = [new_id(), mark, browser, now, now - SAME_PRESS, now - GIVEN_UP_AFTER]
    with connection.cursor() as cursor:
        cursor.execute(TURN.format(table=connection.ops.quote_name(Press._meta.db_table)), facts)
        row = cursor.fetchone()
    return row[0] if row else None


def done(key: UUID, goes_to: str) -> None:
    """It was done, and this page is the answer: who sends the same again is led there too."""
    Press(pk=key, goes_to=goes_to).save(update_fields=["goes_to"], force_update=True)


def not_done(key: UUID) -> None:
    """It was not done: the page came back with a sentence. The same may be sent again."""
    Press.objects.unscoped("nothing came of it").filter(pk=key).delete()


def forget() -> int:
    """Delete what was pressed more than a day ago. How many."""
    old = Press.objects.unscoped("kept for a day").filter(pressed_at__lt=clock.now() - KEPT)
    return old.delete()[0]
