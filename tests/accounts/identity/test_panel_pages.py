"""Who is who, as one viewer may see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.people.models import Role
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.small_panel()


def page_of(client, viewer, panel):
    client.force_login(viewer)
    return client.get(reverse("identity:panel-detail", args=[panel.pk]))


def person_page(client, viewer, person):
    client.force_login(viewer)
    return client.get(reverse("identity:person-detail", args=[person.pk]))


def queries_of(client, viewer, address):
    client.force_login(viewer)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_everyone_on_the_panel_is_shown_with_their_role_and_the_contact_with_a_number(client, here):
    page = page_of(client, here.members[0], here.panel)
    for person in here.on_panel:
        assert person.shown_name in page.text
    assert "Panel member" in page.text
    assert "PPI coordinator" in page.text
    assert "01632 960000" in page.text
    assert f"{here.members[0].shown_name}</bdi></a> (you)" in page.text


def test_a_role_is_shown_in_the_persons_own_wording(client, here):
    Role.objects.filter(person=here.researchers[0]).update(wording="walks with the panel")
    page = page_of(client, here.members[0], here.panel)
    assert "walks with the panel" in page.text
    assert "researcher" not in page.text.split('<ul class="leap-cards">')[1].split("</ul>")[0]


def test_people_of_other_panels_find_nothing(client, here):
    there = make.small_panel("Bracken", programme=here.programme)
    for viewer in (there.members[0], there.coordinator, here.finance, make.person("Quill")):
        assert page_of(client, viewer, here.panel).status_code == 404


def test_the_lead_sees_who_is_who_and_reads_nothing(client, here):
    told(here.members[0], here.panel, "for everyone here", EVERYONE)
    page = page_of(client, here.lead, here.panel)
    assert here.members[0].shown_name in page.text
    assert "for everyone here" not in page.text


def test_people_who_left_or_were_switched_off_are_not_listed(client, here):
    stays, leaves, off, _ = here.members
    make.end_roles(leaves)
    off.is_active = False
    off.save()
    page = page_of(client, stays, here.panel)
    assert leaves.shown_name not in page.text
    assert off.shown_name not in page.text


def test_my_panels_are_listed_and_only_mine(client, here):
    there = make.small_panel("Bracken", programme=here.programme)
    address = reverse("identity:panel-list")
    client.force_login(here.members[0])
    assert "Heather" in client.get(address).text
    assert "Bracken" not in client.get(address).text
    client.force_login(here.lead)
    assert {panel.pk for panel in client.get(address).context["panels"]} == {here.panel.pk, there.panel.pk}
    client.force_login(here.finance)
    assert "You are not on a panel at the moment" in client.get(address).text


def test_people_is_in_the_menu_of_those_who_have_any(client, here):
    address = reverse("design:help")
    client.force_login(here.members[0])
    assert reverse("identity:panel-list") in client.get(address).text
    client.force_login(here.finance)
    assert reverse("identity:panel-list") not in client.get(address).text


def test_a_persons_page_shows_only_roles_on_panels_we_share(client, here):
    there = make.small_panel("Bracken", programme=here.programme)
    both = here.members[1]
    make.role(both, there.panel, Role.Kind.RESEARCHER, wording="studies sleep")
    page = person_page(client, here.members[0], both)
    assert "Panel member, Heather" in page.text
    assert "Bracken" not in page.text
    assert "studies sleep" not in page.text
    assert "studies sleep, Bracken" in person_page(client, here.lead, both).text


def test_a_persons_page_is_not_found_for_those_who_share_no_panel(client, here):
    there = make.small_panel("Bracken", programme=here.programme)
    assert person_page(client, there.members[0], here.members[0]).status_code == 404
    assert person_page(client, here.finance, here.members[0]).status_code == 404
    assert person_page(client, here.members[0], here.finance).status_code == 404


def test_my_own_page_is_where_i_write(client, here):
    answer = person_page(client, here.members[0], here.members[0])
    assert answer["Location"] == reverse("identity:statement-list")


def test_right_to_left_and_marked_up_names_stay_in_their_place(client, here):
    for name in ("مريم", "<b>Bold</b>", "👩🏽‍🦽 Rue", "x" * 80):
        make.member(here.panel, name, email=None)
    text = page_of(client, here.members[0], here.panel).text
    assert "<bdi>مريم</bdi>" in text
    assert "<bdi>&lt;b&gt;Bold&lt;/b&gt;</bdi>" in text
    assert "<bdi>👩🏽‍🦽 Rue</bdi>" in text


def test_the_page_takes_the_same_few_queries_for_4_and_for_40_people(client, here):
    """Five beyond the shell: the panel, its people, their roles, what they share, the record that it was read."""
    address = reverse("identity:panel-detail", args=[here.panel.pk])
    viewer = here.members[0]
    told(here.members[1], here.panel, "one", EVERYONE)
    for_few = queries_of(client, viewer, address)
    for _ in range(35):
        make.member(here.panel)
    for person in here.members:
        for number in range(10):
            told(person, here.panel, f"words {number}", EVERYONE)
    assert queries_of(client, viewer, address) == for_few
    assert for_few == queries_of(client, viewer, reverse("design:help")) + 5
