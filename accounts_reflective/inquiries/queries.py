"""Reads about inquiries. The viewer comes first; what they may not see is not in the answer."""

from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from accounts.people.models import Person, Role
from accounts.people.queries import belonging, fellow_people, panels_for, roles_held, showing_a_panel
from accounts_reflective.inquiries.models import Inquiry, Stage


def inquiries_for(viewer: Person) -> QuerySet[Inquiry]:
    """The inquiries of programmes where the viewer holds a role on a panel today, or is the PPI lead.

    Looking after the money of a programme shows none of them.
    """
    held = (
        role
        for role in roles_held(viewer)
        if role.kind == Role.Kind.PPI_LEAD or (role.panel_id and role.kind not in Role.BESIDE)
    )
    programmes = sorted({role.programme_id for role in held})
    return Inquiry.objects.filter(programme__in=programmes).select_related("programme")


def people_of(inquiry: Inquiry) -> QuerySet[Person]:
    """For the rooms that count who does something in an inquiry: everybody who can see it today, as `inquiries_for`
    has it. Whoever left, or is switched off, is not in it.
    """
    held = Role.objects.filter(showing_a_panel(), programme=inquiry.programme_id)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)


def open_inquiries_for(viewer: Person) -> QuerySet[Inquiry]:
    """Those of the viewer's inquiries in which people can start to write."""
    return inquiries_for(viewer).filter(closed_on__isnull=True)


def people_to_write_with(viewer: Person, inquiry_id: UUID) -> QuerySet[Person]:
    """The people who share a panel of the inquiry's programme with the viewer today, the viewer left out."""
    panels = panels_for(viewer).filter(programme__inquiries=inquiry_id)
    on_these = Role.objects.filter(belonging(), panel__in=panels)
    return fellow_people(viewer).filter(pk__in=on_these.values("person"))


def stages_by_phase(viewer: Person, inquiry_id: UUID) -> list[tuple[str, list[Stage]]]:
    """The stages of an inquiry the viewer can see, in order: (phase, its stages).

    A phase that comes back is said again.
    """
    stages = Stage.objects.filter(inquiry__in=inquiries_for(viewer).filter(pk=inquiry_id)).order_by("number")
    return [(phase, list(group)) for phase, group in groupby(stages, key=lambda stage: stage.phase)]
