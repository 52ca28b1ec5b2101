"""What people read of notes, and what those who write them see beside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from accounts.people import queries as people
from accounts.people.models import Pause, Person, Role
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from leap.design.times import say_day
from meetings.attendance import queries as attendance
from meetings.attendance.models import Attendance
from meetings.invitations import queries as invitations
from meetings.invitations.models import Invitation
from meetings.notes import states
from meetings.notes.models import MeetingNotes, NotesSection, NotesVersion, Suggestion
from meetings.notes.planning.differences import Piece, between
from meetings.schedule.models import Meeting


@dataclass(frozen=True)
class Change:
    """What one save changed, and when."""

    at: datetime
    is_correction: bool
    pieces: list[Piece]


@dataclass(frozen=True)
class Reading:
    """Notes as somebody reads them: the newest version, and what changed since they first could."""

    notes: MeetingNotes
    sections: list[NotesSection]
    changes: list[Change]

    @property
    def takes_suggestions(self) -> bool:
        """Can those who came suggest a change today?"""
        today = clock.today(self.notes.meeting.panel.time_zone)
        return states.takes_suggestions(self.notes.state, self.notes.changes_until, today)


@dataclass(frozen=True)
class Suggested:
    """A suggestion as those who answer it see it; `by` is a name only if the person wants it known."""

    suggestion: Suggestion
    by: str


def notes_list_for(viewer: Person) -> QuerySet[MeetingNotes]:
    """Every notes the viewer may read, of the latest meeting first."""
    return _readable(viewer).order_by("-meeting__starts_at", "pk")


def notes_run_by(viewer: Person, meeting: Meeting) -> QuerySet[MeetingNotes]:
    """The notes of a meeting the viewer runs, a draft too."""
    every = MeetingNotes.objects.unscoped("those who run a meeting write its notes").filter(meeting=meeting.pk)
    runs = people.panels_run_by(viewer).values("pk")
    return every.filter(meeting__panel__in=runs).select_related("meeting__panel", "agreed_meeting")


def states_of_notes(viewer: Person, meetings: list[Meeting]) -> dict[UUID, str]:
    """For each of these meetings that the viewer runs and that has notes, where they are."""
    runs = people.panels_run_by(viewer).values("pk")
    every = MeetingNotes.objects.unscoped("those who run a meeting write its notes").filter(
        meeting__in=[each.pk for each in meetings], meeting__panel__in=runs
    )
    return dict(every.values_list("meeting", "state"))


def reading_for(viewer: Person, meeting: Meeting) -> Reading | None:
    """The notes of a meeting, if there are any for this viewer to read."""
    notes = _readable(viewer).filter(meeting=meeting.pk).first()
    if notes is None:
        return None
    return _read(notes, since=notes.out_revision or 0)


def written_for(viewer: Person, meeting: Meeting) -> tuple[int, list[tuple[str, str]]]:
    """For those who write: the number of the newest version and its parts; nothing while there is none."""
    notes = notes_run_by(viewer, meeting).first()
    if notes is None:
        return 0, []
    parts = NotesSection.objects.unscoped("for those who write them").filter(
        version__notes=notes, version__number=notes.revision
    )
    return notes.revision, [(part.heading, part.words) for part in parts.order_by("order")]


def my_suggestions(viewer: Person, meeting: Meeting) -> list[Suggestion]:
    """What the viewer suggested, with what became of it."""
    every = Suggestion.objects.unscoped("a person reads their own").filter(person=viewer.pk, notes__meeting=meeting.pk)
    return list(every.select_related("part", "written_by").order_by("suggested_at", "pk"))


def suggested_in(viewer: Person, meeting: Meeting) -> list[Suggested]:
    """What was suggested, for those who answer it: in an order that says nothing, named only by the person's wish."""
    found = list(suggestions_run_by(viewer).filter(notes__meeting=meeting.pk).order_by("pk"))
    names = _names(viewer, meeting.panel_id)
    return [Suggested(each, names.get(each.person_id, "") if each.shown else "") for each in found]


def suggestions_run_by(viewer: Person) -> QuerySet[Suggestion]:
    """Suggestions to notes of the meetings the viewer runs."""
    every = Suggestion.objects.unscoped("those who run a meeting answer what is suggested")
    runs = people.panels_run_by(viewer).values("pk")
    return every.filter(notes__meeting__panel__in=runs).select_related("part", "notes__meeting__panel")


def came_to(viewer: Person, meeting: Meeting) -> list[Person]:
    """Who came and is still on the panel, by name, for those who run the meeting; never the viewer."""
    here = {person for person, each in attendance.register_for(viewer, meeting).items() if each.came in Attendance.HERE}
    return [each for each in people.people_on_panel(viewer, meeting.panel_id) if each.pk in here - {viewer.pk}]


def names_on_panel(viewer: Person, panel_id: UUID) -> list[str]:
    """What the people of the panel are called, as the viewer knows them."""
    return sorted(set(_names(viewer, panel_id).values()))


def told_for(viewer: Person, meeting: Meeting) -> list[tuple[outbox.OutboxMessage, invitations.HasPerson]]:
    """Who was told that there are notes of this meeting, for those who run it; else nothing."""
    notes = notes_run_by(viewer, meeting).order_by().values("pk")
    return invitations.told_about_for(viewer, meeting, states.READY, notes)


def may_be_passed_on(viewer: Person) -> QuerySet[MeetingNotes]:
    """The keys of notes that may still have to be told. Only part of a question."""
    every = MeetingNotes.objects.unscoped("those who run a panel tell its people")
    runs = people.panels_run_by(viewer).values("pk")
    return every.filter(meeting__panel__in=runs, state__in=states.READABLE).values("pk")


def errands_for(viewer: Person, messages: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on, as far as they are true and wanted."""
    about = {(message.about_id, message.to_person_id): message for message in messages}
    every = MeetingNotes.objects.unscoped("those who run a panel tell its people").filter(
        meeting=OuterRef("meeting"), pk__in=[notes for notes, _ in about], state__in=states.READABLE
    )
    found = []
    for each in _invited(viewer, {person for _, person in about}).annotate(
        notes=Subquery(every.values("pk")),
        notes_state=Subquery(every.values("state")),
        changes_until=Subquery(every.values("changes_until")),
    ):
        if message := about.get((each.notes, each.person_id)):
            notes = MeetingNotes(
                pk=each.notes, meeting=each.meeting, state=each.notes_state, changes_until=each.changes_until
            )
            found.append(_errand(message, notes, each.person))
    return found


def _invited(viewer: Person, asked: set[UUID]) -> QuerySet[Invitation]:
    """Which of these are invited where the viewer runs things, and on the panel; in a break only who wants papers."""
    here = Role.objects.filter(people.belonging(), panel=OuterRef("meeting__panel"), person=OuterRef("person"))
    away = people.away_from(OuterRef("meeting__panel")).filter(person=OuterRef("person"))
    away = away.exclude(contact=Pause.Contact.PAPERS_ONLY)
    runs = people.panels_run_by(viewer).values("pk")
    invited = Invitation.objects.filter(Exists(here), ~Exists(away), meeting__panel__in=runs, person__in=asked)
    invited = invited.filter(person__is_active=True).exclude(person=viewer.pk).order_by("pk")
    return invited.select_related("person", "meeting__panel__contact")


def _errand(message: outbox.OutboxMessage, notes: MeetingNotes, person: Person) -> Errand:
    panel = notes.meeting.panel
    return Errand(
        message,
        person,
        panel,
        about=f"{outbox.kind_called(message.kind).in_words}, {say_day(notes.meeting.starts_at, panel)}",
        page=reverse("notes:notes-read", args=[notes.meeting_id]),
        facts=facts_of(notes),
    )


def facts_of(notes: MeetingNotes) -> dict:
    """What is told of notes: of which day, of which panel, until when they can be changed."""
    panel = notes.meeting.panel
    today = clock.today(panel.time_zone)
    is_open = states.takes_suggestions(notes.state, notes.changes_until, today)
    return {
        "meeting_day": say_day(notes.meeting.starts_at, panel),
        "changes_until": notes.changes_until if is_open else None,
        "panel": panel,
    }


def _readable(viewer: Person) -> QuerySet[MeetingNotes]:
    """Out or agreed; for those who run the panel, and those invited to the meeting who are on the panel."""
    runs = Q(meeting__panel__in=people.panels_run_by(viewer).values("pk"))
    invited = Invitation.objects.filter(meeting=OuterRef("meeting"), person=viewer.pk)
    belongs = Q(meeting__panel__in=people.panels_for(viewer).values("pk"))
    every = MeetingNotes.objects.unscoped("those invited read notes that are out").filter(
        runs | (belongs & Exists(invited)), state__in=states.READABLE
    )
    return every.select_related("meeting__panel", "agreed_meeting__panel")


def _read(notes: MeetingNotes, since: int) -> Reading:
    versions = list(
        NotesVersion.objects.unscoped("for somebody who may read")
        .filter(notes=notes, number__gte=since)
        .order_by("number")
    )
    parts: dict[UUID, list[NotesSection]] = {version.pk: [] for version in versions}
    every = NotesSection.objects.unscoped("for somebody who may read").filter(version__in=versions)
    for part in every.order_by("order"):
        parts[part.version_id].append(part)
    agreed = notes.agreed_revision
    changes = [
        Change(
            new.written_at,
            agreed is not None and new.number > agreed,
            between(_text(parts[old.pk]), _text(parts[new.pk])),
        )
        for old, new in pairwise(versions)
    ]
    return Reading(notes, parts[versions[-1].pk], changes)


def _text(parts: Iterable[NotesSection]) -> str:
    return "\n\n".join(f"{part.heading}\n{part.words}" if part.heading else part.words for part in parts)


def _names(viewer: Person, panel_id: UUID) -> dict[UUID, str]:
    return dict(people.people_on_panel(viewer, panel_id).values_list("pk", "shown_name"))
