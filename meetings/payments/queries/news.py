"""Which messages of this room somebody may pass on by phone or letter, and which of them are still true."""

from collections.abc import Callable, Iterable
from functools import cache
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import lazy

from accounts.people import queries as people_queries
from accounts.people.models import Person
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from meetings.payments import notices, states
from meetings.payments.models import PaymentLine, Work
from meetings.payments.queries.lines import leaves_something
from meetings.payments.queries.work import offers_in_words

Late = dict[tuple[UUID, UUID], PaymentLine]


def may_be_passed_on(viewer: Person) -> QuerySet[PaymentLine]:
    """The keys of lines with news, or told as late, of the panels the viewer runs. Only ever a part of a question."""
    runs = people_queries.panels_run_by(viewer).values("pk")
    told = Q(state__in=states.NEWS) | Q(late_told_at__isnull=False)
    return PaymentLine.objects.filter(told, panel__in=runs).order_by().values("pk")


def errands_for(viewer: Person, waiting: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on, as far as they are still true. Two queries."""
    lines = PaymentLine.objects.filter(pk__in=[message.about_id for message in waiting])
    lines = lines.annotate(times=Count("moves", filter=Q(moves__to=F("state"))))
    by_key = {line.pk: line for line in lines.select_related("meeting", "work", "panel", "person").order_by("pk")}
    late = told_and_still_late({line.person_id for line in by_key.values()})
    pairs = [(message, by_key[message.about_id]) for message in waiting]
    true = [(message, line) for message, line in pairs if _is_true(message, line, late)]
    return [notices.errand(message, _speaks_of(message, line, late)) for message, line in true]


def work_errands_for(viewer: Person, waiting: list[outbox.OutboxMessage]) -> list[Errand]:
    """The same for people who are asked to do something. One query, and two more once a page says what is offered."""
    works = Work.objects.filter(pk__in=[message.about_id for message in waiting])
    by_key = {work.pk: work for work in works.select_related("panel", "person", "rate").order_by("pk")}
    offers = cache(lambda: offers_in_words(by_key.values()))
    pairs = [(message, by_key[message.about_id]) for message in waiting]
    return [
        notices.errand_of_work(each, work, _later(lambda key=work.pk: offers()[key]))
        for each, work in pairs
        if notices.is_asked(work)
    ]


def _later(words: Callable[[], str]) -> str:
    """Words that are looked up when somebody reads them."""
    return lazy(words, str)()


def _speaks_of(message: outbox.OutboxMessage, line: PaymentLine, late: Late) -> PaymentLine:
    return notices.speaks_of(line, late) if message.kind == notices.LATE else line


def _is_true(message: outbox.OutboxMessage, line: PaymentLine, late: Late) -> bool:
    if message.kind == notices.LATE:
        return notices.is_still_late(line, late)
    return notices.is_true(message, line, line.times)


def late_lines() -> QuerySet[PaymentLine]:
    """Every line whose promised day has passed without the money and of which there is no other news. What takes back,
    and what was taken back, is nobody's to wait for. For LEAP itself; a viewer may see figures.late_lines_for."""
    lines = PaymentLine.objects.filter(leaves_something(), promised_on__lt=clock.today(), amount_pence__gt=0)
    return lines.exclude(state__in={*states.SETTLED, *states.NEWS})


def told_and_still_late(people: Iterable[UUID]) -> Late:
    """Of these people, who waits for money of which panel that is late, and has heard so: by person and panel, the line
    that was promised first."""
    told = late_lines().filter(late_told_at__isnull=False, person__in=list(people))
    told = told.select_related("meeting", "work", "panel", "person").order_by("-promised_on", "-made_at", "-pk")
    return {(line.person_id, line.panel_id): line for line in told}
