"""Seating plans: rows in, plan out. Plain Python, no database, the same seed gives the same plan."""

from meetings.seating.planning.explain import Explanation, best_possible_sentence, explain
from meetings.seating.planning.limits import BestPossible, fewest_meetings, fewest_repeats
from meetings.seating.planning.plan import Plan, plan_around, plan_next_meeting
from meetings.seating.planning.room import (
    LIVED,
    PROFESSIONAL,
    PersonComing,
    Pin,
    SeatedTable,
    Supporter,
    Table,
    TooFewSeats,
    Wishes,
    choose_tables,
    with_offers,
)
from meetings.seating.planning.score import Score, score_tables

__all__ = [
    "LIVED",
    "PROFESSIONAL",
    "BestPossible",
    "Explanation",
    "PersonComing",
    "Pin",
    "Plan",
    "Score",
    "SeatedTable",
    "Supporter",
    "Table",
    "TooFewSeats",
    "Wishes",
    "best_possible_sentence",
    "choose_tables",
    "explain",
    "fewest_meetings",
    "fewest_repeats",
    "plan_around",
    "plan_next_meeting",
    "score_tables",
    "with_offers",
]
