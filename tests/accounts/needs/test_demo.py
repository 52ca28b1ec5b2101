"""The demo's people have said what helps them, some are reached by text, phone or letter, and some wait for a place."""

import pytest

from accounts.needs import queries
from accounts.people.models import Person
from leap.core.outbox import OutboxMessage
from leap.demo import loader
from meetings.invitations import actions as invitations
from meetings.invitations.queries import what_helps_for
from meetings.payments.queries import records_for
from meetings.payments.tasks import tell_people_late
from meetings.schedule.models import Meeting

pytestmark = pytest.mark.django_db


def test_the_demo_shows_what_helps_at_the_next_meeting():
    assert loader.load()
    willow = Person.objects.get(email="willow@leap.example")
    meeting = Meeting.objects.get(panel__name="Heronby panel", state="open")
    shown, meals = what_helps_for(willow, meeting)
    assert {each.group for each in shown} >= {"format", "time"}
    assert [meal.kind for meal in meals.kinds] == ["Vegetarian", "No nuts"]
    assert [each.name for each in meals.named] == ["Linnet"]
    sage = Person.objects.get(called_name="Sage")
    assert queries.my_contact(sage).was_written_down
    assert queries.wishes_of(sage.pk).ways[0] != "email"
    assert queries.wishes_of(Person.objects.get(called_name="Clover").pk).ways[0] == "text"
    hold_the_line(Meeting.objects.get(places=3))
    hold_the_money()


def hold_the_line(small: Meeting) -> None:
    """Three have a place and two are in line; when one goes, the first in line is offered the place."""
    assert (small.panel.name, small.state) == ("Larkmoor panel", "open")

    def who(**said):
        found = small.invitations.filter(**said).select_related("person").order_by("place", "line_number")
        return [each.person.called_name for each in found]

    assert who(place__isnull=False) == ["Teasel", "Bracken", "Clover"]
    assert who(reply="in_line") == ["Robin", "Jay"]
    invitations.reply(meeting_id=small.pk, reply="online", by=Person.objects.get(called_name="Clover"))
    invitations.keep_lines_moving()
    assert who(place__isnull=False, offered_at__isnull=False) == ["Robin"]


def hold_the_money() -> None:
    """Everyone was paid for what is long past; one meeting waits to be confirmed, and nothing is late."""
    lines = records_for(Person.objects.get(called_name="Penny"))
    assert set(lines.values_list("state", flat=True)) == {"paid", "owed", "to_check"}
    unpaid = lines.exclude(state="paid")
    assert unpaid.values("meeting").distinct().order_by().count() == 1
    tell_people_late()
    assert not OutboxMessage.objects.filter(kind="money_late").exists()
