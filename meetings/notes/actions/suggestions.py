"""Changes that people suggest, by themselves or written down for them, and what they are answered."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.assisted import How
from leap.core.errors import NotAllowed, NotNow
from meetings.notes import access, queries, states
from meetings.notes.actions.notes import lock_notes
from meetings.notes.models import MeetingNotes, NotesSection, Suggestion

GONE = "This suggestion has been taken back in the meantime. It needs no answer."
TO_WHOM = "Please choose one of the people who came."


@transaction.atomic
def suggest(*, meeting_id: UUID, words: str, by: Person, part: UUID | None = None, shown: bool = False) -> Suggestion:
    """Somebody who came suggests a change, without their name unless they say so.

    Raises NotAllowed for anyone who was not there or has left, NotNow when the notes take none now.
    """
    notes = lock_notes(meeting_id)
    if notes.state not in states.READABLE or not access.can_suggest(by, notes):
        raise NotAllowed
    _check_open(notes)
    suggestion = Suggestion(notes=notes, person=by, part=_part(notes, part), words=words, shown=shown)
    return _keep(suggestion, by, "notes.change_suggested")


@transaction.atomic
def record_suggestion(
    *, meeting_id: UUID, person: Person, words: str, how: str, read_back: bool, by: Person,
    part: UUID | None = None, shown: bool = False,
) -> Suggestion:  # fmt: skip
    """Write down a change that somebody suggests by phone, by letter or in person.

    Raises NotAllowed for anyone who does not run the meeting and for their own, NotNow when the person did not come, or
    the notes take no suggestions now.
    """
    notes = lock_notes(meeting_id)
    if not access.can_write(by, notes.meeting) or person.pk == by.pk:
        raise NotAllowed
    _check_open(notes)
    if not access.can_suggest(person, notes) or how not in How.values:
        raise NotNow(TO_WHOM)
    suggestion = Suggestion(notes=notes, person=person, part=_part(notes, part), words=words, shown=shown)
    suggestion.by_somebody(by=by, how=how, read_back=read_back)
    return _keep(suggestion, by, "notes.change_recorded")


@transaction.atomic
def answer(*, suggestion_id: UUID, said: str, words: str, by: Person) -> Suggestion:
    """Say what becomes of a suggestion, in words the person reads. It can be answered again until the notes are agreed.

    Raises NotAllowed for anyone who does not run the meeting, NotNow once the notes are agreed or without an answer.
    """
    every = Suggestion.objects.unscoped("the one to be answered").filter(pk=suggestion_id)
    meeting_id = every.values_list("notes__meeting", flat=True).first()
    if meeting_id is None:
        raise NotAllowed
    notes = lock_notes(meeting_id)
    if not access.can_write(by, notes.meeting):
        raise NotAllowed
    if notes.state != states.OUT:
        raise NotNow("These notes are agreed. What was answered stays as it is.")
    if said not in states.ANSWERS or not words.strip():
        raise NotNow("Please choose what becomes of it, and say so in a few words.")
    suggestion = every.first()
    if suggestion is None:  # taken out while we waited for our turn
        raise NotNow(GONE)
    suggestion.answer, suggestion.answer_words = said, words
    suggestion.answered_at, suggestion.answered_by = clock.now(), by
    suggestion.save(update_fields=["answer", "answer_words", "answered_at", "answered_by"])
    audit.record(by=by, verb="notes.change_answered", about=suggestion, said=said)
    return suggestion


def take_out_waiting(*, person: Person, panel: Panel, by: Person) -> None:
    """Somebody leaves a panel: what they suggested with their name to it, and has no answer yet, is taken out.

    What they suggested without their name stays, and is nobody's. Were it gone the day they left, it would be plain
    whose it was.
    """
    every = Suggestion.objects.unscoped("of whoever leaves").filter(
        person=person, notes__meeting__panel=panel, answer=Suggestion.Answer.WAITING, shown=True
    )
    # Held as by whoever answers them, so that each is answered or taken out.
    for meeting_id in sorted(set(every.values_list("notes__meeting", flat=True))):
        notes = lock_notes(meeting_id)
        for suggestion in every.filter(notes=notes).order_by("pk"):
            audit.record(by=by, verb="notes.change_taken_out", about=suggestion, whose=person, notes=notes.pk)
            suggestion.delete()


def _check_open(notes: MeetingNotes) -> None:
    states.check_takes_suggestions(notes.state, notes.changes_until, clock.today(notes.meeting.panel.time_zone))


def _part(notes: MeetingNotes, part: UUID | None) -> NotesSection | None:
    """The part it is about, of any version others could read; a part of other notes is no part."""
    if part is None:
        return None
    found = queries.parts_behind(notes).filter(pk=part).first()
    if found is None:
        raise NotNow("Please choose which part your words are about.")
    return found


def _keep(suggestion: Suggestion, by: Person, verb: str) -> Suggestion:
    suggestion.save(force_insert=True)
    audit.record(by=by, verb=verb, about=suggestion, whose=suggestion.person, notes=suggestion.notes_id)
    return suggestion
