"""May this person do this to this? True or false, no writes. Who may read is decided by `planning/rule.py`."""

from uuid import UUID

from accounts.identity.planning.rule import ADMINISTERS
from accounts.identity.queries.destinations import standing_of
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role


def administers(actor: Person) -> bool:
    """Does the person look after the installation for any programme? Decides which links they are shown."""
    return actor.is_active and any(role.kind == ADMINISTERS for role in people.roles_held(actor))


def can_make_paper(actor: Person, panel: Panel) -> bool:
    """May the person make a sheet of who is who: as the panel's coordinator, who is one of "everyone" on it?

    The PPI lead is not, so what people tell everyone on the panel is not theirs to print.
    """
    return panel.pk in standing_of(actor).panels_as_coordinator()


def can_open_in_emergency(actor: Person, person: Person) -> bool:
    """May the person open what somebody else keeps private: as an administrator of a programme that one belongs to?"""
    looked_after = [role.programme_id for role in people.roles_held(actor) if role.kind == ADMINISTERS]
    theirs = Role.objects.filter(people.in_force(), person=person.pk, programme__in=looked_after)
    return actor.is_active and actor.pk != person.pk and theirs.exists()


def can_make_counts(actor: Person, programme_id: UUID) -> bool:
    """May the person ask for numbers about everybody in this programme, and show them: as its PPI lead?"""
    return actor.is_active and any(
        held.kind == Role.Kind.PPI_LEAD and held.programme_id == programme_id for held in people.roles_held(actor)
    )
