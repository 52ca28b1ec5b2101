"""Meetings of a panel and what they were before, places, series, school holidays, and calendar links."""

from meetings.schedule.models.calendars import CalendarFeed
from meetings.schedule.models.holidays import SchoolHoliday
from meetings.schedule.models.meetings import Meeting, MeetingChange, MeetingSeries, MeetsSomewhere
from meetings.schedule.models.venues import Venue, VenuePicture, YesNo

__all__ = [
    "CalendarFeed",
    "Meeting",
    "MeetingChange",
    "MeetingSeries",
    "MeetsSomewhere",
    "SchoolHoliday",
    "Venue",
    "VenuePicture",
    "YesNo",
]
