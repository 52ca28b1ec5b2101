"""What is booked and paid for somebody: they see it as booked, pay nothing, and it is no money of theirs."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from leap.core.audit.models import AuditEvent
from leap.core.errors import NotAllowed, NotNow
from meetings.invitations.models import Invitation
from meetings.payments import actions, queries
from meetings.payments.models import Booking, PaymentLine
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


@pytest.fixture
def world():
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    meeting = money.held_meeting(world.panel, on=DAY)
    for person in world.members:
        Invitation.objects.create(meeting=meeting, person=person, invited_at=meeting.starts_at, invited_by=world.lead)
    return SimpleNamespace(**vars(world), meeting=meeting)


def book(world, kind="overnight", cost=6450, who=0, by=None):
    told = {"meeting_id": world.meeting.pk, "person_id": world.members[who].pk, "by": by or world.coordinator}
    return actions.bookings.book(kind=kind, cost_pence=cost, **told)


def page(name, *keys):
    return reverse(f"payments:{name}", args=keys)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_booking_is_kept_in_the_trail_and_is_no_line_and_no_claim(world):
    booking = book(world)
    assert not PaymentLine.objects.exists()
    assert queries.my_bookings_for(world.members[0], world.meeting) == [booking]
    assert queries.my_bookings_for(world.members[1], world.meeting) == []
    actions.bookings.call_off(booking_id=booking.pk, by=world.coordinator)
    assert queries.my_bookings_for(world.members[0], world.meeting) == []
    trail = AuditEvent.objects.filter(verb__startswith="booking.").order_by("at")
    assert [(each.verb, each.whose_id) for each in trail] == [
        ("booking.made", world.members[0].pk), ("booking.called_off", world.members[0].pk),
    ]  # fmt: skip
    with pytest.raises(NotNow, match="already"):
        actions.bookings.call_off(booking_id=booking.pk, by=world.coordinator)


def test_only_who_runs_the_panel_books_never_for_themself_and_a_button_pressed_twice_books_once(world):
    book(world)
    with pytest.raises(NotNow, match="just kept"):
        book(world)
    book(world, kind="taxi")
    for by in (world.members[1], world.finance, factories.small_panel("Elsewhere").coordinator):
        with pytest.raises(NotAllowed):
            book(world, by=by)
        with pytest.raises(NotAllowed):
            actions.bookings.call_off(booking_id=Booking.objects.filter(kind="taxi").get().pk, by=by)
    factories.role(world.coordinator, world.panel)
    Invitation.objects.create(meeting=world.meeting, person=world.coordinator, invited_by=world.lead)
    with pytest.raises(NotAllowed):
        actions.bookings.book(
            meeting_id=world.meeting.pk, person_id=world.coordinator.pk, kind="taxi", cost_pence=None,
            by=world.coordinator,
        )  # fmt: skip


def test_the_database_keeps_bookings_as_they_are(world):
    booking = book(world)
    facts = {"person": world.members[0], "meeting": world.meeting, "booked_by": world.coordinator}
    for wrong in (
        lambda: Booking.objects.filter(pk=booking.pk).update(cost_pence=1),
        lambda: Booking.objects.filter(pk=booking.pk).delete(),
        lambda: Booking.objects.create(**facts, kind="food"),
        lambda: Booking.objects.create(**facts, kind="taxi", cost_pence=0),
        lambda: Booking.objects.create(**facts | {"booked_by": world.members[0]}, kind="taxi"),
        lambda: Booking.objects.create(**facts, kind="taxi", called_off_by=world.lead),
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            wrong()


def test_its_person_sees_it_without_its_cost_where_they_claim_and_in_their_statement(world, as_):
    book(world)
    mine = as_(world.members[0])
    shown = text_of(mine.get(page("expense-new", world.meeting.pk)))
    assert "Booked and paid for you" in shown
    assert "A night away" in shown
    assert "64.50" not in shown
    asked = {"kind": "tax_year", "counts": "meetings", "first_day": "10", "first_month": "3", "first_year": "2026"}
    neutral = text_of(mine.post(page("statement-own"), asked))
    assert "Booked and paid for you, for Tuesday 10 March 2026: something you needed to take part." in neutral
    assert "night away" not in neutral
    assert "a night away. You paid nothing" in text_of(mine.post(page("statement-own"), asked | {"tells": "on"}))
    file = mine.post(page("statement-own"), asked | {"as": "csv"})
    assert b"You paid nothing for it" in b"".join(file.streaming_content)
    assert "Booked and paid" not in text_of(mine.post(page("statement-own"), asked | {"first_year": "2024"}))
    assert "night away</li>" not in text_of(as_(world.members[1]).get(page("expense-new", world.meeting.pk)))


def test_staff_write_a_booking_down_and_call_it_off_on_pages(world, as_):
    staff, url = as_(world.coordinator), page("booking-new", world.meeting.pk, world.members[0].pk)
    wrong = staff.post(url, {"kind": "taxi", "cost_pence": "-5"})
    assert (wrong.status_code, 'value="-5"' in text_of(wrong)) == (422, True)
    assert staff.post(url, {"kind": "food"}).status_code == 422
    assert "sees that it is booked" in text_of(staff.post(url, {"kind": "taxi", "cost_pence": "12"}, follow=True))
    assert "just kept" in text_of(staff.post(url, {"kind": "taxi", "cost_pence": "12"}))
    listed = text_of(staff.get(page("expense-list", world.meeting.pk)))
    assert "Booked and paid by us" in listed
    assert "£12.00" in listed
    off = page("booking-off", Booking.objects.get().pk)
    assert "£12.00" in text_of(staff.get(off))
    assert "Called off" in text_of(staff.post(off, follow=True))
    assert staff.get(off).status_code == 409
    for person, codes in ((world.members[1], (403, 404)), (world.finance, (404, 404))):
        client = as_(person)
        assert (client.get(url).status_code, client.get(off).status_code) == codes
