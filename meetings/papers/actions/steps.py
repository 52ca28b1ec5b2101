"""What the actions of this room share."""

from uuid import UUID

from accounts.people.models import Person
from leap.core import clock
from leap.core.errors import ChangedMeanwhile
from meetings.papers import states
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting

CHANGED = "Somebody else changed this while you had it open. Both versions are below. Nothing of yours is lost."


def lock_to_change(meeting_id: UUID, by: Person) -> Meeting:
    """The meeting, held still, for somebody who makes its agenda while that can be changed; else NotAllowed, NotNow."""
    meeting = schedule.lock_to_run(meeting_id, by)
    states.check_can_be_changed(meeting.state, meeting.ends_at, clock.now())
    return meeting


def check_revision(now: int, seen: int) -> None:
    """Raise ChangedMeanwhile when what somebody typed was about an older version."""
    if now != seen:
        raise ChangedMeanwhile(CHANGED)
