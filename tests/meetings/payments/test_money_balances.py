"""Whatever happens in whatever order, the money balances to the penny, and nothing is paid twice."""

import contextlib
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from leap.core import clock
from leap.core.errors import NotNow
from meetings.payments import actions, queries, states
from meetings.payments.actions import lines as lines_actions
from meetings.payments.models import Advance, Batch, BatchLine, Budget, Expense, LineMove, PaymentLine
from meetings.payments.planning.finance_files import Answer
from meetings.payments.planning.statements import tax_year_of
from tests import factories
from tests.meetings import rooms
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db

PICK = st.integers(0, 99)  # one of those there are, whatever their number
FIRST = date(2026, 1, 1)
ON_THEIR_WAY = (states.APPROVED, states.BATCHED, states.SENT, states.PAID)


class Money(RuleBasedStateMachine):
    """A panel through registers, rates, claims, denials, batches and answers. `arrived` is what the test itself knows
    of the bank: which line's money is there now."""

    done = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.world = factories.small_panel(members=3, researchers=0)
        rates = money.example_rates(self.world.programme)
        for band, pence in (("car_mile", 45), ("car_mile_over", 25), ("passenger_mile", 5)):
            money.rate(rates, band, pence, money.FIRST_DAY)
        codes = {"name": "Advice", "cost_centre": "00123", "project_code": ""}
        by_lead = {"programme_id": self.world.programme.pk, "panel_id": None, "by": self.world.lead}
        self.budget = actions.batches.keep_budget(**codes, **by_lead)
        self.meetings: list = []
        self.here: dict = {}
        self.arrived: dict = {}
        self.looked_at: set = set()  # batches
        self.doubted: set = set()  # (person, meeting) of which somebody denied a line for time
        through(self)
        self.announce_a_rate(pence=9000, days=0)
        self.drive(pick=0, who=1, tenths=99_999, passengers=1)
        self.pay_before_a_meeting(pick=0, who=0, pence=5000)
        self.claim_an_expense(pick=0, who=0, pence=4200)
        self.add_what_is_short()
        self.rest_goes_to_finance()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def one(self, found, pick):
        found = list(found)
        return found[pick % len(found)] if found else None

    def lines(self, *in_states):
        return PaymentLine.objects.filter(state__in=in_states).order_by("made_at", "pk")

    # What people do.

    @rule(days=st.integers(1, 60), came=st.lists(st.booleans(), min_size=3, max_size=3))
    def hold_a_meeting(self, days, came):
        on = FIRST + timedelta(days=days + 7 * len(self.meetings))
        meeting = money.held_meeting(self.world.panel, on=on)
        rooms.reply(meeting, *self.world.members)
        self.meetings.append(meeting)
        self._register(meeting, came)

    @rule(pick=PICK, came=st.lists(st.booleans(), min_size=3, max_size=3))
    def put_a_register_right(self, pick, came):
        meeting = self.one(self.meetings, pick)
        if meeting is not None:
            self._register(meeting, came)

    def _register(self, meeting, came):
        words = {who: "in_person" if here else "away" for who, here in zip(self.world.members, came, strict=True)}
        money.register(meeting, words, by=self.world.coordinator)
        self.here |= {(who.pk, meeting.pk): word == "in_person" for who, word in words.items()}
        # A register that is saved again puts right what a denied correction left open.
        self.doubted -= {(who.pk, meeting.pk) for who in words}
        self.done["registers"] += 1

    @rule(pence=st.integers(8000, 9999), days=st.integers(0, 120))
    def announce_a_rate(self, pence, days):
        with contextlib.suppress(NotNow):
            actions.rates.announce(
                programme_id=self.world.programme.pk,
                valid_from=FIRST + timedelta(days=days),
                amounts={"half_day": pence},
                by=self.world.lead,
            )

    @rule()
    def add_what_is_short(self):
        by = self.world.coordinator
        keys = [short.line.pk for short in queries.short_lines(by)]
        self.done["uplifts"] += actions.uplifts.add(line_ids=keys, by=by) if keys else 0
        assert queries.short_lines(by) == [], "nothing is proposed twice"

    @rule(pick=PICK, who=st.integers(0, 2), pence=st.integers(1, 5000))
    def claim_an_expense(self, pick, who, pence):
        meeting = self.one(self.meetings, pick)
        if meeting is None:
            return
        spent = actions.expenses.Spent("taxi", pence, "lost")
        told = {"meeting_id": meeting.pk, "person_id": self.world.members[who].pk, "spent": spent}
        with contextlib.suppress(NotNow):
            actions.expenses.record_claim(**told, how="phone", read_back=True, by=self.world.coordinator)

    @rule(pick=PICK, who=st.integers(0, 2), tenths=st.sampled_from([424, 60_001, 99_999]), passengers=st.integers(0, 2))
    def drive(self, pick, who, tenths, passengers):
        meeting = self.one(self.meetings, pick)
        if meeting is None:
            return
        spent = actions.expenses.Spent("car", passengers=passengers)
        told = {"meeting_id": meeting.pk, "person_id": self.world.members[who].pk, "spent": spent}
        with contextlib.suppress(NotNow):
            by = {"how": "phone", "read_back": True, "by": self.world.coordinator}
            actions.expenses.record_claim(**told, miles_tenths=tenths, **by)
            self.done["journeys"] += 1

    @rule(pick=PICK, who=st.integers(0, 2), pence=st.integers(1, 5000))
    def pay_before_a_meeting(self, pick, who, pence):
        meeting = self.one(self.meetings, pick)
        if meeting is None:
            return
        told = {"meeting_id": meeting.pk, "person_id": self.world.members[who].pk, "amount_pence": pence}
        with contextlib.suppress(NotNow), clock.held_at(meeting.starts_at - timedelta(days=9)):
            actions.advances.give(**told, by=self.world.coordinator)
            self.done["advances"] += 1

    @rule(pick=PICK, rest=st.sampled_from(["kept", "returned"]))
    def settle_what_is_left(self, pick, rest):
        advance = self.one(queries.advances_for(self.world.coordinator), pick)
        if advance is not None:
            with contextlib.suppress(NotNow):
                actions.advances.settle(advance_id=advance.pk, rest=rest, by=self.world.coordinator)

    @rule()
    def confirm_and_approve_all(self):
        for line in self.lines(*states.FIRST):
            actions.steps.check(line_id=line.pk, by=line.person)
        confirm = [line.pk for line in self.lines(*states.FIRST)]
        actions.steps.confirm(line_ids=confirm, by=self.world.coordinator)
        self.done["approved"] += actions.steps.approve(
            line_ids=[line.pk for line in self.lines(states.CONFIRMED)], by=self.world.lead
        )

    @rule(pick=PICK)
    def deny_one(self, pick):
        line = self.one(self.lines(*states.FIRST), pick)
        if line is None:
            return
        with contextlib.suppress(NotNow):  # a correction takes it back already
            actions.steps.deny(line_id=line.pk, reason="Another purse paid it.", by=self.world.coordinator)
            self.doubted.add((line.person_id, line.meeting_id))

    @rule(pick=PICK)
    def look_again_at_one(self, pick):
        line = self.one(self.lines(*states.NEWS), pick)
        if line is not None:
            with contextlib.suppress(NotNow):
                actions.steps.look_again(line_id=line.pk, by=self.world.coordinator)
                self.doubted.add((line.person_id, line.meeting_id))

    @rule()
    def make_a_batch(self):
        with contextlib.suppress(NotNow):
            actions.batches.make(budget_id=self.budget.pk, by=self.world.finance)
            self.done["batches"] += 1

    @rule()
    def rest_goes_to_finance(self):
        self.confirm_and_approve_all()
        self.make_a_batch()
        self.send_or_cancel_a_batch(pick=0, send=True)

    @rule(pick=PICK, send=st.booleans())
    def send_or_cancel_a_batch(self, pick, send):
        batch = self.one(Batch.objects.filter(sent_at=None, cancelled_at=None).order_by("number"), pick)
        if batch is not None:
            act = actions.batches.send if send else actions.batches.cancel
            act(batch_id=batch.pk, by=self.world.finance)

    @rule(pick=PICK, said=st.lists(st.sampled_from(["paid", "paid", "rejected", "perhaps"]), min_size=1, max_size=6))
    def take_an_answer(self, pick, said):
        batch = self.one(Batch.objects.exclude(sent_at=None).order_by("number"), pick)
        if batch is None:
            return
        held = [str(each.line_id) for each in queries.batch_lines(self.world.finance, batch)]
        answer = [Answer(key, word, "No.", key) for key, word in zip(held, said, strict=False)]
        answer += [Answer(key, "paid", "", key) for key in held[:1]]  # the same line once more
        answer += [Answer(str(self.world.panel.pk), "paid", "", "unknown")]
        waiting = {str(line.pk): line for line in self.lines(states.SENT)}
        took = actions.batches.take_answer(batch_id=batch.pk, answer=answer, by=self.world.finance)
        assert "unknown" in took.unmatched
        for each in answer:
            line = waiting.get(each.line_id)
            if line is None or each.result not in ("paid", "rejected"):
                continue
            del waiting[each.line_id]
            if each.result == "paid":
                assert line.pk not in self.arrived, "its money is there already"
                self.arrived[line.pk] = line.amount_pence
        self.done["answers"] += took.paid

    @rule(pick=PICK)
    def money_that_did_not_arrive(self, pick):
        line = self.one(self.lines(states.PAID), pick)
        if line is not None:
            actions.batches.came_back(line_id=line.pk, reason="The bank sent it back.", by=self.world.finance)
            del self.arrived[line.pk]

    # What is always so.

    @invariant()
    def what_is_paid_is_what_arrived(self):
        paid = dict(self.lines(states.PAID).values_list("pk", "amount_pence"))
        assert paid == self.arrived

    @invariant()
    def what_was_approved_without_what_came_back_is_on_its_way_or_paid(self):
        moves = LineMove.objects.unscoped("a test")
        approved = _pence(moves.filter(was=states.CONFIRMED, to=states.APPROVED), "line__amount_pence")
        back = _pence(moves.filter(to__in=[states.REJECTED, states.FAILED]), "line__amount_pence")
        assert approved - back == _pence(self.lines(*ON_THEIR_WAY))
        paid = _pence(moves.filter(to=states.PAID), "line__amount_pence")
        failed = _pence(moves.filter(to=states.FAILED), "line__amount_pence")
        assert paid - failed == sum(self.arrived.values())

    @invariant()
    def a_line_is_in_one_live_batch_just_while_it_is_with_finance_or_paid(self):
        live = Counter(BatchLine.objects.unscoped("a test").filter(is_live=True).values_list("line", flat=True))
        assert set(live.values()) <= {1}
        assert set(live) == set(self.lines(states.BATCHED, states.SENT, states.PAID).values_list("pk", flat=True))

    @invariant()
    def each_batch_comes_to_its_control_totals(self):
        for batch in Batch.objects.exclude(pk__in=self.looked_at).order_by("number"):  # one is never edited
            held = queries.batch_lines(self.world.finance, batch)
            assert (batch.lines_count, batch.amount_pence) == (len(held), sum(each.line.amount_pence for each in held))
            by = {"batch_id": batch.pk, "form": "csv", "by": self.world.finance}
            [_, control] = actions.batches.export(file="control", **by)[1]
            payment = actions.batches.export(file="payment", **by)[1][1:]
            assert list(control[1:3]) == [len(payment), sum(row[7] for row in payment)]
            self.looked_at.add(batch.pk)

    @invariant()
    def what_people_spent_is_paid_once_before_the_meeting_or_after_it(self):
        for each in Expense.objects.filter(amount_pence__isnull=False).select_related("line"):
            after = each.line.amount_pence if each.line is not None else 0
            assert after + each.from_advance_pence == each.amount_pence
        for advance in Advance.objects.select_related("line"):
            counted = advance.claims.aggregate(pence=Sum("from_advance_pence"))["pence"] or 0
            assert counted + (advance.rest_pence or 0) <= advance.line.amount_pence
            assert advance.line.state != states.DENIED or counted == 0, "nobody loses what they spent"

    @invariant()
    def nobody_is_paid_for_more_than_10000_of_the_first_miles_of_a_tax_year(self):
        lines = PaymentLine.objects.filter(rate__band="car_mile", miles_tenths__isnull=False)
        found = Counter()
        for each in lines.exclude(state=states.DENIED):
            found[each.person_id, tax_year_of(each.activity_on)] += each.miles_tenths
        assert all(tenths <= states.FIRST_TENTHS for tenths in found.values())

    @invariant()
    def who_was_there_is_owed_and_who_was_not_is_owed_nothing(self):
        standing = PaymentLine.objects.filter(queries.for_time()).exclude(state=states.DENIED)
        for (person, meeting), here in self.here.items():
            if (person, meeting) in self.doubted:
                continue
            mine = standing.filter(person=person, meeting=meeting)
            due = _pence(mine.exclude(kind="adjustment"))
            denied = PaymentLine.objects.filter(person=person, meeting=meeting, kind="fee", state=states.DENIED)
            assert _pence(mine) == (due if here and not denied.exists() else 0)


def _pence(found, column="amount_pence"):
    return found.order_by().aggregate(pence=Sum(column))["pence"] or 0


CHOSEN = settings(
    max_examples=6,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_the_money_balances_whatever_happens():
    Money.done.clear()
    run_state_machine_as_test(Money, settings=CHOSEN)
    missing = {"registers", "uplifts", "journeys", "advances", "approved", "batches", "answers"} - {
        word for word, n in Money.done.items() if n
    }
    assert not missing, "histories in which nothing happens prove nothing"


def through(machine):
    """One meeting, paid."""
    machine.hold_a_meeting(days=1, came=[True, True, False])
    machine.confirm_and_approve_all()
    machine.make_a_batch()
    machine.send_or_cancel_a_batch(pick=0, send=True)
    machine.take_an_answer(pick=0, said=["paid", "paid"])


def _check_all(machine):
    for name in dir(Money):
        if getattr(getattr(Money, name), "hypothesis_stateful_invariant", None) is not None:
            getattr(machine, name)()


def corrected_twice(machine, monkeypatch):
    monkeypatch.setattr(lines_actions, "amount_to_add", lambda *, due_pence, lines_pence: -lines_pence - 1)
    machine.put_a_register_right(pick=0, came=[False, True, False])


def moved_behind_its_back(machine, monkeypatch):
    line = machine.lines(states.PAID)[0]
    BatchLine.objects.unscoped("a seeded mistake").filter(line=line).update(is_live=False)


def forgotten_by_finance(machine, monkeypatch):
    machine.arrived.popitem()


@pytest.mark.parametrize("mistake", [corrected_twice, moved_behind_its_back, forgotten_by_finance])
def test_a_seeded_mistake_is_seen(monkeypatch, mistake):
    machine = Money()
    try:
        _check_all(machine)
        mistake(machine, monkeypatch)
        with pytest.raises(AssertionError):
            _check_all(machine)
    finally:
        machine.teardown()


def test_the_batch_page_asks_at_most_fifteen_questions_for_twenty_lines_and_the_same_for_two_thousand(as_):
    """A batch of so many lines is put together by hand: what is measured is the page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    world = factories.small_panel(members=1)
    money.example_rates(world.programme)

    def asked(count):
        start = clock.now()
        rate = world.programme.rate_set.rates.get(band="half_day", valid_from=money.FIRST_DAY)
        hours = [money.held_meeting(world.panel, on=date(2024, 1, 1) + timedelta(days=number)) for number in range(20)]
        lines = PaymentLine.objects.bulk_create(
            PaymentLine(
                person=world.members[0], meeting=hours[number % 20], panel=world.panel,
                kind="adjustment", rate=rate, amount_pence=100,
                activity_on=date(2024, 1, 1), made_at=start,
            )
            for number in range(count)
        )  # fmt: skip
        budget = Budget.objects.create(
            programme=world.programme,
            panel=factories.small_panel(f"Panel {count}", programme=world.programme).panel,
            name="Advice",
            cost_centre="1",
        )
        batch = Batch.objects.create(
            programme=world.programme, budget=budget, number=count, cost_centre="1", lines_count=count,
            amount_pence=100 * count, made_by=world.finance, sent_at=start, sent_by=world.finance,
        )  # fmt: skip
        BatchLine.objects.unscoped("a test").bulk_create(
            BatchLine(batch=batch, line=line, place=place) for place, line in enumerate(lines, start=1)
        )
        client, url = as_(world.finance), reverse("payments:batch-detail", args=[batch.pk])
        client.get("/help/")
        with CaptureQueriesContext(connection) as shell:
            client.get("/help/")
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found), len(found) - len(shell)

    (few, of_its_own), many = asked(20), asked(2000)
    assert of_its_own <= 15
    assert many == (few, of_its_own)
