"""Everybody's answers to one poll, for those who run the panel: who could come when, and which date is best.

The rule is in `planning`: whoever missed out most lately comes first. It proposes; a person decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.needs import queries as needs
from accounts.people import queries as people
from accounts.people.models import Person
from leap.core import clock
from leap.design.times import there
from meetings.attendance.models import Attendance
from meetings.availability import states
from meetings.availability.models import DateAnswer, DatePoll, DateReply, PollDate
from meetings.availability.planning import IF_NEED_BE, YES, Rules, Slot, choose, problems_of
from meetings.availability.planning.wishes import unmet
from meetings.availability.queries.behind import breaks, on_panel
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

LOOKS_BACK = 4  # meetings held before, in which somebody may have missed out
POINTS = {states.YES: YES, states.IF_NEED_BE: IF_NEED_BE}
GONE, MEETS_THEN = "gone", "meets_then"
LONGEST = timedelta(minutes=600)  # no meeting lasts longer


@dataclass(frozen=True)
class Asked:
    """One person asked. `counts`: are their answers counted today? `missed`: how many of the last meetings they did."""

    reply: DateReply
    answers: Mapping[UUID, str]
    counts: bool
    missed: int

    @property
    def person(self) -> Person:
        return self.reply.person

    @property
    def is_there(self) -> bool:
        """Do they still have a place on the panel, and use LEAP?"""
        return self.reply.is_here and self.reply.person.is_active


@dataclass(frozen=True)
class OnDate:
    """What people say to one date, why it cannot be suggested (if so), and whose wishes it does not keep."""

    date: PollDate
    by_answer: Mapping[str, list[Asked]]
    not_said: list[Asked]
    problems: list[str]
    unmet: list[tuple[Asked, list[str]]]

    @property
    def could_come(self) -> list[Asked]:
        """Those who said yes, then those who said if need be."""
        return [each for answer in states.CAN_COME for each in self.by_answer[answer]]


@dataclass(frozen=True)
class Result:
    """All of it. `best` is None when no date keeps what the poll asks for, or nobody has answered."""

    poll: DatePoll
    asked: list[Asked]
    dates: list[OnDate]
    held: int  # meetings looked back on
    best: OnDate | None

    @property
    def counted(self) -> list[Asked]:
        """Those whose answers are counted."""
        return [each for each in self.asked if each.counts]

    @property
    def catching_up(self) -> list[Asked]:
        """Who missed out lately and could come on the best date, whoever missed most first."""
        could = self.best.could_come if self.best else []
        return sorted((each for each in could if each.missed), key=lambda each: -each.missed)

    @property
    def missing_out(self) -> list[Asked]:
        """Who said no to the best date, whoever missed most before first: for these it is worst."""
        return sorted(self.best.by_answer[states.NO], key=lambda each: -each.missed) if self.best else []


def result_for(viewer: Person, poll: DatePoll) -> Result | None:
    """Everybody's answers and the best date, for those who run the panel; else None."""
    if not people.panels_run_by(viewer).filter(pk=poll.panel_id).exists():
        return None
    held = list(_held_before(poll))
    asked = _asked(poll, held)
    counted = [each for each in asked if each.counts]
    planned = list(_planned(poll))
    rules = _rules(poll, [each for each in counted if each.reply.has_to_come], planned)
    wishes = needs.about_dates(viewer, poll.panel_id, [each.person.pk for each in counted])
    dates = [_on_date(date, poll, counted, rules, wishes, planned) for date in poll.dates.all()]
    return Result(poll, asked, dates, len(held), _best(dates, counted, rules))


def _held_before(poll: DatePoll) -> QuerySet[Meeting]:
    held = Meeting.objects.filter(panel=poll.panel_id, state=Meeting.State.HELD, starts_at__lt=clock.now())
    return held.order_by("-starts_at", "pk")[:LOOKS_BACK]


def _asked(poll: DatePoll, held: Iterable[Meeting]) -> list[Asked]:
    every = DateReply.objects.unscoped("those who run the panel read answers by name").filter(poll=poll)
    answered_before_a_break = breaks().filter(started_at__gte=OuterRef("answered_at"))
    replies = every.annotate(
        is_here=on_panel(), is_away=Exists(breaks()), is_overtaken=Exists(answered_before_a_break)
    ).select_related("person", "written_by")
    answers = DateAnswer.objects.unscoped("those who run the panel read answers by name").filter(reply__poll=poll)
    given: dict[UUID, dict[UUID, str]] = {}
    for reply, date, answer in answers.values_list("reply", "date", "answer"):
        given.setdefault(reply, {})[date] = answer
    missed = _missed(held)
    return [
        Asked(each, given.get(each.pk, {}), _counts(each), missed.get(each.person_id, 0))
        for each in replies.order_by("person__shown_name", "person")
    ]


def _counts(reply: DateReply) -> bool:
    """Not who has left; nor who takes a break, unless they have answered since it began."""
    there_still = reply.is_here and reply.person.is_active
    resting = reply.is_overtaken or (reply.is_away and reply.answered_at is None)
    return there_still and not resting


def _missed(held: Iterable[Meeting]) -> dict[UUID, int]:
    """How many of these meetings each person in their registers was not at."""
    away: dict[UUID, int] = {}
    not_here = Attendance.objects.filter(meeting__in=list(held), came__in=Attendance.NOT_HERE)
    for person in not_here.values_list("person", flat=True):
        away[person] = away.get(person, 0) + 1
    return away


def _planned(poll: DatePoll) -> QuerySet[Meeting]:
    """The panel's meetings that are going on or ahead, but for the one that came of this poll."""
    since = clock.now() - LONGEST
    ahead = Meeting.objects.filter(panel=poll.panel_id, state__in=meeting_states.AHEAD, starts_at__gt=since)
    return ahead.exclude(pk=poll.meeting_id) if poll.meeting_id else ahead


def _rules(poll: DatePoll, have_to_come: Iterable[Asked], planned: Iterable[Meeting]) -> Rules:
    days = [each.starts_at for each in planned if each.starts_at > clock.now()] if poll.gap_days else []
    return Rules(
        min_gap=poll.gap_days or 0,
        quorum=poll.quorum or 0,
        one_of=tuple(frozenset({each.person.pk}) for each in have_to_come),
        fixed_days=tuple(there(day, poll.panel).date().toordinal() for day in days),
        not_before=(clock.today(poll.panel.time_zone) + timedelta(days=poll.notice_days or 0)).toordinal(),
    )


def _on_date(
    date: PollDate,
    poll: DatePoll,
    counted: list[Asked],
    rules: Rules,
    wishes: Mapping[UUID, Iterable[str]],
    planned: Iterable[Meeting],
) -> OnDate:
    by_answer = {answer: [each for each in counted if each.answers.get(date.pk) == answer] for answer in states.ANSWERS}
    not_said = [each for each in counted if date.pk not in each.answers]
    problems = _problems(date, poll, planned, problems_of(_slot(date, poll, counted), rules))
    begins = there(date.starts_at, poll.panel)
    ends = there(date.starts_at + timedelta(minutes=poll.minutes), poll.panel)
    could = [each for answer in states.CAN_COME for each in by_answer[answer]]
    broken = [
        (each, unmet(wishes[each.person.pk], begins=begins, ends=ends, from_elsewhere=poll.can_join_from_elsewhere))
        for each in could
        if each.person.pk in wishes
    ]
    return OnDate(date, by_answer, not_said, problems, [(each, found) for each, found in broken if found])


def _problems(date: PollDate, poll: DatePoll, planned: Iterable[Meeting], of_rules: list[str]) -> list[str]:
    """Why a date cannot be suggested. One that has gone is nothing else; one that is taken already cannot be had."""
    if date.starts_at <= clock.now():
        return [GONE]
    ends_at = date.starts_at + timedelta(minutes=poll.minutes)
    meets = any(each.starts_at < ends_at and each.ends_at > date.starts_at for each in planned)
    return [*([MEETS_THEN] if meets else []), *of_rules]


def _best(dates: list[OnDate], counted: list[Asked], rules: Rules) -> OnDate | None:
    possible = {on.date.pk: on for on in dates if not on.problems and on.could_come}
    slots = [_slot(on.date, on.date.poll, counted) for on in possible.values()]
    before = {each.person.pk: -YES * each.missed for each in counted}
    choice = choose(slots, [each.person.pk for each in counted], rules, before)
    return possible[choice.slots[0].key] if choice else None


def _slot(date: PollDate, poll: DatePoll, counted: list[Asked]) -> Slot:
    points = {each.person.pk: POINTS.get(each.answers.get(date.pk, ""), 0) for each in counted}
    return Slot(date.pk, there(date.starts_at, poll.panel).date().toordinal(), points)
