"""The life of a payment line: checked, confirmed, approved, denied with a reason, and by whom."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from meetings.payments import actions, queries, states
from meetings.payments.models import LINE_STATES, LineMove, PaymentLine
from tests import factories
from tests.meetings.at_once import THREADS, at_once
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
steps = actions.steps


@pytest.fixture
def world():
    world = factories.small_panel(members=3)
    money.example_rates(world.programme)
    return world


@pytest.fixture
def meeting(world):
    return money.held_meeting(world.panel)


@pytest.fixture
def line(world, meeting):
    money.register(meeting, {world.members[0]: "in_person"})
    return PaymentLine.objects.get()


def fresh(line):
    return PaymentLine.objects.get(pk=line.pk)


def confirmed(line, by):
    steps.check(line_id=line.pk, by=line.person)
    assert steps.confirm(line_ids=[line.pk], by=by) == 1
    return fresh(line)


def page(name, *keys):
    return reverse(f"payments:{name}", args=keys)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_line_goes_from_the_person_to_the_coordinator_to_whoever_keeps_the_money(world, line):
    confirmed(line, world.coordinator)
    assert steps.approve(line_ids=[line.pk], by=world.finance) == 1
    line = fresh(line)
    assert (line.state, line.checked_by, line.confirmed_by, line.approved_by) == (
        "approved", line.person, world.coordinator, world.finance,
    )  # fmt: skip
    verbs = [event.verb for event in audit.events_about(line)]
    assert verbs == ["payment_line.added", "payment_line.checked", "payment_line.moved", "payment_line.moved"]
    assert [(move.was, move.to) for move in queries.story_of(line.person, line)] == [
        ("owed", "confirmed"), ("confirmed", "approved"),
    ]  # fmt: skip
    assert line.amount_pence == 8250


def test_whoever_is_paid_confirms_and_approves_nothing_of_their_own(world, line):
    wren = line.person
    for kind in ("ppi_coordinator", "finance_officer"):
        factories.role(wren, world.panel if kind == "ppi_coordinator" else None, kind, programme=world.programme)
    steps.check(line_id=line.pk, by=wren)
    with pytest.raises(NotAllowed):
        steps.confirm(line_ids=[line.pk], by=wren)
    steps.confirm(line_ids=[line.pk], by=world.coordinator)
    with pytest.raises(NotAllowed):
        steps.approve(line_ids=[line.pk], by=wren)
    with pytest.raises(NotAllowed):
        steps.deny(line_id=line.pk, reason="No.", by=wren)
    assert line not in [*queries.lines_to_confirm(wren), *queries.lines_to_approve(wren)]


def test_whoever_confirms_does_not_approve_the_same_line(world, line):
    line = confirmed(line, world.lead)
    with pytest.raises(NotAllowed):
        steps.approve(line_ids=[line.pk], by=world.lead)
    assert line not in queries.lines_to_approve(world.lead)
    assert steps.approve(line_ids=[line.pk], by=world.finance) == 1


def test_the_database_itself_keeps_the_three_apart_and_every_move_in_the_table(world, line):
    now, wren = clock.now(), line.person
    lines = PaymentLine.objects.filter(pk=line.pk)
    told = {"state": "confirmed", "confirmed_at": now}
    for wrong in [
        told,
        {**told, "confirmed_by": wren},
        {"checked_at": now},
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            lines.update(**wrong)
    confirmed(line, world.coordinator)
    for approver in (wren, world.coordinator, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            lines.update(state="approved", approved_at=now, approved_by=approver)
    for wrong in [{"confirmed_by": world.lead}, {"approved_by": world.lead}, {"queried_at": now, "checked_at": None}]:
        with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
            lines.update(**wrong)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        LineMove.objects.unscoped("test").update(to="paid")
    facts = {
        "person": wren,
        "meeting": line.meeting,
        "panel": line.panel,
        "rate": line.rate,
        "activity_on": line.activity_on,
    }
    with pytest.raises(DatabaseError, match="begins at the beginning"), transaction.atomic():
        PaymentLine.objects.create(**facts, kind="adjustment", amount_pence=1, state="approved")


def test_the_database_and_the_table_of_moves_say_the_same(world, line):
    """From each state, by the allowed road, every other state is tried in the database."""
    steps.check(line_id=line.pk, by=line.person)
    now = clock.now()
    by = {"confirmed_by": world.coordinator, "confirmed_at": now, "approved_by": world.lead, "approved_at": now}
    roads = {"owed": [], "confirmed": ["confirmed"], "approved": ["confirmed", "approved"], "denied": ["denied"]}
    roads["batched"] = [*roads["approved"], "batched"]
    roads["sent"] = [*roads["batched"], "sent"]
    roads |= {"paid": [*roads["sent"], "paid"], "rejected": [*roads["sent"], "rejected"]}
    roads["failed"] = [*roads["paid"], "failed"]
    lines = PaymentLine.objects.filter(pk=line.pk)
    for was, road in roads.items():
        for to in LINE_STATES:
            if to == was:
                continue
            with transaction.atomic():
                for state in road:
                    lines.update(state=state, **(by if state != "denied" else {}))
                try:
                    with transaction.atomic():
                        lines.update(state=to, **by)
                    moved = True
                except DatabaseError:
                    moved = False
                transaction.set_rollback(True)
            assert moved == states.may_step(was, to), (was, to)
    assert set(states.MOVES) == set(LINE_STATES) == set(PaymentLine.State.values)


def test_who_says_nothing_is_paid_all_the_same_after_seven_days(world, line):
    assert steps.confirm(line_ids=[line.pk], by=world.coordinator) == 0
    with time_machine.travel(clock.now() + timedelta(days=7)):
        assert steps.confirm(line_ids=[line.pk], by=world.coordinator) == 1


def test_what_somebody_doubts_waits_until_they_say_it_is_right(world, line):
    steps.query(line_id=line.pk, by=line.person)
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert steps.confirm(line_ids=[line.pk], by=world.coordinator) == 0
        steps.record_check(line_id=line.pk, is_right=True, how="phone", by=world.coordinator)
        assert steps.confirm(line_ids=[line.pk], by=world.coordinator) == 1
        with pytest.raises(NotNow):
            steps.query(line_id=line.pk, by=line.person)
    assert fresh(line).checked_by == world.coordinator


def test_a_denial_needs_a_reason_and_the_person_reads_it(world, line, as_):
    with pytest.raises(NotNow):
        steps.deny(line_id=line.pk, reason="  ", by=world.coordinator)
    denied = as_(world.coordinator).post(page("line-deny", line.pk), {"reason": "This day was paid twice. Ask Ivy."})
    assert denied.status_code == 302
    shown = text_of(as_(line.person).get(page("line-detail", line.pk)))
    assert "Why it is not paid" in shown
    assert "This day was paid twice. Ask Ivy." in shown
    assert "This day" not in str(audit.events_about(line).last().facts), "the trail says that, not why"
    again = text_of(as_(world.coordinator).post(page("line-again", line.pk), follow=True))
    assert "It begins anew" in again
    assert fresh(line).state == "owed"


def test_what_was_denied_is_not_owed_and_nothing_is_taken_back_for_it(world, meeting, line):
    steps.deny(line_id=line.pk, reason="Paid twice.", by=world.coordinator)
    money.register(meeting, {line.person: "away"})
    money.register(meeting, {line.person: "in_person"})
    assert PaymentLine.objects.count() == 1


def test_what_a_correction_took_back_is_not_denied_as_well_so_the_next_fee_is_paid_whole(world, meeting, line, as_):
    wren = line.person
    money.register(meeting, {wren: "away"})
    told = as_(world.coordinator).post(page("line-deny", line.pk), {"reason": "They were not there."})
    assert told.status_code == 422
    assert states.TAKEN_BACK in text_of(told)
    assert "They were not there." in text_of(told)
    [newer] = money.register(money.held_meeting(world.panel, hour=14), {wren: "in_person"})
    batch = money.paid_by_finance(world, list(PaymentLine.objects.filter(person=wren)))
    assert batch.amount_pence == newer.amount_pence == 8250


def test_once_the_correction_itself_is_denied_or_they_were_there_after_all_a_line_can_be_denied(world, meeting, line):
    money.register(meeting, {line.person: "away"})
    correction = PaymentLine.objects.get(kind="adjustment")
    steps.deny(line_id=correction.pk, reason="It was a mistake.", by=world.coordinator)
    steps.deny(line_id=line.pk, reason="Paid by hand.", by=world.coordinator)
    assert fresh(line).state == "denied"


def test_nobody_else_says_confirms_approves_or_denies(world, line):
    other = factories.small_panel("Bracken", programme=world.programme)
    finch = world.members[1]
    strangers = [finch, world.researchers[0], other.coordinator, other.members[0]]
    for person in [*strangers, world.coordinator, world.lead, world.finance]:
        for say in (steps.check, steps.query):
            with pytest.raises(NotAllowed):
                say(line_id=line.pk, by=person)
    for person in [*strangers, world.finance]:
        with pytest.raises(NotAllowed):
            steps.record_check(line_id=line.pk, is_right=True, how="phone", by=person)
        with pytest.raises(NotAllowed):
            steps.confirm(line_ids=[line.pk], by=person)
        with pytest.raises(NotAllowed):
            steps.deny(line_id=line.pk, reason="No.", by=person)
    confirmed(line, world.coordinator)
    for person in [*strangers, world.coordinator]:
        with pytest.raises(NotAllowed):
            steps.approve(line_ids=[line.pk], by=person)
        with pytest.raises(NotAllowed):
            steps.deny(line_id=line.pk, reason="No.", by=person)
    assert fresh(line).state == "confirmed"


def test_the_pages_are_there_for_whom_they_are_and_for_nobody_else(world, line, as_):
    finch = world.members[1]
    said = {"is_right": "yes", "how": "phone"}
    for person in [finch, world.researchers[0]]:
        for name, data in [
            ("line-detail", None),
            ("line-check", {}),
            ("line-said", said),
            ("line-deny", {"reason": "x"}),
        ]:
            client, url = as_(person), page(name, line.pk)
            assert (client.get(url) if data is None else client.post(url, data)).status_code == 404
        for name in ("confirm-list", "approve-list"):
            assert as_(person).get(page(name)).status_code == 403
    assert as_(world.finance).get(page("line-said", line.pk)).status_code == 403
    assert as_(world.coordinator).get(page("line-said", new_id())).status_code == 404
    assert as_(line.person).get(page("line-said", line.pk)).status_code == 404


def test_the_pages_carry_a_line_from_check_to_approval_and_finance_reads_no_name(world, meeting, as_):
    money.register(meeting, dict.fromkeys(world.members[:2], "in_person"))
    wren, finch = world.members[:2]
    mine, other = PaymentLine.objects.get(person=wren), PaymentLine.objects.get(person=finch)
    listed = text_of(as_(wren).get(page("payment-list")))
    assert page("line-detail", mine.pk) in listed
    assert "say if it is right" in listed
    assert "kept that it is right" in text_of(
        as_(wren).post(page("line-check", mine.pk), {"is_right": "yes"}, follow=True)
    )
    shown = text_of(as_(world.coordinator).get(page("confirm-list")))
    assert f'value="{mine.pk}"' in shown
    assert f'value="{other.pk}"' not in shown, "they have not said yet"
    assert "They have not said yet" in shown
    told = as_(world.coordinator).post(page("line-said", other.pk), {"is_right": "yes", "how": "phone"})
    assert told.status_code == 302
    both = {"lines": [mine.pk, other.pk]}
    assert as_(world.coordinator).post(page("confirm-list"), {}).status_code == 422
    assert "2 payments are confirmed." in text_of(as_(world.coordinator).post(page("confirm-list"), both, follow=True))
    finance = text_of(as_(world.finance).get(page("approve-list")))
    assert wren.shown_name not in finance
    assert meeting.title not in finance
    assert "2 payments are approved." in text_of(as_(world.finance).post(page("approve-list"), both, follow=True))
    assert as_(world.lead).post(page("approve-list"), both).status_code == 422, "moved on meanwhile"
    assert "To be paid" in text_of(as_(wren).get(page("line-detail", mine.pk)))


def test_the_promised_day_is_kept_at_the_making_and_late_is_shown_to_both(world, line, as_):
    assert line.promised_on == clock.today() + timedelta(days=30)
    assert states.promise(activity_on=line.activity_on, made_on=line.activity_on, days=30) == (
        line.activity_on + timedelta(days=30)
    )
    terms = {"counts_preparation": True, "voucher": "", "charity": "", "pay_within_days": 14}
    actions.rates.keep_terms(programme_id=world.programme.pk, **terms, by=world.lead)
    assert fresh(line).promised_on == line.promised_on
    later = money.held_meeting(world.panel)
    [newer] = money.register(later, {world.members[1]: "in_person"})
    assert newer.promised_on == clock.today() + timedelta(days=14)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        for person in (line.person, world.coordinator, world.finance):
            name = "payment-list" if person == line.person else "record-list"
            assert ": late" in text_of(as_(person).get(page(name)))


def test_eight_who_approve_at_once_move_a_line_once(transactional_db):
    world = factories.small_panel(members=1, researchers=0)
    money.example_rates(world.programme)
    money.register(money.held_meeting(world.panel), {world.members[0]: "in_person"})
    line = PaymentLine.objects.get()
    confirmed(line, world.coordinator)

    moved = at_once(lambda number: steps.approve(line_ids=[line.pk], by=(world.lead, world.finance)[number % 2]))

    assert sorted(moved) == [0] * (THREADS - 1) + [1]
    assert LineMove.objects.unscoped("test").filter(to="approved").count() == 1
