"""Which messages of this room somebody may pass on by phone or letter, and which of them are still true."""

from django.db.models import Count, F, Q, QuerySet

from accounts.people import queries as people_queries
from accounts.people.models import Person
from accounts.reaching.registration import Errand
from leap.core import outbox
from meetings.payments import notices, states
from meetings.payments.models import PaymentLine


def may_be_passed_on(viewer: Person) -> QuerySet[PaymentLine]:
    """The keys of lines with news, of the panels the viewer runs. Only ever a part of a question."""
    runs = people_queries.panels_run_by(viewer).values("pk")
    return PaymentLine.objects.filter(meeting__panel__in=runs, state__in=states.NEWS).order_by().values("pk")


def errands_for(viewer: Person, waiting: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on, as far as they are still true."""
    lines = PaymentLine.objects.filter(pk__in=[message.about_id for message in waiting])
    lines = lines.annotate(times=Count("moves", filter=Q(moves__to=F("state"))))
    by_key = {line.pk: line for line in lines.select_related("meeting__panel", "person").order_by("pk")}
    pairs = [(message, by_key[message.about_id]) for message in waiting]
    return [notices.errand(message, line) for message, line in pairs if notices.is_true(message, line, line.times)]
