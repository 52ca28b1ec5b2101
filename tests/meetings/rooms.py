"""Meetings with replies and registers, for the tests of chairing and seating."""

from datetime import timedelta

from accounts.people.models import Panel, Person
from leap.core import clock
from meetings.attendance.models import Attendance
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting


def meeting(panel: Panel, *, days: int = 14, state: str = "open", **facts) -> Meeting:
    """A meeting so many days from now (before now, if the number is negative)."""
    now = clock.now()
    return Meeting.objects.create(
        **{
            "panel": panel,
            "title": "Spring meeting",
            "starts_at": now + timedelta(days=days),
            "minutes": 180,
            "place": "The long room",
            "joining": "https://meet.example/long-room",
            "phone_in": "01632 960 140",
            "state": state,
            "opened_at": None if state == "planned" else now - timedelta(days=30),
            **facts,
        }
    )


def held(panel: Panel, *here: Person, days: int = -30, away: tuple = (), came: str = "in_person") -> Meeting:
    """A meeting that was held, with its register."""
    past = meeting(panel, days=days, state="held")
    for person in here:
        Attendance.objects.create(meeting=past, person=person, came=came)
    for person in away:
        Attendance.objects.create(meeting=past, person=person, came=Attendance.Came.AWAY)
    return past


def reply(meeting: Meeting, *people: Person, word: str = "coming") -> None:
    """These people answered the invitation themselves."""
    for person in people:
        answered = {} if word == "waiting" else {"replied_at": clock.now(), "recorded_by": person, "how": "self"}
        Invitation.objects.update_or_create(meeting=meeting, person=person, defaults={"reply": word, **answered})
