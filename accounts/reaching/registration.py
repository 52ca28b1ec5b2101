"""What this room hands to the rooms below it, and what rooms above it hand to this one.

register_errands("invitations", Source(kinds, about, errands))   # what the viewer may pass on, and is still true
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.identity import notices as identity
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from leap.core import outbox
from leap.design import shell


@dataclass(frozen=True)
class Errand:
    """One message that a person passes on, or has to decide about: about which panel, and what it is in words.

    `facts` are what its kind's templates need; `answers` are what can be ticked on paper, if it asks something, and
    `ticking` says how many of them; `page` is where its panel looks at it.
    """

    message: outbox.OutboxMessage
    person: Person
    panel: Panel
    about: str
    page: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    answers: tuple[str, ...] = ()
    ticking: str = "Tick one"


@dataclass(frozen=True)
class Source:
    """What one room hands in: its kinds of message, what they may be about for a viewer, and how they become errands.

    `about(viewer)` is a query for keys: only on panels the viewer runs, and what may still be true. `errands(viewer,
    messages)` checks in bulk which of these are true and wanted, so that a list costs a few queries.
    """

    kinds: tuple[str, ...]
    about: Callable[[Person], QuerySet]
    errands: Callable[[Person, list[outbox.OutboxMessage]], Iterable[Errand]]


_sources: dict[str, Source] = {}


def register_errands(room: str, source: Source) -> None:
    """Hand in what waits for those who run a panel."""
    _sources[room] = source


def errands_for(viewer: Person, among: list[outbox.OutboxMessage] | None = None) -> list[Errand]:
    """Everything that waits for those who run the viewer's panels, the oldest first; or what of these messages does
    (then only the rooms they are of are asked)."""
    sources = [each for each in _sources.values() if among is None or any(one.kind in each.kinds for one in among)]
    asked = Q(pk__in=[])
    for source in sources:
        asked |= Q(kind__in=source.kinds, about_id__in=source.about(viewer))
    only = Q() if among is None else Q(pk__in=[message.pk for message in among])
    waiting = list(outbox.waiting_for_a_person().filter(asked, only))
    found: list[Errand] = []
    for source in sources:
        if mine := [message for message in waiting if message.kind in source.kinds]:
            found += source.errands(viewer, mine)
    return sorted(found, key=lambda errand: (errand.message.due_at, errand.message.pk))


def _on_panels_of(viewer: Person) -> QuerySet[Role]:
    """Who is on a panel the viewer runs, but for those on a break in which they want to hear nothing."""
    wants_nothing = people.wanting_nothing_on(OuterRef("panel")).filter(person=OuterRef("person"))
    run = people.panels_run_by(viewer).order_by().values("pk")
    return Role.objects.filter(people.belonging(), ~Exists(wants_nothing), panel__in=run, person__is_active=True)


def _notes_about(viewer: Person) -> QuerySet[Role]:
    return _on_panels_of(viewer).order_by().values("person")


def _notes(viewer: Person, messages: list[outbox.OutboxMessage]) -> Iterable[Errand]:
    """Notes that say only that there is one: about nothing but the person, so whoever runs a panel of theirs may pass
    one on, and no row differs from another by its occasion."""
    roles = _on_panels_of(viewer).filter(person__in=[message.to_person_id for message in messages])
    found: dict[UUID, Role] = {}
    for role in roles.select_related("person", "panel__contact").order_by("panel__name", "panel", "pk"):
        found.setdefault(role.person_id, role)
    about, facts = identity.NOTE_IN_WORDS, identity.note_facts()
    mine = ((message, found[message.to_person_id]) for message in messages if message.to_person_id in found)
    return [Errand(message, role.person, role.panel, about, page="", facts=facts) for message, role in mine]


def register() -> None:
    """Called once when the project starts."""
    register_errands("reaching", Source((identity.NOTE,), _notes_about, _notes))
    shell.register_own_page(
        shell.OwnPage(
            order=55,
            label="Everything sent to you",
            about="Each message: when, by which way, and whether it went.",
            url_name="reaching:sent-list",
        )
    )
