"""What this room hands to the rooms below it: its messages and a way in from the list of meetings."""

from accounts.people import access as people
from accounts.people.models import Person
from accounts.reaching import registration as reaching
from meetings.availability import notices, queries, states
from meetings.schedule import registration as schedule


def label_for(viewer: Person) -> str:
    """What the way in is called, for somebody who makes polls and for somebody who is asked."""
    return "Find a date" if people.runs_any_panel(viewer) else "Dates to choose from"


def shown_to(viewer: Person) -> bool:
    """Whoever runs a panel can make a poll; whoever is asked in one can answer."""
    return people.runs_any_panel(viewer) or queries.is_asked_anything(viewer)


def register() -> None:
    """Called once when the project starts."""
    notices.register()
    reaching.register_errands(
        "availability", reaching.Source(states.KINDS, queries.may_be_passed_on, queries.errands_for)
    )
    schedule.register_list_action(order=10, label=label_for, url_name="availability:poll-list", shown_to=shown_to)
