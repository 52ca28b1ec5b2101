"""What this room tells people, each once: that there are notes to read, and that they are asked to do something."""

from typing import Any

from django.urls import reverse

from accounts.people.models import Person
from leap.core import outbox
from leap.core.outbox import OutboxMessage
from meetings.notes import queries, states
from meetings.notes.models import MeetingNotes, NotesAction
from meetings.notes.queries.reading import facts_of
from meetings.notes.queries.todo import facts_asked


def tell_ready(notes: MeetingNotes, person: Person) -> None:
    """The person hears that they can read the notes."""
    outbox.queue(kind=states.READY, to=person, about=notes, occasion="ready")


def tell_asked(action: NotesAction) -> None:
    """The person hears that there is a question for them. What it is stands on the page."""
    outbox.queue(kind=states.ASKED, to=action.person, about=action, occasion="asked")


def settle(action: NotesAction, by: Person) -> None:
    """The person has answered: nobody has to ask them by phone or letter any more."""
    outbox.settle_waiting(outbox.waiting_for_a_person().filter(about_id=action.pk, kind=states.ASKED), by=by)


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
    outbox.register_kind(
        outbox.Kind(
            name=states.ASKED,
            room="notes",
            still_true=_is_still_asked,
            context=_context_asked,
            panel_of=lambda message: queries.action_behind(message).panel_id,
            plain_name=lambda message: queries.action_behind(message).panel.name,
            in_words="A question after a meeting",
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


def _is_still_asked(message: OutboxMessage) -> bool:
    """Asked at the last moment: it is open, with this person, and they have not said yes."""
    return queries.actions_asked().filter(pk=message.about_id, person=message.to_person_id).exists()


def _context_asked(message: OutboxMessage) -> dict[str, Any]:
    return facts_asked(queries.action_behind(message))
