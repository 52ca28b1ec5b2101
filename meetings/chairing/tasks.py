"""What workers do for chairs. A task makes one call and decides nothing."""

from celery import shared_task

from meetings.chairing import actions


@shared_task(name="chairing.queue_due_briefings")
def queue_due_briefings() -> int:
    """Write down what is due for those who chair soon. Beat asks every minute; two at once do no harm."""
    return actions.queue_due_briefings()
