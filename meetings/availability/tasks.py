"""What workers do for polls. A task makes one call and decides nothing."""

from celery import shared_task

from meetings.availability import actions


@shared_task(name="availability.queue_due_reminders")
def queue_due_reminders() -> int:
    """Write down the reminders that are due. Beat asks every minute; two at once do no harm."""
    return actions.queue_due_reminders()
