"""Polls as the design's cards, rows and tables, and the reasons for a date in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.needs import wordings
from accounts.people.models import Panel, Person
from leap.core.texts import and_words
from leap.design.parts import Cell, Column, Row, Table
from leap.design.times import say_day, say_when
from meetings.availability import queries, states
from meetings.availability.models import DateAnswer, DatePoll, DateReply, PollDate
from meetings.availability.planning.choosing import SOMEBODY_MISSING, TOO_FEW, TOO_SOON
from meetings.availability.queries.result import GONE, MEETS_THEN
from meetings.schedule.views.parts import joining_typed, places_typed, where_typed

LABELS = dict(DateAnswer.Answer.choices)
TONES = {states.YES: "good", states.IF_NEED_BE: "calm", states.NO: "quiet", "": "waiting"}
ALOUD = {states.YES: "yes", states.IF_NEED_BE: "if need be", states.NO: "no"}
NOT_SAID = "No answer yet"
PROBLEMS = {
    TOO_FEW: "Fewer people could come than the meeting needs.",
    SOMEBODY_MISSING: "Somebody who has to be there could not come.",
    TOO_SOON: "It is too soon, or too close to another meeting of the panel.",
    GONE: "This date has gone.",
    MEETS_THEN: "The panel meets then already, so this date cannot be taken.",
}


@dataclass(frozen=True)
class Card:
    """One poll in a list."""

    poll: DatePoll
    url: str
    tag: str
    tone: str


@dataclass(frozen=True)
class Best:
    """The date that is best by the rule, with why; the last lines are for those who run the panel alone."""

    date: PollDate
    why: list[str]
    worst: list[str]


@dataclass(frozen=True)
class DateCard:
    """One date with everybody's answers."""

    date: PollDate
    said: list[tuple[str, str, int, list[str]]]  # label, tone, how many, names
    problems: list[str]
    unmet: list[str]
    is_best: bool
    can_be_taken: bool


def my_card(reply: DateReply) -> Card:
    """A poll the viewer is asked in."""
    poll = reply.poll
    url = reverse("availability:poll-answer", args=[poll.pk])
    if queries.takes_answers(poll):
        return Card(
            poll, url, *(("You have answered", "good") if reply.answered_at else ("Which suit you?", "waiting"))
        )
    return Card(poll, url, *_ended(poll))


def run_card(poll: DatePoll) -> Card:
    """A poll the viewer runs."""
    url = reverse("availability:poll-result", args=[poll.pk])
    return Card(poll, url, *(("People are answering", "calm") if queries.takes_answers(poll) else _ended(poll)))


def _ended(poll: DatePoll) -> tuple[str, str]:
    if poll.is_off:
        return "Called off", "quiet"
    if poll.meeting is not None:
        return f"Taken: {say_when(poll.meeting.starts_at, poll.panel)}", "good"
    return ("Closed without a date", "quiet") if poll.state == states.CLOSED else ("A date is being chosen", "waiting")


def readers_said(names: Sequence[str]) -> str:
    """Who reads what is answered here, by name, for the line above the questions."""
    who = f" (today {' and '.join([', '.join(names[:-1]), names[-1]] if len(names) > 1 else names)})" if names else ""
    return (
        f"You, and those who run the panel{who}: they see your answers with your name. "
        "Nobody else on the panel sees them, nor how many could come"
    )


def how_said(poll: DatePoll) -> str:
    """How and where people would meet, in one line. The link and the number are for those who are invited."""
    way = poll.get_meets_display()
    said = f"{way}: {poll.where}" if poll.where != way else way
    if not poll.is_in_a_place or not poll.can_join_from_elsewhere:
        return said
    ways = [word for word, is_so in (("online", poll.is_joined_online), ("by phone", poll.is_joined_by_phone)) if is_so]
    return f"{said}. You can also join {' or '.join(ways)}."


def answer_rows(mine: queries.MyPoll, answers: Mapping[UUID, str]) -> list[Row]:
    """Each date with the viewer's own answer, or with what they ticked."""
    return [
        Row(say_when(date.starts_at, mine.poll.panel), LABELS.get(answers.get(date.pk, ""), "You left this open"))
        for date in mine.dates
    ]


def poll_rows(
    panel: Panel, facts: Mapping[str, Any], asked: Iterable[Person], known: Sequence[Sequence[str]]
) -> list[Row]:
    """Everything about a new poll, to be looked through, with what is `known` of the day of each date."""
    have_to = [each.shown_name for each in asked if each.pk in facts["have_to_come"]]
    shown = [
        ("Panel", panel.name),
        ("Name", facts["title"]),
        *_dates(panel, facts["dates"], known),
        *((key, str(value)) for _, key, value in [*where_typed(facts), places_typed(facts), *joining_typed(facts)]),
        ("Last day for answers", say_day(facts["answer_by"])),
        *_conditions(facts["quorum"], facts["notice_days"], facts["gap_days"], have_to),
    ]
    return [Row(key, value) for key, value in shown]


def _dates(panel: Panel, dates: Sequence[datetime], known: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    found = []
    for number, (at, words) in enumerate(zip(dates, known, strict=True), start=1):
        found.append((f"Date {number}", say_when(at, panel)))
        if words:
            found.append((f"Good to know about date {number}", "; ".join(words)))
    return found


def _conditions(
    quorum: int | None, notice: int | None, gap: int | None, have_to: Sequence[str]
) -> list[tuple[str, str]]:
    found = [
        ("People needed", f"At least {quorum}" if quorum else ""),
        ("Has to be there", ", ".join(have_to)),
        ("Notice", f"At least {_days(notice)}" if notice else ""),
        ("Apart from other meetings", f"At least {_days(gap)}" if gap else ""),
    ]
    return [(key, value) for key, value in found if value]


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def best(result: queries.Result) -> Best | None:
    """Why this date: who could come, whose turn it would be to miss out, what is kept of what helps people."""
    on = result.best
    if on is None:
        return None
    return Best(on.date, [_who_could(result, on), *_turns(result), *_kept(on)], _worst(result))


def _who_could(result: queries.Result, on: queries.OnDate) -> str:
    could, need_be = len(on.could_come), len(on.by_answer[states.IF_NEED_BE])
    more = f", {need_be} of them only if need be" if need_be else ""
    return f"{could} of the {len(result.counted)} people asked could come{more}."


def _turns(result: queries.Result) -> list[str]:
    """It is not the turn of those to miss out who missed out lately."""
    return [f"{_with_missed(each, result.held)} and could come this time." for each in result.catching_up[:5]]


def _worst(result: queries.Result) -> list[str]:
    out = result.missing_out
    if not out:
        return ["Nobody said no to it."]
    again = [f"{_with_missed(each, result.held)} and would miss out again." for each in out if each.missed]
    first = [each.person.shown_name for each in out if not each.missed]
    return [*again, *([f"{and_words(first)} would miss out, and missed nothing lately."] if first else [])]


def _with_missed(each: queries.Asked, held: int) -> str:
    last = "the last meeting" if held == 1 else f"{each.missed} of the last {held} meetings"
    return f"{each.person.shown_name} was not at {last}"


def _kept(on: queries.OnDate) -> list[str]:
    return [f"Not kept of what helps: {line}." for line in _unmet(on)] or [
        "As far as we can tell from times and ways to join, it keeps what people told you helps them."
    ]


def _unmet(on: queries.OnDate) -> list[str]:
    return [f"{each.person.shown_name}: {wordings.PICKS[wish].lower()}" for each, wishes in on.unmet for wish in wishes]


def date_cards(result: queries.Result) -> list[DateCard]:
    """Every date with everybody's answers by name."""
    return [_date_card(on, result) for on in result.dates]


def _date_card(on: queries.OnDate, result: queries.Result) -> DateCard:
    groups = [*((LABELS[said], TONES[said], on.by_answer[said]) for said in states.ANSWERS)]
    groups.append((NOT_SAID, TONES[""], on.not_said))
    return DateCard(
        date=on.date,
        said=[(label, tone, len(who), [each.person.shown_name for each in who]) for label, tone, who in groups if who],
        problems=[PROBLEMS[problem] for problem in on.problems],
        unmet=_unmet(on),
        is_best=result.best is not None and on.date.pk == result.best.date.pk,
        can_be_taken=not {GONE, MEETS_THEN} & set(on.problems),
    )


def people_tables(result: queries.Result, *, viewer: Person, takes_answers: bool) -> tuple[Table, Table]:
    """Who has not answered yet, and everyone else who was asked, with how we know. While answers are open each name
    leads to where answers are written down."""
    columns = [Column("Name"), Column("Answers"), Column("How we know")]
    waiting = [each for each in result.asked if each.counts and each.reply.answered_at is None]
    others = [each for each in result.asked if each not in waiting]
    return (
        Table(NOT_SAID, columns, [_person_row(each, result, viewer, takes_answers) for each in waiting]),
        Table("Who is asked", columns, [_person_row(each, result, viewer, takes_answers) for each in others]),
    )


def _person_row(each: queries.Asked, result: queries.Result, viewer: Person, takes_answers: bool) -> list[Any]:
    name = each.person.shown_name
    if not each.counts:
        gone = "They take a break" if each.is_there else "They have left the panel"
        return [name, Cell("Not counted", tone="quiet"), gone]
    url = ""
    if takes_answers:
        own = each.person.pk == viewer.pk
        url = (
            reverse("availability:poll-answer", args=[result.poll.pk])
            if own
            else reverse("availability:answers-record", args=[result.poll.pk, each.person.pk])
        )
    if each.reply.answered_at is None:
        return [Cell(name, url=url), Cell(NOT_SAID, tone="waiting"), "We have not heard yet"]
    return [Cell(name, url=url), Cell(_how_many(each, result), tone="good"), _how(each.reply, result.poll)]


def _how_many(each: queries.Asked, result: queries.Result) -> str:
    said, every = len(each.answers), len(result.dates)
    return "All dates" if said == every else f"{said} of {every} dates"


def to_read_back(dates: Iterable[PollDate], given: Mapping[UUID, str], poll: DatePoll) -> list[str]:
    """What was written down for somebody to each date, to read to them; what they left open, at the end."""
    said = [f"{say_when(date.starts_at, poll.panel)}: {ALOUD[given[date.pk]]}" for date in dates if date.pk in given]
    open_ones = [say_when(date.starts_at, poll.panel) for date in dates if date.pk not in given]
    return [*said, *([f"You have not said anything about {and_words(open_ones)}."] if open_ones else [])]


def _how(reply: DateReply, poll: DatePoll) -> str:
    day = say_day(reply.answered_at, poll.panel)
    if not reply.was_written_down:
        return f"They answered here, {day}"
    read_back = ", read back to them" if reply.read_back else ""
    return f"{reply.get_how_display()}, kept by {reply.written_by.shown_name}, {day}{read_back}"


def asked_sentence(number: int) -> str:
    """What happened when newcomers were asked."""
    if number == 0:
        return "Everyone on the panel was asked already. Nobody has been asked twice."
    return "1 more person is asked." if number == 1 else f"{number} more people are asked."
