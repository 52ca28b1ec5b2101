"""Who sees an inquiry, and what its page says."""

from datetime import date

import pytest
from django.urls import reverse

from accounts_reflective.inquiries import queries
from tests import factories
from tests.accounts_reflective.inquiries.factories import inquiry, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel()


def test_everyone_on_a_panel_and_the_lead_see_the_inquiries_of_their_programme(world):
    here = inquiry(world.programme)
    for person in [*world.on_panel, world.lead]:
        assert list(queries.inquiries_for(person)) == [here]


def test_a_finance_officer_or_a_stranger_sees_no_inquiry(world):
    inquiry(world.programme)
    elsewhere = factories.small_panel("Bracken", programme=factories.programme("Other study"))
    assert not queries.inquiries_for(world.finance).exists()
    assert not queries.inquiries_for(elsewhere.members[0]).exists()


def test_who_left_sees_no_inquiry(world):
    inquiry(world.programme)
    factories.end_roles(world.members[0])
    assert not queries.inquiries_for(world.members[0]).exists()


def test_a_closed_inquiry_can_be_read_but_not_written_in(world):
    done = inquiry(world.programme, closed_on=date(2026, 6, 1))
    assert list(queries.inquiries_for(world.members[0])) == [done]
    assert not queries.open_inquiries_for(world.members[0]).exists()


def test_people_to_write_with_share_a_panel_of_this_programme(world):
    here = inquiry(world.programme)
    other = factories.small_panel("Bracken", programme=world.programme)
    away = factories.small_panel("Gorse", programme=factories.programme("Other study"))
    me = world.members[0]
    factories.role(me, away.panel)
    found = set(queries.people_to_write_with(me, here.pk))
    assert found == {each for each in world.on_panel if each != me}
    assert not found & set(factories.everyone(other, away))


def test_stages_come_by_phase_in_order_and_a_phase_can_come_back(world):
    here = inquiry(world.programme)
    for number, phase in enumerate(["Planning", "Writing", "Planning"], start=1):
        stage(here, number, f"Step {number}", phase)
    assert [
        (phase, [each.number for each in stages]) for phase, stages in queries.stages_by_phase(world.lead, here.pk)
    ] == [
        ("Planning", [1]),
        ("Writing", [2]),
        ("Planning", [3]),
    ]
    assert queries.stages_by_phase(world.finance, here.pk) == []


def test_the_page_shows_the_question_and_the_steps_with_their_dates(client, world):
    here = inquiry(world.programme)
    stage(here, 1, "Choosing topics", starts_on=date(2026, 2, 3), ends_on=date(2026, 2, 10))
    client.force_login(world.members[0])
    text = client.get(reverse("inquiries:inquiry-detail", args=[here.pk])).content.decode()
    assert here.question in text
    assert "Choosing topics" in text
    assert "Tuesday 3 February 2026 to Tuesday 10 February 2026" in text
    assert reverse("coding:theme-list", args=[here.pk]) in text
    assert f"{reverse('writing:account-new')}?inquiry={here.pk}" in text


def test_the_list_leads_to_each_inquiry(client, world):
    here = inquiry(world.programme)
    client.force_login(world.lead)
    assert (
        reverse("inquiries:inquiry-detail", args=[here.pk])
        in client.get(reverse("inquiries:inquiry-list")).content.decode()
    )


def test_a_stranger_gets_the_page_of_nothing_there(client, world):
    here = inquiry(world.programme)
    client.force_login(world.finance)
    forbidden = client.get(reverse("inquiries:inquiry-detail", args=[here.pk]))
    unknown = client.get(reverse("inquiries:inquiry-detail", args=[world.panel.pk]))
    assert forbidden.status_code == unknown.status_code == 404
    assert forbidden.content == unknown.content
    assert "How we worked" not in client.get(reverse("inquiries:inquiry-list")).content.decode()


def test_a_page_title_does_not_repeat_what_an_inquiry_is_about(world, client):
    here = inquiry(world.programme)
    here.title = "Living with voices"
    here.save()
    client.force_login(world.members[0])
    for name in ("inquiries:inquiry-detail", "coding:theme-list"):
        page = client.get(reverse(name, args=[here.pk])).content.decode()
        head, body = page.split("</head>")
        assert "Living with voices" not in head
        assert "Living with voices" in body
