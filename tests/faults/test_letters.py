"""Ten thousand letters with names and titles made to find a way in (trust.md G9). `make test` reads some hundreds."""

import os

import pytest
from hypothesis import given, settings

from tests.project.test_messages import NASTY, town  # noqa: F401 - a fixture

LETTERS = int(os.environ.get("LEAP_LETTERS", "10000"))


@pytest.mark.django_db
def test_g9_no_name_and_no_title_finds_a_way_into_ten_thousand_letters(town, tell):  # noqa: F811
    read = pairs = 0

    @settings(max_examples=LETTERS // len(town.headers) + 1, deadline=None, derandomize=True)
    @given(name=NASTY, title=NASTY)
    def everybody_is_called(name: str, title: str) -> None:
        nonlocal read, pairs
        read, pairs = read + town.is_called(name, title), pairs + 1

    everybody_is_called()
    tell(f"G9: {read} letters of {len(town.headers)} kinds read, with {pairs} pairs of a name and a title")
    assert read >= LETTERS
