"""How far anybody ever is from their share of the chair, and how fast ten years of it are weighed.

Unfairness is the largest |turns taken - share| over people and over time, in turns, counted in this file and not by the
ledger. The careers are invented by a seeded simulation; the rotas and their values come from LEAP's design notes.
"""

import json
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import mean

from leap.local.figures import figure
from meetings.chairing.planning import HeldMeeting, NextMeeting, propose

DATA = Path(__file__).parent / "data" / "chairing.json"
CAREERS, LENGTH, PEOPLE = 200, 100, 12

# From the design notes: largest credit first, the mean over 200 simulated careers with one in five absent, is 0.894.
# That is itself a sample, with a standard error of 0.0017: two of them above it is the same value.
STABLE = 0.894 + 2 * 0.0017
# From the design notes: a panel of 40 over ten years.
PROPOSAL_MS = 50

START = date(2030, 1, 1)


def main() -> None:
    """Print unfairness for invented careers and for the rotas of the notes, and the time of one proposal."""
    random = Random(2030)
    worst = [unfairness(career(random, absent=0.2)) for _ in range(CAREERS)]
    figure("chairing-stable-unfairness", mean(worst), "turns", STABLE, at_most=True)
    for rota in json.loads(DATA.read_text()):
        largest = round(unfairness(rota["eligible"]), 4)
        figure(f"chairing-{rota['id']}-unfairness", largest, "turns", rota["greedy"], at_most=True)
    figure("chairing-40-people-10-years-proposal", proposal_ms(), "ms", PROPOSAL_MS, at_most=True)


def career(random: Random, absent: float) -> list[list[str]]:
    """Who comes to each of a hundred meetings of a panel of twelve; each stays away with the same chance."""
    people = [f"P{n:02}" for n in range(PEOPLE)]
    return [[who for who in people if random.random() >= absent] for _ in range(LENGTH)]


def unfairness(eligible: Sequence[Sequence[str]]) -> float:
    """Let the rota choose at each meeting in turn. Returns the largest distance anybody ever was from their share."""
    rota = Rota({who for people in eligible for who in people})
    turns: Counter[str] = Counter()
    share: dict[str, Fraction] = {who: Fraction(0) for who in rota.people}
    worst = Fraction(0)
    for people in filter(None, eligible):
        turns[rota.hold(people)] += 1
        for who in people:
            share[who] += Fraction(1, len(people))
        worst = max(worst, *(abs(turns[who] - share[who]) for who in people))
    return float(worst)


class Rota:
    """A panel where everybody has been to one meeting before and whoever comes is willing."""

    def __init__(self, people: set[str]):
        self.people = frozenset(people)
        self.held = [HeldMeeting(START, self.people, self.people)]

    def next(self) -> NextMeeting:
        """The next meeting, four weeks after the last."""
        return NextMeeting(f"M{len(self.held)}", START + timedelta(weeks=4 * len(self.held)))

    def hold(self, present: Sequence[str]) -> str:
        """Hold the next meeting in the chair of the person proposed, and return them."""
        coming = self.next()
        proposal = propose(self.held, present, coming)
        if proposal is None:
            raise AssertionError("People who have been before are willing, and nobody was proposed.")
        self.held.append(HeldMeeting(coming.on, frozenset(present), frozenset(present), proposal.person))
        return proposal.person


def proposal_ms() -> float:
    """Milliseconds of the processor for one proposal, after ten years of monthly meetings of forty people."""
    random = Random(2030)
    rota = Rota({f"P{n:02}" for n in range(40)})
    people = sorted(rota.people)
    for _ in range(120):
        rota.hold([who for who in people if random.random() >= 0.2])
    start = time.process_time()
    for _ in range(10):
        propose(rota.held, people, rota.next())
    return (time.process_time() - start) / 10 * 1000
