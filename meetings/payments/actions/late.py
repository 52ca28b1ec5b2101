"""Telling people that their money is late: LEAP by itself, once for each line."""

from itertools import groupby

from django.db import transaction

from leap.core import audit, clock
from meetings.payments import notices
from meetings.payments.models import PaymentLine
from meetings.payments.queries.news import late_lines


@transaction.atomic
def tell_people_late() -> int:
    """Whoever waits for money whose promised day has passed hears so, kindly: one message for each person and panel,
    however many lines are late at once, and never twice about a line. Returns how many messages were written.

    Those who keep the money see the same on "How payments are going", whether anybody was told or not.
    """
    # What another worker has in its hands is told by that one.
    untold = late_lines().filter(late_told_at=None).select_for_update(of=("self",), skip_locked=True)
    untold = untold.select_related("meeting", "work", "panel", "person")
    lines = list(untold.order_by("person_id", "panel_id", "promised_on", "made_at", "pk"))
    groups = groupby(lines, lambda line: (line.person_id, line.panel_id))
    return sum(_tell(list(each)) for _, each in groups)


def _tell(lines: list[PaymentLine]) -> bool:
    # Whoever is not told now is not written down as told: they hear when they are back.
    if not notices.tell_late(lines[0]):
        return False
    PaymentLine.objects.filter(pk__in=[line.pk for line in lines]).update(late_told_at=clock.now())
    audit.record(by=None, verb="payment_line.told_late", about=lines[0], whose=lines[0].person)
    return True
