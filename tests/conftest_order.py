"""Which tests keep together on one process, and which begin first, so that two processes end at the same time.

A file stays on one process. The journeys are one group: demo programme, site and browser are then made once.
"""

from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parent.parent
TOGETHER = ("tests/journeys",)
# The longest first, by what a run says that each takes; a process that is left with a long one at the end works alone.
LONGEST_FIRST = (
    "tests/project/test_twin_worlds.py",
    "tests/project/test_twin_worlds_more.py",
    "tests/journeys",
    "tests/quarter/test_a_quarter.py",
    "tests/project/test_every_page_without_script.py",
    "tests/project/test_every_page.py",
    "tests/project/test_access_matrix.py",
    "tests/accounts/identity/test_resolver.py",
    "tests/accounts/identity/test_machine.py",
    "tests/accounts/identity/test_rule.py",
    "tests/accounts_reflective/writing/test_autosave_under_fire.py",
    "tests/accounts_reflective/writing/test_pages.py",
    "tests/accounts_reflective/coding/test_passages.py",
    "tests/accounts_reflective/coding/test_demo.py",
    "tests/leap/local/test_run.py",
    "tests/accounts/identity/test_seen.py",
    "tests/project/test_query_counts.py",
    "tests/leap/local/test_bootstrap.py",
    "tests/project/test_deploy_running.py",
    "tests/project/test_messages.py",
)


def pytest_configure() -> None:
    must_be_there([*TOGETHER, *LONGEST_FIRST], "tests/conftest_order.py")


def must_be_there(names: list[str], said_by: str) -> None:
    """A list of files and folders is no use with one that was renamed. Raises UsageError with what is gone."""
    gone = [name for name in names if not (ROOT / name).exists()]
    if gone:
        raise pytest.UsageError(f"{said_by} names what is not there: {', '.join(gone)}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After everybody else has set an order."""
    items.sort(key=lambda item: _turn(_group(item.nodeid)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """What belongs together goes to one process. (xdist's own groups are not seen by this pytest.)"""
    return Together(config, log)


class Together(LoadScopeScheduling):
    """Shares out groups of tests, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


def _group(nodeid: str) -> str:
    name = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if name.startswith(f"{folder}/")), name)


def _turn(group: str) -> int:
    return LONGEST_FIRST.index(group) if group in LONGEST_FIRST else len(LONGEST_FIRST)
