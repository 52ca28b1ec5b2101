"""Small groups that a higher room knows of: the people who write one reflective account together. They are handed in
when the project starts, because this room may not look up into the rooms above it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from accounts.people.models import Person, Programme


@dataclass(frozen=True)
class Circle:
    """One group somebody is in: its name as they may read it, everyone in it today, and what each is shown as in it (a
    role of their own wording; nobody has to have one)."""

    id: UUID
    name: str
    programme: Programme
    members: tuple[Person, ...]
    roles: Mapping[UUID, str] = field(default_factory=dict)


Provider = Callable[[Person], Iterable[Circle]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """`provider(person)` gives every circle the person is in today. Registering it again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def circles_of(person: Person) -> list[Circle]:
    """Every circle the person is in today, by name; none for somebody who no longer uses LEAP."""
    if not person.is_active:
        return []
    found = [circle for provider in _providers for circle in provider(person)]
    return sorted(found, key=lambda circle: (circle.name, circle.id))
