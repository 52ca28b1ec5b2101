"""Reads about plans that are being made in the background, for those who arrange the meeting."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from accounts.people.models import Person
from leap.core import clock
from meetings.schedule.models import Meeting
from meetings.seating import states
from meetings.seating.models import SeatingPlan, WantedPlan
from meetings.seating.queries.plans import people_coming, people_joining, supporters_coming

LEASE = timedelta(minutes=3)  # longer than a worker may take; then another one makes it


@dataclass(frozen=True, slots=True)
class Making:
    """A plan that is being made, or could not be, in words. `can_choose`: it can still be planned in another way."""

    wanted: WantedPlan
    is_over: bool
    sentence: str
    ago: str
    can_choose: bool


def takes_long(viewer: Person, meeting: Meeting, *, with_remote: bool) -> bool:
    """Is a plan for everyone who takes part made in the background? For somebody who runs the panel."""
    joining = people_joining(viewer, meeting) if with_remote else []
    places = [*people_coming(viewer, meeting), *supporters_coming(viewer, meeting), *joining]
    return states.takes_long(len(places))


def being_made(meeting: Meeting) -> WantedPlan | None:
    """The plan of this meeting that is being made; None when none is. For those who arrange the meeting."""
    return WantedPlan.objects.filter(meeting=meeting, ended_at__isnull=True).select_related("wanted_by").first()


def last_wanted(meeting: Meeting) -> WantedPlan | None:
    """The last plan of this meeting that was to be made in the background. For those who arrange the meeting."""
    found = WantedPlan.objects.filter(meeting=meeting).select_related("wanted_by", "around", "meeting")
    return found.order_by("-wanted_at", "-pk").first()


def came_to_nothing(meeting: Meeting, in_use: SeatingPlan | None) -> WantedPlan | None:
    """What was chosen for a new plan that could not be made, if no plan was made since: to fill the boxes again."""
    last = last_wanted(meeting)
    if last is None or not last.why_not or last.around_id is not None:
        return None
    return last if in_use is None or in_use.made_at < last.wanted_at else None


def how_far(wanted: WantedPlan) -> Making:
    """Whether it is being made, or why it could not be, and how long ago it was asked for. Of the search nothing is
    said: where a wish is in its way it begins afresh, and whoever counts its steps would see that.
    """
    minutes = (clock.now() - wanted.wanted_at) // timedelta(minutes=1)
    ago = "less than a minute ago" if minutes < 1 else "one minute ago" if minutes == 1 else f"{minutes} minutes ago"
    can_choose = wanted.meeting.state in states.PLANNABLE
    if wanted.ended_at is None:
        waits = wanted.begun_at is None
        said = "It waits for its turn." if waits else "It is being made."
        return Making(wanted, False, f"{said} That is mostly a few seconds.", ago, can_choose)
    words = WHY_NOT_ANOTHER if wanted.around_id else WHY_NOT
    said = words.get(wanted.why_not, "The plan is made.") if can_choose else NO_SEATS_NEEDED
    return Making(wanted, True, said, ago, can_choose)


NO_SEATS_NEEDED = "No plan was made, since this meeting is not ahead any more. There is nothing more to do."
WHY_NOT = {
    WantedPlan.Why.CHANGED: "Who comes, or where, has changed while the plan was made. Nothing else is changed. "
    "What you chose is still in the boxes: please look once more and make the plan again.",
    WantedPlan.Why.SIDE_BY_SIDE: "In this room not every supporter could sit beside the person they come with. "
    "Two more seats side by side would do. You can change the room, or make the plan all the same.",
    WantedPlan.Why.BROKEN: "Something went wrong on our side, and no plan was made. Nothing else is changed. "
    "Please make the plan again.",
}
WHY_NOT_ANOTHER = {
    WantedPlan.Why.CHANGED: "Who comes, or who sits where, has changed while the other plan was made. The plan in use "
    "is as it was left. Please look at it once more, then you can try another.",
    WantedPlan.Why.SIDE_BY_SIDE: "In another plan not every supporter could sit beside the person they come with. "
    "The plan in use stays as it is. It may go when fewer people are kept where they sit.",
    WantedPlan.Why.BROKEN: "Something went wrong on our side, and no other plan was made. The plan in use stays as it "
    "is. Please try once more.",
}


def waiting_to_be_made() -> QuerySet[WantedPlan]:
    """For LEAP's own work: those not begun, or begun so long ago that whoever made them is not there any more."""
    nobody = Q(begun_at__isnull=True) | Q(begun_at__lt=clock.now() - LEASE)
    return WantedPlan.objects.filter(nobody, ended_at__isnull=True).order_by("wanted_at", "pk")
