"""The demo's people have said what helps them, and some are reached by phone or letter."""

import pytest

from accounts.needs import queries
from accounts.people.models import Person
from leap.demo import loader
from meetings.invitations.queries import what_helps_for
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
