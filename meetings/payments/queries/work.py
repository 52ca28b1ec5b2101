"""Work that is no meeting: what is offered, what people chose about it, and what became of it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, Q, QuerySet
from django.urls import reverse

from accounts.people import queries as people_queries
from accounts.people.models import Panel, Person, Role
from leap.core import clock
from leap.design.times import say_pounds
from meetings.attendance.registration import Worth
from meetings.payments import states, wordings
from meetings.payments.models import Activity, FeeWish, PaymentLine, Rate, Work
from meetings.payments.queries.rates import RateCard, answers_for, band_ends_of, card_for, rate_for, rate_set_of
from meetings.schedule.models import Meeting

Holds = tuple[str, int | None]
PARTS = ("panel", "person", "offered_by", "recorded_by", "rate")


def works_for(viewer: Person) -> QuerySet[Work]:
    """All work of the panels the viewer runs, what is open first, the oldest day at the top. Never the viewer's own."""
    run = people_queries.panels_run_by(viewer).values("pk")
    found = Work.objects.filter(panel__in=run).exclude(person=viewer).select_related(*PARTS)
    done_last = (F("done_at").desc(nulls_first=True), F("called_off_at").desc(nulls_first=True))
    return found.order_by(*done_last, "on", "person__shown_name", "pk")


def my_works_for(viewer: Person) -> QuerySet[Work]:
    """What the viewer is asked to do and can still choose about, the soonest first."""
    mine = Work.objects.filter(person=viewer, done_at=None, called_off_at=None)
    return mine.select_related(*PARTS).order_by("on", "offered_at", "pk")


def workers_on(viewer: Person, panel: Panel, on: date | None = None) -> list[Person]:
    """The members of a panel (today, or on a day) to whom the viewer can offer work, by name: not themself. Nobody for
    who does not run the panel."""
    return _workers(viewer, panel, people_queries.in_force(on))


def has_payments(viewer: Person) -> bool:
    """Was the viewer ever owed anything, or is there work they can still choose about? One query."""
    lines, works = PaymentLine.objects.filter(person=viewer), my_works_for(viewer)
    return Person.objects.filter(Exists(lines) | Exists(works), pk=viewer.pk).exists()


def recent_workers(viewer: Person, panel: Panel) -> list[Person]:
    """The same for everybody who was a member on some day of the last 365, today's members too: what they did while
    they were one is still paid. Whether they were on the day of the work, `workers_on` says."""
    return _workers(viewer, panel, people_queries.in_force_since(clock.today() - states.A_YEAR))


def _workers(viewer: Person, panel: Panel, held_then: Q) -> list[Person]:
    if not people_queries.panels_run_by(viewer).filter(pk=panel.pk).exists():
        return []
    held = Role.objects.filter(held_then, panel=panel, kind=Role.Kind.MEMBER)
    found = Person.objects.filter(pk__in=held.values("person"), is_active=True).exclude(pk=viewer.pk)
    return list(found.order_by("shown_name", "pk"))


def band_for(panel: Panel, minutes: int) -> str:
    """What so many minutes of work count as on a panel now."""
    return states.band_of(minutes, band_ends_of(panel.programme, panel))


def rate_of_work(work: Work) -> Rate | None:
    """What the work is worth, by its day, length and kind, and never less than what was offered; None while no rate is
    known."""
    rate_set = rate_set_of(work)
    now = rate_for(rate_set, work.band, work.on, panel=work.panel, activity=work.activity) if rate_set else None
    return _higher(now, work.rate)


def what_holds_for_work(work: Work) -> Holds:
    """What the person chose for the work, else for everything, else as offered. For the person and who may see it."""
    wish = _wish_of(work.person_id)
    return states.holds(work.chosen, wish, offered=answers_for(rate_set_of(work)))


def was_said(work: Work) -> bool:
    """Did the person choose, for this or for everything? A way of being paid that this programme does not offer is no
    choice here: they are asked, or were silent for seven days."""
    return bool(work.answer) or wish_holds_for_work(work)


def wish_holds_for_work(work: Work) -> bool:
    """Did the person choose nothing for this, and something for everything that is offered here?"""
    wish = _wish_of(work.person_id)
    return not work.answer and wish is not None and wish.answer in answers_for(rate_set_of(work))


def what_work_offers(work: Work, rate: Rate | None) -> str:
    """In words: how much, for how long, and whether getting ready is counted in, where the rate itself says so. What
    is itself getting ready says neither."""
    ready = rate.counts_preparation if rate is not None and work.activity != Activity.PREPARATION else None
    return wordings.offer_for_work(
        pounds=say_pounds(rate.amount_pence) if rate else "",
        minutes=work.minutes,
        counts_preparation=ready,
    )


def offers_in_words(works: Iterable[Work]) -> dict[UUID, str]:
    """By work, what is offered for it, for messages. For those who were handed it. Two queries, however many."""
    works = list(works)
    card = card_for({each.panel.programme_id for each in works})
    rates = {each.pk: _higher(card.rate_on(each.panel, each.band, each.on, each.activity), each.rate) for each in works}
    return {each.pk: what_work_offers(each, rates[each.pk]) for each in works}


def work_to_pass_on(viewer: Person) -> QuerySet[Work]:
    """The keys of open work of the panels the viewer runs, about which nothing was chosen. Only ever a part of a
    question."""
    runs = people_queries.panels_run_by(viewer).values("pk")
    waits = Work.objects.filter(panel__in=runs, answer="", done_at=None, called_off_at=None)
    return waits.order_by().values("pk")


def my_work_ahead_for(viewer: Person) -> list[tuple[Work, int | None]]:
    """Everything the viewer is asked to do, with what they get for it as they chose (see pence_of_work). As many
    queries for one as for ten."""
    works = list(my_works_for(viewer))
    card = card_for({each.panel.programme_id for each in works})
    wish = _wish_of(viewer.pk)
    return [(each, pence_of_work(each, card, wish)) for each in works]


def pence_of_work(work: Work, card: RateCard, wish: FeeWish | None) -> int | None:
    """What somebody gets for work as they chose, in pence: nothing after a no and for a charity, None while no rate is
    known. `wish` is what they want for everything. For queries about the person themself."""
    rate = _higher(card.rate_on(work.panel, work.band, work.on, work.activity), work.rate)
    answer, amount = states.holds(work.chosen, wish, offered=answers_for(card.sets.get(work.panel.programme_id)))
    if answer not in states.INCOME:
        return 0
    return None if rate is None else states.fee_pence(answer, amount, rate.amount_pence)


def worth_of_time(viewer: Person, meeting: Meeting) -> dict[str, Worth]:
    """What the viewer is offered for time they give beside a meeting, by what it is for, and where they choose; once it
    is done, where it stands. Nobody else's."""
    mine = Work.objects.filter(person=viewer, meeting=meeting, called_off_at=None).select_related(*PARTS)
    found = {}
    for work in mine.order_by("on", "pk"):
        if work.done_at is None:
            url = reverse("payments:work-choice", args=[work.pk])
            found[work.beside] = Worth(what_work_offers(work, rate_of_work(work)), "Choose about the money", url)
        else:
            said = "It is written down that you gave this time."
            found[work.beside] = Worth(said, "See your payments", reverse("payments:payment-list"))
    return found


def _higher(now: Rate | None, offered: Rate | None) -> Rate | None:
    # The first of two that are worth the same: the one that holds on the day.
    known = [rate for rate in (now, offered) if rate is not None]
    return max(known, key=lambda rate: rate.amount_pence, default=None)


def _wish_of(person_id: UUID) -> FeeWish | None:
    return FeeWish.objects.filter(person=person_id).order_by("-chosen_at", "-pk").first()
