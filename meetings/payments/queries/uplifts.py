"""Which lines a rate that was announced late leaves short, for those who run the panels."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from accounts.people import queries as people_queries
from accounts.people.models import Person
from leap.core import clock
from meetings.payments import states
from meetings.payments.models import Activity, FeeChoice, FeeWish, Mile, PaymentLine, Rate, RateSet
from meetings.payments.queries.lines import for_time
from meetings.payments.queries.mileage import first_miles, rate_of_first_miles, year_of
from meetings.payments.queries.rates import answers_for, closest_first

DENIED = PaymentLine.State.DENIED
UPLIFT = PaymentLine.Kind.UPLIFT
FEE, MILEAGE = PaymentLine.Kind.FEE, PaymentLine.Kind.MILEAGE
AT_A_RATE = (FEE, MILEAGE)


@dataclass(frozen=True, slots=True)
class Short:
    """One line that was made at a rate which turned out to be too low: what there is so far and what is due, in
    pence, and the rate that says so. `miles_tenths`: so many of its miles belong to the first 10,000 after all."""

    line: PaymentLine
    rate: Rate
    so_far_pence: int
    due_pence: int
    miles_tenths: int | None = None

    @property
    def more_pence(self) -> int:
        """What is missing, in pence: always more than nothing."""
        return self.due_pence - self.so_far_pence


def short_lines(viewer: Person, *, only: Iterable[UUID] | None = None) -> list[Short]:
    """Lines of the panels the viewer runs that are short because of a rate announced late, the oldest first; then
    miles that were paid as over the first 10,000 of a tax year and are not, since an earlier journey was denied.

    Never the viewer's own. Nothing that was denied or taken back, nothing for which this rate was added already
    (even if that was then denied), and never less than there is: a rate announced lower claws nothing back. What
    people chose holds. `only` keeps to these lines. As many queries for ten lines as for a thousand.
    """
    standing = _standing(viewer)
    if only is not None:
        standing = standing.filter(pk__in=list(only))
    found = list(_made_at_another_rate(standing))
    rates = Rate.objects.in_bulk({key for line in found for key in (line.rate_now, line.first_now) if key})
    over = [line for line in found if line.rate.band == Mile.CAR_OVER]
    lines = [line for line in found if line.rate.band != Mile.CAR_OVER]
    sums, chosen = _sums([*lines, *over]), _chosen(lines)
    shorts = [_short(line, rates[line.rate_now], sums, chosen) for line in lines]
    return [short for short in (*shorts, *_short_after_the_step(over, rates, sums)) if short is not None]


def _standing(viewer: Person) -> QuerySet[PaymentLine]:
    run = people_queries.panels_run_by(viewer).values("pk")
    lines = PaymentLine.objects.filter(kind__in=AT_A_RATE, panel__in=run)
    return lines.exclude(state=DENIED).exclude(person=viewer)


def _made_at_another_rate(standing: QuerySet[PaymentLine]) -> QuerySet[PaymentLine]:
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
    lines = standing.annotate(rate_now=Subquery(holds.values("pk")[:1]), first_now=rate_of_first_miles())
    lines = lines.annotate(added=Subquery(added.values("pk")[:1])).filter(rate_now__isnull=False)
    # Miles after the first 10,000 of a year may be short at the same rate, too: see _short_after_the_step.
    lines = lines.filter(Q(rate__band=Mile.CAR_OVER) | (~Q(rate_now=F("rate")) & Q(added=None)))
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


@dataclass(slots=True)
class _Moved:
    """What was added to miles over the first 10,000: how many of them were counted among those after all (in tenths;
    `standing` without what was denied), and for which rates something was added besides."""

    standing: int = 0
    in_all: int = 0
    rates: set[UUID] = field(default_factory=set)


def _moved(over: list[PaymentLine]) -> dict[UUID, _Moved]:
    found: dict[UUID, _Moved] = {line.pk: _Moved() for line in over}
    for each in PaymentLine.objects.filter(kind=UPLIFT, of__in=list(found)).order_by("pk"):
        moved, tenths = found[each.of_id], each.miles_tenths or 0
        moved.in_all += tenths
        moved.standing += 0 if each.state == DENIED else tenths
        if not tenths:
            moved.rates.add(each.rate_id)
    return found


def _short_after_the_step(over: list[PaymentLine], rates: dict[UUID, Rate], sums: _Sums) -> list[Short]:
    """Miles of an earlier journey that was denied count no more, so these move up among the first 10,000, the oldest
    first; what was moved up is worth what the first miles are worth now."""
    moved = _moved(over)
    used = first_miles({line.person_id for line in over}, {line.rate.rate_set_id for line in over})
    shorts = []
    for line in over:
        year, so_far, was = (
            year_of(line.person_id, line.rate.rate_set_id, line.activity_on),
            sums.of(line),
            moved[line.pk],
        )
        over_rate, first_rate = rates.get(line.rate_now, line.rate), rates.get(line.first_now)
        more = 0
        if first_rate is not None:
            more = min(line.miles_tenths - was.in_all, max(states.FIRST_TENTHS - used.get(year, 0), 0))
        up = was.standing + more
        rate = first_rate if up and first_rate is not None else over_rate
        due = states.mileage_pence(line.miles_tenths - up, over_rate.amount_pence)
        due += states.mileage_pence(up, rate.amount_pence)
        is_new = more > 0 or (rate.pk not in was.rates and rate.pk != line.rate_id)
        if is_new and states.short_by(due_pence=due, lines_pence=so_far, is_due=so_far > 0):
            used[year] = used.get(year, 0) + more
            shorts.append(Short(line, rate, so_far, due, more or None))
    return shorts
