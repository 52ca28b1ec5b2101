"""Rates for one panel and one kind of work, where lengths end, and the example to begin with."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from leap.core.errors import NotAllowed, NotNow
from meetings.payments import actions, queries, states
from meetings.payments.models import BandEnd, PaymentLine, Rate
from meetings.payments.planning.example_rates import EXAMPLE
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
SINCE = date(2026, 4, 6)
ON = date(2026, 4, 20)


@pytest.fixture
def world():
    world = factories.small_panel(members=3)
    money.example_rates(world.programme)
    return world


def announce(world, pence=9000, since=SINCE, band="half_day", **more):
    return actions.rates.announce(
        programme_id=world.programme.pk, valid_from=since, amounts={band: pence}, by=world.lead, **more
    )


def worth(world, band="half_day", on=ON, **more):
    return queries.rate_for(world.programme.rate_set, band, on, **more).amount_pence


def test_a_panels_own_rate_goes_before_the_one_for_all_and_leaves_other_panels_alone(world):
    other = factories.panel("Otherwhere", programme=world.programme)
    announce(world, 9000, panel_id=world.panel.pk)
    assert (worth(world, panel=world.panel), worth(world, panel=other), worth(world)) == (9000, 8250, 8250)
    announce(world, 9500)
    assert (worth(world, panel=world.panel), worth(world, panel=other)) == (9000, 9500), "its own still holds"
    assert worth(world, panel=world.panel, on=date(2026, 4, 5)) == 8250, "and not before its first day"


def test_a_rate_for_one_kind_of_work_goes_before_the_one_for_every_kind(world):
    announce(world, 12000, activity="chairing")
    assert (worth(world, activity="chairing"), worth(world), worth(world, activity="debrief")) == (12000, 8250, 8250)
    announce(world, 7000, panel_id=world.panel.pk)
    assert worth(world, panel=world.panel, activity="chairing") == 7000, "a panel's own goes before everything"


def test_a_meeting_goes_by_its_panels_own_rate_wherever_it_is_asked(world):
    announce(world, 9000, panel_id=world.panel.pk)
    announce(world, 12000, activity="chairing")
    announce(world, 100, panel_id=factories.panel("Otherwhere", programme=world.programme).pk)
    meeting = money.held_meeting(world.panel, on=ON)
    assert queries.rate_of_meeting(meeting).amount_pence == 9000
    assert queries.card_for([world.programme.pk]).rate(meeting).amount_pence == 9000
    assert "We offer £90.00" in queries.offer_for(world.members[0], meeting)
    [line] = money.register(meeting, {world.members[0]: "in_person"})
    assert line.amount_pence == 9000


def test_a_rate_announced_late_finds_short_lines_of_its_panel_and_kind_only(world):
    far = factories.panel("Otherwhere", programme=world.programme)
    factories.role(world.members[2], far)
    factories.role(world.coordinator, far, kind="ppi_coordinator")
    here, there = money.held_meeting(world.panel, on=ON), money.held_meeting(far, on=ON)
    money.register(here, {world.members[0]: "in_person"})
    money.register(there, {world.members[2]: "in_person"})
    announce(world, 12000, activity="chairing")
    assert queries.short_lines(world.coordinator) == [], "nobody here was paid for chairing"
    announce(world, 9000, panel_id=world.panel.pk)
    [short] = queries.short_lines(world.coordinator)
    assert (short.line.meeting, short.more_pence) == (here, 750)
    announce(world, 9500)
    shorts = {each.line.meeting: each.more_pence for each in queries.short_lines(world.coordinator)}
    assert shorts == {here: 750, there: 1250}, "the panel's own rate still goes first"


def test_whether_getting_ready_is_in_it_is_said_by_the_rate_and_else_as_of_all_offers(world):
    meeting = money.held_meeting(world.panel, on=ON)
    announce(world, 9000, panel_id=world.panel.pk, counts_preparation=False)
    assert "It does not pay for time to get ready." in queries.offer_for(world.members[0], meeting)
    announce(world, 9000, panel_id=world.panel.pk, counts_preparation=None)
    assert "Time to get ready is counted in." in queries.offer_for(world.members[0], meeting)


def test_the_same_said_twice_is_known_and_for_another_panel_or_kind_it_is_new(world):
    announce(world)
    with pytest.raises(NotNow, match="know these rates"):
        announce(world)
    announce(world, panel_id=world.panel.pk)
    announce(world, activity="review")
    announce(world, counts_preparation=True)
    assert Rate.objects.filter(valid_from=SINCE, amount_pence=9000).count() == 4


def test_a_panel_of_somebody_else_is_refused_by_the_action_and_by_the_database(world):
    elsewhere = factories.panel("Elsewhere", programme=factories.programme("Another study"))
    with pytest.raises(NotAllowed):
        announce(world, panel_id=elsewhere.pk)
    facts = {"rate_set": world.programme.rate_set, "band": "1h", "valid_from": SINCE, "amount_pence": 1}
    with pytest.raises(InternalError), transaction.atomic():
        Rate.objects.create(panel=elsewhere, **facts)
    with pytest.raises(InternalError), transaction.atomic():
        BandEnd.objects.create(panel=elsewhere, rate_set=world.programme.rate_set, band="1h", up_to_minutes=60)
    for wrong in ({"activity": "sleeping"}, {"band": "car_mile", "activity": "review"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rate.objects.create(**facts | wrong)
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    Rate.objects.create(**facts, recorded_at=moment)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rate.objects.create(**facts, recorded_at=moment)


@pytest.mark.parametrize(
    ("minutes", "band"), [(1, "under_1h"), (45, "under_1h"), (46, "1h"), (120, "2h"), (239, "half_day"),
                          (240, "full_day"), (2000, "full_day")],
)  # fmt: skip
def test_so_many_minutes_count_as_the_shortest_band_that_holds_them(minutes, band):
    assert states.band_of(minutes, states.BAND_ENDS) == band


def test_each_panel_can_say_where_half_a_day_ends(world):
    def keep(panel_id=None, **ends):
        actions.rates.keep_band_ends(programme_id=world.programme.pk, panel_id=panel_id, ends=ends, by=world.lead)

    keep(half_day=300)
    keep(world.panel.pk, half_day=200)
    keep(world.panel.pk, half_day=210)
    assert queries.band_ends_of(world.programme)["half_day"] == 300
    assert queries.band_ends_of(world.programme, world.panel)["half_day"] == 210
    with pytest.raises(NotNow, match="cannot end before"):
        keep(world.panel.pk, half_day=100)
    with pytest.raises(NotAllowed):
        actions.rates.keep_band_ends(
            programme_id=world.programme.pk, panel_id=None, ends={"1h": 60}, by=world.coordinator
        )


def test_the_example_is_taken_once_says_where_it_is_from_and_pays_whoever_waited():
    world = factories.small_panel(members=1)
    money.register(money.held_meeting(world.panel, on=date(2025, 12, 15)), {world.members[0]: "in_person"})
    money.register(money.held_meeting(world.panel, on=date(2025, 12, 16)), {world.members[0]: "in_person"})
    with pytest.raises(NotAllowed):
        actions.rates.take_example(programme_id=world.programme.pk, by=world.finance)
    actions.rates.take_example(programme_id=world.programme.pk, by=world.lead)
    assert Rate.objects.count() == len(EXAMPLE)
    assert all("Check with your funder" in rate.source_note for rate in Rate.objects.all())
    assert sorted(PaymentLine.objects.values_list("amount_pence", flat=True)) == [7500, 8250]
    miles = [worth(world, "car_mile", on) for on in (date(2026, 4, 5), date(2026, 4, 6))]
    assert [states.mileage_pence(424, pence) for pence in miles] == [1908, 2332]
    with pytest.raises(NotNow, match="rates here already"):
        actions.rates.take_example(programme_id=world.programme.pk, by=world.lead)


# The pages


def typed(**more):
    return {"valid_from_day": "6", "valid_from_month": "4", "valid_from_year": "2026", **more}


def page(name, world):
    return reverse(f"payments:{name}", args=[world.programme.pk])


def test_the_lead_looks_at_a_rate_for_one_panel_before_it_is_kept_and_can_go_back(world, as_):
    lead, url = as_(world.lead), page("rate-new", world)
    answers = typed(half_day="90", panel_id=str(world.panel.pk), activity="chairing", counts_preparation="no")
    text = lead.post(url, answers).content.decode()
    for words in (world.panel.name, "Chairing", "£90.00 (£82.50 until now)", "Is not in them", 'name="agreed"'):
        assert words in text
    back = lead.post(url, answers | {"agreed": "yes", "change": "yes"})
    assert back.status_code == 200
    assert 'value="90"' in back.content.decode()
    assert not Rate.objects.filter(activity="chairing").exists()
    assert lead.post(url, answers | {"agreed": "yes"}).status_code == 302
    rate = Rate.objects.get(activity="chairing")
    assert (rate.panel, rate.amount_pence, rate.counts_preparation) == (world.panel, 9000, False)
    listed = lead.get(reverse("payments:rate-list")).content.decode()
    assert "About half a day, with preparation: chairing" in listed
    assert "What counts as how long" in listed


def test_a_mile_is_not_for_one_kind_of_work_and_nothing_typed_is_lost(world, as_):
    answer = as_(world.lead).post(page("rate-new", world), typed(car_mile="0.55", activity="review"))
    assert answer.status_code == 422
    assert "A mile is worth the same" in answer.content.decode()
    assert 'value="0.55"' in answer.content.decode()


def test_the_lead_says_where_lengths_end_and_a_wrong_order_is_said_in_a_sentence(world, as_):
    lead, url = as_(world.lead), page("band-edit", world)
    ends = {"under_1h": "30", "1h": "60", "2h": "120", "half_day": "180", "panel_id": "all"}
    assert lead.post(url, ends | {"1h": "20"}).status_code == 422
    assert lead.post(url, ends).status_code == 302
    assert queries.band_ends_of(world.programme, world.panel)["half_day"] == 180
    assert 'value="180"' in lead.get(f"{url}?panel={world.panel.pk}").content.decode()


def test_the_example_is_offered_while_there_is_no_rate_and_only_to_the_lead(world, as_):
    new = factories.small_panel("Another", programme=factories.programme("Another study"))
    url = page("rate-example", new)
    lead = as_(new.lead)
    assert url in lead.get(reverse("payments:rate-list")).content.decode()
    assert "Check with your funder" in lead.get(url).content.decode()
    assert lead.post(url).status_code == 302
    assert url not in lead.get(reverse("payments:rate-list")).content.decode()
    for person in (new.coordinator, new.finance, new.members[0], world.lead):
        assert as_(person).get(url).status_code == 404
        assert as_(person).get(page("band-edit", new)).status_code == 404


def test_finance_reads_no_panel_and_no_kind_of_work_beside_a_rate_and_a_coordinator_only_their_own(world, as_):
    other = factories.panel("Otherwhere", programme=world.programme)
    announce(world, 9000, source_note="The letter for all")
    announce(world, 9100, panel_id=world.panel.pk, activity="emotional", source_note="A letter about feelings")
    announce(world, 9200, panel_id=other.pk, source_note="A letter about Otherwhere")
    announce(world, 9300, activity="emotional", source_note="A letter about the kind")

    def page(person):
        return as_(person).get(reverse("payments:rate-list")).content.decode()

    def notes(seen):
        return [note for note in ("for all", "about feelings", "about Otherwhere", "about the kind") if note in seen]

    seen = page(world.finance)
    assert notes(seen) == ["for all"], "a note can say what the columns beside it do not"
    assert notes(page(world.coordinator)) == ["for all", "about feelings", "about the kind"]
    assert len(notes(page(world.lead))) == 4
    assert ("£91.00" in seen, "£92.00" in seen) == (True, True)
    assert ("One panel" in seen, ": one kind of work" in seen) == (True, True)
    for hidden in (f">{world.panel.name}<", "Otherwhere", "time for the feelings"):
        assert hidden not in seen
    seen = page(world.coordinator)
    assert ("Otherwhere" in seen, "One panel" in seen) == (False, True)
    assert ("time for the feelings" in seen, ": one kind of work" in seen) == (True, False)
    assert world.panel.name in seen
    seen = page(world.lead)
    assert ("Otherwhere" in seen, "One panel" in seen, "time for the feelings" in seen) == (True, False, True)


def test_the_example_says_which_dates_become_owed_at_once(as_):
    world = factories.small_panel("Bracken panel", members=1)
    for day, band in ((date(2026, 3, 10), "half_day"), (date(2021, 3, 10), "half_day"), (date(2026, 3, 12), "none")):
        money.register(money.held_meeting(world.panel, on=day, band=band), {world.members[0]: "in_person"})
    url = reverse("payments:rate-example", args=[world.programme.pk])
    seen = as_(world.lead).get(url).content.decode()
    assert "Tuesday 10 March 2026: Spring meeting, Bracken panel" in seen
    assert ("March 2021" in seen, "12 March 2026" in seen) == (False, False)
    as_(world.lead).post(url)
    assert [line.activity_on for line in PaymentLine.objects.all()] == [date(2026, 3, 10)]
    assert "Owed at once" not in as_(world.lead).get(url).content.decode()
