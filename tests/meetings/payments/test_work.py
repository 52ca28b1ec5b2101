"""Work that is no meeting: offered, chosen about, done, and paid like any other time."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, transaction
from django.urls import reverse

from accounts.people.models import Role
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from meetings.payments import access, actions, queries
from meetings.payments.models import PaymentLine, Work
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = factories.small_panel(members=3)
    money.example_rates(world.programme)
    return world


def ask(world, person=None, minutes=120, on=None, activity="review", title="Comments on the leaflet", by=None):
    return actions.work.offer(
        panel_id=world.panel.pk,
        person_id=(person or world.members[0]).pk,
        activity=activity,
        title=title,
        on=on or clock.today(),
        minutes=minutes,
        by=by or world.coordinator,
    )


def done(world, work):
    return actions.work.done(work_id=work.pk, by=world.coordinator)


def choose(work, answer, pence=None):
    return actions.work.choose(work_id=work.pk, answer=answer, amount_pence=pence, by=work.person)


@pytest.mark.parametrize(("minutes", "pence"), [(30, 1380), (60, 2750), (120, 5500), (180, 8250), (240, 16500)])
def test_how_long_it_takes_gives_what_is_offered_and_owed(world, minutes, pence):
    work = ask(world, minutes=minutes)
    assert [known for _, known in queries.my_work_ahead_for(work.person)] == [pence]
    choose(work, "full")
    line = done(world, work)
    assert (line.amount_pence, line.kind, line.activity, line.state) == (pence, "fee", "review", "owed")
    assert (line.panel, line.meeting, line.activity_on) == (world.panel, None, work.on)


def test_where_half_a_day_ends_is_the_panels_to_say_and_its_own_rate_for_this_kind_holds(world):
    by_lead = {"programme_id": world.programme.pk, "panel_id": world.panel.pk, "by": world.lead}
    actions.rates.keep_band_ends(ends={"2h": 90, "1h": 60}, **by_lead)
    actions.rates.announce(valid_from=date(2026, 1, 1), amounts={"half_day": 9900}, activity="debrief", **by_lead)
    debrief, review = ask(world, activity="debrief"), ask(world)
    assert (queries.rate_of_work(debrief).amount_pence, queries.rate_of_work(review).amount_pence) == (9900, 8250)


@pytest.mark.parametrize(
    ("answer", "named", "pence", "way"),
    [
        ("full", None, 5500, "money"),
        ("less", 2000, 2000, "money"),
        ("voucher", None, 5500, "voucher"),
        ("charity", None, 5500, "charity"),
    ],
)
def test_it_is_paid_as_the_person_chose(world, answer, named, pence, way):
    rates = world.programme.rate_set
    rates.voucher, rates.charity = "A book token", "The lifeboats"
    rates.save()
    work = ask(world)
    choose(work, answer, named)
    line = done(world, work)
    assert (line.amount_pence, line.way) == (pence, way)


def test_a_no_to_the_money_makes_no_line_at_all(world):
    work = ask(world)
    choose(work, "none")
    assert done(world, work) is None
    assert not PaymentLine.objects.exists()
    assert Work.objects.get().done_at is not None


def test_what_was_chosen_for_everything_holds_and_silence_waits_for_seven_days(world):
    first, second, _ = world.members
    money.wish(first, "less", 1000)
    assert done(world, ask(world, first)).amount_pence == 1000
    silent = ask(world, second)
    with pytest.raises(NotNow, match="have not chosen yet"):
        done(world, silent)
    with clock.held_at(clock.now() + timedelta(days=7)):
        assert done(world, silent).amount_pence == 5500


def test_a_wish_that_is_not_offered_here_is_no_choice(world, as_):
    elsewhere = factories.small_panel("Elsewhere")
    rates = money.example_rates(elsewhere.programme)
    rates.voucher = "A book token"
    rates.save()
    wren = world.members[0]
    factories.role(wren, elsewhere.panel)
    money.wish(wren, "voucher")
    work = ask(world, wren)
    assert not queries.was_said(work)
    with pytest.raises(NotNow, match="have not chosen yet"):
        done(world, work)
    assert "What you chose for all" not in as_(wren).get(page("work-choice", work.pk)).content.decode()
    rates = world.programme.rate_set
    rates.voucher = "A cinema token"
    rates.save()
    assert "What you chose for all" in as_(wren).get(page("work-choice", work.pk)).content.decode()
    assert done(world, work).way == "voucher"


@pytest.mark.parametrize(
    ("activity", "rate_says", "words"),
    [
        ("preparation", False, ""),
        ("preparation", True, ""),
        ("review", None, ""),
        ("review", False, "does not pay for time to get ready"),
        ("review", True, "Time to get ready is counted in"),
    ],
)
def test_getting_ready_is_spoken_of_only_where_the_rate_says_so(world, activity, rate_says, words):
    rates = world.programme.rate_set
    rates.counts_preparation = False
    rates.save()
    by_lead = {"programme_id": world.programme.pk, "by": world.lead}
    facts = {"valid_from": date(2026, 1, 1), "amounts": {"2h": 6000}, "activity": activity}
    actions.rates.announce(counts_preparation=rate_says, **facts, **by_lead)
    work = ask(world, activity=activity)
    said = queries.what_work_offers(work, queries.rate_of_work(work))
    assert ("get ready" in said) == bool(words)
    assert words in said


def test_work_to_choose_about_is_not_called_nothing(world, as_):
    wren, url = as_(world.members[0]), reverse("payments:payment-list")
    assert "There is nothing here yet" in wren.get(url).content.decode()
    ask(world)
    shown = wren.get(url).content.decode()
    assert "Comments on the leaflet" in shown
    assert "There is nothing here yet" not in shown


@pytest.mark.parametrize(("later", "pence"), [(5000, 5500), (6000, 6000)])
def test_work_is_never_paid_below_what_was_offered(world, later, pence):
    work = ask(world)
    by_lead = {"programme_id": world.programme.pk, "by": world.lead}
    actions.rates.announce(valid_from=date(2026, 1, 1), amounts={"2h": later}, **by_lead)
    assert [known for _, known in queries.my_work_ahead_for(work.person)] == [pence]
    choose(work, "full")
    assert done(world, work).amount_pence == pence
    assert queries.short_lines(world.coordinator) == []


def test_the_database_keeps_the_rate_that_was_offered(world):
    work = ask(world)
    assert work.rate is not None
    for change in ({"rate": None}, {"rate": world.programme.rate_set.rates.exclude(pk=work.rate_id).first()}):
        with pytest.raises(InternalError, match="never taken back"), transaction.atomic():
            Work.objects.update(**change)


def test_a_button_pressed_twice_asks_once(world):
    work = ask(world)
    with pytest.raises(NotNow, match="just asked them the same"):
        ask(world)
    ask(world, minutes=60)
    actions.work.call_off(work_id=work.pk, by=world.coordinator)
    ask(world)
    with clock.held_at(clock.now() + timedelta(minutes=3)):
        ask(world)


def test_who_left_is_paid_for_what_they_did_and_another_day_is_said_beside_it(world, as_):
    wren, today = world.members[0], clock.today()
    Role.objects.filter(person=wren).update(starts_on=date(2020, 1, 1), ends_on=today - timedelta(days=10))
    coordinator, url = as_(world.coordinator), page("work-new", world.panel.pk)
    wrong = coordinator.post(url, typed(world))
    assert wrong.status_code == 422
    assert "was not on this panel on that day" in wrong.content.decode()
    assert 'value="Comments on the leaflet"' in wrong.content.decode()
    day = today - timedelta(days=10)
    then = {"on_day": str(day.day), "on_month": str(day.month), "on_year": str(day.year)}
    assert not access.can_see_payments_menu(wren)
    assert coordinator.post(url, typed(world, agreed="yes", **then)).status_code == 302
    assert access.can_see_payments_menu(wren)
    actions.work.call_off(work_id=Work.objects.get().pk, by=world.coordinator)
    assert not access.can_see_payments_menu(wren)
    Role.objects.filter(person=wren).update(ends_on=today - timedelta(days=366))
    assert wren.shown_name not in coordinator.get(url).content.decode()


def test_a_choice_can_change_until_it_is_done_and_never_above_what_is_offered(world):
    work = ask(world)
    choose(work, "none")
    with pytest.raises(NotNow, match="not more than what is offered"):
        choose(work, "less", 5501)
    with pytest.raises(NotNow, match="not offered here"):
        choose(work, "voucher")
    choose(work, "full")
    done(world, work)
    with pytest.raises(NotNow, match="done or called off"):
        choose(work, "none")
    for again in (actions.work.done, actions.work.call_off):
        with pytest.raises(NotNow, match="done or called off"):
            again(work_id=work.pk, by=world.coordinator)
    assert PaymentLine.objects.count() == 1


def test_work_ahead_is_not_done_yet_and_what_is_called_off_is_never_owed(world):
    work = ask(world, on=clock.today() + timedelta(days=1))
    choose(work, "full")
    with pytest.raises(NotNow, match="still to come"):
        done(world, work)
    actions.work.call_off(work_id=work.pk, by=world.coordinator)
    assert not queries.my_works_for(work.person).exists()
    assert not PaymentLine.objects.exists()


def test_without_a_rate_it_waits_and_a_no_does_not():
    bare = factories.small_panel("Bracken")
    waits = ask(bare)
    choose(waits, "full")
    with pytest.raises(NotNow, match="No rate is known"):
        done(bare, waits)
    choose(waits, "none")
    assert done(bare, waits) is None


def test_the_day_of_the_work_picks_the_rate(world):
    before, after = (ask(world, on=on) for on in (date(2025, 12, 15), date(2025, 12, 16)))
    assert [queries.rate_of_work(each).amount_pence for each in (before, after)] == [5000, 5500]


def test_those_who_run_the_panel_offer_and_nobody_for_themself_or_for_who_is_no_member(world):
    factories.role(world.coordinator, world.panel)
    stranger = factories.small_panel("Elsewhere").members[0]
    pairs = [
        (world.coordinator, world.coordinator),
        (world.members[0], world.members[1]),
        (world.members[0], world.finance),
        (stranger, world.coordinator),
        (world.researchers[0], world.coordinator),
    ]
    for person, by in pairs:
        with pytest.raises(NotAllowed):
            ask(world, person, by=by)
    work = ask(world)
    for by in (world.members[1], world.finance, world.members[0]):
        with pytest.raises(NotAllowed):
            actions.work.done(work_id=work.pk, by=by)
        with pytest.raises(NotAllowed):
            actions.work.record_choice(work_id=work.pk, answer="none", by=by)
    with pytest.raises(NotAllowed):
        actions.work.choose(work_id=work.pk, answer="none", by=world.coordinator)


def test_what_somebody_said_by_phone_is_written_down_with_who_did(world):
    work = ask(world)
    actions.work.record_choice(work_id=work.pk, answer="less", amount_pence=2000, by=world.coordinator)
    work.refresh_from_db()
    assert (work.answer, work.recorded_by) == ("less", world.coordinator)
    assert done(world, work).amount_pence == 2000


def test_the_database_holds_it(world):
    work = ask(world)
    facts = {"person": work.person, "panel": world.panel, "work": work, "activity": "review", "amount_pence": 1}
    facts |= {"activity_on": work.on, "rate": queries.rate_of_work(work)}
    with pytest.raises(DatabaseError, match="once it is done"), transaction.atomic():
        PaymentLine.objects.create(**facts)
    choose(work, "full")
    line = done(world, work)
    meeting = money.held_meeting(world.panel)
    for wrong in (
        {},
        {"person": world.members[1]},
        {"activity": "meeting"},
        {"meeting": meeting},
        {"kind": "adjustment"},
        {"work": None},
        {"work": None, "activity": "meeting", "meeting": money.held_meeting(factories.panel("Elsewhere"))},
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            PaymentLine.objects.create(**facts | wrong)
    for change in ({"activity": "training"}, {"work": None}, {"panel": factories.panel("Far")}):
        with pytest.raises(InternalError, match="never edited"), transaction.atomic():
            PaymentLine.objects.filter(pk=line.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        Work.objects.update(minutes=1)
    with pytest.raises(InternalError, match="never deleted"), transaction.atomic():
        Work.objects.filter(pk=ask(world, world.members[2]).pk)._raw_delete("default")
    own = {"person": world.lead, "offered_by": world.lead, "title": "x", "on": work.on, "minutes": 5, "band": "1h"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Work.objects.create(panel=world.panel, activity="review", **own)


def test_a_rate_announced_late_reaches_work_of_its_kind_and_what_was_chosen_holds(world):
    full, less, chairing = ask(world), ask(world, world.members[1]), ask(world, world.members[2], activity="chairing")
    for work, answer, pence in ((full, "full", None), (less, "less", 1000), (chairing, "full", None)):
        choose(work, answer, pence)
        done(world, work)
    by_lead = {"programme_id": world.programme.pk, "by": world.lead}
    actions.rates.announce(valid_from=date(2026, 1, 1), amounts={"2h": 6000}, activity="review", **by_lead)
    [short] = queries.short_lines(world.coordinator)
    assert (short.line.work, short.more_pence) == (full, 500)
    assert actions.uplifts.add(line_ids=[short.line.pk], by=world.coordinator) == 1
    assert queries.short_lines(world.coordinator) == []
    added = PaymentLine.objects.get(kind="uplift")
    assert (added.work, added.activity, added.panel) == (full, "review", world.panel)


def test_it_goes_to_finance_and_comes_back_paid_with_neutral_words(world):
    work = ask(world)
    choose(work, "full")
    line = done(world, work)
    batch = money.paid_by_finance(world, [line])
    _, rows = actions.batches.export(batch_id=batch.pk, file="coding", form="csv", by=world.finance)
    coded = dict(zip(*rows, strict=True))
    assert (coded["activity_title"], coded["line_type"], coded["amount_pence"]) == ("Advisory work", "fee", 5500)
    records = list(actions.files.export_records(by=world.finance, form="csv"))
    assert "Advisory work" in records[1]
    assert "Comments on the leaflet" not in str(records)
    assert "Comments on the leaflet" in str(list(actions.files.export_records(by=world.coordinator, form="csv")))


def test_money_for_work_can_be_late_and_that_is_told(world):
    work = ask(world)
    choose(work, "full")
    done(world, work)
    with clock.held_at(clock.now() + timedelta(days=40)):
        assert [line.work for line in queries.late_lines_for(world.coordinator)] == [work]
        assert actions.late.tell_people_late() == 1


def test_the_ceiling_counts_work_ahead_for_its_owner_alone(world):
    wren = world.members[0]
    actions.choices.keep_ceiling(week_pence=5000, month_pence=None, by=wren)
    work = ask(world)
    [past] = queries.past_my_ceiling(wren)
    assert past.pence == 5500
    choose(work, "none")
    assert queries.past_my_ceiling(wren) == []


def test_what_involvement_cost_tells_work_apart_from_meetings():
    world = factories.small_panel(members=5)
    money.example_rates(world.programme)
    for person in world.members:
        money.wish(person, "full")
        done(world, ask(world, person))
    day = clock.today()
    costs = queries.costs_for(world.lead, world.programme, day, day)
    assert [(cost.activity, cost.pence) for cost in costs] == [("review", 27500)]


# The pages


def page(name, key):
    return reverse(f"payments:{name}", args=[key])


def typed(world, **more):
    today = clock.today()
    facts = {"person_id": str(world.members[0].pk), "activity": "review", "title": "Comments on the leaflet"}
    day = {"on_day": str(today.day), "on_month": str(today.month), "on_year": str(today.year)}
    return {**facts, **day, "minutes": "120", **more}


def test_a_coordinator_asks_after_a_look_the_person_chooses_and_it_becomes_a_line(world, as_):
    url = page("work-new", world.panel.pk)
    look = as_(world.coordinator).post(url, typed(world)).content.decode()
    assert "£55.00" in look
    assert not Work.objects.exists()
    assert as_(world.coordinator).post(url, typed(world, agreed="yes")).status_code == 302
    work = Work.objects.get()
    wren = as_(world.members[0])
    assert "Comments on the leaflet" in wren.get(reverse("payments:payment-list")).content.decode()
    shown = wren.get(page("work-choice", work.pk)).content.decode()
    assert "We offer £55.00 for this. We think it takes about 2 hours." in shown
    assert wren.post(page("work-choice", work.pk), {"answer": "less", "amount": "20"}).status_code == 302
    coordinator = as_(world.coordinator)
    record = coordinator.get(page("work-record", work.pk)).content.decode()
    assert "A lower amount: £20.00" in record
    assert coordinator.post(page("work-done", work.pk)).status_code == 302
    assert PaymentLine.objects.get().amount_pence == 2000
    asked = {"kind": "tax_year", "counts": "meetings", "name": "", "tells": "on", "as": "csv"}
    statement = as_(world.members[0]).post(reverse("payments:statement-own"), asked)
    assert "Comments on the leaflet" in statement.getvalue().decode("utf-8-sig")


def test_what_was_typed_stays_where_something_is_wrong_and_on_the_way_back(world, as_):
    coordinator, url = as_(world.coordinator), page("work-new", world.panel.pk)
    wrong = coordinator.post(url, typed(world, on_year="1990"))
    assert wrong.status_code == 422
    assert 'value="Comments on the leaflet"' in wrong.content.decode()
    back = coordinator.post(url, typed(world, agreed="yes", change="yes"))
    assert 'value="Comments on the leaflet"' in back.content.decode()
    assert not Work.objects.exists()


def test_nobody_else_sees_it(world, as_):
    work = ask(world)
    for person in (world.members[1], world.finance, world.researchers[0]):
        for name in ("work-choice", "work-record"):
            assert as_(person).get(page(name, work.pk)).status_code == 404
        assert as_(person).get(reverse("payments:work-list")).status_code == 403
        assert as_(person).get(page("work-new", world.panel.pk)).status_code == 404
        assert as_(person).post(page("work-done", work.pk)).status_code == 404
    assert as_(world.coordinator).get(page("work-choice", work.pk)).status_code == 404
    assert as_(work.person).get(page("work-record", work.pk)).status_code == 404
    assert as_(world.coordinator).get(reverse("payments:work-list")).status_code == 200
