"""What workers do for the core. A task takes ids, makes one call and decides nothing."""

import logging
from typing import Any

import redis
from celery import shared_task
from celery.signals import beat_init, before_task_publish, task_received, worker_ready

from leap.core import outbox, pulse, uploads, watchdog
from leap.core.pressed import once

log = logging.getLogger(__name__)

HEARTBEAT = "core.heartbeat"
SWEEP_SECONDS = 14  # until just before beat asks again; in between a worker does what else was asked of it


worker_ready.connect(watchdog.keep_watch)
task_received.connect(watchdog.heard)


@shared_task(name="core.deliver_due_messages")
def deliver_due_messages() -> int:
    """Send what is due. Beat asks every 15 seconds; two at once do no harm, and when much is due others help."""
    if outbox.is_much_due():
        outbox.help_please()
    return outbox.deliver_due(seconds=SWEEP_SECONDS)


@shared_task(name="core.help_with_due_messages")
def help_with_due_messages() -> int:
    """Send what is due, beside the sender that asked for help. It calls nobody, so there are never more and more."""
    return outbox.deliver_due(seconds=SWEEP_SECONDS)


@shared_task(name="core.deliver_message")
def deliver_message(message_id: str) -> bool:
    """Send one message now, if it is due and still waiting."""
    return outbox.deliver_one(message_id)


@shared_task(name="core.recheck_tasks")
def recheck_tasks() -> int:
    """Take calls and letters off the lists that are no longer true. Beat asks every five minutes."""
    return outbox.recheck_tasks()


@shared_task(name="core.sweep_files")
def sweep_files() -> int:
    """Throw away files that belong to nothing. Beat asks every hour."""
    return uploads.sweep()


@shared_task(name="core.forget_presses")
def forget_presses() -> int:
    """Delete what was pressed more than a day ago. Beat asks every hour."""
    return once.forget()


@shared_task(name=HEARTBEAT)
def heartbeat() -> None:
    """Run by a worker: its sign of life."""
    pulse.mark(pulse.WORKER)


@beat_init.connect
def first_heartbeat(**kwargs: Any) -> None:
    """Beat waits a whole turn before its first one; a site that starts should not be called away for so long."""
    heartbeat.delay()


@before_task_publish.connect(sender=HEARTBEAT)
def beat_is_alive(**kwargs: Any) -> None:
    """Only beat publishes heartbeats, so publishing one is beat's own sign of life."""
    try:
        pulse.mark(pulse.BEAT)
    except redis.RedisError as away:  # beat goes on; the health page will say that it is quiet
        log.warning("no mark for beat: %s", type(away).__name__)
