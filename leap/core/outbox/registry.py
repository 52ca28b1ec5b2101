"""What rooms tell the outbox when LEAP starts: the kinds of message, and how to find an address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from leap.core.outbox.models import OutboxMessage

AddressBook = Callable[[UUID], str | None]


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    Both functions get the OutboxMessage. `still_true` is asked at the last moment before sending: False cancels the
    message. `context` gives what the templates `<room>/messages/<name>_subject.txt` and `_body.txt` need; `site_origin`
    is added.
    """

    name: str
    room: str
    still_true: Callable[[OutboxMessage], bool]
    context: Callable[[OutboxMessage], dict[str, Any]]

    @property
    def subject_template(self) -> str:
        return f"{self.room}/messages/{self.name}_subject.txt"

    @property
    def body_template(self) -> str:
        return f"{self.room}/messages/{self.name}_body.txt"


_kinds: dict[str, Kind] = {}
_books: list[AddressBook] = []


def register_kind(kind: Kind) -> None:
    """Make a kind known, in AppConfig.ready(). The same name twice, for two different kinds, raises ValueError."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"two kinds of message are called {kind.name!r}")


def kinds() -> list[Kind]:
    """Every known kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def kind_called(name: str) -> Kind:
    """The kind of this name; LookupError when no room registered it."""
    if name not in _kinds:
        raise LookupError(f"no room has registered the message kind {name!r}")
    return _kinds[name]


def register_address_book(book: AddressBook) -> None:
    """Say how to find a person's email address by id (None when they have none). The last one registered is used."""
    _books[:] = [book]


def address_of(person_id: UUID) -> str | None:
    """The person's address now, or None; RuntimeError when no room has registered an address book."""
    if not _books:
        raise RuntimeError("no address book is registered with the outbox")
    return _books[0](person_id) or None
