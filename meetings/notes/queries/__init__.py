"""Reads about notes. A draft is not there for anybody but those who run the meeting.

Who suggested what is told to nobody unless the person says so, not even to those who answer: no name, no time, no
order.
"""

from meetings.notes.queries.behind import (
    is_true,
    later_meetings,
    notes_behind,
    panel_behind,
    parts_behind,
    people_to_tell,
    suggestions_waiting,
    words_behind,
)
from meetings.notes.queries.reading import (
    Change,
    Reading,
    Suggested,
    came_to,
    errands_for,
    may_be_passed_on,
    my_suggestions,
    names_on_panel,
    notes_list_for,
    notes_run_by,
    reading_for,
    states_of_notes,
    suggested_in,
    suggestions_run_by,
    told_for,
    written_for,
)
from meetings.notes.queries.todo import Todo, actions_for, actions_on_panels, actions_seen_by, todos_at

__all__ = [
    "Change",
    "Reading",
    "Suggested",
    "Todo",
    "actions_for",
    "actions_on_panels",
    "actions_seen_by",
    "came_to",
    "errands_for",
    "is_true",
    "later_meetings",
    "may_be_passed_on",
    "my_suggestions",
    "names_on_panel",
    "notes_behind",
    "notes_list_for",
    "notes_run_by",
    "panel_behind",
    "parts_behind",
    "people_to_tell",
    "reading_for",
    "states_of_notes",
    "suggested_in",
    "suggestions_run_by",
    "suggestions_waiting",
    "todos_at",
    "told_for",
    "words_behind",
    "written_for",
]
