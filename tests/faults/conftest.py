"""The long fault tests use the outbox tests' mail server and kind of message, and print what they found."""

import pytest

from tests.leap.core.conftest import note_kind, post_office  # noqa: F401 - fixtures


@pytest.fixture
def tell(capfd):
    """Print one line that is seen whatever pytest catches."""

    def say(line: str) -> None:
        with capfd.disabled():
            print(f"\n  {line}", flush=True)

    return say
