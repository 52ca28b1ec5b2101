"""A browser may still ask when its test is over (a page saves what was typed as it closes). Nobody may be asking when
the database is emptied: the two would wait for each other.
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started

LONGEST_ANSWER = 30  # seconds; a page takes well under one


class Door:
    """The door of the live server: it counts who is being answered, and can be shut to whoever comes later."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._answering: set[int] = set()
        self._shut = False

    def come_in(self, **_: Any) -> None:
        """Somebody asks. Raises ConnectionAbortedError, which the server takes as a browser that hung up, when shut."""
        if threading.current_thread() is threading.main_thread():
            return  # the test itself, through Django's own client
        with self._changed:
            if self._shut:
                raise ConnectionAbortedError("This test is over.")
            self._answering.add(threading.get_ident())

    def go_out(self, **_: Any) -> None:
        """Somebody has their answer."""
        with self._changed:
            self._answering.discard(threading.get_ident())
            self._changed.notify_all()

    def open(self) -> None:
        """From here on everybody is let in."""
        with self._changed:
            self._shut = False

    def shut(self) -> bool:
        """Let nobody in any more and wait for those who are inside: has everybody gone?"""
        with self._changed:
            self._shut = True
            return self._changed.wait_for(lambda: not self._answering, timeout=LONGEST_ANSWER)


DOOR = Door()


def pytest_configure() -> None:
    request_started.connect(DOOR.come_in, dispatch_uid="door in")
    request_finished.connect(DOOR.go_out, dispatch_uid="door out")


@pytest.fixture(autouse=True)
def nobody_asks_when_the_database_is_emptied(request) -> Iterator[None]:
    """For tests with a live server: made before any browser of theirs, so over after it and before the emptying."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    assert DOOR.shut(), "The server is still answering somebody."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """The door is open again when the database is empty: other servers stay up for a whole file."""
    try:
        return (yield)
    finally:
        DOOR.open()
