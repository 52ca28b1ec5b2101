"""A new programme, new people, and the roles they are given and give up."""

from datetime import date, timedelta

from django.db import transaction

from accounts.people import access, queries
from accounts.people.models import Panel, Pause, Person, Programme, Role
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow


@transaction.atomic
def start_programme(
    *, name: str, panel_names: list[str], lead_name: str, lead_email: str, by: None = None
) -> Programme:
    """A new programme with its panels and its PPI lead, who can sign in with a code at once. Done when LEAP is set up.

    The lead is the named contact of each panel until a coordinator is. Raises ValidationError for a name or an address
    we cannot keep, or one that is there already.
    """
    lead = new_person(called_name=lead_name, email=lead_email)
    programme = Programme(name=name.strip(), contact_email=lead.email or "")
    programme.full_clean()
    programme.save()
    for panel_name in panel_names:
        panel = Panel(
            programme=programme,
            name=panel_name.strip(),
            site=panel_name.strip(),
            contact=lead,
            contact_email=lead.email,
        )
        panel.full_clean()
        panel.save()
    audit.record(by=by, verb="programme.started", about=programme, panels=len(panel_names))
    today = clock.today()
    give_role(person=lead, programme=programme, kind=Role.Kind.PPI_LEAD, starts_on=today, by=by)
    return programme


@transaction.atomic
def add_person(
    *, called_name: str, email: str | None, programme: Programme, kind: str, panel: Panel | None, by: Person | None
) -> Person:
    """Someone joins: they can sign in with a code from now on, and hold one role from today. Email is not required.

    They are not written to: whoever adds them tells them, and what is stored. Raises NotAllowed when `by` does not run
    the panel (`by` is nobody when LEAP is being set up), ValidationError for what we cannot keep or an address that is
    there already.
    """
    person = new_person(called_name=called_name, email=email)
    audit.record(by=by, verb="person.added", about=person, whose=person)
    give_role(person=person, programme=programme, kind=kind, starts_on=clock.today(), by=by, panel=panel)
    return person


def new_person(*, called_name: str, email: str | None) -> Person:
    """One person without a role: for the actions that give one, and write it down, in the same transaction.

    Raises ValidationError for a name or an address we cannot keep, or an address that is there already.
    """
    person = Person(email=(email or "").strip().lower() or None, called_name=called_name.strip())
    person.set_password(None)
    person.full_clean(exclude=["password", "legal_name"])
    person.save()
    return person


@transaction.atomic
def give_role(
    *,
    person: Person,
    programme: Programme,
    kind: str,
    starts_on: date,
    by: Person | None,
    panel: Panel | None = None,
    wording: str = "",
    ends_on: date | None = None,
) -> Role:
    """The person holds a role from a date on. `by` is nobody only when the programme is first set up.

    Raises NotAllowed when `by` does not run the panel (or, for a role on the whole programme, is not its PPI lead),
    ValidationError for a role the person holds already, and ValueError for a panel of another programme.
    """
    if panel is not None and panel.programme_id != programme.pk:
        raise ValueError("The panel belongs to another programme.")
    if by is not None and not access.can_give_roles(by, programme, panel):
        raise NotAllowed
    role = Role(
        person=person,
        programme=programme,
        panel=panel,
        kind=kind,
        wording=wording,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    role.full_clean()
    role.save()
    audit.record(by=by, verb="role.given", about=role, whose=person, kind=kind)
    return role


@transaction.atomic
def end_role(*, role: Role, by: Person) -> Role:
    """The role ends: from now on the person no longer sees what it showed them. One step, and no reason is asked.

    The person may end their own role. Raises NotAllowed for anyone else who does not run the panel, and NotNow if
    the role has ended already.
    """
    role = Role.objects.select_for_update(of=("self",)).select_related("panel", "programme").get(pk=role.pk)
    if by.pk != role.person_id and not access.can_give_roles(by, role.programme, role.panel):
        raise NotAllowed
    return stop_role(role=role, by=by)


def stop_role(*, role: Role, by: Person) -> Role:
    """Ends a role that the caller has locked and may end. The last role on a panel takes an open pause with it."""
    yesterday = clock.today() - timedelta(days=1)
    if role.ends_on is not None and role.ends_on <= yesterday:
        raise NotNow("This role has already ended.")
    # A role holds through its last day, so one that must stop now ended yesterday (or never began).
    role.ends_on = yesterday
    role.starts_on = min(role.starts_on, yesterday)
    role.ended_at = clock.now()
    role.save(update_fields=["ends_on", "starts_on", "ended_at"])
    audit.record(by=by, verb="role.ended", about=role, whose=role.person, kind=role.kind)
    if role.panel_id and not Role.objects.filter(queries.belonging(), person=role.person_id, panel=role.panel_id):
        open_pauses = Pause.objects.filter(person=role.person_id, panel=role.panel_id, ended_at__isnull=True)
        open_pauses.update(ended_at=clock.now())
    return role


@transaction.atomic
def word_role(*, role: Role, wording: str, by: Person) -> Role:
    """The person says in their own words what they are to a panel; empty: the plain name of the role again.

    Nobody else words it. Raises NotAllowed for anyone else, ValidationError for words we cannot keep.
    """
    role = Role.objects.select_for_update(of=("self",)).get(pk=role.pk)
    if role.person_id != by.pk:
        raise NotAllowed
    role.wording = wording.strip()
    role.clean_fields(exclude=[field.name for field in Role._meta.fields if field.name != "wording"])
    role.save(update_fields=["wording"])
    audit.record(by=by, verb="role.worded", about=role, whose=by)
    return role
