"""Reading a thing once while one message is made ready, however many of its parts want to know it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")

_found: ContextVar[dict[Any, Any] | None] = ContextVar("found", default=None)


@contextmanager
def looked_up_once() -> Iterator[None]:
    """For as long as this lasts `once` asks each thing once. It is begun anew for each message, so nothing is stale."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def once(find: Callable[..., Found], key: Any) -> Found:
    """What `find(key)` says."""
    found = _found.get()
    if found is None:
        return find(key)
    if (find, key) not in found:
        found[find, key] = find(key)
    return found[find, key]
