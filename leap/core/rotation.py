"""Sealed texts that are not in an EncryptedTextField: rooms say where they are, so that a new key reaches them too."""

from typing import Any, Protocol


class Sealed(Protocol):
    """One place with sealed texts in it."""

    label: str

    def rows_left(self) -> list[Any]:
        """Keys of the rows that are not sealed with the current key."""

    def seal_again(self, pk: Any) -> None:
        """Seal one row with the current key; CannotDecrypt when it does not open."""


_others: dict[str, Sealed] = {}


def register(place: Sealed) -> None:
    """Make a place known, in AppConfig.ready(). The same label again replaces it."""
    _others[place.label] = place


def others() -> list[Sealed]:
    """Every known place, by label."""
    return [_others[label] for label in sorted(_others)]
