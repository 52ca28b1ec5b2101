"""What a plan gives people, as facts to put into words. Knows nothing of wishes, so it can give none away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from meetings.seating.planning.limits import (
    BestPossible,
    fewest_beside,
    fewest_meetings,
    fewest_repeats,
    meetings_beside,
)
from meetings.seating.planning.plan import Plan
from meetings.seating.planning.room import Groups, PersonId
from meetings.seating.planning.score import pairs_meeting, times_together

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What this plan gives each person and the meeting.

    first_meetings: for each person, whom they sit with for the first time (ids, in table order).
    repeats_now: pairs at one table who have sat together before; fewest_repeats: a limit on the score's repeats
    that no plan can go below. pairs_met_before, pairs_met and pairs_possible count pairs of the people coming: who had
    met before, who will have met after this meeting, and how many pairs there are.
    """

    first_meetings: Mapping[PersonId, tuple[PersonId, ...]]
    repeats_now: int
    fewest_repeats: int
    pairs_met_before: int
    pairs_met: int
    pairs_possible: int
    best_possible: BestPossible


def explain(plan: Plan, history: Sequence[Groups], *, beside: bool = False) -> Explanation:
    """Say what this plan does for each person, and how close it comes to the best there could be.

    `beside`: people meet those next to them only.
    """
    people = {person for group in plan.groups for person in group}  # supporters are not among them
    met = set(times_together(history))
    now = pairs_meeting(plan.tables, beside=beside)
    met_before = sum(frozenset(pair) in met for pair in combinations(people, 2))
    new = now - met
    sizes = [len(group) for group in plan.groups]
    return Explanation(
        first_meetings={
            person: tuple(other for other in group if frozenset((person, other)) in new)
            for group in plan.groups
            for person in group
        },
        repeats_now=len(now & met),
        fewest_repeats=_fewest(people, plan, now, history, beside=beside),
        pairs_met_before=met_before,
        pairs_met=met_before + len(new),
        pairs_possible=comb(len(people), 2),
        best_possible=meetings_beside(len(people), len(now)) if beside else fewest_meetings(sizes),
    )


def _fewest(people: set[PersonId], plan: Plan, now: Collection, history: Sequence[Groups], *, beside: bool) -> int:
    if not people:
        return 0
    return fewest_beside(people, len(now), history) if beside else fewest_repeats(people, len(plan.groups), history)


def best_possible_sentence(best: BestPossible) -> str:
    """How soon everyone can have met everyone, in plain words. Empty when there are fewer than two people."""
    if best.people < 2:
        return ""
    if best.meetings is None:
        return "At tables of one nobody meets anybody."
    if best.beside:
        meetings = "one meeting" if best.meetings == 1 else f"{number(best.meetings, words=True)} meetings"
        return f"{best.people} people in this room need at least {meetings} for everyone to sit beside everyone."
    if len(best.table_sizes) == 1:
        return "Everyone sits at one table, so everyone meets everyone."
    sizes = " and ".join(number(size) for size in sorted(set(best.table_sizes)))
    meetings = f"{number(best.meetings, words=True)} meetings"
    known = " That can be done when everyone comes." if best.exact else ""
    return f"{best.people} people at tables of {sizes} need at least {meetings} for everyone to meet everyone.{known}"


def number(n: int, *, words: bool = False) -> str:
    """A number as a word up to twelve when asked, otherwise in figures."""
    return NUMBERS[n] if words and n < len(NUMBERS) else str(n)
