"""May this person do this here? True or false, no writes. What a person may see at all is decided by the queries."""

from uuid import UUID

from accounts.people import queries
from accounts.people.models import Panel, Person, Programme, Role


def is_on_panel(actor: Person, panel_id: UUID) -> bool:
    """Does the person hold any role on this panel today?"""
    return actor.is_active and panel_id in queries.panel_ids_of(actor)


def is_member_of(actor: Person, panel_id: UUID) -> bool:
    """Is the person a member of this panel today?"""
    return actor.is_active and panel_id in queries.panel_ids_of(actor, as_member=True)


def can_run_panel(actor: Person, panel: Panel) -> bool:
    """May the person arrange this panel's meetings: as its coordinator, or as the PPI lead of its programme?"""
    coordinates, leads = Role.Kind.PPI_COORDINATOR, Role.Kind.PPI_LEAD
    return actor.is_active and any(
        (held.kind == coordinates and held.panel_id == panel.pk)
        or (held.kind == leads and held.programme_id == panel.programme_id)
        for held in queries.roles_held(actor)
    )


def leads_programme(actor: Person, programme: Programme) -> bool:
    """Is the person the PPI lead of this programme?"""
    leads = Role.Kind.PPI_LEAD
    held = queries.roles_held(actor)
    return actor.is_active and any(role.kind == leads and role.programme_id == programme.pk for role in held)


def can_give_roles(actor: Person, programme: Programme, panel: Panel | None) -> bool:
    """May the person invite, add, give and end roles here: on a panel who runs it, for a programme its PPI lead?"""
    if panel is not None:
        return can_run_panel(actor, panel)
    return leads_programme(actor, programme)


def sees_any_panel(actor: Person) -> bool:
    """Does the person see the people of any panel? Decides which links the navigation shows."""
    return any(queries.shows_a_panel(held) for held in queries.roles_held(actor))


def runs_any_panel(actor: Person) -> bool:
    """Does the person arrange meetings for any panel? Decides which links the navigation shows."""
    kinds = {Role.Kind.PPI_COORDINATOR, Role.Kind.PPI_LEAD}
    return any(held.kind in kinds for held in queries.roles_held(actor))


def sees_any_money(actor: Person) -> bool:
    """May the person open payment records: as finance officer, PPI lead or coordinator?"""
    kinds = {Role.Kind.PPI_COORDINATOR, Role.Kind.PPI_LEAD, Role.Kind.FINANCE_OFFICER}
    return any(held.kind in kinds for held in queries.roles_held(actor))
