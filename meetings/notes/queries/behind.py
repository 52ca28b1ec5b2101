"""LEAP's own work, not for a page: what is behind a message, who is told, what has to be settled first."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.people import queries as people
from accounts.people.models import Person, Role
from leap.core import clock, outbox
from meetings.invitations.models import Invitation
from meetings.notes import states
from meetings.notes.models import MeetingNotes, NotesAction, NotesSection, Suggestion
from meetings.schedule import queries as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting


def words_behind(notes: MeetingNotes) -> list[tuple[str, str]]:
    """The newest version of these notes, as headings and words."""
    every = NotesSection.objects.unscoped("is there anything new to keep?")
    found = every.filter(version__notes=notes.pk, version__number=notes.revision).order_by("order")
    return [(section.heading, section.words) for section in found]


def parts_behind(notes: MeetingNotes) -> QuerySet[NotesSection]:
    """Every part of the versions others could read."""
    every = NotesSection.objects.unscoped("which part somebody speaks of")
    return every.filter(version__notes=notes.pk, version__number__gte=notes.out_revision or 0)


def suggestions_waiting(notes: MeetingNotes) -> int:
    """How many suggestions have no answer yet."""
    every = Suggestion.objects.unscoped("nothing is agreed over somebody's head")
    return every.filter(notes=notes, answer=Suggestion.Answer.WAITING).count()


def later_meetings(viewer: Person, meeting: Meeting) -> QuerySet[Meeting]:
    """The later meetings of the same panel that have begun, for those who run it."""
    later = schedule.meetings_run_by(viewer).filter(panel=meeting.panel_id, starts_at__gt=meeting.starts_at)
    return later.filter(state__in=meeting_states.REGISTERED, starts_at__lte=clock.now()).order_by("starts_at", "pk")


def people_to_tell(notes: MeetingNotes) -> QuerySet[Person]:
    """Everyone invited who is on the panel today."""
    invited = Invitation.objects.filter(meeting=notes.meeting_id, person=OuterRef("pk"))
    here = Role.objects.filter(people.belonging(), panel=notes.meeting.panel_id, person=OuterRef("pk"))
    return Person.objects.filter(Exists(invited), Exists(here), is_active=True).order_by("pk")


def notes_behind(message: outbox.OutboxMessage) -> MeetingNotes | None:
    """The notes a message is about."""
    every = MeetingNotes.objects.unscoped("the ones a message is about").filter(pk=message.about_id)
    return every.select_related("meeting__panel").first()


def panel_behind(message: outbox.OutboxMessage) -> UUID | None:
    """The panel a message is about."""
    every = MeetingNotes.objects.unscoped("the ones a message is about").filter(pk=message.about_id)
    return every.values_list("meeting__panel", flat=True).first()


def actions_asked() -> QuerySet[NotesAction]:
    """What somebody on the panel is asked to do in notes that are out, and has not said yes to; whoever it is."""
    here = Role.objects.filter(people.belonging(), panel=OuterRef("panel"), person=OuterRef("person"))
    every = NotesAction.objects.unscoped("whoever is asked is told")
    asked = every.filter(Exists(here), person__is_active=True, said_yes_at__isnull=True, state=states.OPEN)
    asked = asked.filter(notes__state__in=states.READABLE).order_by("pk")
    return asked.select_related("person", "notes__meeting", "panel__contact")


def is_asked(action: NotesAction) -> bool:
    """Does somebody on the panel still wait to say yes or no to this?"""
    return actions_asked().filter(pk=action.pk).exists()


def action_behind(message: outbox.OutboxMessage) -> NotesAction:
    """The action a message is about; one is never deleted, so it is found."""
    every = NotesAction.objects.unscoped("the one a message is about")
    return every.select_related("notes__meeting", "panel").get(pk=message.about_id)


def is_true(notes: MeetingNotes, person_id: UUID) -> bool:
    """Are the notes still there to read for this person? Asked just before they are told."""
    return notes.state in states.READABLE and people_to_tell(notes).filter(pk=person_id).exists()
