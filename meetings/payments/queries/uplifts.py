"""Which lines a rate that was announced late leaves short, for those who run the panels."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from accounts.people import queries as people_queries
from accounts.people.models import Person
from leap.core import clock
from meetings.payments import states
from meetings.payments.models import Activity, FeeChoice, FeeWish, PaymentLine, Rate, RateSet
from meetings.payments.queries.lines import for_time
from meetings.payments.queries.rates import answers_for, closest_first

DENIED = PaymentLine.State.DENIED
UPLIFT = PaymentLine.Kind.UPLIFT
FEE, MILEAGE = PaymentLine.Kind.FEE, PaymentLine.Kind.MILEAGE
AT_A_RATE = (FEE, MILEAGE)


@dataclass(frozen=True, slots=True)
class Short:
    """One line that was made at a rate which turned out to be too low: what there is so far and what is due, in
    pence, and the rate that says so."""

    line: PaymentLine
    rate: Rate
    so_far_pence: int
    due_pence: int

    @property
    def more_pence(self) -> int:
        """What is missing, in pence: always more than nothing."""
        return self.due_pence - self.so_far_pence


def short_lines(viewer: Person, *, only: Iterable[UUID] | None = None) -> list[Short]:
    """Lines of the panels the viewer runs that are short because of a rate announced late, the oldest first.

    Never the viewer's own. Nothing that was denied or taken back, nothing for which this rate was added already
    (even if that was then denied), and never less than there is: a rate announced lower claws nothing back. What
    people chose holds. `only` keeps to these lines. As many queries for ten lines as for a thousand.
    """
    found = _made_at_another_rate(viewer)
    lines = list(found if only is None else found.filter(pk__in=list(only)))
    rates = Rate.objects.in_bulk({line.rate_now for line in lines})
    sums, chosen = _sums(lines), _chosen(lines)
    shorts = (_short(line, rates[line.rate_now], sums, chosen) for line in lines)
    return [short for short in shorts if short is not None]


def _made_at_another_rate(viewer: Person) -> QuerySet[PaymentLine]:
    # The rate that holds is looked for as when the line was made: of the right panel and the right kind of work.
    holds = Rate.objects.filter(
        Q(panel=None) | Q(panel=OuterRef("panel")),
        rate_set=OuterRef("rate__rate_set"),
        band=OuterRef("rate__band"),
        activity__in=(Activity.ANY, OuterRef("activity")),
        valid_from__lte=OuterRef("activity_on"),
        recorded_at__lte=clock.now(),
    ).order_by(*closest_first())
    added = PaymentLine.objects.filter(kind=UPLIFT, rate=OuterRef("rate_now"), of=OuterRef("pk"))
    run = people_queries.panels_run_by(viewer).values("pk")
    lines = PaymentLine.objects.filter(kind__in=AT_A_RATE, panel__in=run)
    lines = lines.exclude(state=DENIED).exclude(person=viewer)
    lines = lines.annotate(rate_now=Subquery(holds.values("pk")[:1])).exclude(rate_now=F("rate"))
    lines = lines.annotate(added=Subquery(added.values("pk")[:1])).filter(added=None, rate_now__isnull=False)
    return lines.select_related("meeting__panel", "work", "panel", "person", "rate").order_by(
        "activity_on", "meeting_id", "person__shown_name", "made_at", "pk"
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """What there is so far, in pence, without what was denied: of a fee by person and meeting, with its corrections; of
    a journey by its own line. Both with what was added for a rate."""

    fees: dict[tuple[UUID, UUID | None, UUID | None], int]
    added: dict[UUID, int]

    def of(self, line: PaymentLine) -> int:
        if line.kind == FEE:
            return self.fees[line.person_id, line.meeting_id, line.work_id]
        return line.amount_pence + self.added.get(line.pk, 0)


def _sums(lines: list[PaymentLine]) -> _Sums:
    standing = PaymentLine.objects.exclude(state=DENIED).order_by()
    meetings, works = ({key for line in lines if (key := getattr(line, name))} for name in ("meeting_id", "work_id"))
    here = standing.filter(for_time(), Q(meeting__in=meetings) | Q(work__in=works))
    fees = here.values("person", "meeting", "work").annotate(pence=Sum("amount_pence"))
    journeys = [line.pk for line in lines if line.kind == MILEAGE]
    added = standing.filter(kind=UPLIFT, of__in=journeys).values("of").annotate(pence=Sum("amount_pence"))
    return _Sums(
        {(row["person"], row["meeting"], row["work"]): row["pence"] for row in fees},
        {row["of"]: row["pence"] for row in added},
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    choices: dict[tuple[UUID, UUID], FeeChoice]
    wishes: dict[UUID, list[FeeWish]]  # the latest first
    sets: dict[UUID, RateSet]

    def of(self, line: PaymentLine) -> tuple[str, int | None]:
        wishes = self.wishes.get(line.person_id, [])
        settled_at = line.meeting.starts_at if line.meeting is not None else line.made_at
        wish = next((each for each in wishes if each.chosen_at <= settled_at), None)
        offered = answers_for(self.sets.get(line.panel.programme_id))
        chosen = line.work.chosen if line.work is not None else self.choices.get((line.person_id, line.meeting_id))
        return states.holds(chosen, wish, offered=offered)


def _chosen(lines: list[PaymentLine]) -> _Chosen:
    meetings = {line.meeting_id for line in lines if line.meeting_id}
    people = {line.person_id for line in lines}
    choices = FeeChoice.objects.filter(meeting__in=meetings, person__in=people).order_by("pk")
    wishes: dict[UUID, list[FeeWish]] = {}
    for wish in FeeWish.objects.filter(person__in=people).order_by("-chosen_at", "-pk"):
        wishes.setdefault(wish.person_id, []).append(wish)
    programmes = {line.panel.programme_id for line in lines}
    sets = RateSet.objects.filter(programme__in=programmes).order_by("pk")
    by_both = {(each.person_id, each.meeting_id): each for each in choices}
    return _Chosen(by_both, wishes, {each.programme_id: each for each in sets})


def _short(line: PaymentLine, rate: Rate, sums: _Sums, chosen: _Chosen) -> Short | None:
    so_far = sums.of(line)
    if line.kind == MILEAGE:  # what people chose about their fee never touches what they spent
        due = states.mileage_pence(line.miles_tenths or 0, rate.amount_pence)
    else:
        due = states.fee_pence(*chosen.of(line), rate.amount_pence)
    more = states.short_by(due_pence=due, lines_pence=so_far, is_due=so_far > 0)
    return Short(line, rate, so_far, due) if more else None
