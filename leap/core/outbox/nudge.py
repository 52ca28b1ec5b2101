"""Telling workers that there is something to send. Only a courtesy: the sweep finds the rows anyway."""

import logging
import time
from uuid import UUID

from celery import current_app

from leap.core.crashpoints import crashpoint

log = logging.getLogger(__name__)

REST_SECONDS = 10  # after the broker did not answer, nobody waits for it again for this long
USE_BY_SECONDS = 60  # later the sweep has been past
HELPERS = 3  # with the one that asks: all processes of a worker as we ship it
HELP_USE_BY_SECONDS = 15  # later beat has asked again, and a queue of helpers would keep others waiting
# The broker settings of the worker are patient; a person who pressed a button is waiting for this one.
IMPATIENT = {"max_retries": 0, "socket_timeout": 0.5, "socket_connect_timeout": 0.5, "connect_retries_timeout": 1}

_resting_until = 0.0


def now_please(message_id: UUID) -> None:
    """Ask a worker to deliver this message now."""
    crashpoint("before_asking")
    _ask("core.deliver_message", str(message_id))


def help_please() -> None:
    """Ask the other processes of a worker to send what is due as well."""
    for _ in range(HELPERS):
        _ask("core.help_with_due_messages", use_by=HELP_USE_BY_SECONDS)


def ask_a_worker(task: str, *arguments: str) -> None:
    """Ask a worker of another room's to do its work now. Only a courtesy too: that room sweeps what is left."""
    _ask(task, *arguments)


def _ask(task: str, *arguments: str, use_by: int = USE_BY_SECONDS) -> None:
    """A broker that is away costs at most about a second, and no error."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return
    try:
        _publish(task, *arguments, use_by=use_by)
    except Exception as away:  # the change is saved; whatever ails the broker must not reach the person
        _resting_until = time.monotonic() + REST_SECONDS
        log.warning("broker away (%s): the sweep will send", type(away).__name__)


def _publish(task: str, *arguments: str, use_by: int = USE_BY_SECONDS) -> None:
    with current_app.connection_for_write(connect_timeout=0.5) as broker:
        broker.transport_options = {**broker.transport_options, **IMPATIENT}
        options = {"connection": broker, "retry": False, "expires": use_by}
        current_app.send_task(task, args=list(arguments), **options)
