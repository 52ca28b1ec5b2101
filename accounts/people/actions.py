"""Every change to people, panels and roles."""

from datetime import date, timedelta

from django.db import transaction

from accounts.people import access, queries
from accounts.people.models import Panel, Person, Programme, Role, ShownAs
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
    lead = _new_person(lead_name, lead_email)
    programme = Programme(name=name.strip())
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
    person = _new_person(called_name, email)
    audit.record(by=by, verb="person.added", about=person, whose=person)
    give_role(person=person, programme=programme, kind=kind, starts_on=clock.today(), by=by, panel=panel)
    return person


def _new_person(called_name: str, email: str | None) -> Person:
    person = Person(email=(email or "").strip().lower() or None, called_name=called_name.strip())
    person.set_password(None)
    person.full_clean(exclude=["password", "legal_name"])
    person.save()
    return person


@transaction.atomic
def change_name(
    *, called_name: str, by: Person, shown_as: str = ShownAs.FULL, chosen_name: str = "", pronouns: str | None = None
) -> Person:
    """The person is called, and shown, in a new way from the next page on. Nobody is asked why, nobody is told.

    `pronouns` stay as they are when none are given. Raises ValidationError for a name that we cannot keep.
    """
    person = Person.objects.select_for_update().get(pk=by.pk)
    person.called_name, person.shown_as = called_name.strip(), shown_as
    person.chosen_name = chosen_name.strip() if shown_as == ShownAs.CHOSEN else ""
    person.pronouns = person.pronouns if pronouns is None else pronouns.strip()
    person.full_clean(exclude=["password", "legal_name"])
    person.save(update_fields=["called_name", "shown_as", "chosen_name", "pronouns"])
    person.refresh_from_db(fields=["shown_name"])
    audit.record(by=by, verb="person.renamed", about=person, whose=person)
    return person


@transaction.atomic
def tell_legal_name(*, legal_name: str, by: Person) -> Person:
    """The person says which name payments need, or takes it away. Only the people who pay them can read it.

    Raises ValidationError for a name that we cannot keep.
    """
    person = Person.objects.select_for_update().get(pk=by.pk)
    person.legal_name = legal_name.strip()
    person.clean_fields(exclude=[field.name for field in Person._meta.fields if field.name != "legal_name"])
    person.save(update_fields=["legal_name"])
    audit.record(by=by, verb="person.legal_name_told", about=person, whose=person, known=bool(person.legal_name))
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
    if by is not None and not _may_give_roles(by, programme, panel):
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
    if by.pk != role.person_id and not _may_give_roles(by, role.programme, role.panel):
        raise NotAllowed
    yesterday = clock.today() - timedelta(days=1)
    if role.ends_on is not None and role.ends_on <= yesterday:
        raise NotNow("This role has already ended.")
    # A role holds through its last day, so one that must stop now ended yesterday (or never began).
    role.ends_on = yesterday
    role.starts_on = min(role.starts_on, yesterday)
    role.ended_at = clock.now()
    role.save(update_fields=["ends_on", "starts_on", "ended_at"])
    audit.record(by=by, verb="role.ended", about=role, whose=role.person, kind=role.kind)
    return role


def _may_give_roles(by: Person, programme: Programme, panel: Panel | None) -> bool:
    if panel is not None:
        return access.can_run_panel(by, panel)
    leads = Role.objects.filter(queries.in_force(), person=by, programme=programme, kind=Role.Kind.PPI_LEAD)
    return by.is_active and leads.exists()
