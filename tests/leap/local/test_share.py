"""What a person does not wait for, CI does: no test falls between the shares."""

import pytest

from leap.local import gates
from tests.conftest_share import LONG, WHOLE_ONLY, is_left_out
from tests.share import SHARES, VARIABLE, share, takes

NAMES = [f"tests/journeys/test_{number}.py::test_it[{number} and more]" for number in range(200)]


def left_out_in(number: int, names: list[str], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The tests that one share leaves out."""
    monkeypatch.setenv(VARIABLE, str(number))
    return {name for name in names if is_left_out(name)}


def test_each_long_test_is_in_exactly_one_share(monkeypatch):
    taken = [name for number in range(SHARES) for name in set(NAMES) - left_out_in(number, NAMES, monkeypatch)]
    assert sorted(taken) == sorted(NAMES)


def test_every_share_has_some(monkeypatch):
    assert all(len(left_out_in(number, NAMES, monkeypatch)) < len(NAMES) for number in range(SHARES))


def test_a_quick_test_is_in_every_share(monkeypatch):
    quick = ["tests/leap/core/test_faults_controls.py::test_it", "tests/journeys_of_another/test_it.py::test_it"]
    assert all(left_out_in(number, quick, monkeypatch) == set() for number in range(SHARES))


def test_the_whole_leaves_nothing_out(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert share() is None
    assert all(takes(name) for name in [*NAMES, *LONG])
    assert not any(is_left_out(name) for name in [*NAMES, *LONG, *WHOLE_ONLY])


def test_another_day_has_another_share(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    today = int(gates.share_of([], whole=False)[VARIABLE])
    assert {(today + days) % SHARES for days in range(SHARES)} == set(range(SHARES))


def test_a_share_can_be_asked_for_again(monkeypatch):
    monkeypatch.setenv(VARIABLE, "3")
    assert gates.share_of([], whole=False) == {VARIABLE: "3"}
    assert share() == 3


@pytest.mark.parametrize("left", ["", "3"])
@pytest.mark.parametrize(
    ("names", "whole", "given"), [([], False, True), ([], True, False), (["tests/leap"], False, False)]
)
def test_only_a_run_of_everything_that_is_not_whole_takes_a_share(names, whole, given, left, monkeypatch):
    """Also where somebody asked for a share before, and the variable still stands."""
    monkeypatch.setenv(VARIABLE, left)
    monkeypatch.setenv(VARIABLE, gates.share_of(names, whole)[VARIABLE])
    assert (share() is not None) == given
