"""What workers do for payments. A task makes one call and decides nothing."""

from celery import shared_task

from meetings.payments import actions


@shared_task(name="payments.tell_people_late")
def tell_people_late() -> int:
    """Write down who hears that their money is late. Beat asks every hour; two at once do no harm."""
    return actions.late.tell_people_late()
