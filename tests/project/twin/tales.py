"""Hypothesis makes the histories: every choice in `stories` is one it draws, so it can also look for a smaller one.

A run is a number: the same run gives the same histories (as long as the pin of Hypothesis and `stories` stay as they
are). A commit compares the same two runs every time; `LEAP_TWIN_SEEDS=10-40` compares these runs on a long night.
"""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.project.twin.events import History
from tests.project.twin.stories import Teller

SIMPLEST = (1, 0)
CHANCE = st.randoms(use_true_random=False, note_method_calls=False)
# Nothing is remembered from run to run and nothing is timed. Shrinking a difference takes minutes: only on demand.
CALM = settings(
    database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], print_blob=False
)


def histories_of(run: int, how_many: int) -> list[History]:
    """The histories of one run, in their turns."""
    return [history_of(run, turn) for turn in range(how_many)]


def history_of(run: int, turn: int) -> History:
    """One of them. Hypothesis begins with the simplest of all: that one is told once, as the first of the first run."""
    told: list[History] = []

    @seed(_number(run, turn))
    @settings(CALM, max_examples=2)
    @given(CHANCE)
    def tell(chance) -> None:
        told.append(Teller(chance, turn).history())

    tell()
    return told[0 if (run, turn) == SIMPLEST else 1]


def _number(run: int, turn: int) -> int:
    return run * 1000 + turn


def smallest(run: int, turn: int, differs: Callable[[History], bool], *, most: int = 300) -> History | None:
    """The shortest history for which `differs` holds that Hypothesis finds from this run in `most` tries, or None."""
    found: list[History] = []
    tries = iter(range(most))

    @seed(_number(run, turn))
    @settings(CALM, max_examples=most, phases=[Phase.generate, Phase.shrink], report_multiple_bugs=False)
    @given(CHANCE)
    def tell(chance) -> None:
        history = Teller(chance, turn).history()
        if next(tries, None) is None:
            raise Enough
        if differs(history):
            found.append(history)
            raise Differs

    with suppress(Differs, Enough):
        tell()
    return min(found, key=len, default=None)


class Differs(Exception):
    """The two worlds of a history are not the same to somebody."""


class Enough(BaseException):
    """It was tried as often as was asked for. (Hypothesis takes any Exception for one more difference.)"""
