"""Meetings of a panel, what they were before they changed, the places they meet in, series, and calendar links."""

from meetings.schedule.models.calendars import CalendarFeed
from meetings.schedule.models.meetings import Meeting, MeetingChange, MeetingSeries
from meetings.schedule.models.venues import Venue, VenuePicture, YesNo

__all__ = ["CalendarFeed", "Meeting", "MeetingChange", "MeetingSeries", "Venue", "VenuePicture", "YesNo"]
