"""Every change to meetings, series, places, school holidays and calendar links."""

from meetings.schedule.actions.calendars import end_calendar_link, make_calendar_link
from meetings.schedule.actions.holidays import add_school_holidays, remove_school_holidays
from meetings.schedule.actions.meetings import (
    cancel_meeting,
    check_venue,
    lock_to_run,
    mark_held,
    open_meeting,
    plan_meeting,
)
from meetings.schedule.actions.moving import (
    ChangedMeanwhile,
    Facts,
    PlaceNeedsReason,
    Words,
    check_place,
    correct_meeting,
    facts_of,
    give_place_reason,
    move_meeting,
    words_of,
)
from meetings.schedule.actions.pictures import add_picture, change_picture, remove_picture
from meetings.schedule.actions.series import cancel_rest, move_rest, plan_series
from meetings.schedule.actions.venues import change_venue, make_venue

__all__ = [
    "ChangedMeanwhile",
    "Facts",
    "PlaceNeedsReason",
    "Words",
    "add_picture",
    "add_school_holidays",
    "cancel_meeting",
    "cancel_rest",
    "change_picture",
    "change_venue",
    "check_place",
    "check_venue",
    "correct_meeting",
    "end_calendar_link",
    "facts_of",
    "give_place_reason",
    "lock_to_run",
    "make_calendar_link",
    "make_venue",
    "mark_held",
    "move_meeting",
    "move_rest",
    "open_meeting",
    "plan_meeting",
    "plan_series",
    "remove_picture",
    "remove_school_holidays",
    "words_of",
]
