"""What this room hands to the rooms below it: its message, and ways in from a meeting and from the list of meetings."""

from accounts.people import access as people
from accounts.people import registration as places
from accounts.people.models import Panel, Person
from accounts.reaching import registration as reaching
from meetings.invitations import registration as invitations
from meetings.notes import actions, notices, queries, states
from meetings.schedule import registration as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting


def clear_away(person: Person, panel: Panel, by: Person) -> None:
    """Somebody leaves: what is still to be done is with nobody, and what waits under their name is taken out."""
    actions.hand_back_all(person=person, panel=panel, by=by)
    actions.take_out_waiting(person=person, panel=panel, by=by)


def register() -> None:
    """Called once when the project starts."""
    notices.register()
    reaching.register_errands("notes", reaching.Source(states.KINDS, queries.may_be_passed_on, queries.errands_for))
    asking = reaching.Source((states.ASKED,), queries.may_be_asked_by_hand, queries.errands_asked_for)
    reaching.register_errands("notes actions", asking)
    invitations.register_told(queries.told_for)
    places.on_leaving(clear_away)
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
