"""A worker that looks alive and gets nothing to do ends itself, so that whatever keeps it running starts a new one.

Beat asks for a sign of life every 15 seconds. When a connection to the broker dies without a word (no FIN, no RST) a
worker can wait on it for ever. Ending in the middle of anything is safe: the rows say what was begun.
"""

import logging
import os
import threading
import time
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)

_heard_at = time.monotonic()


def keep_watch(**kwargs: Any) -> None:
    """Called once, in the process of a worker that hears the broker."""
    heard()
    threading.Thread(target=_watch, daemon=True, name="watchdog").start()


def heard(**kwargs: Any) -> None:
    """There is something to do, so somebody is heard."""
    global _heard_at
    _heard_at = time.monotonic()


def _watch() -> None:
    while time.monotonic() - _heard_at < settings.WORKER_SILENCE_SECONDS:
        time.sleep(min(5, settings.WORKER_SILENCE_SECONDS / 4))
    log.critical("nothing heard from the broker for %s seconds: ending", settings.WORKER_SILENCE_SECONDS)
    os._exit(1)
