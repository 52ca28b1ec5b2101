"""The histories of a run, and the shortest way to see again what one of them told.

A run is a number: the same run gives the same histories on every computer and in every commit, as long as `stories`
stays as it is, so chance is Python's own, from a fixed seed (ADR 40). A commit compares the same run every time;
`LEAP_TWIN_SEEDS=10-40` compares these runs on a long night.
"""

from collections.abc import Callable, MutableSequence, Sequence
from random import Random
from typing import Any

from tests.project.twin.events import History
from tests.project.twin.stories import Teller

SIMPLEST = (1, 0)


class NoChance(Random):
    """Always the first there is, always the least: the simplest history that can be told."""

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        return 0 if stop is None else start

    def choice(self, seq: Sequence[Any]) -> Any:
        return seq[0]

    def sample(self, population: Sequence[Any], k: int, *, counts: Any = None) -> list[Any]:
        return list(population[:k])

    def shuffle(self, x: MutableSequence) -> None:
        """Everything stays where it is."""


def histories_of(run: int, how_many: int) -> list[History]:
    """The histories of one run, in their turns."""
    return [history_of(run, turn) for turn in range(how_many)]


def history_of(run: int, turn: int) -> History:
    """One of them. The simplest of all is told once, as the first of the first run."""
    chance = NoChance() if (run, turn) == SIMPLEST else Random(run * 1000 + turn)
    return Teller(chance, turn).history()


def shortest(history: History, differs: Callable[[History], bool], *, most: int = 300) -> History:
    """The shortest part of a history for which `differs` still holds that is found in `most` tries.

    Ever smaller pieces are left out, each for good where the difference stays. What stands on a piece that is gone is
    refused by LEAP itself when the history is played.
    """
    piece, tried = max(1, len(history) // 2), 0
    while tried < most:
        start, before = 0, len(history)
        while start < len(history) and tried < most:
            less = [*history[:start], *history[start + piece :]]
            tried += 1
            if differs(less):
                history = less
            else:
                start += piece
        if piece == 1 and len(history) == before:
            break
        piece = max(1, piece // 2)
    return history
