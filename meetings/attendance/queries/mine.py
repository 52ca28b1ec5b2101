"""What registers say of the viewer themself."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.people.models import Person
from meetings.attendance import states
from meetings.attendance.models import Attendance, AttendanceChange, Doubt
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


def my_attendance_for(viewer: Person, meeting: Meeting) -> Attendance | None:
    """What the register says of the viewer."""
    return Attendance.objects.filter(meeting=meeting, person=viewer).select_related("recorded_by").first()


def meetings_i_was_asked_to(viewer: Person) -> QuerySet[Meeting]:
    """Meetings that were held whose register the viewer can ask about: those they see, and those that name them."""
    seen = Q(pk__in=schedule.meetings_for(viewer).order_by().values("pk"))
    named = Q(pk__in=Attendance.objects.filter(person=viewer).values("meeting"))
    return Meeting.objects.filter(seen | named, state=Meeting.State.HELD).select_related("panel")


def my_changes_for(viewer: Person, meeting: Meeting) -> QuerySet[AttendanceChange]:
    """Everything this register ever said of the viewer, in order."""
    mine = AttendanceChange.objects.filter(attendance__meeting=meeting, attendance__person=viewer)
    return mine.order_by("revision").select_related("changed_by")


def my_doubt_about(viewer: Person, meeting: Meeting) -> Doubt | None:
    """The last time the viewer said that this register is not right, if ever."""
    mine = Doubt.objects.filter(meeting=meeting, person=viewer).select_related("settled_by")
    return mine.order_by("-said_at", "-pk").first()


def my_record_for(viewer: Person, first: date | None, last: date | None) -> QuerySet[Attendance]:
    """What the viewer took part in, wherever they are now: came, or sent comments. By the day it was there."""
    took_part = Attendance.objects.filter(person=viewer, came__in=(*states.HERE, states.COMMENTS))
    found = took_part.annotate(day=schedule.day_there("meeting__")).select_related("meeting__panel__programme")
    if first is not None:
        found = found.filter(day__gte=first)
    if last is not None:
        found = found.filter(day__lte=last)
    return found.order_by("meeting__starts_at", "meeting_id")
