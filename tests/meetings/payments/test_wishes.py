"""Lower amounts, vouchers, charities, what holds for all meetings, and the ceiling that only its owner sees."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.reaching.registration import errands_for
from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow
from meetings.invitations import actions as invitations
from meetings.payments import actions, queries, states
from meetings.payments.models import Ceiling, FeeChoice, FeeWish, PaymentLine, RateSet
from tests import factories
from tests.meetings import rooms
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db

SECRET = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def world():
    world = factories.small_panel(members=3)
    money.example_rates(world.programme)
    return world


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.on_panel)
    return meeting


def offers_all(world):
    RateSet.objects.filter(programme=world.programme).update(voucher="a voucher by post", charity="The Heather Trust")


def choose(meeting, person, answer, pence=None):
    chosen = {"meeting_id": meeting.pk, "answer": answer, "amount_pence": pence}
    return actions.choices.choose(**chosen, by=person)


def came(meeting, *people):
    money.begun(meeting)
    return money.register(meeting, dict.fromkeys(people, "in_person"))


def page(name, *keys):
    return reverse(f"payments:{name}", args=keys)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


# For one meeting


def test_a_lower_amount_is_paid_as_named_and_never_above_the_offer(world, meeting):
    wren, finch, hazel = world.members
    assert choose(meeting, wren, "less", 4000).amount_pence == 4000
    assert choose(meeting, finch, "less", 8250).amount_pence == 8250
    for pence in (8251, 0, None, -5):
        with pytest.raises(NotNow) as told:
            choose(meeting, hazel, "less", pence)
        assert told.value.sentence in (states.NOT_MORE, states.HOW_MUCH)
    came(meeting, *world.members)
    assert [money.owed_pence(person) for person in world.members] == [4000, 8250, 8250]


def test_an_amount_named_before_the_rate_was_known_is_never_paid_above_it():
    bare = factories.small_panel("Gorse", members=1)
    meeting = rooms.meeting(bare.panel)
    rooms.reply(meeting, *bare.members)
    choose(meeting, bare.members[0], "less", 20000)
    money.example_rates(bare.programme)
    came(meeting, bare.members[0])
    assert money.owed_pence(bare.members[0]) == 8250


def test_vouchers_and_charities_are_there_only_where_they_are_offered(world, meeting):
    wren, finch = world.members[:2]
    for answer in ("voucher", "charity", "gold"):
        with pytest.raises(NotNow) as told:
            choose(meeting, wren, answer)
        assert told.value.sentence == states.NOT_OFFERED
    offers_all(world)
    choose(meeting, wren, "voucher", 4000)
    choose(meeting, finch, "charity")
    assert not FeeChoice.objects.exclude(amount_pence=None).exists(), "an amount goes with a lower amount only"
    RateSet.objects.update(voucher="")
    assert choose(meeting, wren, "voucher").answer == "voucher", "what was chosen while it was offered stands"
    came(meeting, wren, finch)
    assert list(PaymentLine.objects.order_by("way").values_list("way", "amount_pence")) == [
        ("charity", 8250), ("voucher", 8250),
    ]  # fmt: skip
    money.register(meeting, {wren: "away"})
    assert list(PaymentLine.objects.filter(person=wren).values_list("way", "amount_pence")) == [
        ("voucher", 8250), ("voucher", -8250),
    ]  # fmt: skip


def test_the_database_holds_an_amount_for_a_lower_amount_only(world, meeting):
    wren = world.members[0]
    facts = {"meeting": meeting, "person": wren, "recorded_by": wren}
    for wrong in [
        {"answer": "less"}, {"answer": "less", "amount_pence": 0}, {"answer": "full", "amount_pence": 1},
        {"answer": "gold"},
    ]:  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            FeeChoice.objects.create(**facts, **wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            FeeWish.objects.create(person=wren, **wrong)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"answer": "less"}, "Please write how much"),
        ({"answer": "less", "amount": "forty"}, "in figures"),
        ({"answer": "less", "amount": "82.51"}, "up to £82.50"),
        ({"answer": "less", "amount": "0"}, "1p or more"),
        ({"answer": "voucher"}, "choose one of the answers shown"),
    ],
)
def test_the_page_helps_with_an_amount_and_keeps_what_was_typed(world, meeting, as_, sent, sentence):
    for viewer, url in [
        (world.members[0], page("choice-edit", meeting.pk)),
        (world.coordinator, page("choice-record", meeting.pk, world.members[0].pk)),
    ]:
        shown = as_(viewer).post(url, sent)
        assert shown.status_code == 422
        assert sentence in text_of(shown)
        assert f'value="{sent.get("amount", "")}"' in text_of(shown) or "amount" not in sent
    assert not FeeChoice.objects.exists()


def test_somebody_chooses_a_lower_amount_and_finds_it_on_the_page_again(world, meeting, as_):
    client, url = as_(world.members[0]), page("choice-edit", meeting.pk)
    kept = client.post(url, {"answer": "less", "amount": "£40"}, follow=True)
    assert "A lower amount: £40.00" in text_of(kept)
    assert 'value="40.00"' in text_of(client.get(url))
    assert client.post(url, {"answer": "full", "amount": "nonsense"}).status_code == 302, (
        "only read with a lower amount"
    )
    shown = text_of(as_(world.coordinator).get(page("choice-list", meeting.pk)))
    assert "Paid as offered" in shown


# For all meetings


def test_what_somebody_wants_for_all_meetings_holds_where_they_chose_nothing(world, meeting):
    wren, finch, hazel = world.members
    for person in (wren, finch):
        made = money.wish(person, "none")
    choose(meeting, finch, "full")
    money.wish(hazel, "less", 2000)
    came(meeting, *world.members)
    assert [money.owed_pence(person) for person in world.members] == [0, 8250, 2000]
    assert audit.events_about(made).get().facts == {"answer": "none"}, "never the amount"


def test_a_later_wish_changes_no_choice_and_no_meeting_that_has_started(world, meeting):
    wren, finch = world.members[:2]
    choose(meeting, wren, "less", 4000)
    money.begun(meeting)
    for person in (wren, finch):
        actions.choices.wish(answer="none", by=person)
    money.register(meeting, dict.fromkeys((wren, finch), "in_person"))
    assert [money.owed_pence(person) for person in (wren, finch)] == [4000, 8250]
    money.register(meeting, dict.fromkeys((wren, finch), "online"))
    assert PaymentLine.objects.count() == 2


def test_a_wish_is_a_new_row_and_the_same_again_is_none(world):
    wren = world.members[0]
    for answer in ("none", "none", "full", "none"):
        actions.choices.wish(answer=answer, by=wren)
    assert list(FeeWish.objects.values_list("answer", flat=True)) == ["none", "full", "none"]
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        FeeWish.objects.update(answer="full")
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        FeeWish.objects.all().delete()


def test_a_voucher_for_all_meetings_is_for_programmes_that_have_them(world, meeting):
    wren = world.members[0]
    with pytest.raises(NotNow):
        actions.choices.wish(answer="voucher", by=wren)
    offers_all(world)
    actions.choices.wish(answer="voucher", by=wren)
    RateSet.objects.update(voucher="")
    came(meeting, wren)
    assert PaymentLine.objects.get(person=wren).way == "money"


def test_nobody_waits_for_a_rate_who_wants_no_payment_for_all_meetings():
    bare = factories.small_panel("Gorse", members=1)
    meeting = rooms.meeting(bare.panel)
    rooms.reply(meeting, *bare.members)
    money.wish(bare.members[0], "none")
    came(meeting, bare.members[0])
    meeting.state = "held"
    meeting.save()
    assert not queries.meetings_waiting_for_a_rate(bare.lead)


def test_the_pages_say_what_holds_and_that_nothing_was_chosen_for_this_one(world, meeting, as_):
    wren = world.members[0]
    client = as_(wren)
    kept = client.post(page("wish-edit"), {"answer": "less", "amount": "20"}, follow=True)
    assert "A lower amount: £20.00" in text_of(kept)
    assert "What you chose for all your meetings holds." in text_of(client.get(page("choice-edit", meeting.pk)))
    listed = text_of(as_(world.coordinator).get(page("choice-list", meeting.pk)))
    assert "A lower amount: £20.00" in listed
    assert "Chosen for all their meetings" in listed
    assert client.post(page("wish-edit"), {"answer": "voucher"}).status_code == 422


# Above how much the person wants to be told


def test_the_ceiling_warns_its_owner_on_the_page_of_the_choice_and_on_their_payments(world, meeting, as_):
    wren = world.members[0]
    client, url = as_(wren), page("choice-edit", meeting.pk)
    assert client.post(page("ceiling-edit"), {"week": "50", "month": "£82.50"}).status_code == 302
    shown = text_of(client.get(url))
    assert "You asked us to tell you" in shown
    assert "comes to £82.50, above your £50.00." in shown
    assert "choose £50.00 or less, or choose no payment" in shown
    assert "above your £50.00." in text_of(client.get(page("payment-list")))
    told = client.post(url, {"answer": "full"})
    assert told.headers["Location"] == url, "it is kept, and they are told"
    assert FeeChoice.objects.get().answer == "full"
    assert client.post(url, {"answer": "less", "amount": "50"}).headers["Location"] != url
    for answer in ({"answer": "none"}, {"answer": "less", "amount": "50"}):
        client.post(url, answer)
        assert "You asked us to tell you" not in text_of(client.get(url))
        assert "You asked us to tell you" not in text_of(client.get(page("payment-list")))


def test_a_charity_does_not_count_towards_the_ceiling_and_a_voucher_does(world, meeting):
    wren = world.members[0]
    offers_all(world)
    actions.choices.keep_ceiling(week_pence=100, month_pence=None, by=wren)
    choose(meeting, wren, "charity")
    assert queries.past_my_ceiling(wren) == []
    choose(meeting, wren, "voucher")
    assert [each.pence for each in queries.past_my_ceiling(wren)] == [8250]
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=wren)
    assert queries.past_my_ceiling(wren) == []


def test_lines_and_meetings_ahead_count_together(world, meeting):
    wren = world.members[0]
    now = clock.now()
    meeting.starts_at = now + timedelta(hours=3)
    meeting.save()
    past = money.held_meeting(world.panel, on=queries.day_of(meeting), hour=0)
    money.register(past, {wren: "in_person"})
    actions.choices.keep_ceiling(week_pence=16000, month_pence=None, by=wren)
    assert [each.pence for each in queries.past_my_ceiling(wren)] == [16500]
    assert queries.past_with(wren, meeting, 8250)[1] == 16000 - 8250


def test_a_ceiling_is_sealed_and_gone_when_both_boxes_are_empty(world):
    wren = world.members[0]
    actions.choices.keep_ceiling(week_pence=10000, month_pence=None, by=wren)
    actions.choices.keep_ceiling(week_pence=12345, month_pence=25000, by=wren)
    assert queries.ceiling_of(wren) == (12345, 25000)
    with connection.cursor() as cursor:
        cursor.execute("select week from payments_ceiling")
        assert b"12345" not in bytes(cursor.fetchone()[0])
    actions.choices.keep_ceiling(week_pence=None, month_pence=None, by=wren)
    assert not Ceiling.objects.unscoped("test").exists()
    assert not [event for event in audit.events_whose(wren) if "ceiling" in event.verb]


def test_nobody_else_can_tell_that_somebody_has_a_ceiling(world, meeting, as_):
    """Every page and file is the same to the byte, with as many questions to the database, for everybody else."""
    wren, finch = world.members[:2]
    keys = {"meeting_id": meeting.pk}
    urls = [
        reverse("schedule:meeting-detail", kwargs=keys), page("choice-list", meeting.pk),
        page("choice-record", meeting.pk, wren.pk), page("payment-list"), page("record-list"), page("record-csv"),
        page("record-control"), reverse("invitations:reply-list", kwargs=keys), "/",
    ]  # fmt: skip

    def seen_by(person):
        client = as_(person)
        with CaptureQueriesContext(connection) as asked:
            answers = [client.get(url) for url in urls]
            told = [(answer.status_code, SECRET.sub(b"", answer.getvalue())) for answer in answers]
        return told, len(asked)

    viewers = [finch, world.researchers[0], world.coordinator, world.lead, world.finance]
    before = [seen_by(person) for person in viewers]
    actions.choices.keep_ceiling(week_pence=100, month_pence=100, by=wren)
    assert [seen_by(person) for person in viewers] == before


# What goes with each offer


def test_the_ppi_lead_says_what_goes_with_each_offer_and_nobody_else(world, meeting, as_):
    lead, url = as_(world.lead), page("terms-edit", world.programme.pk)
    assert url in text_of(lead.get(page("record-list")))
    sent = {"counts_preparation": "no", "pay_within_days": "30", "claim_within_days": "60"}
    sent |= {"voucher": "a voucher by post", "charity": "The Heather Trust"}
    assert lead.post(url, sent).status_code == 302
    shown = text_of(as_(world.members[0]).get(page("choice-edit", meeting.pk)))
    for words in ("It does not pay for time to get ready.", "a voucher by post", "The Heather Trust"):
        assert words in shown
    assert as_(world.lead).post(url, {**sent, "counts_preparation": ""}).status_code == 422
    for person in [world.coordinator, world.finance, *world.members, world.researchers[0]]:
        assert as_(person).get(url).status_code == 404
        terms = {"counts_preparation": True, "voucher": "", "charity": ""}
        with pytest.raises(NotAllowed):
            actions.rates.keep_terms(programme_id=world.programme.pk, **terms, by=person)


def test_terms_can_be_kept_before_any_rate_is_known():
    bare = factories.small_panel("Gorse")
    terms = {"counts_preparation": False, "voucher": "", "charity": ""}
    kept = actions.rates.keep_terms(programme_id=bare.programme.pk, **terms, by=bare.lead)
    assert (kept.programme, kept.counts_preparation) == (bare.programme, False)


# Before the work, by every way


def test_a_letter_or_a_call_says_what_is_offered_to_those_who_are_offered_it(world):
    wren, robin = world.members[0], world.researchers[0]
    for person in (wren, robin):
        person.email = None
        person.save()
    meeting = rooms.meeting(world.panel, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    said = {
        errand.person: outbox.write_spoken(outbox.kind_called(errand.message.kind), errand.facts, names_all=names_all)
        for names_all in (False, True)
        for errand in errands_for(world.coordinator)
    }
    offer = "We offer £82.50 for this meeting. It takes 3 hours. Time to get ready is counted in."
    assert any(offer in words and "You do not have to say why" in words for words in said[wren])
    assert not any("£" in words for words in said[robin])


def test_a_letter_that_names_nothing_and_somebody_at_their_side_say_nothing_of_money(world):
    wren = world.members[0]
    wren.email = None
    wren.save()
    meeting = rooms.meeting(world.panel, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    [errand] = errands_for(world.coordinator)
    kind = outbox.kind_called(errand.message.kind)
    assert not any("£" in words for words in outbox.write_spoken(kind, errand.facts, names_all=False))
    outbox.OutboxMessage.objects.filter(pk=errand.message.pk).update(channel=outbox.SUPPORTER)
    [errand] = errands_for(world.coordinator)
    assert not any("£" in words for words in outbox.write_spoken(kind, errand.facts, names_all=True))
