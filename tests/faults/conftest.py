"""The long forms of what must not go wrong. `make test-faults` runs them; `make test` has a short form of each.

They use the outbox tests' mail server and kind of message, and print what they found.
"""

import os

import pytest

from tests.leap.core.conftest import note_kind, post_office  # noqa: F401 - fixtures

collect_ignore_glob = [] if os.environ.get("LEAP_FAULTS") else ["test_*.py"]


@pytest.fixture
def tell(capfd):
    """Print one line that is seen whatever pytest catches."""

    def say(line: str) -> None:
        with capfd.disabled():
            print(f"\n  {line}", flush=True)

    return say
