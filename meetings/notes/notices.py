"""What this room tells people: once, that there are notes to read, and until when they can be changed."""

from typing import Any

from django.urls import reverse

from accounts.people.models import Person
from leap.core import outbox
from leap.core.outbox import OutboxMessage
from meetings.notes import queries, states
from meetings.notes.models import MeetingNotes
from meetings.notes.queries.reading import facts_of


def tell_ready(notes: MeetingNotes, person: Person) -> None:
    """The person hears that they can read the notes."""
    outbox.queue(kind=states.READY, to=person, about=notes, occasion="ready")


def register() -> None:
    """Called once when the project starts."""
    outbox.register_kind(
        outbox.Kind(
            name=states.READY,
            room="notes",
            still_true=_still_true,
            context=_context,
            panel_of=queries.panel_behind,
            in_a_pause=("papers_only",),
            plain_name=_panel_name,
            in_words="Notes to read",
        )
    )


def _still_true(message: OutboxMessage) -> bool:
    notes = queries.notes_behind(message)
    return notes is not None and queries.is_true(notes, message.to_person_id)


def _context(message: OutboxMessage) -> dict[str, Any]:
    notes = queries.notes_behind(message)
    return {**facts_of(notes), "path": reverse("notes:notes-read", kwargs={"meeting_id": notes.meeting_id})}


def _panel_name(message: OutboxMessage) -> str:
    return queries.notes_behind(message).meeting.panel.name
