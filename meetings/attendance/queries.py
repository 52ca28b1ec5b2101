"""Reads about who came. The viewer comes first; what they may not see is not in the answer."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from accounts.people import queries as people
from accounts.people.models import Person, Role
from leap.core import tables
from leap.design.times import there
from meetings.attendance import states
from meetings.attendance.models import Attendance
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting

HEADINGS = ("Date", "Meeting", "Panel", "Person reference", "Called", "Came", "Recorded at", "Recorded by")


def people_for_register(viewer: Person, meeting: Meeting) -> QuerySet[Person]:
    """Everyone invited, on the panel on the day (and on no break) or already in the register, by name.

    For those who run the panel; for anyone else, nobody.
    """
    if not people.panels_run_by(viewer).filter(pk=meeting.panel_id).exists():
        return Person.objects.none()
    day = there(meeting.starts_at, meeting.panel).date()
    invited = Invitation.objects.filter(meeting=meeting).values("person")
    away = people.away_from(meeting.panel_id).values("person")
    here = Role.objects.filter(people.belonging(day), panel=meeting.panel_id).exclude(person__in=away)
    on_panel = here.values("person")
    recorded = Attendance.objects.filter(meeting=meeting).values("person")
    expected = Q(is_active=True) & (Q(pk__in=invited) | Q(pk__in=on_panel))
    return Person.objects.filter(expected | Q(pk__in=recorded)).order_by("shown_name", "pk")


def register_for(viewer: Person, meeting: Meeting) -> dict[UUID, Attendance]:
    """The register as it is saved, by person, for those who run the panel; else nothing."""
    saved = _seen_by(viewer).filter(meeting=meeting).select_related("recorded_by")
    return {each.person_id: each for each in saved}


def expected_for(viewer: Person, meeting: Meeting) -> dict[UUID, str]:
    """What people's replies let us expect, for those who run the panel; somebody who has not answered is not in it."""
    if not people.panels_run_by(viewer).filter(pk=meeting.panel_id).exists():
        return {}
    replies = Invitation.objects.filter(meeting=meeting).values_list("person", "reply")
    return {person: states.EXPECTED[reply] for person, reply in replies if reply in states.EXPECTED}


def register_mark(meeting: Meeting) -> str:
    """A short text that changes whenever the register is saved: is it still the one somebody looked at?"""
    found = Attendance.objects.filter(meeting=meeting).aggregate(number=Count("pk"), last=Max("recorded_at"))
    return f"{found['number']}@{found['last'].isoformat()}" if found["last"] else "none"


def my_attendance_for(viewer: Person, meeting: Meeting) -> Attendance | None:
    """What the register says of the viewer."""
    return Attendance.objects.filter(meeting=meeting, person=viewer).first()


def invitations_of_those_here(meeting: Meeting) -> QuerySet[Invitation]:
    """For the thanks afterwards, not for a page: the invitations of those who were at the meeting."""
    here = Attendance.objects.filter(meeting=meeting, came__in=Attendance.HERE).values("person")
    found = Invitation.objects.filter(meeting=meeting, person__in=here)
    return found.select_related("person", "meeting__panel").order_by("pk")


def were_here(invitations: Iterable[Invitation]) -> set[UUID]:
    """The keys of those whose person was at the meeting, for all of it or for part, as the register says now."""
    pairs = {(each.meeting_id, each.person_id): each.pk for each in invitations}
    here = Attendance.objects.filter(
        meeting__in=[meeting for meeting, _ in pairs], person__in=[person for _, person in pairs],
        came__in=Attendance.HERE,
    )  # fmt: skip
    return {pairs[pair] for pair in here.values_list("meeting", "person") if pair in pairs}


def attendance_records_for(viewer: Person) -> QuerySet[Attendance]:
    """What registers say: of everyone on the panels the viewer runs, and always of the viewer; by date, then name."""
    runs = Q(meeting__panel__in=people.panels_run_by(viewer).values("pk"))
    return (
        Attendance.objects.filter(runs | Q(person=viewer))
        .select_related("meeting__panel", "person", "recorded_by")
        .order_by("meeting__starts_at", "meeting_id", "person__shown_name", "person_id")
    )


def rows_of(records: Iterable[Attendance]) -> list[tables.Row]:
    """These attendance records as rows of a file, headings first."""
    return [HEADINGS, *(_row(each) for each in records)]


def _row(each: Attendance) -> tables.Row:
    meeting = each.meeting
    return (
        there(meeting.starts_at, meeting.panel).date(),
        meeting.title,
        meeting.panel.name,
        tables.person_ref(each.person_id),
        each.person.shown_name,
        each.get_came_display(),
        there(each.recorded_at, meeting.panel).replace(microsecond=0),
        each.recorded_by.shown_name if each.recorded_by else "",
    )


def _seen_by(viewer: Person) -> QuerySet[Attendance]:
    return Attendance.objects.filter(meeting__panel__in=people.panels_run_by(viewer).values("pk"))
