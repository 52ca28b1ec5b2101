"""Doing what beat would ask of the workers, in this process, while the broker, beat or every worker is away.

What is due stands in the database, so nothing is lost when they are away; but somebody has to notice what becomes due
meanwhile (a reminder at nine tomorrow) and to send it.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from celery import current_app
from django.conf import settings
from django.db import InterfaceError, OperationalError

from leap.core import outbox, pulse

log = logging.getLogger(__name__)

# Signs of life of the parts that are away, and two ways to ask for what is done here in every round anyway.
NOT_OURS = frozenset({"core.heartbeat", "core.deliver_due_messages"})


class StandIn:
    """One process that stands in. `now` counts seconds; another one is for tests."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        current_app.autodiscover_tasks(force=True)  # of every room, as a worker does when it starts
        self._now = now
        self._done: dict[str, float] = {}

    def round(self, limit: int | None = None) -> int:
        """Send what is due, then notice what becomes due when nobody else does, and send that. Says how many were dealt
        with, at most `limit`.

        What is written down already is not kept waiting by what takes long to notice. Sending beside workers does no
        harm: each message is claimed by one of them.
        """
        done = outbox.deliver_due(limit)
        if not is_quiet():
            return done
        self._notice()
        return done + outbox.deliver_due(None if limit is None else limit - done)

    def _notice(self) -> None:
        """Do each thing that beat asks for, as often as beat would. What goes wrong with one keeps no other waiting."""
        schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
        for entry in schedule.values():
            name, every = entry["task"], entry["schedule"]
            last = self._done.get(name)
            if name in NOT_OURS or (last is not None and self._now() < last + every):
                continue
            self._done[name] = self._now()
            try:
                current_app.tasks[name]()
            except (OperationalError, InterfaceError):
                self._take_back(name, last)  # once the database is back: not in an hour
                raise
            except Exception as error:  # its words may hold people's data
                log.error("%s could not be done while others are away: %s", name, type(error).__name__)

    def _take_back(self, name: str, last: float | None) -> None:
        if last is None:
            del self._done[name]
        else:
            self._done[name] = last


def is_quiet() -> bool:
    """Whether the broker is away, or has heard nothing of beat or of any worker lately."""
    try:
        return not all(pulse.read())
    except redis.RedisError:
        return True
