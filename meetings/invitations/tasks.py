"""What workers do for invitations. A task makes one call and decides nothing."""

from celery import shared_task

from meetings.invitations import actions


@shared_task(name="invitations.queue_due_reminders")
def queue_due_reminders() -> int:
    """Write down the reminders that are due. Beat asks every minute; two at once do no harm."""
    return actions.queue_due_reminders()


@shared_task(name="invitations.keep_lines_moving")
def keep_lines_moving() -> int:
    """Offer free places to the next in line. Beat asks every minute; two at once do no harm."""
    return actions.keep_lines_moving()


@shared_task(name="invitations.forget_links")
def forget_links() -> int:
    """Forget the secrets of links whose meeting is over. Beat asks every hour; two at once do no harm."""
    return actions.forget_links()
