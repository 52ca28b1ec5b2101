"""Leaves out what this run does not take of the long tests (see `tests.share`), and says so at the end."""

import pytest

from tests.conftest_order import must_be_there
from tests.share import SHARES, VARIABLE, share, takes

# What takes more than four seconds by what a run says, or seconds for each of hundreds of pages: folders, files, tests.
LONG = (
    "tests/journeys",
    "tests/quarter",
    "tests/project/test_every_page.py::test_page_is_for_everyone",
    "tests/project/test_every_page_without_script.py",
    "tests/project/test_access_matrix.py::test_hidden_and_unknown_give_the_same_bytes",
    "tests/project/test_access_matrix.py::test_no_address_takes_other_ways_of_asking",
    "tests/project/test_access_matrix.py::test_options_tells_no_more_than_the_page_would",
    "tests/project/test_access_matrix.py::test_reading_changes_nothing",
    "tests/project/test_canaries.py",
    "tests/project/test_deploy_running.py",
    "tests/project/test_messages.py::test_no_name_and_no_title_finds_a_way_into_a_letter",
    "tests/project/test_query_counts.py",
    "tests/leap/core/test_faults.py",
    "tests/leap/design/test_browser_checks.py",
    "tests/leap/local/test_bootstrap.py",
    "tests/leap/local/test_run.py",
    "tests/accounts/identity/test_machine.py",
    "tests/accounts/identity/test_rule.py",
    "tests/accounts/identity/test_seen.py",
    "tests/accounts/needs/test_demo.py",
    "tests/accounts/needs/test_gone.py",
    "tests/accounts_reflective/coding/test_selecting.py",
    "tests/accounts_reflective/publication/test_no_way_round.py",
    "tests/accounts_reflective/writing/test_autosave.py",
    "tests/accounts_reflective/writing/test_autosave_under_fire.py",
    "tests/accounts_reflective/writing/test_words_that_attack.py",
    "tests/meetings/availability/test_on_a_phone.py",
    "tests/meetings/invitations/test_clock_change.py",
    "tests/meetings/invitations/test_migration.py",
    "tests/meetings/payments/test_moving_over.py",
    "tests/meetings/seating/test_printed.py",
)
# What only the whole has: the other half of the twin worlds, and whether anything was left empty in all of them.
WHOLE_ONLY = (
    "tests/project/test_twin_worlds_more.py",
    "tests/project/test_twin_worlds.py::test_no_cell_that_can_be_reached_is_empty",
)


def pytest_configure() -> None:
    must_be_there([name.partition("::")[0] for name in (*LONG, *WHOLE_ONLY)], "tests/conftest_share.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long tests of the other shares."""
    out = {item for item in items if is_left_out(item.nodeid)}
    config.hook.pytest_deselected(items=list(out))
    items[:] = [item for item in items if item not in out]


def is_left_out(nodeid: str) -> bool:
    """Whether another share has this test, or it has nothing to test: a leak whose viewers are not compared."""
    if share() is None:
        return False
    elsewhere = _is_one_of(nodeid, WHOLE_ONLY) or (_is_one_of(nodeid, LONG) and not takes(nodeid))
    return elsewhere or nodeid.endswith("[NOTSET]")


def _is_one_of(nodeid: str, names: tuple[str, ...]) -> bool:
    test = nodeid.partition("[")[0]
    return any(test == name or test.startswith((f"{name}/", f"{name}::")) for name in names)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run, so that nobody takes a share for the whole."""
    if share() is not None:
        terminalreporter.section("a share of the long tests")
        terminalreporter.write_line(
            f"Of the long tests this was share {share()} of {SHARES}. All of them: make test WHOLE=1. "
            f"These again: {VARIABLE}={share()} make test"
        )
