"""What workers do for this room. A task makes one call and decides nothing."""

from celery import shared_task

from accounts.identity import actions


@shared_task(name="identity.queue_share_endings")
def queue_share_endings() -> int:
    """Write down the messages about what ends soon. Beat asks every hour; two at once do no harm."""
    return actions.queue_share_endings()


@shared_task(name="identity.tell_people_asked")
def tell_people_asked() -> int:
    """Write down the letters about new tasks. Beat asks every minute; two at once do no harm."""
    return actions.tell_people_asked()


@shared_task(name="identity.make_due_counts")
def make_due_counts() -> int:
    """Make the numbers whose fixed day has come. Beat asks every ten minutes; two at once do no harm."""
    return actions.make_due_counts()


@shared_task(name="identity.leave_notes")
def leave_notes() -> int:
    """Leave the notes whose minute has come. Beat asks every minute; two at once do no harm."""
    return actions.leave_notes()
