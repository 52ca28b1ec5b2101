"""What workers do for people. A task makes one call and decides nothing."""

from celery import shared_task

from accounts.people.actions import joining


@shared_task(name="people.expire_invitations")
def expire_invitations() -> int:
    """Forget the addresses of invitations nobody answered. Beat asks every hour; two at once do no harm."""
    return joining.expire_invitations()
