"""What this room hands to the rooms below it, and what rooms above it hand to this one.

register_errands("invitations", source)   # source(viewer): what the viewer may pass on and is still true, as Errands
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.people.models import Panel, Person
from leap.core import outbox
from leap.design import shell


@dataclass(frozen=True)
class Errand:
    """One message that a person passes on, or has to decide about: about which panel, and what it is in words.

    `facts` are what its kind's templates need; `answers` are what can be ticked on paper, if it asks something; `page`
    is where its panel looks at it.
    """

    message: outbox.OutboxMessage
    person: Person
    panel: Panel
    about: str
    page: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    answers: tuple[str, ...] = ()


Source = Callable[[Person], Iterable[Errand]]

_sources: dict[str, Source] = {}


def register_errands(room: str, source: Source) -> None:
    """`source(viewer)` gives what waits for somebody (`outbox.waiting_for_a_person`) on panels the viewer runs.

    Each room checks in bulk that its messages are still true and wanted, so that a list costs a few queries.
    """
    _sources[room] = source


def errands_for(viewer: Person) -> list[Errand]:
    """Everything that waits for those who run the viewer's panels, the oldest first."""
    found = [errand for source in _sources.values() for errand in source(viewer)]
    return sorted(found, key=lambda errand: (errand.message.due_at, errand.message.pk))


def register() -> None:
    """Called once when the project starts."""
    shell.register_own_page(
        shell.OwnPage(
            order=55,
            label="Everything sent to you",
            about="Each message: when, by which way, and whether it went.",
            url_name="reaching:sent-list",
        )
    )
