"""Writing notes, putting them to people, and saying that they are agreed."""

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.notes import access, notices, queries, states
from meetings.notes.models import MeetingNotes, NotesSection, NotesVersion
from meetings.schedule import actions as schedule
from meetings.schedule import queries as meetings
from meetings.schedule import states as meeting_states


@transaction.atomic
def save(*, meeting_id: UUID, sections: list[tuple[str, str]], revision: int, by: Person) -> MeetingNotes:
    """Keep these parts as the newest version; the same words again keep nothing new.

    `revision` is the version that was looked at. Before people can read the notes it is a draft; afterwards a change
    they can compare; once agreed, a dated correction beside what was agreed. Raises NotAllowed for anyone who does not
    run the meeting, ChangedMeanwhile when somebody else saved meanwhile, NotNow without words or before the
    meeting has begun.
    """
    meeting = schedule.lock_to_run(meeting_id, by)
    if meeting.state not in meeting_states.REGISTERED:
        raise NotNow("This meeting was not held, so there is nothing to note.")
    if meeting.starts_at > clock.now():
        raise NotNow("This meeting has not started yet. Its notes can be written when it has.")
    kept = [(heading.strip(), words) for heading, words in sections if heading.strip() or words.strip()]
    states.check_sections(kept)
    notes = _locked(meeting_id) or MeetingNotes(meeting=meeting)
    if kept == queries.words_behind(notes):
        return notes
    states.check_revision(revision, notes.revision)
    notes.revision += 1
    notes.save()
    version = NotesVersion(notes=notes, number=notes.revision, written_by=by)
    version.save(force_insert=True)
    NotesSection.objects.unscoped("the parts of a new version").bulk_create(
        NotesSection(version=version, order=order, heading=heading, words=words)
        for order, (heading, words) in enumerate(kept, start=1)
    )
    audit.record(by=by, verb="notes.saved", about=notes, number=notes.revision, state=notes.state)
    return notes


@transaction.atomic
def send_out(*, meeting_id: UUID, changes_until: date, by: Person) -> MeetingNotes:
    """Everyone invited can read the notes now, and those who came can suggest changes until that day. Told once.

    Whoever is asked to do something that is in them, and has not said yes, hears that too: of a draft nobody does.

    Raises NotAllowed for anyone who does not run the meeting, NotNow when the notes are out or the day has gone.
    """
    notes = _lock(meeting_id, by)
    states.check(notes.state, states.OUT)
    states.check_until(changes_until, clock.today(notes.meeting.panel.time_zone))
    notes.state, notes.out_revision = states.OUT, notes.revision
    notes.out_at, notes.changes_until = clock.now(), changes_until
    notes.save()
    audit.record(by=by, verb="notes.sent_out", about=notes, until=changes_until)
    for person in queries.people_to_tell(notes):
        notices.tell_ready(notes, person)
    for action in queries.actions_asked().filter(notes=notes):
        notices.tell_asked(action)
    return notes


@transaction.atomic
def agree(*, meeting_id: UUID, at_meeting_id: UUID, revision: int, by: Person) -> MeetingNotes:
    """The panel agreed to this version at a later meeting.

    Raises NotAllowed for anyone who does not run the meeting, ChangedMeanwhile when another version is the newest,
    NotNow while changes can be suggested or one has no answer, and for a meeting that is not a later one of this panel,
    or has not begun.
    """
    notes = _lock(meeting_id, by)
    states.check(notes.state, states.AGREED)
    states.check_revision(revision, notes.revision)
    assert notes.changes_until is not None  # they are out
    today = clock.today(notes.meeting.panel.time_zone)
    states.check_can_be_agreed(notes.changes_until, today, queries.suggestions_waiting(notes))
    later = queries.later_meetings(by, notes.meeting).filter(pk=at_meeting_id).first()
    if later is None:
        raise NotNow("Please choose a later meeting of this panel that has begun.")
    notes.state, notes.agreed_at = states.AGREED, clock.now()
    notes.agreed_meeting, notes.agreed_revision = later, notes.revision
    notes.save()
    audit.record(by=by, verb="notes.agreed", about=notes, number=notes.revision, meeting=later.pk)
    return notes


def lock_notes(meeting_id: UUID) -> MeetingNotes:
    """The notes of a meeting, held still until the transaction ends; NotAllowed when there are none."""
    notes = _locked(meeting_id)
    if notes is None:
        raise NotAllowed
    return notes


def _lock(meeting_id: UUID, by: Person) -> MeetingNotes:
    if not meetings.meetings_run_by(by).filter(pk=meeting_id).exists():
        raise NotAllowed
    notes = lock_notes(meeting_id)
    if not access.can_write(by, notes.meeting):
        raise NotAllowed
    return notes


def _locked(meeting_id: UUID) -> MeetingNotes | None:
    every = MeetingNotes.objects.unscoped("the one to be changed").filter(meeting=meeting_id)
    return every.select_for_update(of=("self",)).select_related("meeting__panel").first()
