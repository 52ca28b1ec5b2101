"""Saying nothing looks the same as having nothing: two worlds, with and without what one person may not see.

A commit compares one run of histories: this file for every other kind of viewer, `test_twin_worlds_more` for the rest,
so that two processes share it. A difference names its history: run and place in it.

A share of the long tests (`tests.share`) has one kind of viewer, here.

`LEAP_TWIN_SEEDS=10-40` compares these runs too, for a long night. With `LEAP_TWIN_SHORTEST=1` everything is left out of
the history that the first difference does not need; it takes minutes.
"""

import os
from collections.abc import Iterator

import pytest

from tests.project.twin.cast import VIEWERS
from tests.project.twin.catching import Catcher
from tests.project.twin.leaks import FEWEST, LEAKS, Leak
from tests.project.twin.run import NOBODY_ELSE, PARTS, RUN, Tally, compare_run, shortest_with, viewers_of
from tests.project.twin.telling import numbers, tables
from tests.share import share

PART = 0
FEWEST_COMPARISONS = 20_000  # for every kind of viewer together


def runs() -> list[int]:
    """Which runs are compared."""
    first, _, last = os.environ.get("LEAP_TWIN_SEEDS", "").partition("-")
    more = range(int(first), int(last or first) + 1) if first else range(0)
    return [RUN, *more]


def compared_in(part: int) -> tuple[str, ...]:
    """The kinds of viewer that this file has in this run."""
    number = share()
    return viewers_of(part) if number is None else (tuple(VIEWERS)[number % len(VIEWERS)],)


def leaks_of(part: int) -> list[Leak]:
    """The leaks that are looked for in this file: each in the file that has the first of its viewers.

    In a share those that one kind of viewer gives away, and a few of those.
    """
    here = compared_in(part)
    if share() is None:
        return [leak for leak in LEAKS if leak.viewers[0] in here]
    return [leak for leak in LEAKS if leak.viewers == here and not leak.while_writing][:FEWEST]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The leaks are shared between the files too."""
    if "leak" in metafunc.fixturenames:
        leaks = leaks_of(metafunc.module.PART)
        metafunc.parametrize("leak", leaks, ids=[leak.name for leak in leaks])


@pytest.fixture(scope="module")
def part(request) -> int:
    return request.module.PART


@pytest.fixture(scope="module")
def catcher(part) -> Catcher:
    """What gives each seeded leak of this file away; known when everything is compared."""
    return Catcher(leaks_of(part))


@pytest.fixture(scope="module")
def tally(part, catcher, django_db_setup, django_db_blocker) -> Iterator[Tally]:
    """Every comparison of this file, made once for all the tests in it."""
    whole = Tally(viewers=compared_in(part))
    with django_db_blocker.unblock():
        for run in runs():
            whole.add(compare_run(run, viewers=compared_in(part), bystander=catcher if run == RUN else NOBODY_ELSE))
    return whole


@pytest.fixture
def caught(catcher, tally) -> dict[str, str]:
    """What gave each seeded leak of this file away."""
    return catcher.caught


def test_what_is_hidden_and_what_never_was_look_the_same(tally, django_db_blocker):
    told = [str(each) for each in tally.differences]
    if told and os.environ.get("LEAP_TWIN_SHORTEST"):
        with django_db_blocker.unblock():
            told.append(shortest_with(tally.differences[0]))
    assert told == []


def test_no_request_breaks(tally):
    assert tally.faults == []


def test_no_cell_that_can_be_reached_is_empty(tally, record_property):
    record_property("told", tables(tally))
    assert tally.empty_cells() == []


def test_enough_is_compared_and_enough_is_hidden(tally, record_property):
    record_property("told", numbers(tally))
    assert tally.comparisons >= FEWEST_COMPARISONS * len(tally.viewers) // len(VIEWERS)
    assert min(tally.purged[viewer] for viewer in tally.viewers) >= 50


def test_a_leak_put_in_on_purpose_is_caught(caught, leak):
    assert leak.name in caught


def test_as_many_leaks_are_caught_as_were_put_in(caught, part, record_property):
    put_in = leaks_of(part)
    record_property("told", f"twin worlds: caught {len(caught)} of {len(put_in)} leaks put in on purpose")
    assert len(caught) == len(put_in)
    assert share() is not None or len(put_in) >= FEWEST // PARTS
