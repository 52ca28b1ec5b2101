"""The note for who has no email address: by their own way, and the same whatever it is about."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.identity import actions as identity
from accounts.identity import notices
from accounts.identity import queries as identity_queries
from accounts.people.actions import places
from accounts.reaching import actions, queries
from leap.core import clock, outbox
from leap.core.errors import NotAllowed
from leap.core.models import AuditEvent
from leap.core.outbox import OutboxMessage, registry
from leap.core.outbox.writing import write_text
from tests import factories as make
from tests.accounts.needs.factories import reached

pytestmark = pytest.mark.django_db

REASON = "Somebody may come to harm today."
DAYS = 2000
CHANCE = re.compile(r'(?<=csrfmiddlewaretoken" value=")\w+|(?<=nonce=")[^"]+|(?<=>Letter \d-)[0-9a-f]{4}')


@pytest.fixture
def here(settings):
    settings.TEXT_GATEWAY_URL = "https://texts.example/send"
    settings.HELP_NAME, settings.HELP_PHONE = "Juniper", "01632 960 003"
    world = SimpleNamespace(**vars(make.small_panel()))
    world.administrator = make.person("Merle")
    make.role(world.administrator, kind="administrator", programme=world.panel.programme)
    world.by_phone, world.by_letter, world.by_text = (
        make.member(world.panel, name, email=None) for name in ("Quill", "Rue", "Sage")
    )
    reached(world.by_phone, channel="phone", phone_number="01632 960 004", leave_message="yes")
    reached(world.by_letter, channel="letter", postal_address="1 Beck Lane")
    reached(world.by_text, channel="text", phone_number="07700 900 123")
    return world


def by_hand(world):
    return (world.by_phone, world.by_letter, world.by_text)


def is_opened(world, person):
    identity.open_in_emergency(person=person, reason=REASON, by=world.administrator)


def comes_by_lot(world, person):
    """The first minute of the days to come at which the lot of this person is drawn."""
    now = clock.now()
    for day in range(1, DAYS):
        with clock.held_at(now.replace(hour=23, minute=59) + timedelta(days=day)):
            identity.leave_notes()
            if OutboxMessage.objects.filter(kind=notices.NOTE, to_person_id=person.pk).exists():
                return
    raise AssertionError("a lot that is never drawn")


def notes_to(person):
    return list(OutboxMessage.objects.filter(to_person_id=person.pk).order_by("created_at", "pk"))


def as_passed_on(world, as_):
    """What whoever runs the panel is shown and told to say, with the ids of the rows taken out."""
    found = [(person, notes_to(person)) for person in by_hand(world)]
    ids = {str(each.pk): f"{person.pk} {number}" for person, sent in found for number, each in enumerate(sent)}
    client = as_(world.coordinator)
    calls = [
        reverse("reaching:call-detail", args=[each.pk])
        for _, sent in found
        for each in sent
        if each.channel == "phone" and each.state == "to_do"
    ]
    shown = [
        client.get(page).content for page in [reverse("reaching:work-list"), reverse("reaching:letter-list"), *calls]
    ]
    sheets = [
        (sheet.paragraphs, sheet.ring, sheet.envelope, sheet.is_large)
        for sheet in queries.sheets_for(world.coordinator)
    ]
    texts = [
        write_text(registry.kind_called(each.kind), each)
        for _, sent in found
        for each in sent
        if each.channel == "text"
    ]
    rows = sorted(
        (each.kind, each.key, each.channel, each.about_type, each.about_id, each.occasion, each.state, each.reason)
        for _, sent in found
        for each in sent
    )
    pages = [CHANCE.sub("", page.decode()) for page in shown]
    for pk, stand_in in ids.items():
        pages = [page.replace(pk, stand_in) for page in pages]
    return pages, sheets, texts, rows


def test_each_is_told_by_their_own_way_with_words_that_tell_the_helper_nothing(here, as_):
    for person in by_hand(here):
        is_opened(here, person)
    pages, sheets, texts, rows = as_passed_on(here, as_)
    assert sorted((row[0], row[2], row[6]) for row in rows) == [
        ("note_waits", "letter", "to_do"), ("note_waits", "phone", "to_do"), ("note_waits", "text", "pending"),
    ]  # fmt: skip
    assert "Ring Quill" in pages[2]
    assert "To hear it, ask Juniper on 01632 960 003" in pages[2]
    assert "There is a note for you about how your information is kept. Nothing is asked of you." in pages[2]
    assert sheets[0][2] == ["Rue", "1 Beck Lane"]
    assert "ask Juniper" in " ".join(sheets[0][0])
    assert "There is a note for you" in texts[0]
    said = " ".join([*pages, *texts, *sheets[0][0]]).lower()
    assert [word for word in ("emergency", "opened", "harm", "administrator", "merle") if word in said] == []


def test_an_opening_and_a_note_by_lot_cannot_be_told_apart(here, as_):
    """Rows, lists, calls, letters and texts: the same bytes, but for ids that chance makes."""
    found = []
    for leave in (is_opened, comes_by_lot):
        OutboxMessage.objects.all().delete()
        for person in by_hand(here):
            leave(here, person)
        OutboxMessage.objects.filter(state="done").delete()
        found.append(as_passed_on(here, as_))
    assert found[0] == found[1]


def test_nobody_has_two_notes_waiting_and_what_happens_after_one_was_passed_on_makes_another(here):
    person = here.by_phone
    is_opened(here, person)
    other = make.person("Martin")
    make.role(other, kind="administrator", programme=here.panel.programme)
    identity.open_in_emergency(person=person, reason=REASON, by=other)
    identity.leave_notes()
    (first,) = notes_to(person)
    actions.record_call(message_id=first.pk, result="reached", by=here.coordinator)
    with clock.held_at(clock.now() + timedelta(hours=2)):
        is_opened(here, person)
    assert [each.state for each in notes_to(person)] == ["done", "to_do"]


def test_a_lot_comes_about_twice_a_year_at_any_minute_once_a_day_and_never_to_who_has_email(here, as_):
    begin = clock.now().replace(hour=23, minute=59)
    made = 0
    for day in range(1, 2 * 365):
        with clock.held_at(begin + timedelta(days=day)):
            made += identity.leave_notes()
            assert identity.leave_notes() == 0
            OutboxMessage.objects.exclude(state="done").update(state="done", channel="phone")
    notes = OutboxMessage.objects.filter(kind=notices.NOTE)
    assert made == notes.count()
    assert 2 <= made <= 30, "three people for two years: about twelve"
    assert set(notes.values_list("to_person_id", flat=True)) <= {person.pk for person in by_hand(here)}


def test_with_an_email_address_everything_is_as_it_was(here):
    person = here.members[0]
    is_opened(here, person)
    (message,) = notes_to(person)
    assert (message.kind, message.channel, message.state) == ("opened_in_emergency", "email", "pending")


def test_on_a_break_in_which_nothing_is_wanted_the_note_waits_and_is_not_lost(here):
    person = here.by_phone
    places.pause(panel=here.panel, person=person, contact="none", by=person)
    is_opened(here, person)
    assert queries.what_waits(here.coordinator).is_empty
    outbox.recheck_tasks()
    (message,) = (each for each in notes_to(person) if each.kind == notices.NOTE)
    assert message.state == "to_do"
    places.come_back(panel=here.panel, person=person, by=person)
    assert [errand.message for errand in queries.what_waits(here.coordinator).calls] == [message]


def test_an_administrator_who_did_not_open_it_can_say_what_the_note_says_also_to_who_has_left(here, as_):
    """Nobody runs a panel of theirs any more, so it stands there until they have been told; then it is done."""
    person = here.by_phone
    is_opened(here, person)
    other, elsewhere = make.person("Martin"), make.person("Heron")
    make.role(other, kind="administrator", programme=here.panel.programme)
    make.role(elsewhere, kind="administrator", programme=make.programme("Shore study"))
    places.leave(person=person, panel=here.panel, by=person)
    assert [errand.person for errand in queries.what_waits(here.coordinator).calls] == []
    (opening,) = identity_queries.openings_to_tell(other)
    told = reverse("identity:opening-told", args=[opening.pk])
    for who in (here.administrator, elsewhere, here.coordinator):
        assert identity_queries.openings_to_tell(who) == []
        with pytest.raises(NotAllowed):
            identity.record_told(opening_id=opening.pk, by=who)
    client, page = as_(other), reverse("identity:opening-new")
    shown = client.get(page).content.decode()
    assert REASON in shown
    assert "I have told them" in shown
    assert client.post(told).status_code == 302
    shown = client.get(page).content.decode()
    assert REASON in shown, "they may ask again"
    assert "I have told them" not in shown
    assert client.post(told).status_code == 302
    assert [each.state for each in notes_to(person) if each.kind == notices.NOTE] == ["done"]
    verbs = AuditEvent.objects.filter(whose_id=person.pk, verb__startswith="opening.").order_by("at", "pk")
    assert sorted(verbs.values_list("verb", flat=True)) == ["opening.made", *["opening.read"] * 3, "opening.told"]
    with clock.held_at(clock.now() + timedelta(days=366)):
        assert identity_queries.openings_to_tell(other) == []
