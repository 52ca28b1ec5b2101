"""Reading a thing once while one message is made ready, however many of its parts want to know it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model

Found = TypeVar("Found")


class Rows(NamedTuple):
    """The rows of one table with one value in one column, and how many there were when they were read (or none)."""

    table: str
    column: str
    value: Any
    number: int


def row(record: Model) -> Rows:
    """This row, which is there."""
    return Rows(record._meta.db_table, str(record._meta.pk.column), record.pk, 1)


def rows(model: type[Model], name: str, value: Any, number: int) -> Rows:
    """All rows of a model with this value in the field `name`; `number` of them were found, which may be none."""
    column = getattr(model._meta.get_field(name), "column")  # noqa: B009 - a field of the table itself has one
    return Rows(model._meta.db_table, column, value, number)


@dataclass
class LookedUp:
    """What one message was made from. `rests_on`: the rows behind all that was known before it was this one's turn."""

    known: Mapping[Any, tuple[Any, tuple[Rows, ...]]] = field(default_factory=dict)
    found: dict[Any, Any] = field(default_factory=dict)
    rests_on: set[Rows] = field(default_factory=set)

    def look_up(self, find: Callable[..., Found], key: Any) -> Found:
        """What `find(key)` says: as it is known, or asked now and not again for this message."""
        if (find, key) in self.known:
            found, behind = self.known[find, key]
            self.rests_on.update(behind)
            return found
        if (find, key) not in self.found:
            self.found[find, key] = find(key)
        return self.found[find, key]


_looked_up: ContextVar[LookedUp | None] = ContextVar("looked_up", default=None)


@contextmanager
def looked_up_once(known: Mapping[Any, tuple[Any, tuple[Rows, ...]]] | None = None) -> Iterator[LookedUp]:
    """For as long as this lasts `once` asks each thing once. It is begun anew for each message, so nothing is stale.

    What is `known` already is not asked at all; whoever sends on the strength of it looks whether what it rests on has
    changed.
    """
    looked_up = LookedUp(known or {})
    token = _looked_up.set(looked_up)
    try:
        yield looked_up
    finally:
        _looked_up.reset(token)


def once(find: Callable[..., Found], key: Any) -> Found:
    """What `find(key)` says."""
    looked_up = _looked_up.get()
    return find(key) if looked_up is None else looked_up.look_up(find, key)
