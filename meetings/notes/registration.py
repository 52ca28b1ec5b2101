"""What this room hands to the rooms below it: its message, and ways in from a meeting and from the list of meetings."""

from accounts.people import access as people
from accounts.people.models import Person
from accounts.reaching import registration as reaching
from meetings.invitations import registration as invitations
from meetings.notes import notices, queries, states
from meetings.schedule import registration as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting


def register() -> None:
    """Called once when the project starts."""
    notices.register()
    reaching.register_errands("notes", reaching.Source(states.KINDS, queries.may_be_passed_on, queries.errands_for))
    asking = reaching.Source((states.ASKED,), queries.may_be_asked_by_hand, queries.errands_asked_for)
    reaching.register_errands("notes actions", asking)
    invitations.register_told(queries.told_for)
    schedule.register_meeting_link(
        order=55,
        label="Notes and actions",
        url_name="notes:notes-read",
        shown_to=_was_opened,
        hint="What was said, and what is still to be done.",
    )
    schedule.register_list_link(
        order=5, label="Notes and actions", url_name="notes:notes-list", shown_to=people.sees_any_panel
    )


def _was_opened(viewer: Person, meeting: Meeting) -> bool:
    """Whether there are notes or not, so that the link tells nothing."""
    return meeting.state in meeting_states.REGISTERED
