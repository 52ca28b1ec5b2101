"""Finance keeps bank details, and LEAP keeps finance's number: seen by its person and who handles payments, sealed,
and with its zeros."""

import io
import re
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from leap.core.audit.models import AuditEvent
from leap.core.errors import NotAllowed
from leap.core.tables import csv_bytes
from meetings.payments import actions, queries
from meetings.payments.models import PayeeNumber
from meetings.payments.planning.finance_files import PAYMENT_COLUMNS
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
NUMBER = "000471"
COLUMN = "supplier_or_payroll_no"


@pytest.fixture
def world():
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    lines = money.register(money.held_meeting(world.panel), dict.fromkeys(world.members, "in_person"))
    return SimpleNamespace(**vars(world), lines=lines)


def keep(world, number=NUMBER, who=0, by=None):
    told = {"programme_id": world.programme.pk, "person_id": world.members[who].pk}
    actions.payees.keep_number(**told, number=number, by=by or world.finance)


def page(name, *keys):
    return reverse(f"payments:{name}", args=keys)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_number_goes_into_the_payment_file_as_text_where_it_is_a_column_and_a_batch_keeps_it(world, as_):
    keep(world)
    columns = ["line_id", COLUMN, "amount_pence"]
    actions.batches.keep_columns(programme_id=world.programme.pk, columns=columns, by=world.finance)
    batch = money.paid_by_finance(world, world.lines)
    told = {"batch_id": batch.pk, "file": "payment", "form": "csv", "by": world.finance}
    rows = actions.batches.export(**told)[1]
    assert sorted(row[1] for row in rows[1:]) == ["", NUMBER]
    before = csv_bytes(rows)
    keep(world, "9")
    assert csv_bytes(actions.batches.export(**told)[1]) == before
    shown = as_(world.finance).get(page("batch-payment-xlsx", batch.pk))
    content = b"".join(shown.streaming_content) if shown.streaming else shown.content
    cells = {cell.value: cell.data_type for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row}
    assert cells[NUMBER] in ("s", "inlineStr")
    coding = actions.batches.export(**told | {"file": "coding"})[1]
    assert NUMBER not in str(coding)


def test_without_a_choice_the_file_is_as_it_was(world):
    assert COLUMN not in PAYMENT_COLUMNS
    keep(world)
    batch = money.paid_by_finance(world, world.lines)
    told = {"batch_id": batch.pk, "file": "payment", "form": "csv", "by": world.finance}
    assert NUMBER not in str(actions.batches.export(**told)[1])


def test_only_who_keeps_the_money_writes_it_never_their_own_and_for_nobody_who_was_never_paid(world):
    keep(world, by=world.lead)
    other = factories.small_panel("Elsewhere")
    for by in (world.coordinator, world.members[0], other.finance):
        with pytest.raises(NotAllowed):
            keep(world, by=by)
    told = {"programme_id": world.programme.pk, "number": NUMBER, "by": world.finance}
    with pytest.raises(NotAllowed):
        actions.payees.keep_number(**told, person_id=other.members[0].pk)
    factories.role(world.finance, world.panel)
    money.register(money.held_meeting(world.panel, hour=14), {world.finance: "in_person"})
    with pytest.raises(NotAllowed):
        actions.payees.keep_number(**told, person_id=world.finance.pk)
    own = {"programme": world.programme, "person": world.finance, "kept_by": world.finance, "number": "1"}
    with pytest.raises(IntegrityError), transaction.atomic():
        PayeeNumber(**own).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        PayeeNumber(**own | {"person": world.members[0], "kept_by": world.lead}).save()


def test_a_change_is_in_the_trail_and_the_number_is_not_and_the_database_holds_no_word_of_it(world):
    for number in (NUMBER, NUMBER, "000472", ""):
        keep(world, number)
    trail = AuditEvent.objects.filter(verb__startswith="payee_number").order_by("at")
    assert sorted(each.verb for each in trail) == ["payee_number.kept"] * 2 + ["payee_number.taken_away"]
    assert NUMBER not in str(list(trail.values()))
    assert not PayeeNumber.objects.unscoped("a test").exists()
    keep(world)
    with connection.cursor() as cursor:
        cursor.execute("select number from payments_payeenumber")
        assert NUMBER.encode() not in bytes(cursor.fetchone()[0])


def test_its_person_sees_it_and_no_other_member_or_coordinator_does(world, as_):
    keep(world)
    assert NUMBER in text_of(as_(world.members[0]).get(page("payment-list")))
    for person in (world.members[1], world.coordinator):
        assert NUMBER not in text_of(as_(person).get(page("payment-list")))
    for person in (world.coordinator, world.members[0], factories.small_panel("Elsewhere").finance):
        assert as_(person).get(page("payee-list", world.programme.pk)).status_code == 404
        url = page("payee-edit", world.programme.pk, world.members[0].pk)
        assert as_(person).get(url).status_code == 404
    assert queries.payees_for(world.coordinator, world.programme) == []


def test_finance_writes_a_number_by_reference_and_nothing_typed_is_lost(world, as_):
    finance = as_(world.finance)
    shown = text_of(finance.get(page("payee-list", world.programme.pk)))
    assert "None yet" in shown
    assert all(person.shown_name not in shown for person in world.members)
    url = page("payee-edit", world.programme.pk, world.members[0].pk)
    wrong = finance.post(url, {"number": "7" * 31})
    assert (wrong.status_code, "7" * 31 in text_of(wrong)) == (422, True)
    assert NUMBER in text_of(finance.post(url, {"number": f" {NUMBER} "}, follow=True))
    assert queries.numbers_of(world.programme, [world.members[0].pk]) == {world.members[0].pk: NUMBER}
    assert finance.get(page("payee-edit", world.programme.pk, world.lead.pk)).status_code == 404


def test_the_list_takes_as_many_queries_for_one_person_as_for_more(world, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(queries.payees_for(world.finance, world.programme)) == 2
    for hour in range(11, 14):
        person = factories.person(f"Member {hour}")
        factories.role(person, world.panel)
        money.register(money.held_meeting(world.panel, hour=hour), {person: "in_person"})
    with django_assert_num_queries(4):
        assert len(queries.payees_for(world.finance, world.programme)) == 5
