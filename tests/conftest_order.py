"""Which tests keep together on one process, and which begin first, so that two processes end at the same time.

A file stays on one process. The journeys are one group: demo programme, site and browser are then made once.
"""

from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOGETHER = ("tests/journeys",)
# The longest first, by what a run says that each takes; a process that is left with a long one at the end works alone.
LONGEST_FIRST = (
    "tests/project/test_twin_worlds.py",
    "tests/project/test_twin_worlds_more.py",
    "tests/journeys",
    "tests/project/test_every_page_without_script.py",
    "tests/project/test_every_page.py",
    "tests/project/test_access_matrix.py",
    "tests/accounts/identity/test_resolver.py",
    "tests/accounts/identity/test_machine.py",
    "tests/accounts/identity/test_rule.py",
    "tests/accounts_reflective/writing/test_pages.py",
    "tests/leap/local/test_run.py",
    "tests/accounts/identity/test_seen.py",
    "tests/project/test_query_counts.py",
    "tests/leap/local/test_bootstrap.py",
    "tests/project/test_deploy_running.py",
    "tests/project/test_messages.py",
)


def pytest_configure() -> None:
    gone = [name for name in (*TOGETHER, *LONGEST_FIRST) if not (ROOT / name).exists()]
    if gone:
        raise pytest.UsageError(f"tests/conftest_order.py names what is not there: {', '.join(gone)}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Groups are named before the processes that share the work look for them (`--dist loadgroup`); the order is set
    after everybody else has set theirs."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    yield
    items.sort(key=_turn)


def _group(item: pytest.Item) -> str:
    name = item.path.relative_to(ROOT).as_posix()
    return next((folder for folder in TOGETHER if name.startswith(f"{folder}/")), name)


def _turn(item: pytest.Item) -> int:
    group = _group(item)
    return LONGEST_FIRST.index(group) if group in LONGEST_FIRST else len(LONGEST_FIRST)
