"""Lists for the pages about notes."""

from dataclasses import dataclass

from accounts.people.models import Person
from leap.core import clock
from meetings.notes import queries
from meetings.notes.models import MeetingNotes
from meetings.schedule import queries as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

MOST = 20


@dataclass(frozen=True)
class ToWrite:
    """A meeting the viewer runs that has begun, with where its notes are."""

    meeting: Meeting
    state: str
    tone: str


def to_write(viewer: Person) -> list[ToWrite]:
    """The latest meetings the viewer runs, each with the state of its notes in words."""
    begun = schedule.meetings_run_by(viewer).filter(state__in=meeting_states.REGISTERED, starts_at__lte=clock.now())
    meetings = list(begun.order_by("-starts_at", "pk")[:MOST])
    states = queries.states_of_notes(viewer, meetings)
    return [ToWrite(each, *_said(states.get(each.pk))) for each in meetings]


def _said(state: str | None) -> tuple[str, str]:
    return {
        None: ("No notes yet", "quiet"),
        MeetingNotes.State.DRAFT: ("A draft", "waiting"),
        MeetingNotes.State.OUT: ("Out for changes", "calm"),
        MeetingNotes.State.AGREED: ("Agreed", "good"),
    }[state]
