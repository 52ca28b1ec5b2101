"""Changing one's name, giving and ending roles."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.people import access, actions, queries
from accounts.people.models import Person, Role
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.models import AuditEvent
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def here():
    return make.small_panel()


def give(world, by, kind=Role.Kind.MEMBER, to=None, **facts):
    panel = None if kind in Role.PROGRAMME_WIDE else world.panel
    facts = {"programme": world.programme, "panel": panel, "starts_on": clock.today(), **facts}
    return actions.give_role(person=to or make.person("Quill"), kind=kind, by=by, **facts)


def test_a_new_name_is_trimmed_kept_and_on_record_without_the_name(here):
    person = here.members[0]
    actions.change_name(called_name="  Fen  ", by=person)
    person.refresh_from_db()
    assert person.called_name == "Fen"
    event = AuditEvent.objects.get(verb="person.renamed")
    assert (event.actor_id, event.whose_id, event.facts) == (person.pk, person.pk, {})


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_that_cannot_be_kept_changes_nothing(here, name):
    person = here.members[0]
    with pytest.raises(ValidationError):
        actions.change_name(called_name=name, by=person)
    person.refresh_from_db()
    assert person.called_name == "Rowan"


@pytest.mark.parametrize("kind", sorted(set(Role.Kind) - set(Role.PROGRAMME_WIDE)))
def test_whoever_runs_the_panel_gives_its_roles(here, kind):
    for by in (here.coordinator, here.lead):
        role = give(here, by, kind)
        assert list(queries.roles_now(role.person)) == [role]
    assert AuditEvent.objects.filter(verb="role.given", facts={"kind": kind}).count() == 2


@pytest.mark.parametrize("kind", sorted(Role.Kind))
def test_nobody_else_gives_any_role(here, kind):
    there = make.small_panel("Gorse")
    outsiders = [here.members[0], here.researchers[0], here.finance, there.coordinator, there.lead]
    if kind in Role.PROGRAMME_WIDE:
        outsiders.append(here.coordinator)
    for by in outsiders:
        with pytest.raises(NotAllowed):
            give(here, by, kind)
    assert not AuditEvent.objects.filter(verb="role.given").exists()


def test_the_lead_gives_roles_on_the_programme_also_when_their_own_has_an_end(here):
    Role.objects.filter(person=here.lead).update(ends_on=clock.today() + 30 * DAY)
    assert give(here, here.lead, Role.Kind.FINANCE_OFFICER).panel is None


def test_a_former_lead_or_one_switched_off_gives_nothing(here):
    make.end_roles(here.lead)
    with pytest.raises(NotAllowed):
        give(here, here.lead, Role.Kind.FINANCE_OFFICER)
    other = make.small_panel("Gorse")
    other.lead.is_active = False
    other.lead.save()
    with pytest.raises(NotAllowed):
        give(other, other.lead, Role.Kind.FINANCE_OFFICER)


def test_the_first_role_of_a_programme_is_given_by_nobody():
    programme = make.programme()
    role = actions.give_role(
        person=make.person(), programme=programme, kind="ppi_lead", starts_on=clock.today(), by=None
    )
    assert AuditEvent.objects.get(verb="role.given").actor_id is None
    assert role.panel is None


def test_the_same_role_twice_is_refused(here):
    with pytest.raises(ValidationError):
        give(here, here.coordinator, to=here.members[0])


def test_a_panel_of_another_programme_is_refused(here):
    with pytest.raises(ValueError, match="another programme"):
        give(here, here.coordinator, programme=make.programme("Fenland study"))


@pytest.mark.parametrize(("kind", "with_panel"), [("ppi_lead", True), ("finance_officer", True), ("member", False)])
def test_a_role_is_for_a_panel_or_for_the_programme_never_the_wrong_one(here, kind, with_panel):
    panel = here.panel if with_panel else None
    with pytest.raises(ValidationError):
        give(here, here.lead, kind, panel=panel)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.role(make.person("Quill"), panel, kind, programme=here.programme)


def test_a_role_that_ends_shows_nothing_any_more_from_that_moment(here):
    leaver = here.members[0]
    role = leaver.roles.get()
    actions.end_role(role=role, by=here.coordinator)
    assert not access.is_on_panel(leaver, here.panel.pk)
    assert AuditEvent.objects.get(verb="role.ended").whose_id == leaver.pk


def test_a_role_given_today_can_end_today(here):
    role = give(here, here.coordinator)
    actions.end_role(role=role, by=here.coordinator)
    assert not queries.roles_now(role.person).exists()


def test_anybody_may_end_their_own_role_and_only_once(here):
    leaver = here.members[0]
    role = leaver.roles.get()
    actions.end_role(role=role, by=leaver)
    with pytest.raises(NotNow, match="already ended"):
        actions.end_role(role=role, by=leaver)


def test_nobody_ends_somebody_elses_role_but_who_runs_the_panel(here):
    role = here.members[0].roles.get()
    there = make.small_panel("Gorse")
    for by in (here.members[1], here.researchers[0], here.finance, there.coordinator, there.lead):
        with pytest.raises(NotAllowed):
            actions.end_role(role=role, by=by)
    assert access.is_on_panel(here.members[0], here.panel.pk)


def test_somebody_who_left_can_come_back(here):
    person = here.members[0]
    actions.end_role(role=person.roles.get(), by=person)
    give(here, here.coordinator, to=person)
    assert access.is_member_of(person, here.panel.pk)


def test_people_need_neither_email_nor_password():
    first, second = (Person.objects.create_user(called_name=name) for name in ("Rowan", "Wren"))
    assert first.email is None is second.email
    assert not first.has_usable_password()


def test_an_address_is_kept_in_small_letters_and_once():
    Person.objects.create_user(email=" Rowan@Example.ORG ", called_name="Rowan")
    assert Person.objects.get().email == "rowan@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user(email="ROWAN@example.org", called_name="Wren")
    for stored in ("Rowan@example.org", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.update(email=stored)


def test_no_record_of_a_person_names_them_in_a_log(here):
    role = here.members[0].roles.get()
    for record in (here.members[0], role):
        assert str(record) == f"{type(record).__name__} {record.pk}"
        assert here.members[0].called_name not in repr(record)
