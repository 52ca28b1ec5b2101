"""Many people answer at the same moment for fewer places: one round of it, and what must be true afterwards."""

from django.db import IntegrityError

from accounts.people.models import Panel, Person
from meetings.invitations import actions, states
from meetings.invitations.actions import replying
from meetings.invitations.models import Answer, Invitation
from meetings.schedule.models import Meeting
from tests.meetings import rooms
from tests.meetings.together import at_once

Outcome = str


def room(panel: Panel, people: list[Person], places: int) -> Meeting:
    """A meeting with so many places to which these people are invited."""
    meeting = rooms.meeting(panel, places=places)
    rooms.reply(meeting, *people, word="waiting")
    return meeting


def all_at_once(meeting: Meeting, people: list[Person]) -> list[Outcome]:
    """Everybody says they come; whoever is told that it is full asks for a place in the line. What each met."""

    def answer(number: int) -> Outcome:
        facts = {"meeting_id": meeting.pk, "by": people[number]}
        try:
            actions.reply(**facts, reply="coming")
        except states.Full:
            return in_line(facts)
        except IntegrityError:
            return "error"
        return "coming"

    def in_line(facts: dict) -> Outcome:
        try:
            actions.reply(**facts, reply="in_line")
        except IntegrityError:
            return "error"
        return "in line"

    return at_once(answer, times=len(people))


def check(meeting: Meeting, outcomes: list[Outcome], places: int) -> None:
    """Never more than the places and never fewer, nobody meets an error, and the line is in the order of arrival."""
    assert "error" not in outcomes
    assert outcomes.count("coming") == coming(meeting) == min(places, len(outcomes))
    waiting = Invitation.objects.filter(meeting=meeting, reply="in_line").order_by("line_number")
    assert list(waiting.values_list("line_number", flat=True)) == list(range(1, len(outcomes) - places + 1))
    arrived = Answer.objects.filter(invitation__meeting=meeting, reply="in_line").order_by("said_at")
    assert list(arrived.values_list("invitation", flat=True)) == [each.pk for each in waiting]


def coming(meeting: Meeting) -> int:
    """How many come in person."""
    return Invitation.objects.filter(meeting=meeting, reply="coming").count()


def without_the_lock(monkeypatch) -> None:
    """Take away what holds the meeting still while somebody answers."""
    monkeypatch.setattr(replying, "hold_still", lambda key: Meeting.objects.select_related("panel").get(pk=key))
