"""Who can be let in to a need, and may this person write something down for somebody?"""

from dataclasses import dataclass
from uuid import UUID

from accounts.needs import wordings
from accounts.people import queries as people
from accounts.people.models import Person, Role

ACTING = (wordings.RUNS, wordings.CHAIR)


@dataclass(frozen=True)
class Reader:
    """Somebody a need can be opened to: those who act for a panel, or one person of it by name."""

    audience: str
    panel_id: UUID
    person_id: UUID | None = None

    @property
    def key(self) -> str:
        """How it stands in a form."""
        return ".".join(str(part) for part in (self.audience, self.panel_id, self.person_id) if part)


def acting_on(group: str) -> list[str]:
    """Which of those who act have something to do with this group."""
    return [audience for audience in ACTING if audience in wordings.GROUPS[group].acts]


def can_write_down_for(actor: Person, person: Person) -> bool:
    """May the actor write down what this person said? If they run a panel the person is on; never for themself."""
    held = Role.objects.filter(people.belonging(), person=person.pk)
    runs = people.panels_run_by(actor).filter(pk__in=held.values("panel"))
    return actor.is_active and person.is_active and actor.pk != person.pk and runs.exists()
