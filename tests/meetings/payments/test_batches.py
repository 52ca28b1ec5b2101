"""Batches for finance: one budget, made once, files that never change, and what finance answers."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.people.models import Person
from accounts.reaching import registration as reaching
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from leap.core.outbox import OutboxMessage, registry
from meetings.payments import actions, queries, states
from meetings.payments.models import Batch, BatchLine, Budget, PaymentLine
from meetings.payments.planning import finance_files as files
from tests import factories
from tests.meetings.at_once import THREADS, all_look_first, at_once
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
batches = actions.batches


@pytest.fixture
def world():
    return a_world()


def a_world():
    world = factories.small_panel(members=3)
    money.example_rates(world.programme)
    budget(world)
    for number, person in enumerate(world.members):
        person.legal_name = ("O'Neill, Ines", "=1+1", "Ж" * 60)[number]
        person.save()
    return world


def budget(world, panel=None, cost_centre="00123", project="0007"):
    facts = {"name": "Advice", "cost_centre": cost_centre, "project_code": project}
    return batches.keep_budget(programme_id=world.programme.pk, panel_id=panel, **facts, by=world.lead)


def approved(world, *people, panel=None):
    """A meeting at which these people were, confirmed and approved."""
    meeting = money.held_meeting(panel or world.panel)
    lines = money.register(meeting, dict.fromkeys(people, "in_person"))
    confirm_and_approve(world, lines)
    return lines


def confirm_and_approve(world, lines):
    for line in lines:
        actions.steps.check(line_id=line.pk, by=line.person)
    keys = [line.pk for line in lines]
    coordinator = lines[0].meeting.panel.roles.get(kind="ppi_coordinator").person
    assert actions.steps.confirm(line_ids=keys, by=coordinator) == len(keys)
    assert actions.steps.approve(line_ids=keys, by=world.lead) == len(keys)


def make(world, of=None):
    return batches.make(budget_id=(of or Budget.objects.get()).pk, by=world.finance)


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def page(name, *keys):
    return reverse(f"payments:{name}", args=keys)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def states_of(*lines):
    return [PaymentLine.objects.get(pk=line.pk).state for line in lines]


def test_approved_lines_of_a_budget_go_into_one_numbered_batch(world):
    lines = approved(world, *world.members)
    batch = make(world)
    assert (batch.number, batch.lines_count, batch.amount_pence, batch.cost_centre) == (1, 3, 3 * 8250, "00123")
    assert states_of(*lines) == ["batched"] * 3
    with pytest.raises(NotNow) as told:
        make(world)
    assert told.value.sentence == states.NOTHING_TO_PAY
    approved(world, world.members[0])
    assert make(world).number == 2


def test_a_batch_is_of_one_budget_and_a_panel_may_have_its_own(world):
    other = factories.small_panel("Bracken", members=1, programme=world.programme)
    own = budget(world, panel=other.panel.pk, cost_centre="00999")
    here, there = approved(world, world.members[0]), approved(world, other.members[0], panel=other.panel)
    shared = Budget.objects.get(panel=None)
    assert [line.pk for line in queries.lines_of_budget(shared)] == [here[0].pk]
    assert make(world, own).cost_centre == "00999"
    assert states_of(*here, *there) == ["approved", "batched"]
    budget(world, cost_centre="00555")
    assert Budget.objects.count() == 2, "what is written anew takes the place of what was there"
    assert Batch.objects.get().cost_centre == "00999"


def test_the_files_hold_names_or_codes_and_never_both_and_come_to_the_control_totals(world, as_):
    approved(world, *world.members)
    batch = make(world)
    client = as_(world.finance)
    payment = rows_of(client.get(page("batch-payment-csv", batch.pk)))
    coding = rows_of(client.get(page("batch-coding-csv", batch.pk)))
    [control] = rows_of(client.get(page("batch-control-csv", batch.pk)))
    assert sorted(row["payee_legal_name"] for row in payment) == sorted(["O'Neill, Ines", "'=1+1", "Ж" * 60])
    assert {row["legal_name_known"] for row in payment} == {"yes"}
    assert all(re.fullmatch(r"[A-Z0-9 ]{1,18}", row["payment_reference"]) for row in payment)
    assert not {"activity_date", "activity_title", "cost_centre"} & payment[0].keys()
    assert not {"payee_legal_name", "payment_reference"} & coding[0].keys()
    assert {(row["cost_centre"], row["project_code"], row["activity_title"]) for row in coding} == {
        ("00123", "0007", "Advisory meeting")
    }
    assert [row["line_id"] for row in payment] == [row["line_id"] for row in coding]
    for rows in (payment, coding):
        assert sum(int(row["amount_pence"]) for row in rows) == int(control["amount_pence"]) == batch.amount_pence
    assert "may turn 00123 into 123" in client.get(page("batch-detail", batch.pk)).content.decode()
    text = " ".join(str(row) for row in [*payment, *coding])
    assert world.panel.name not in text
    assert not any(person.shown_name in text for person in world.members)


def test_taking_a_file_twice_gives_the_same_bytes_whatever_happened_since(world, as_):
    lines = approved(world, *world.members)
    batch = make(world)
    names = ("payment-csv", "payment-xlsx", "coding-csv", "coding-xlsx", "control-csv")
    urls = [page(f"batch-{name}", batch.pk) for name in names]
    before = [as_(world.finance).get(url).content for url in urls]
    world.members[0].legal_name = "Somebody Else"
    world.members[0].save()
    budget(world, cost_centre="00555")
    batches.send(batch_id=batch.pk, by=world.finance)
    answer = [files.Answer(str(lines[0].pk), "rejected", "No such name.", "x")]
    batches.take_answer(batch_id=batch.pk, answer=answer, by=world.finance)
    with time_machine.travel(clock.now() + timedelta(days=400)):
        assert [as_(world.lead).get(url).content for url in urls] == before
    exported = audit.events_about(batch, "batch.exported")
    assert [(event.actor_id, event.facts["file"]) for event in exported][:1] == [(world.finance.pk, "payment")]
    assert exported.count() == 10
    sheet = openpyxl.load_workbook(io.BytesIO(before[3])).active
    heads = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heads.index("cost_centre") + 1).value == "00123", "a zero in front stays: it is text"


def test_a_cancelled_batch_frees_its_lines_for_another_and_stays(world):
    lines = approved(world, *world.members[:2])
    first = make(world)
    batches.cancel(batch_id=first.pk, by=world.finance)
    assert states_of(*lines) == ["approved"] * 2
    second = make(world)
    assert second.number == 2
    assert len(queries.batch_lines(world.finance, first)) == 2
    for late in (batches.cancel, batches.send):
        with pytest.raises(NotNow):
            late(batch_id=first.pk, by=world.finance)
    batches.send(batch_id=second.pk, by=world.finance)
    with pytest.raises(NotNow):
        batches.cancel(batch_id=second.pk, by=world.finance)


def test_what_finance_answers_is_matched_by_line_and_what_does_not_match_is_listed(world, as_):
    lines = approved(world, *world.members)
    batch = make(world)
    elsewhere = new_id()
    sent = (
        "Result,Line_ID,reason\r\n"
        f"PAID,{str(lines[0].pk).upper()},\r\n"
        f"rejected,{lines[1].pk},No account in this name.\r\n"
        f"paid,{elsewhere},\r\n"
        f"perhaps,{lines[2].pk},\r\n"
        f"paid,{lines[0].pk},\r\n"
    )

    def answer(text):
        file = SimpleUploadedFile("answer.csv", text.encode("utf-8-sig"), "text/csv")
        return as_(world.finance).post(page("batch-detail", batch.pk), {"answers": file})

    assert answer(sent).status_code == 422, "finance does not have it yet"
    assert as_(world.finance).post(page("batch-send", batch.pk)).status_code == 302
    shown = text_of(answer(sent))
    assert "1 line paid, 1 line sent back." in shown
    assert "What we could not match" in shown
    for unknown in (str(elsewhere), f"perhaps, {lines[2].pk}", f"paid, {lines[0].pk}"):
        assert unknown in shown
    assert states_of(*lines) == ["paid", "rejected", "sent"]
    told = text_of(as_(lines[1].person).get(page("line-detail", lines[1].pk)))
    assert "Sent back by finance" in told
    assert "No account in this name." in told
    assert as_(world.finance).post(page("batch-detail", batch.pk)).status_code == 422, "no file was chosen"
    for broken in ("name,amount\r\nx,1\r\n", "line_id,result\r\n", ""):
        assert answer(broken).status_code == 422
    assert answer(f"line_id,result\r\n{lines[2].pk},paid\r\n").status_code == 302


def test_what_was_sent_back_goes_round_again_and_into_another_batch(world):
    [line] = approved(world, world.members[0])
    first = make(world)
    batches.send(batch_id=first.pk, by=world.finance)
    batches.take_answer(batch_id=first.pk, answer=[files.Answer(str(line.pk), "rejected", "x", "x")], by=world.finance)
    actions.steps.look_again(line_id=line.pk, by=world.coordinator)
    fresh = PaymentLine.objects.get(pk=line.pk)
    assert (fresh.confirmed_by, fresh.approved_by, fresh.checked_by) == (None, None, None)
    confirm_and_approve(world, [fresh])
    assert make(world).amount_pence == 8250


def test_somebody_whose_lines_come_to_nothing_or_less_is_left_for_later(world):
    wren, finch = world.members[:2]
    lines = approved(world, wren, finch)
    confirm_and_approve(world, money.register(lines[0].meeting, {wren: "away"}))
    batch = make(world)
    assert (batch.lines_count, batch.amount_pence) == (1, 8250)
    approved(world, wren)
    assert make(world).amount_pence == 8250, "with the next meeting it comes to something, and all of it goes"
    assert not queries.lines_of_budget(Budget.objects.get())


def test_only_those_who_keep_the_money_make_see_and_take_batches(world, as_):
    approved(world, *world.members)
    batch = make(world)
    kept = Budget.objects.get()
    other = factories.small_panel("Gorse")
    strangers = [world.coordinator, world.members[0], world.researchers[0], other.lead, other.finance]
    for person in strangers:
        for attempt in (batches.cancel, batches.send):
            with pytest.raises(NotAllowed):
                attempt(batch_id=batch.pk, by=person)
        with pytest.raises(NotAllowed):
            batches.make(budget_id=kept.pk, by=person)
        with pytest.raises(NotAllowed):
            batches.export(batch_id=batch.pk, file="payment", form="csv", by=person)
        with pytest.raises(NotAllowed):
            batches.take_answer(batch_id=batch.pk, answer=[], by=person)
        assert queries.batch_lines(person, batch) == []
        for name in ("batch-detail", "batch-payment-csv", "batch-coding-xlsx"):
            assert as_(person).get(page(name, batch.pk)).status_code == 404
        assert as_(person).post(page("batch-make", kept.pk)).status_code == 404
    for person in strangers[:3]:
        assert as_(person).get(page("batch-list")).status_code == 403
    with pytest.raises(NotAllowed):
        batches.keep_budget(
            programme_id=world.programme.pk, panel_id=None, name="x", cost_centre="1", project_code="", by=world.finance
        )
    assert as_(world.finance).get(page("budget-edit", world.programme.pk)).status_code == 404


def test_the_database_keeps_batches_as_they_were_and_a_line_in_one_live_batch(world):
    [line] = approved(world, world.members[0])
    batch = make(world)
    held = BatchLine.objects.unscoped("test")
    for wrong in [{"number": 9}, {"amount_pence": 1}, {"cost_centre": "x"}, {"made_at": clock.now()}]:
        with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
            Batch.objects.update(**wrong)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        held.update(place=5)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        held.delete()
    facts = {"budget": batch.budget, "programme": batch.programme, "cost_centre": "1", "made_by": world.finance}
    second = Batch.objects.create(**facts, number=2, lines_count=1, amount_pence=1)
    with pytest.raises(IntegrityError, match="line_is_in_one_live_batch_only"), transaction.atomic():
        BatchLine(batch=second, line=line, place=1).save(force_insert=True)
    Batch.objects.filter(pk=batch.pk).update(sent_at=clock.now(), sent_by=world.finance)
    for wrong in [{"sent_at": None}, {"cancelled_at": clock.now()}]:
        with pytest.raises(DatabaseError), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(**wrong)


def test_the_pages_lead_from_the_budget_to_the_batch_and_its_answer(world, as_):
    approved(world, *world.members)
    lead = as_(world.lead)
    sent = {"panel_id": "all", "name": "Advice", "cost_centre": "00123", "project_code": ""}
    assert lead.post(page("budget-edit", world.programme.pk), sent).status_code == 302
    assert lead.post(page("budget-edit", world.programme.pk), {**sent, "panel_id": str(new_id())}).status_code == 422
    finance = as_(world.finance)
    assert "Approved and in no batch: 3" in text_of(finance.get(page("batch-list")))
    made = finance.post(page("batch-make", Budget.objects.get().pk), follow=True)
    shown = text_of(made)
    for words in ("Batch 00001", "£247.50 in 3 lines", "Payment file as CSV", "Cancel this batch"):
        assert words in shown
    assert not any(person.shown_name in shown for person in world.members)
    assert "Take finance’s answer" not in shown
    assert "Take finance’s answer" in text_of(finance.post(page("batch-send", Batch.objects.get().pk), follow=True))
    assert finance.post(page("batch-cancel", Batch.objects.get().pk)).status_code == 409


def test_the_page_of_a_batch_asks_the_database_as_often_for_thirty_lines_as_for_three(world, as_):
    def asked(batch):
        client = as_(world.finance)
        client.get(page("batch-list"))
        with CaptureQueriesContext(connection) as found:
            for name in ("batch-detail", "batch-payment-csv", "batch-coding-xlsx"):
                assert client.get(page(name, batch.pk)).status_code == 200
        return len(found)

    approved(world, *world.members)
    few = asked(make(world))
    for _ in range(10):
        approved(world, *world.members)
    many = make(world)
    assert many.lines_count == 30
    assert asked(many) == few


# At once


def test_eight_who_make_a_batch_at_once_put_each_line_into_one(transactional_db):
    world = a_world()
    approved(world, *world.members)
    kept = Budget.objects.get()

    made = at_once(lambda number: batches.make(budget_id=kept.pk, by=(world.finance, world.lead)[number % 2]).number)

    assert [each for each in made if not isinstance(each, NotNow)] == [1]
    assert sum(isinstance(each, NotNow) for each in made) == THREADS - 1
    assert Batch.objects.get().amount_pence == 3 * 8250
    assert BatchLine.objects.unscoped("test").count() == 3


def test_without_the_lock_the_database_still_keeps_a_line_out_of_a_second_batch(transactional_db, monkeypatch):
    """The lock taken away, all eight find the same lines: whoever comes second is refused, and nothing is doubled."""
    world = a_world()
    approved(world, *world.members)
    kept = Budget.objects.get()
    real = queries.lines_of_budget

    class Unlocked:
        def __init__(self, lines):
            self.lines = lines

        def select_for_update(self, **of):
            return self.lines

    monkeypatch.setattr(batches, "_budget", lambda budget_id, by: kept)
    monkeypatch.setattr(batches.queries, "lines_of_budget", lambda budget: Unlocked(real(budget)))

    monkeypatch.setattr(batches, "_payable", all_look_first(batches._payable))

    made = at_once(lambda number: batches.make(budget_id=kept.pk, by=world.finance).number)

    assert any(isinstance(each, DatabaseError) for each in made), "the race is there: this is what the lock is for"
    assert Batch.objects.count() == 1
    assert BatchLine.objects.unscoped("test").count() == 3


def test_eight_answers_and_cancellings_at_once_leave_each_line_in_one_place(transactional_db):
    world = a_world()
    lines = approved(world, *world.members)
    batch = make(world)

    done = at_once(lambda number: (batches.send, batches.cancel)[number % 2](batch_id=batch.pk, by=world.finance).pk)

    assert sum(not isinstance(each, NotNow) for each in done) == 1
    batch.refresh_from_db()
    assert states_of(*lines) == (["sent"] * 3 if batch.sent_at else ["approved"] * 3)


def sent_line(world):
    [line] = approved(world, world.members[0])
    batch = make(world)
    batches.send(batch_id=batch.pk, by=world.finance)
    return batch, line


def news_of(line):
    found = OutboxMessage.objects.filter(kind="line_news", to_person_id=line.person_id).order_by("created_at", "key")
    return [(message.occasion, registry.kind_called(message.kind).still_true(message)) for message in found]


def test_money_that_did_not_arrive_leaves_its_batch_is_told_and_begins_anew(world, as_):
    batch, line = sent_line(world)
    files_before = batches.export(batch_id=batch.pk, file="payment", form="csv", by=world.finance)[1]
    batches.take_answer(batch_id=batch.pk, answer=[files.Answer(str(line.pk), "paid", "", "")], by=world.finance)
    finance, url = as_(world.finance), page("line-back", line.pk)
    assert url in text_of(finance.get(page("batch-detail", batch.pk)))
    answer = finance.post(url, {"reason": " "})
    assert answer.status_code == 422
    assert "say why it came back" in text_of(answer)
    finance.post(url, {"reason": "The bank sent it back. We ask you for the number again."})
    assert states_of(line) == ["failed"]
    assert not BatchLine.objects.unscoped("test").filter(line=line, is_live=True).exists()
    assert batches.export(batch_id=batch.pk, file="payment", form="csv", by=world.finance)[1] == files_before
    assert news_of(line) == [("failed-1", True)]
    text = text_of(as_(line.person).get(page("line-detail", line.pk)))
    assert "The bank sent it back." in text
    assert "The payment did not arrive" in text_of(as_(world.coordinator).get(page("confirm-list")))

    actions.steps.look_again(line_id=line.pk, by=world.coordinator)
    assert news_of(line) == [("failed-1", False)]
    line.refresh_from_db()
    confirm_and_approve(world, [line])
    again = make(world)
    assert (again.number, states_of(line)) == (2, ["batched"])
    batches.send(batch_id=again.pk, by=world.finance)
    batches.came_back(line_id=line.pk, reason="No such number.", by=world.lead)
    assert states_of(line) == ["rejected"]
    assert news_of(line) == [("failed-1", False), ("rejected-1", True)]


def test_only_those_who_keep_the_money_say_that_a_line_came_back_and_only_from_where_it_can(world):
    _, line = sent_line(world)
    for by in (world.coordinator, world.members[0], world.members[1]):
        with pytest.raises(NotAllowed):
            batches.came_back(line_id=line.pk, reason="No.", by=by)
    factories.role(line.person, None, "finance_officer", programme=world.programme)
    with pytest.raises(NotAllowed):
        batches.came_back(line_id=line.pk, reason="No.", by=line.person)
    with pytest.raises(NotNow):
        batches.came_back(line_id=line.pk, reason=" ", by=world.finance)
    batches.came_back(line_id=line.pk, reason="No.", by=world.finance)
    with pytest.raises(NotNow):
        batches.came_back(line_id=line.pk, reason="No.", by=world.finance)
    assert states_of(line) == ["rejected"]


def test_a_denial_is_told_each_time_and_passed_on_by_hand_to_who_has_no_address(world):
    Person.objects.filter(pk=world.members[0].pk).update(email=None)
    world.members[0].refresh_from_db()
    [line] = money.register(money.held_meeting(world.panel), {world.members[0]: "in_person"})
    for number in (1, 2):
        actions.steps.deny(line_id=line.pk, reason="Another purse paid it.", by=world.coordinator)
        assert news_of(line)[-1] == (f"denied-{number}", True)
        [errand] = [each for each in reaching.errands_for(world.coordinator) if each.message.kind == "line_news"]
        assert (errand.person, errand.panel) == (line.person, world.panel)
        assert not [each for each in reaching.errands_for(world.finance) if each.message.kind == "line_news"]
        actions.steps.look_again(line_id=line.pk, by=world.coordinator)
        assert not [each for each in reaching.errands_for(world.coordinator) if each.message.kind == "line_news"]
