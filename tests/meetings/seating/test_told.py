"""Where somebody sits, in their own reminder, for whoever wishes to read it there, and for nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from leap.core import clock, outbox
from leap.core.audit.models import AuditEvent
from leap.core.errors import ProtectedAccess
from leap.core.outbox import OutboxMessage
from meetings.invitations.models import Invitation
from meetings.seating import queries
from meetings.seating.actions import make_plan, swap, wish_seat_told
from meetings.seating.models import Seat, SeatTold
from tests import factories
from tests.leap.core.conftest import post_office  # noqa: F401 - a fixture
from tests.leap.core.faults import until_earlier_writers_are_done
from tests.meetings import rooms

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/meetings/seating/me/"


@pytest.fixture
def office(post_office):  # noqa: F811
    return post_office


@pytest.fixture
def world():
    return factories.small_panel(members=8, researchers=0)


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel, starts_at=clock.now() + timedelta(days=4))
    rooms.reply(ahead, *world.members)
    return ahead


def remind(meeting, *people) -> None:
    """They are due to be reminded, in this order."""
    for place, person in enumerate(people):
        invitation = Invitation.objects.get(meeting=meeting, person=person)
        OutboxMessage.objects.create(
            key=f"meeting_reminder:{place}", kind="meeting_reminder", channel="email", to_person_id=person.pk,
            about_type="invitations.invitation", about_id=invitation.pk, occasion="7-days", state="pending",
            due_at=clock.now() - timedelta(minutes=len(people) - place),
        )  # fmt: skip
    until_earlier_writers_are_done()


def letters(office) -> dict[str, str]:
    """The reminders that arrived, by address."""
    while outbox.deliver_due():
        pass
    found = [letter for letter in office.read() if letter["Subject"] == "A date coming up"]
    return {letter["To"]: letter.get_content() for letter in found}


def place_of(meeting, person) -> str:
    seat = Seat.objects.get(plan__meeting=meeting, plan__replaced_at__isnull=True, person=person)
    return f"Your seat, as it is planned now: table {seat.table}."


def test_a_reminder_says_it_to_whoever_wishes_and_nothing_of_it_to_the_others(world, meeting, office):
    wren, finch, *_ = world.members
    wish_seat_told(wanted=True, by=wren)
    make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    remind(meeting, *world.members)
    got = letters(office)
    assert len(got) == len(world.members)
    assert place_of(meeting, wren) in got[wren.email]
    assert "You can always ask to sit where you like." in got[wren.email]
    assert not [to for to, text in got.items() if "seat" in text.lower() and to != wren.email]
    assert finch.called_name not in got[wren.email], "who else sits there is for the page"


def test_without_a_plan_and_without_a_seat_it_says_nothing(world, meeting, office):
    wren, finch, *_ = world.members
    for person in (wren, finch):
        wish_seat_told(wanted=True, by=person)
    remind(meeting, wren)
    assert "seat" not in letters(office)[wren.email].lower()
    rooms.reply(meeting, finch, word="online")
    make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    remind_again = Invitation.objects.get(meeting=meeting, person=finch)
    assert queries.seats_told([remind_again])[remind_again.pk][0] == ""


def test_a_seat_that_changes_while_letters_leave_is_not_told_as_it_was(world, meeting, office):
    *first, wren, other = world.members
    wish_seat_told(wanted=True, by=wren)
    plan = make_plan(meeting_id=meeting.pk, seats_per_table=4, by=world.coordinator)
    was = place_of(meeting, wren)
    table = Seat.objects.get(plan=plan, person=wren).table
    away = Seat.objects.filter(plan=plan).exclude(table=table).order_by("pk").first().person
    remind(meeting, *first, other, wren)

    def hook(server, envelope):
        if len(office.letters) == 2:  # the others were read long before
            try:
                swap(meeting_id=meeting.pk, plan_id=plan.pk, person_id=wren.pk, other_id=away.pk, by=world.coordinator)
            finally:
                connection.close()

    office.after_text = hook
    got = letters(office)[wren.email]
    now = place_of(meeting, wren)
    assert now != was
    assert now in got


def test_it_is_ticked_and_unticked_on_a_page_of_ones_own_and_no_trail_says_so(world, as_):
    wren, finch, *_ = world.members
    client, before = as_(wren), AuditEvent.objects.count()
    client.post(PAGE, {"others": [str(finch.pk)], "in_reminder": "on"})
    client.post(PAGE, {"others": [str(finch.pk)], "in_reminder": "on"})
    assert queries.is_told_seat(wren)
    assert not queries.is_told_seat(finch)
    assert "checked" in str(client.get(PAGE).context["form"]["in_reminder"])
    client.post(PAGE, {"others": [str(finch.pk)]})
    assert not queries.is_told_seat(wren)
    assert queries.my_apart_ids(wren) == {finch.pk}, "the other wish stays as it is"
    assert AuditEvent.objects.count() == before


def test_the_table_is_behind_its_lock():
    with pytest.raises(ProtectedAccess):
        SeatTold.objects.all()


def test_that_seats_are_mixed_is_said_where_one_answers_and_only_where_there_are_seats(world, meeting, as_):
    said = "If we plan seats, we mix them"
    client = as_(world.members[0])
    assert said in client.get(reverse("invitations:reply-edit", args=[meeting.pk])).content.decode()
    online = rooms.meeting(world.panel, meets="online", days=20)
    rooms.reply(online, world.members[0])
    assert said not in client.get(reverse("invitations:reply-edit", args=[online.pk])).content.decode()
