"""Reads about people, panels and roles. The viewer comes first; what they may not see is not in the answer."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from accounts.people.models import Panel, Person, Programme, Role
from leap.core import clock


def in_force(on: date | None = None) -> Q:
    """The condition that a role holds on a date (today if none is given), its first and last day included."""
    on = on or clock.today()
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def was_in_force(on: date, moment: datetime) -> Q:
    """The condition that a role held on a past date, or at that moment of it: somebody may leave in the evening."""
    return in_force(on) | Q(starts_on__lte=on, ended_at__gte=moment)


@dataclass(frozen=True)
class Held:
    """One role a person holds today: what it is, and on which panel or for which whole programme."""

    kind: str
    panel_id: UUID | None
    programme_id: UUID


_looked_up: ContextVar[dict[UUID, tuple[Held, ...]] | None] = ContextVar("looked_up", default=None)


@contextmanager
def roles_looked_up_once() -> Iterator[None]:
    """While this is open, what a person holds is asked once. Only for reading a page, where no role can change."""
    known = _looked_up.get()
    token = _looked_up.set({} if known is None else known)
    try:
        yield
    finally:
        _looked_up.reset(token)


def roles_held(person: Person) -> tuple[Held, ...]:
    """What the person holds today, in an order that is always the same."""
    known = _looked_up.get()
    if known is not None and person.pk in known:
        return known[person.pk]
    roles = Role.objects.filter(in_force(), person=person).order_by("panel", "programme", "kind")
    held = tuple(Held(*facts) for facts in roles.values_list("kind", "panel", "programme"))
    if known is not None:
        known[person.pk] = held
    return held


def roles_now(person: Person) -> QuerySet[Role]:
    """The roles a person holds today, with their panel."""
    return Role.objects.filter(in_force(), person=person).select_related("panel").order_by("panel__name", "kind")


def panels_for(viewer: Person) -> QuerySet[Panel]:
    """The panels a person belongs to today, and for a PPI lead every panel of the programme."""
    held = roles_held(viewer)
    return _panels((role.panel_id for role in held if role.panel_id), _led(held))


def panels_looked_back_on(viewer: Person) -> QuerySet[Panel]:
    """For someone on no panel today: the panels they were on, and those of a programme they have a role in."""
    ever = list(Role.objects.filter(person=viewer).values_list("panel", "programme"))
    return _panels((panel for panel, _ in ever if panel), (programme for panel, programme in ever if panel is None))


def panels_run_by(viewer: Person) -> QuerySet[Panel]:
    """The panels whose meetings a person arranges: as their coordinator, or as the programme's PPI lead."""
    held = roles_held(viewer)
    return _panels((role.panel_id for role in held if role.kind == Role.Kind.PPI_COORDINATOR), _led(held))


def panel_ids_of(person: Person, *, as_member: bool = False) -> set[UUID]:
    """The panels on which a person holds a role today; with `as_member`, only where they are a panel member."""
    kinds = {Role.Kind.MEMBER} if as_member else set(Role.Kind)
    return {role.panel_id for role in roles_held(person) if role.panel_id and role.kind in kinds}


def _led(held: Iterable[Held]) -> Iterator[UUID]:
    return (role.programme_id for role in held if role.kind == Role.Kind.PPI_LEAD)


def _panels(panels: Iterable[UUID], programmes: Iterable[UUID]) -> QuerySet[Panel]:
    """These panels, and every panel of these programmes."""
    found = Panel.objects.filter(Q(pk__in=sorted(set(panels))) | Q(programme__in=sorted(set(programmes))))
    return found.select_related("contact", "programme")


def people_on_panel(viewer: Person, panel_id: UUID, *, on: date | None = None) -> QuerySet[Person]:
    """The active people with a role on this panel (today, or on a date), if the viewer may see the panel; else nobody.

    Ordered by the name each is called, then by key, so that the order tells nothing else.
    """
    on_panel = Role.objects.filter(in_force(on), panel__in=panels_for(viewer).filter(pk=panel_id))
    return Person.objects.filter(pk__in=on_panel.values("person"), is_active=True).order_by("called_name", "pk")


def roles_shown_on_panel(viewer: Person, panel_id: UUID) -> dict[UUID, list[str]]:
    """For each person on the panel, their roles there in their own wording, or the plain name of the role."""
    shown: dict[UUID, list[str]] = {}
    roles = Role.objects.filter(in_force(), panel__in=panels_for(viewer).filter(pk=panel_id)).order_by("kind", "pk")
    for role in roles:
        shown.setdefault(role.person_id, []).append(_wording(role))
    return shown


def roles_shown_to(viewer: Person, person: Person) -> list[str]:
    """What one person is to the panels the viewer may see, in the person's own wording; nothing about other panels."""
    roles = Role.objects.filter(in_force(), person=person, panel__in=panels_for(viewer)).select_related("panel")
    in_order = roles.order_by("panel__name", "kind", "pk")
    return [f"{_wording(role)}, {role.panel.name}" for role in in_order if role.panel is not None]


def _wording(role: Role) -> str:
    """The person's own words for their role, to the letter; else the plain name of the role."""
    return role.wording or capfirst(role.get_kind_display())


def programmes_with_money_for(viewer: Person) -> QuerySet[Programme]:
    """The programmes whose payment records a person may see as a whole: as finance officer or PPI lead."""
    kept = {role.programme_id for role in roles_held(viewer) if role.kind in Role.PROGRAMME_WIDE}
    return Programme.objects.filter(pk__in=sorted(kept))


def fellow_people(viewer: Person) -> QuerySet[Person]:
    """Everyone who shares a panel with the viewer today (the viewer left out): the people they can be shown by name."""
    on_mine = Role.objects.filter(in_force(), panel__in=panels_for(viewer))
    return (
        Person.objects.filter(pk__in=on_mine.values("person"), is_active=True)
        .exclude(pk=viewer.pk)
        .order_by("called_name", "pk")
    )
