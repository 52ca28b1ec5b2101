"""What a person is called, what other people see of it, and the name that only payments know."""

import html
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from accounts.people import actions, queries
from accounts.people.models import Person
from leap.core import clock, outbox
from leap.core.audit import events_whose
from meetings.invitations import actions as invitations
from meetings.schedule import actions as schedule
from tests import factories as make

pytestmark = pytest.mark.django_db

NAME, LEGAL, ME = (reverse(f"people:{page}") for page in ("name-edit", "legal-name-edit", "me-detail"))


@pytest.fixture
def here():
    return make.small_panel()


@pytest.mark.parametrize(
    ("called", "shown_as", "shown"),
    [
        ("Robin Example", "full", "Robin Example"),
        ("Robin Example", "first", "Robin"),
        ("Robin Example", "initials", "R.E."),
        ("Robin", "initials", "R."),
        ("Åsa  von Öberg", "initials", "Å.v.Ö."),
        ("مريم حسن", "first", "مريم"),
        ("王小明", "first", "王小明"),
        ("O'Neill-Šmit Ana", "first", "O'Neill-Šmit"),
        ("\\1 \\S+", "initials", "\\.\\."),
    ],
)
def test_others_see_no_more_of_a_name_than_was_chosen(called, shown_as, shown):
    person = actions.change_name(called_name=called, shown_as=shown_as, by=make.person("Quill"))
    assert person.shown_name == shown == Person.objects.get(pk=person.pk).shown_name


def test_another_name_is_shown_instead_and_goes_when_it_is_not_wanted_any_more():
    person = make.person("Robin Example")
    assert (
        actions.change_name(called_name="Robin", shown_as="chosen", chosen_name=" Fen ", by=person).shown_name == "Fen"
    )
    person = actions.change_name(called_name="Robin", shown_as="full", by=person)
    assert (person.shown_name, person.chosen_name) == ("Robin", "")


@pytest.mark.parametrize(("shown_as", "chosen"), [("chosen", ""), ("chosen", "  "), ("loudly", "")])
def test_a_way_of_showing_that_makes_no_sense_changes_nothing(shown_as, chosen):
    person = make.person("Quill")
    with pytest.raises(ValidationError):
        actions.change_name(called_name="Rush", shown_as=shown_as, chosen_name=chosen, by=person)
    assert Person.objects.get(pk=person.pk).called_name == "Quill"


def test_the_database_does_not_take_a_shown_name_from_anyone():
    person = make.person("Quill")
    with pytest.raises(IntegrityError):
        Person.objects.filter(pk=person.pk).update(shown_as="chosen")


def test_everyone_else_sees_the_shown_name_in_the_order_of_shown_names(here, client):
    rowan = here.members[0]
    actions.change_name(called_name="Rowan Wildgoose", shown_as="chosen", chosen_name="Zinnia", by=rowan)
    names = [person.shown_name for person in queries.people_on_panel(here.members[1], here.panel.pk)]
    assert names == sorted(names)
    assert names[-1] == "Zinnia"
    for viewer in (here.members[1], here.coordinator, here.lead):
        client.force_login(viewer)
        for address in (f"/people/panels/{here.panel.pk}/", f"/people/{rowan.pk}/"):
            page = client.get(address).text
            assert "Zinnia" in page
            assert "Wildgoose" not in page


def test_pronouns_are_kept_only_if_somebody_wishes(here, client):
    client.force_login(here.members[0])
    sent = {"called_name": "Rowan", "shown_as": "full", "pronouns": " they/them "}
    assert "they/them" in client.post(NAME, sent, follow=True).text
    here.members[0].refresh_from_db()
    assert here.members[0].pronouns == "they/them"
    actions.change_name(called_name="Rowan", by=here.members[0])
    client.post(NAME, {**sent, "pronouns": ""})
    here.members[0].refresh_from_db()
    assert here.members[0].pronouns == ""


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose what other people see."),
        ({"shown_as": "loudly"}, "Choose one of these."),
        ({"shown_as": "chosen"}, "Type the name that other people should see."),
        ({"shown_as": "chosen", "chosen_name": "\u200d"}, "Type the name that other people should see."),
        ({"shown_as": "chosen", "chosen_name": "x" * 81}, "80"),
        ({"shown_as": "full", "pronouns": "x" * 41}, "40"),
    ],
)
def test_a_form_that_cannot_be_kept_asks_again_and_loses_nothing(here, client, sent, sentence):
    client.force_login(here.members[0])
    answer = client.post(NAME, {"called_name": "Fen", **sent})
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.text)
    for name, value in sent.items():
        assert answer.context["form"][name].value() == value
    assert Person.objects.get(pk=here.members[0].pk).called_name == "Rowan"


def test_a_chosen_name_typed_for_nothing_is_not_kept(here, client):
    client.force_login(here.members[0])
    client.post(NAME, {"called_name": "Rowan", "shown_as": "first", "chosen_name": "Fen"})
    here.members[0].refresh_from_db()
    assert (here.members[0].chosen_name, here.members[0].shown_name) == ("", "Rowan")


def test_the_name_for_payments_is_on_one_page_only_and_never_in_the_trail(here, client):
    rowan = here.members[0]
    client.force_login(rowan)
    assert "Only the people who pay you can read it" in client.get(ME).text
    done = client.post(LEGAL, {"legal_name": " Zebedee Longname "}, follow=True).text
    assert "Zebedee" not in done
    assert 'value="Zebedee Longname"' in client.get(LEGAL).text
    assert Person.objects.get(pk=rowan.pk).legal_name == "Zebedee Longname"
    assert [event.facts for event in events_whose(rowan)] == [{"known": True}]
    client.force_login(here.coordinator)
    assert "Zebedee" not in client.get(LEGAL).text


def test_the_name_for_payments_can_be_taken_away(here, client):
    client.force_login(here.members[0])
    for typed in ("Zebedee", ""):
        assert client.post(LEGAL, {"legal_name": typed}).status_code == 302
    assert Person.objects.get(pk=here.members[0].pk).legal_name == ""
    assert client.post(LEGAL, {"legal_name": "x" * 121}).status_code == 422


def test_a_name_for_payments_with_a_broken_character_is_not_kept(here):
    with pytest.raises(ValidationError):
        actions.tell_legal_name(legal_name="Zebedee \ud800", by=here.members[0])


def test_whoever_phones_a_person_knows_whom_to_ask_for_and_says_so_nowhere_else(here, client):
    """The page of a call is the one place beside their own where somebody's called name is."""
    quill = make.member(here.panel, "Quill Wildgoose", email=None)
    Person.objects.filter(pk=quill.pk).update(shown_as="initials")
    meeting = schedule.plan_meeting(
        panel=here.panel, title="A date", starts_at=clock.now() + timedelta(days=9), minutes=60, place="Hall", about="",
        by=here.coordinator,
    )  # fmt: skip
    invitations.invite_panel(meeting_id=meeting.pk, by=here.coordinator)
    client.force_login(here.coordinator)
    call = outbox.waiting_for_a_person().get(to_person_id=quill.pk)
    assert "Wildgoose" in client.get(reverse("reaching:call-detail", args=[call.pk])).text
    replies = client.get(reverse("invitations:reply-list", kwargs={"meeting_id": meeting.pk})).text
    assert "Q.W." in replies
    assert "Wildgoose" not in replies
    assert "Wildgoose" not in client.get(f"/people/panels/{here.panel.pk}/").text
