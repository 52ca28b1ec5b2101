"""What workers do for this room. A task makes one call and decides nothing."""

from celery import shared_task

from accounts.identity import actions


@shared_task(name="identity.queue_share_endings")
def queue_share_endings() -> int:
    """Write down the messages about what ends soon. Beat asks every hour; two at once do no harm."""
    return actions.queue_share_endings()
