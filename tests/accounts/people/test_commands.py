"""Setting LEAP up: the first programme, its lead, and the people who join."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.people import access, queries
from accounts.people.models import Panel, Person, Programme
from leap.core import audit

pytestmark = pytest.mark.django_db

START = ["start_programme", "Moorland study", "--panel", "Heather", "--panel", "Bracken"]
LEAD = ["--lead-name", "Martin", "--lead-email", "Martin@Example.org"]


def start(**options):
    call_command(*START, *LEAD, stdout=StringIO(), **options)
    return Programme.objects.get(name="Moorland study")


def test_a_new_programme_has_panels_and_a_lead_who_runs_them():
    programme = start()
    lead = Person.objects.get(email="martin@example.org")
    assert not lead.has_usable_password()
    assert [panel.name for panel in queries.panels_run_by(lead)] == ["Bracken", "Heather"]
    assert {panel.contact for panel in Panel.objects.all()} == {lead}
    assert audit.events_about(programme, "programme.started").count() == 1


def test_a_person_is_added_with_one_role_and_no_email_is_fine():
    start()
    call_command(
        "add_person",
        "Wren",
        "--role",
        "member",
        "--programme",
        "Moorland study",
        "--panel",
        "Heather",
        stdout=StringIO(),
    )
    wren = Person.objects.get(called_name="Wren")
    assert wren.email is None
    assert access.is_member_of(wren, Panel.objects.get(name="Heather").pk)
    assert audit.events_about(wren, "person.added").count() == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--role", "member", "--programme", "Nowhere", "--panel", "Heather"],
        ["--role", "member", "--programme", "Moorland study", "--panel", "Nowhere"],
        ["--role", "member", "--programme", "Moorland study"],
        ["--role", "member", "--programme", "Moorland study", "--panel", "Heather", "--email", "martin@example.org"],
        ["--role", "member", "--programme", "Moorland study", "--panel", "Heather", "--email", "no address"],
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence_and_nothing_is_left_behind(words):
    start()
    with pytest.raises(CommandError, match=r"\w+ \w+"):
        call_command("add_person", "Wren", *words, stdout=StringIO())
    assert not Person.objects.filter(called_name="Wren").exists()


def test_a_programme_is_not_started_with_a_lead_we_cannot_write_to():
    with pytest.raises(CommandError):
        call_command(*START, "--lead-name", "Martin", "--lead-email", "nonsense", stdout=StringIO())
    assert not Programme.objects.exists()
