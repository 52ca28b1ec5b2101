import csv
import io
from datetime import date
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from leap.core.models import AuditEvent
from leap.core.tables import person_ref
from meetings.payments import access, actions, queries, registration
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db

MINE = reverse("payments:payment-list")
RECORDS = reverse("payments:record-list")
FILES = {form: reverse(f"payments:record-{form}") for form in ("csv", "xlsx", "control")}


@pytest.fixture
def world():
    world = factories.small_panel(members=2)
    wren = world.members[1]
    wren.legal_name = "=Wren Example-O'Neill"
    wren.save()
    money.example_rates(world.programme)
    return world


@pytest.fixture
def other(world):
    """A second panel of the programme, with a line of its own."""
    other = factories.small_panel("Bracken", programme=world.programme)
    money.register(money.held_meeting(other.panel, on=date(2025, 12, 1)), {other.members[0]: "in_person"})
    return other


def paid(world, *, people=None):
    meeting = money.held_meeting(world.panel)
    money.register(meeting, dict.fromkeys(people or world.members, "in_person"))
    return meeting


def page(client, viewer, url):
    client.force_login(viewer)
    return client.get(url)


def rows_of(response):
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(bytes_of(response).decode("utf-8-sig"))))


def bytes_of(response):
    return response.getvalue() if response.streaming else response.content


# My payments.


def test_my_payments_say_date_title_amount_state_and_total(client, world):
    meeting = paid(world)
    text = page(client, world.members[0], MINE).content.decode()
    for words in ["Tuesday 10 March 2026", meeting.title, "£82.50", "To be confirmed", "£82.50 in all"]:
        assert words in text
    assert world.members[1].called_name not in text


def test_a_correction_is_shown_and_explained(client, world):
    meeting = paid(world)
    money.register(meeting, {world.members[0]: "away"})
    text = page(client, world.members[0], MINE).content.decode()
    for words in ["minus £82.50", "Correction", "£0.00 in all", "Nothing is ever changed or deleted"]:
        assert words in text


def test_a_line_to_check_says_that_nothing_is_to_be_done(client, world):
    factories.role(world.members[0], world.panel, "peer_researcher")
    paid(world)
    assert "You do not need to do anything" in page(client, world.members[0], MINE).content.decode()


def test_nothing_yet_is_said_kindly_and_records_are_linked_for_those_who_keep_them(client, world):
    text = page(client, world.finance, MINE).content.decode()
    assert "There is nothing here yet." in text
    assert f'href="{RECORDS}"' in text
    assert f'href="{RECORDS}"' not in page(client, world.members[0], MINE).content.decode()


# Records.


@pytest.mark.parametrize("url", [RECORDS, *FILES.values()])
def test_records_are_for_finance_lead_and_coordinators(client, world, url):
    for viewer in [world.finance, world.lead, world.coordinator]:
        assert page(client, viewer, url).status_code == 200
    for viewer in [world.members[0], world.researchers[0], factories.person("Stranger")]:
        assert page(client, viewer, url).status_code == 403
    world.coordinator.is_active = False
    assert not access.can_see_records(world.coordinator)


def test_the_coordinator_sees_their_panels_with_names_and_no_other(client, world, other):
    paid(world)
    text = page(client, world.coordinator, RECORDS).content.decode()
    assert world.members[0].called_name in text
    assert "£165.00 in 2 lines" in text
    assert other.members[0].called_name not in text
    assert person_ref(other.members[0].pk) not in text


def test_the_lead_sees_the_whole_programme_and_no_other(client, world, other):
    paid(world)
    far = factories.small_panel("Gorse")
    money.example_rates(far.programme)
    paid(far)
    text = page(client, world.lead, RECORDS).content.decode()
    assert "£240.00 in 3 lines" in text
    assert other.members[0].called_name in text


def test_finance_sees_references_a_neutral_title_and_no_panel(client, world):
    meeting = paid(world)
    text = page(client, world.finance, RECORDS).content.decode()
    text = text.split('class="leap-contact"')[0]  # below it stands whom to ask, on every page of everyone
    assert person_ref(world.members[0].pk) in text
    assert "Advisory meeting" in text
    for secret in [meeting.title, world.panel.name, meeting.place, *(person.called_name for person in world.members)]:
        assert secret not in text
    assert client.get(reverse("schedule:meeting-detail", args=[meeting.pk])).status_code == 404


def test_the_same_number_of_queries_for_a_few_lines_and_for_forty(
    client, world, django_assert_num_queries, django_assert_max_num_queries
):
    paid(world)
    for viewer, url in [(world.members[0], MINE), (world.lead, RECORDS), (world.finance, FILES["csv"])]:
        page(client, viewer, url)
        with django_assert_max_num_queries(40) as few:
            client.get(url)
        for _ in range(38 // 2 if url != MINE else 5):
            paid(world, people=[*world.members, factories.member(world.panel)])
        with django_assert_num_queries(len(few)):
            client.get(url)


def test_many_lines_come_page_by_page(client, world, monkeypatch):
    monkeypatch.setattr("meetings.payments.views.records.LINES_ON_A_PAGE", 1)
    paid(world)
    first = page(client, world.lead, RECORDS).content.decode()
    assert "Page 1 of 2" in first
    assert "£165.00 in 2 lines" in first
    assert "Newer lines" in client.get(RECORDS, {"page": "2"}).content.decode()
    assert client.get(RECORDS, {"page": "many"}).status_code == 200


def test_a_meeting_without_a_rate_is_named_to_those_who_run_it_and_dated_for_finance(client):
    world = factories.small_panel()
    meeting = paid(world)
    said = page(client, world.coordinator, RECORDS).content.decode()
    assert "No rate is known" in said
    assert meeting.title in said
    dated = page(client, world.finance, RECORDS).content.decode()
    assert "10 March 2026" in dated
    assert meeting.title not in dated
    assert registration.rows_for(world.coordinator, meeting)[0].key == "Payments"
    assert registration.rows_for(world.members[0], meeting) == []
    money.example_rates(world.programme)
    registration.settle(meeting, world.coordinator)
    assert registration.rows_for(world.coordinator, meeting) == []


# Files.


def test_the_finance_file_carries_the_name_for_payments_and_nothing_of_panels(client, world):
    meeting = paid(world)
    rows_here = rows_of(page(client, world.finance, FILES["csv"]))
    rows = {row["payee_ref"]: row for row in rows_here}
    assert list(rows[person_ref(world.members[0].pk)]) == list(actions.files.FINANCE_COLUMNS)
    wren = rows[person_ref(world.members[1].pk)]
    assert wren["payee_legal_name"] == "'=Wren Example-O'Neill", "kept from being a formula"
    assert wren["legal_name_known"] == "yes"
    assert (wren["activity_date"], wren["activity_title"]) == ("2026-03-10", "Advisory meeting")
    assert (wren["line_type"], wren["amount_pence"], wren["amount_pounds"]) == ("fee", "8250", "82.50")
    assert (wren["rate_from"], wren["state"]) == ("2025-12-16", "owed")
    unnamed = rows[person_ref(world.members[0].pk)]
    assert (unnamed["payee_legal_name"], unnamed["legal_name_known"]) == ("", "no")
    for secret in [world.panel.name, meeting.title, *(person.called_name + "," for person in world.members)]:
        assert secret not in ",".join(",".join(row.values()) for row in rows_here) + ","


def test_the_coordinators_file_has_no_column_for_legal_names(client, world, other):
    paid(world)
    rows = rows_of(page(client, world.coordinator, FILES["csv"]))
    assert list(rows[0]) == list(actions.files.PANEL_COLUMNS)
    assert {row["shown_name"] for row in rows} == {person.called_name for person in world.members}
    assert "Example-O'Neill" not in str(rows)
    assert {row["panel"] for row in rows} == {world.panel.name}


def test_the_excel_file_says_the_same_with_texts_as_texts(client, world):
    paid(world)
    response = page(client, world.finance, FILES["xlsx"])
    sheet = openpyxl.load_workbook(io.BytesIO(bytes_of(response))).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == actions.files.FINANCE_COLUMNS
    by_ref = {row[1]: row for row in rows}
    wren = by_ref[person_ref(world.members[1].pk)]
    assert wren[2] == "=Wren Example-O'Neill"
    assert wren[7:9] == (8250, 82.5)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_control_totals_are_those_of_the_lines(client, world, other):
    factories.role(world.members[0], world.panel, "peer_researcher")
    meeting = paid(world)
    money.register(meeting, {world.members[1]: "away"})
    control = rows_of(page(client, world.lead, FILES["control"]))
    assert [tuple(row.values()) for row in control] == [
        ("owed", "3", "7500", "75.00"),
        ("to_check", "1", "8250", "82.50"),
        ("all", "4", "15750", "157.50"),
    ]
    lines = rows_of(client.get(FILES["csv"]))
    assert sum(int(row["amount_pence"]) for row in lines) == 15750
    totals = queries.totals_of(queries.records_for(world.lead))
    assert (totals.lines, totals.pence) == (4, 15750)


def test_taking_a_file_twice_gives_the_same_bytes_and_is_written_down_each_time(client, world):
    paid(world)
    first = bytes_of(page(client, world.finance, FILES["csv"]))
    assert bytes_of(client.get(FILES["csv"])) == first
    client.get(FILES["control"])
    events = AuditEvent.objects.filter(verb="payments.exported").order_by("at")
    assert [event.facts for event in events] == [
        {"form": "csv", "lines": 2, "amount_pence": 16500, "legal_names": True},
        {"form": "csv", "lines": 2, "amount_pence": 16500, "legal_names": True},
        {"form": "control", "lines": 2, "amount_pence": 16500, "legal_names": False},
    ]
    assert {event.actor_id for event in events} == {world.finance.pk}


def test_finance_of_one_programme_who_runs_a_panel_of_another_opens_only_the_first_ones_legal_names(client, world):
    far = factories.small_panel("Gorse")
    money.example_rates(far.programme)
    paid(world)
    paid(far)
    factories.role(world.finance, far.panel, "ppi_coordinator")
    far.members[0].legal_name = "Secret Name"
    far.members[0].save()
    rows = rows_of(page(client, world.finance, FILES["csv"]))
    assert len(rows) == 2 + len(far.members)
    assert "Secret Name" not in str(rows)


# The menu.


def test_the_menu_shows_payments_to_members_and_records_to_those_who_keep_them(world):
    assert access.can_see_payments_menu(world.members[0])
    assert not access.can_see_payments_menu(world.researchers[0])
    assert access.can_see_records(world.coordinator)
    paid(world)
    factories.end_roles(world.members[0])
    assert access.can_see_payments_menu(world.members[0]), "somebody who left still sees what they are owed"


def test_pages_are_only_read(client, world):
    client.force_login(world.lead)
    for url in [MINE, RECORDS, *FILES.values()]:
        assert client.post(url).status_code == 405
    assert client.get(f"{MINE}{uuid4()}/").status_code == 404
