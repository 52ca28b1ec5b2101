"""Reads about one register. The viewer comes first; what they may not see is not in the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.people import queries as people
from accounts.people.models import Person, Role
from leap.design.times import there
from meetings.attendance import states
from meetings.attendance.models import Attendance, AttendanceChange, Doubt, RegisterCounts
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting


def people_for_register(viewer: Person, meeting: Meeting) -> QuerySet[Person]:
    """Everyone invited, on the panel on the day (and on no break) or already in the register, by name.

    For those who run the panel; for anyone else, nobody.
    """
    if not people.panels_run_by(viewer).filter(pk=meeting.panel_id).exists():
        return Person.objects.none()
    invited = Invitation.objects.filter(meeting=meeting).values("person")
    away = people.away_from(meeting.panel_id).values("person")
    on_panel = _on_panel_that_day(meeting).exclude(person__in=away).values("person")
    recorded = Attendance.objects.filter(meeting=meeting).values("person")
    expected = Q(is_active=True) & (Q(pk__in=invited) | Q(pk__in=on_panel))
    return Person.objects.filter(expected | Q(pk__in=recorded)).order_by("shown_name", "pk")


def people_to_add(viewer: Person, meeting: Meeting) -> QuerySet[Person]:
    """Who else may have come: on a break, on another panel of the programme that the viewer sees, or leading it.

    For those who run the panel, by name; for anyone else, nobody. Whoever is on the list already is in it too.
    """
    if not people.panels_run_by(viewer).filter(pk=meeting.panel_id).exists():
        return Person.objects.none()
    elsewhere = people.panels_for(viewer).filter(programme=meeting.panel.programme_id).values("pk")
    leads = Q(kind=Role.Kind.PPI_LEAD, programme=meeting.panel.programme_id)
    held = Role.objects.filter(people.showing_a_panel(), Q(panel__in=elsewhere) | leads).values("person")
    known = Q(pk__in=held) | Q(pk__in=_on_panel_that_day(meeting).values("person"))
    return Person.objects.filter(known, is_active=True).order_by("shown_name", "pk")


def register_for(viewer: Person, meeting: Meeting) -> dict[UUID, Attendance]:
    """The register as it is saved, by person, for those who run the panel; else nothing."""
    saved = _seen_by(viewer).filter(meeting=meeting).select_related("recorded_by")
    return {each.person_id: each for each in saved}


def counts_for(viewer: Person, meeting: Meeting) -> RegisterCounts:
    """Who else was there, as numbers, for those who run the panel; for anyone else, and when nobody counted, none."""
    runs = people.panels_run_by(viewer).values("pk")
    found = RegisterCounts.objects.filter(meeting=meeting, meeting__panel__in=runs).select_related("changed_by")
    return found.first() or RegisterCounts(meeting=meeting)


@dataclass(frozen=True, slots=True)
class Expected:
    """What one person's reply lets us expect, and whether they said that they bring somebody."""

    came: str
    brings_somebody: bool


def expected_for(viewer: Person, meeting: Meeting) -> dict[UUID, Expected]:
    """What people's replies let us expect, for those who run the panel; somebody who has not answered is not in it."""
    if not people.panels_run_by(viewer).filter(pk=meeting.panel_id).exists():
        return {}
    replies = Invitation.objects.filter(meeting=meeting).values_list("person", "reply", "supporter")
    return {
        person: Expected(states.EXPECTED[reply], supporter == Invitation.YesNo.YES)
        for person, reply, supporter in replies
        if reply in states.EXPECTED
    }


def changes_for(viewer: Person, meeting: Meeting) -> QuerySet[AttendanceChange]:
    """Everything the register ever said of anybody, by name and then in order, for those who run the panel."""
    seen = AttendanceChange.objects.filter(attendance__in=_seen_by(viewer).filter(meeting=meeting))
    in_order = seen.order_by("attendance__person__shown_name", "attendance__person", "revision")
    return in_order.select_related("attendance__person", "changed_by")


def doubts_for(viewer: Person, meeting: Meeting) -> set[UUID]:
    """Who says that this register is not right about them, for those who run the panel, until somebody has looked."""
    return set(_open_doubts(viewer).filter(meeting=meeting).values_list("person", flat=True))


def meetings_with_doubts(viewer: Person) -> QuerySet[Meeting]:
    """The meetings whose register waits for the viewer to look at it, soonest first."""
    return Meeting.objects.filter(pk__in=_open_doubts(viewer).values("meeting")).select_related("panel")


def who_chaired(meeting: Meeting) -> UUID | str | None:
    """For the room that shares out turns, in the register's transaction: whose name it says, "guest", "nobody"
    (somebody said so), or nothing."""
    person = Attendance.objects.filter(meeting=meeting, chaired=True).values_list("person", flat=True).first()
    counts = RegisterCounts.objects.filter(meeting=meeting).first()
    return person or (counts and counts.chair)


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


def _on_panel_that_day(meeting: Meeting) -> QuerySet[Role]:
    day = there(meeting.starts_at, meeting.panel).date()
    return Role.objects.filter(people.belonging(day), panel=meeting.panel_id)


def _seen_by(viewer: Person) -> QuerySet[Attendance]:
    return Attendance.objects.filter(meeting__panel__in=people.panels_run_by(viewer).values("pk"))


def _open_doubts(viewer: Person) -> QuerySet[Doubt]:
    runs = people.panels_run_by(viewer).values("pk")
    return Doubt.objects.filter(settled_at__isnull=True, meeting__panel__in=runs)
