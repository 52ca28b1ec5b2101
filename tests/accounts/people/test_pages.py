"""The person's own page, their name, and what the shell is told about them."""

import html

import pytest
from django.urls import reverse

from accounts.people import queries, registration
from accounts.people.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db

ME = reverse("people:me-detail")
NAME = reverse("people:name-edit")


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def me(here, client):
    client.force_login(here.members[0])
    return here.members[0]


def test_my_page_says_how_i_am_called_reached_and_what_i_am(me, here, client):
    make.role(me, here.panel, Role.Kind.PEER_RESEARCHER, wording="asks the questions")
    client.force_login(me)
    page = client.get(ME).text
    for shown in ("Rowan", "rowan@example.org", "Panel member", "asks the questions", "Heather"):
        assert shown in page
    assert reverse("identity:statement-list") in page


def test_my_page_without_email_or_panel_is_kind(client):
    client.force_login(make.person("Quill", email=None))
    page = client.get(ME).text
    assert "You do not use email here. That is fine" in page
    assert "You are not on a panel at the moment." in page


def test_the_lead_sees_a_role_without_a_panel(here, client):
    client.force_login(here.lead)
    assert "PPI lead" in client.get(ME).text


def test_my_page_never_shows_the_name_for_payments(here, client):
    """It may be a name the person has left behind, and somebody may be looking over their shoulder."""
    person = make.member(here.panel, "Quill", legal_name="Zebedee Longname")
    client.force_login(person)
    for address in (ME, NAME, f"/people/panels/{here.panel.pk}/"):
        assert "Zebedee" not in client.get(address).text


def test_a_new_name_is_shown_from_the_next_page_on(me, here, client):
    done = client.post(NAME, {"called_name": " مريم ", "shown_as": "full"}, follow=True)
    assert "Other people see this name from now on: مريم" in done.text
    assert "<bdi>مريم</bdi>" in done.text
    client.force_login(here.members[1])
    assert "<bdi>مريم</bdi>" in client.get(f"/people/panels/{here.panel.pk}/").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the name you would like us to use."),
        ("   ", "Type the name you would like us to use."),
        ("x" * 81, "80"),
        ("\u200b\u200d", "Type a name with at least one letter that shows."),
        ("Ro\u202ewan", "There is a hidden character just after “Ro”"),
        ("Ro\x00wan", "There is a hidden character just after “Ro”"),
    ],
)
def test_a_name_we_cannot_keep_is_refused_kindly_and_stays_in_the_box(me, client, typed, sentence):
    answer = client.post(NAME, {"called_name": typed, "shown_as": "full"})
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.text)
    assert answer.context["form"]["called_name"].value() == typed
    me.refresh_from_db()
    assert me.called_name == "Rowan"


def test_nothing_sent_at_all_is_an_empty_form(me, client):
    assert client.post(NAME).status_code == 422


def test_the_box_for_the_name_says_who_sees_it(me, client):
    page = client.get(NAME).text
    assert page.index("You, and the people who run your panel") < page.index('name="called_name"')
    assert page.index("Everyone on your panel") < page.index('name="chosen_name"')


def test_messages_go_to_the_address_of_somebody_who_may_sign_in():
    person = make.person("Quill")
    assert queries.address_of(person.pk) == "quill@example.org"
    assert queries.address_of(make.person("Rush", email=None).pk) is None
    person.is_active = False
    person.save()
    assert queries.address_of(person.pk) is None


def test_every_page_names_whom_to_ask_on_each_of_my_panels(me, here, client):
    there = make.small_panel("Bracken", programme=here.programme)
    make.role(me, there.panel)
    contacts = registration.contacts_for(me)
    assert [(contact.name, contact.role) for contact in contacts] == [
        (there.coordinator.called_name, "Bracken"),
        (here.coordinator.called_name, "Heather"),
    ]
    assert here.coordinator.called_name in client.get(ME).text


def test_somebody_on_no_panel_is_told_whom_to_ask_too(me, here):
    finance = registration.contacts_for(here.finance)
    assert [(contact.name, contact.role) for contact in finance] == [(here.coordinator.called_name, "")]
    make.end_roles(me)
    left = registration.contacts_for(me)
    assert [(contact.name, contact.role) for contact in left] == [(here.coordinator.called_name, "")]
    assert registration.contacts_for(make.person("Nobody Yet")) == []


def shown(viewer):
    return [(contact.name, contact.role) for contact in registration.contacts_for(viewer)]


def test_beside_the_contact_stands_the_one_for_when_that_person_is_away(me, here):
    here.panel.stand_in, here.panel.stand_in_phone = here.lead, "01632 960009"
    here.panel.save()
    away = "Heather, when the first person is away"
    assert shown(me) == [(here.coordinator.shown_name, "Heather"), (here.lead.shown_name, away)]
    assert registration.contacts_for(me)[1].phone == "01632 960009"
    assert shown(here.coordinator) == [(here.lead.shown_name, away)]
    make.end_roles(me)
    assert [role for _, role in shown(me)] == ["", "when the first person is away"]


def test_whoever_finds_nobody_nearer_turns_to_the_lead(me, here):
    """A coordinator is the contact of her own panels; a panel may have no contact yet, or one who has gone."""
    here.programme.contact_email = "lead@example.org"
    here.programme.save()
    assert shown(here.coordinator) == [(here.lead.shown_name, "PPI lead")]
    assert registration.contacts_for(here.coordinator)[0].email == "lead@example.org"
    here.coordinator.is_active = False
    here.coordinator.save()
    assert shown(me) == [(here.lead.shown_name, "PPI lead")]
    here.panel.contact = None
    here.panel.save()
    assert shown(me) == [(here.lead.shown_name, "PPI lead")]
    assert shown(here.lead) == []


def test_a_supporter_sees_no_panel_but_whom_to_ask(here, client):
    supporter = make.person("Quill")
    make.role(supporter, here.panel, Role.Kind.SUPPORTER)
    assert shown(supporter) == [(here.coordinator.shown_name, "")]
    client.force_login(supporter)
    assert client.get(f"/people/panels/{here.panel.pk}/").status_code == 404
    assert client.get(f"/people/panels/{here.panel.pk}/about/").status_code == 404
    assert "Heather" not in client.get("/").text
    client.force_login(me := here.members[0])
    assert "Quill" not in client.get(f"/people/panels/{here.panel.pk}/").text
    assert client.get(f"/people/{supporter.pk}/").status_code == 404
    assert me.pk != supporter.pk
