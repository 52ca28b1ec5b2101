"""Telling people beforehand that something they share ends by itself. Nothing is ever renewed by itself."""

from datetime import timedelta

from accounts.identity import notices
from accounts.identity.models import Share
from leap.core import clock

WARNED_BEFORE = timedelta(days=14)


def queue_share_endings() -> int:
    """Write down a message for each yes that ends within two weeks, once for each yes. Gives how many are new."""
    today = clock.today()
    live = Share.objects.unscoped("which yeses end soon").filter(ended_at__isnull=True)
    ending = live.filter(until__gte=today, until__lte=today + WARNED_BEFORE, statement__person__is_active=True)
    return sum(notices.tell_ending(share) for share in ending.select_related("statement__person").order_by("pk"))
