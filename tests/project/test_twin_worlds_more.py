"""The second half of the twin-world test, for another process: see `test_twin_worlds`."""

from tests.project.test_twin_worlds import (
    catcher,
    caught,
    part,
    pytest_generate_tests,
    tally,
    test_a_leak_put_in_on_purpose_is_caught,
    test_as_many_leaks_are_caught_as_were_put_in,
    test_enough_is_compared_and_enough_is_hidden,
    test_no_cell_that_can_be_reached_is_empty,
    test_no_request_breaks,
    test_what_is_hidden_and_what_never_was_look_the_same,
)

__all__ = [
    "catcher",
    "caught",
    "part",
    "pytest_generate_tests",
    "tally",
    "test_a_leak_put_in_on_purpose_is_caught",
    "test_as_many_leaks_are_caught_as_were_put_in",
    "test_enough_is_compared_and_enough_is_hidden",
    "test_no_cell_that_can_be_reached_is_empty",
    "test_no_request_breaks",
    "test_what_is_hidden_and_what_never_was_look_the_same",
]
PART = 1
