"""Rates announced late: what is short is found, proposed and added once, as a line of its own. Nothing is edited."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from meetings.payments import actions, queries
from meetings.payments.models import PaymentLine, Rate
from tests import factories
from tests.meetings.at_once import THREADS, all_look_first, at_once
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
ANNOUNCED = datetime(2026, 5, 21, 9, tzinfo=UTC)
SINCE = date(2026, 4, 6)


@pytest.fixture
def world():
    world = factories.small_panel(members=3)
    money.example_rates(world.programme)
    return world


def announce(world, pence=9000, since=SINCE, band="half_day"):
    return actions.rates.announce(
        programme_id=world.programme.pk, valid_from=since, amounts={band: pence}, source_note="A letter.", by=world.lead
    )


def held(world, on, came=None):
    meeting = money.held_meeting(world.panel, on=on)
    money.register(meeting, dict.fromkeys(came or world.members, "in_person"))
    return meeting


def facts(shorts):
    return [(short.line.person, short.so_far_pence, short.due_pence, short.more_pence) for short in shorts]


def add_all(by):
    return actions.uplifts.add(line_ids=[short.line.pk for short in queries.short_lines(by)], by=by)


def test_a_rate_announced_late_finds_every_line_it_leaves_short_and_no_other(world):
    held(world, date(2026, 4, 5), world.members[:1])
    held(world, SINCE, world.members[:1])
    held(world, date(2026, 4, 20), world.members[1:2])
    assert queries.short_lines(world.coordinator) == []
    announce(world)
    assert facts(queries.short_lines(world.coordinator)) == [
        (world.members[0], 8250, 9000, 750),
        (world.members[1], 8250, 9000, 750),
    ]


def test_the_old_and_the_new_rate_meet_between_15_and_16_december(world):
    before = held(world, date(2025, 12, 15), world.members[:1])
    after = held(world, date(2025, 12, 16), world.members[:1])
    assert (money.owed_pence(world.members[0], before), money.owed_pence(world.members[0], after)) == (7500, 8250)
    announce(world, 9000, date(2025, 12, 16))
    assert [short.line.meeting for short in queries.short_lines(world.coordinator)] == [after]


def test_saying_yes_adds_a_line_once_and_edits_none(world):
    meeting = held(world, date(2026, 4, 20), world.members[:1])
    old = PaymentLine.objects.values().get()
    announce(world)
    with clock.held_at(ANNOUNCED):
        assert queries.short_lines(world.coordinator) == [], "what is recorded later is not known then"
    assert add_all(world.coordinator) == 1
    assert add_all(world.coordinator) == 0
    new = PaymentLine.objects.get(kind="uplift")
    assert (new.amount_pence, new.of_id, new.person, new.state) == (750, old["id"], world.members[0], "owed")
    assert (new.rate.amount_pence, new.activity_on) == (9000, date(2026, 4, 20))
    assert PaymentLine.objects.values().get(pk=old["id"]) == old
    assert money.owed_pence(world.members[0], meeting) == 9000


def test_a_register_saved_again_leaves_what_was_added_and_takes_back_all_of_it_from_who_was_not_there(world):
    wren = world.members[0]
    meeting = held(world, date(2026, 4, 20), [wren])
    announce(world)
    add_all(world.coordinator)
    assert money.register(meeting, {wren: "in_person"}) == []
    [line] = money.register(meeting, {wren: "away"})
    assert (line.kind, line.amount_pence) == ("adjustment", -9000)
    assert queries.short_lines(world.coordinator) == []
    announce(world, 9500)
    assert queries.short_lines(world.coordinator) == [], "nothing is due to somebody who was not there"
    money.register(meeting, {wren: "in_person"})
    assert facts(queries.short_lines(world.coordinator)) == [(wren, 9000, 9500, 500)]


def test_a_second_late_rate_adds_only_the_rest(world):
    meeting = held(world, date(2026, 4, 20), world.members[:1])
    announce(world)
    add_all(world.coordinator)
    announce(world, 9500)
    add_all(world.coordinator)
    amounts = PaymentLine.objects.filter(kind="uplift").order_by("made_at").values_list("amount_pence", flat=True)
    assert list(amounts) == [750, 500]
    assert money.owed_pence(world.members[0], meeting) == 9500


def test_a_rate_announced_lower_claws_nothing_back(world):
    held(world, date(2026, 4, 20))
    announce(world, 8000)
    assert queries.short_lines(world.coordinator) == []
    assert {line.amount_pence for line in PaymentLine.objects.all()} == {8250}


def test_what_people_chose_holds_for_what_is_added(world):
    meeting = money.held_meeting(world.panel, on=date(2026, 4, 20))
    less, none, full = world.members
    with clock.held_at(meeting.starts_at - timedelta(days=1)):
        actions.choices.wish(answer="less", amount_pence=4000, by=less)
    money.choice(meeting, none, answer="none")
    money.register(meeting, dict.fromkeys(world.members, "in_person"))
    announce(world)
    assert facts(queries.short_lines(world.coordinator)) == [(full, 8250, 9000, 750)]


def test_what_was_denied_is_not_short_and_what_was_added_and_denied_is_not_proposed_again(world):
    held(world, date(2026, 4, 20), world.members[:2])
    first, second = PaymentLine.objects.order_by("pk")
    actions.steps.deny(line_id=first.pk, reason="It was a mistake.", by=world.coordinator)
    announce(world)
    assert [short.line for short in queries.short_lines(world.coordinator)] == [second]
    add_all(world.coordinator)
    added = PaymentLine.objects.get(kind="uplift")
    actions.steps.deny(line_id=added.pk, reason="Paid by hand.", by=world.coordinator)
    assert queries.short_lines(world.coordinator) == []
    announce(world, 9500)
    add_all(world.coordinator)
    with pytest.raises(NotNow, match="newer rate"):
        actions.steps.look_again(line_id=added.pk, by=world.coordinator)


def test_nobody_adds_to_their_own_line_nor_to_one_of_a_panel_they_do_not_run(world):
    factories.role(world.coordinator, world.panel)
    held(world, date(2026, 4, 20), [world.coordinator, world.members[0]])
    announce(world)
    own = PaymentLine.objects.get(person=world.coordinator)
    theirs = PaymentLine.objects.get(person=world.members[0])
    assert [short.line for short in queries.short_lines(world.coordinator)] == [theirs]
    for line, by in [(own, world.coordinator), (theirs, world.finance), (theirs, world.members[1])]:
        with pytest.raises(NotAllowed):
            actions.uplifts.add(line_ids=[line.pk], by=by)
    assert queries.short_lines(world.finance) == queries.short_lines(world.members[1]) == []
    assert not PaymentLine.objects.filter(kind="uplift").exists()


def test_the_database_adds_once_for_a_rate_and_only_beside_a_line_of_the_same_person(world):
    meeting = held(world, date(2026, 4, 20), world.members[:2])
    [rate] = announce(world)
    line, other = PaymentLine.objects.order_by("pk")
    made = {
        "meeting": meeting,
        "panel": meeting.panel,
        "rate": rate,
        "amount_pence": 750,
        "activity_on": line.activity_on,
    }
    PaymentLine.objects.create(person=line.person, kind="uplift", of=line, **made)
    for wrong in (
        {"person": line.person, "kind": "uplift", "of": line},
        {"person": other.person, "kind": "uplift", "of": line},
        {"person": other.person, "kind": "uplift"},
        {"person": other.person, "kind": "adjustment", "of": other},
        {"person": other.person, "kind": "uplift", "of": other, "amount_pence": -1},
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            PaymentLine.objects.create(**{**made, **wrong})
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentLine.objects.filter(kind="uplift").update(of=other)


def test_eight_who_say_yes_at_once_add_it_once(transactional_db):
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    held(world, date(2026, 4, 20))
    announce(world)
    keys = list(PaymentLine.objects.values_list("pk", flat=True))
    added = at_once(lambda _: actions.uplifts.add(line_ids=keys, by=world.coordinator))
    assert sorted(added) == [*([0] * (THREADS - 1)), 2]
    assert PaymentLine.objects.filter(kind="uplift").count() == 2


def test_without_the_lock_the_database_still_adds_it_once(transactional_db, monkeypatch):
    """The lock taken away, all eight find the same lines short: whoever comes second is refused; nothing is doubled."""
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    held(world, date(2026, 4, 20))
    announce(world)
    keys = list(PaymentLine.objects.values_list("pk", flat=True))
    monkeypatch.setattr(actions.uplifts, "_lock", lambda lines: None)
    monkeypatch.setattr(actions.uplifts.queries, "short_lines", all_look_first(queries.short_lines))
    added = at_once(lambda _: actions.uplifts.add(line_ids=keys, by=world.coordinator))
    refused = [each for each in added if isinstance(each, DatabaseError)]
    assert len(refused) == THREADS - 1, "the race is there: this is what the lock is for"
    assert PaymentLine.objects.filter(kind="uplift").count() == 2


def test_rates_known_already_are_not_recorded_twice_and_only_the_lead_announces(world):
    assert len(announce(world)) == 1
    with pytest.raises(NotNow, match="know these rates"):
        announce(world)
    for by in (world.coordinator, world.finance, world.members[0]):
        with pytest.raises(NotAllowed):
            actions.rates.announce(programme_id=world.programme.pk, valid_from=SINCE, amounts={"1h": 1}, by=by)
    assert Rate.objects.filter(valid_from=SINCE).count() == 1


# The pages


def typed(**amounts):
    return {
        "valid_from_day": "6",
        "valid_from_month": "4",
        "valid_from_year": "2026",
        "source_note": "A letter.",
        **amounts,
    }


def rate_new(world):
    return reverse("payments:rate-new", args=[world.programme.pk])


def test_the_lead_announces_sees_who_is_short_and_says_yes(world, as_):
    held(world, date(2026, 4, 20), world.members[:1])
    lead = as_(world.lead)
    look = lead.post(rate_new(world), typed(half_day="£90"))
    assert "£90.00 (£82.50 until now)" in look.content.decode()
    assert not Rate.objects.filter(valid_from=SINCE).exists(), "nothing is kept before it was looked at"
    answer = lead.post(rate_new(world), typed(half_day="£90") | {"agreed": "yes"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("payments:uplift-list")
    text = re.sub(r"\s+", " ", answer.content.decode())
    assert all(words in text for words in ("£82.50", "£90.00", "£7.50 more", world.members[0].shown_name))
    records = lead.get(reverse("payments:record-list")).content.decode()
    assert "Payments that a new rate leaves short: 1" in records
    line = PaymentLine.objects.get()
    lead.post(reverse("payments:uplift-list"), {"lines": [str(line.pk)]})
    assert PaymentLine.objects.get(kind="uplift").amount_pence == 750
    assert "No payment is too low." in lead.get(reverse("payments:uplift-list")).content.decode()
    assert "A letter." in lead.get(reverse("payments:rate-list")).content.decode()


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ({}, "at least one amount"),
        ({"half_day": "-90"}, "1p or more"),
        ({"half_day": "90.505"}, "two figures after the point"),
        ({"half_day": "ninety"}, "in figures"),
        ({"half_day": "90", "valid_from_year": "1999"}, "from 2000 on"),
        ({"half_day": "90", "valid_from_month": "13"}, "from 1 to 12"),
    ],
)
def test_what_cannot_be_a_rate_is_said_in_a_sentence_and_nothing_typed_is_lost(world, as_, amounts, sentence):
    answer = as_(world.lead).post(rate_new(world), typed(**amounts))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert sentence in text
    assert all(f'value="{words}"' in text for words in amounts.values())
    assert not Rate.objects.filter(valid_from=SINCE).exists()


def test_rates_are_read_by_those_who_keep_records_and_announced_by_the_lead_alone(world, as_):
    for person in (world.coordinator, world.lead, world.finance):
        assert as_(person).get(reverse("payments:rate-list")).status_code == 200
    for name in ("rate-list", "uplift-list"):
        assert as_(world.members[0]).get(reverse(f"payments:{name}")).status_code == 403
    for person in (world.coordinator, world.finance, world.members[0]):
        assert as_(person).get(rate_new(world)).status_code == 404


def test_what_is_short_takes_as_many_queries_for_one_line_as_for_many(world, django_assert_num_queries):
    held(world, date(2026, 4, 20), world.members[:1])
    announce(world)
    with django_assert_num_queries(7):
        assert len(queries.short_lines(world.coordinator)) == 1
    for day in range(1, 6):
        held(world, SINCE + timedelta(days=day))
    announce(world, 9500)
    with django_assert_num_queries(7):
        assert len(queries.short_lines(world.coordinator)) == 16
