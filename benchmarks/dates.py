"""The best dates for a panel: how many people are worse off than in the best choice known, and how long it takes.

The instances and their best known values (proved) come from LEAP's design notes. Of what everybody has, the lowest
first, only the first place where the two differ counts: so leximin compares. It is counted in this file, which also
checks that the dates keep the rules. Time is that of the processor, so that a busy computer does not spoil it.
"""

import json
import time
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from leap.local.figures import figure
from meetings.availability.planning import Rules, Slot, choose

DATA = Path(__file__).parent / "data" / "dates.json"

# From the design notes: the best known value on every instance within 1 s; one meeting's date at once.
SECONDS = 1.0
# Ours: "at once" for twelve dates and sixty people.
ONE_DATE_MS = 50

Instance = dict[str, Any]


def main() -> None:
    """Print, for each instance, who is worse off than need be and the time; then the time of one meeting's date."""
    for instance in json.loads(DATA.read_text()):
        dates, seconds = timed_choice(instance)
        figure(f"dates-{instance['id']}-worse-off", worse_off(instance, dates), "people", 0, at_most=True)
        figure(f"dates-{instance['id']}-time", seconds, "seconds", SECONDS, at_most=True)
    figure("dates-one-date-60-people", one_date_ms(), "ms", ONE_DATE_MS, at_most=True)


def timed_choice(instance: Instance) -> tuple[list[str], float]:
    """Choose once. Returns the dates, and the seconds it took."""
    slots = [Slot(slot["id"], slot["day"], slot["answers"]) for slot in instance["slots"]]
    rules = Rules(
        choose=instance["choose"],
        min_gap=instance["min_gap_days"],
        max_gap=instance["max_gap_days"],
        quorum=instance["quorum"],
        one_of=tuple(map(frozenset, instance["required_one_of"])),
    )
    start = time.process_time()
    choice = choose(slots, instance["people"], rules)
    seconds = time.process_time() - start
    return [str(slot.key) for slot in choice.slots] if choice else [], seconds


def worse_off(instance: Instance, dates: list[str]) -> int:
    """How many have less than in the best known choice, where the two first differ; everybody when rules are broken."""
    slots = [slot for slot in instance["slots"] if slot["id"] in dates]
    if not keeps_rules(instance, slots):
        return len(instance["people"])
    have = sorted(sum(slot["answers"].get(who, 0) for slot in slots) for who in instance["people"])
    pairs = list(zip(have, instance["best_known"], strict=True))
    first = next(((mine, best) for mine, best in pairs if mine != best), None)
    return sum(mine < best for mine, best in pairs) if first and first[0] < first[1] else 0


def keeps_rules(instance: Instance, slots: list[dict[str, Any]]) -> bool:
    """Are these as many dates as wanted, rightly apart, each with enough people and somebody of each group?"""
    days = sorted(slot["day"] for slot in slots)
    gaps_kept = all(instance["min_gap_days"] <= b - a <= instance["max_gap_days"] for a, b in pairwise(days))
    enough = all(sum(1 for said in slot["answers"].values() if said) >= instance["quorum"] for slot in slots)
    groups = instance["required_one_of"]
    there = all(any(slot["answers"].get(who) for who in group) for slot in slots for group in groups)
    return len(slots) == instance["choose"] and gaps_kept and enough and there


def one_date_ms() -> float:
    """Milliseconds of the processor for one of twelve dates, sixty people, some of whom missed out before."""
    random = Random(2030)
    people = [f"P{number:02}" for number in range(60)]
    slots = [Slot(f"D{day:02}", day, {who: random.choice((0, 1, 2)) for who in people}) for day in range(12)]
    before = {who: -2 * random.randrange(5) for who in people}
    start = time.process_time()
    for _ in range(10):
        choose(slots, people, Rules(quorum=10), before)
    return (time.process_time() - start) / 10 * 1000
