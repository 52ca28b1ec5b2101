from meetings.schedule.views.calendars import calendar_feed, calendar_link, calendar_link_end, meeting_calendar
from meetings.schedule.views.correcting import meeting_correct
from meetings.schedule.views.holidays import holiday_list, holiday_new, holiday_remove
from meetings.schedule.views.meetings import meeting_cancel, meeting_detail, meeting_list
from meetings.schedule.views.moving import meeting_move, place_reason
from meetings.schedule.views.new import meeting_check, meeting_new
from meetings.schedule.views.pictures import picture_edit, picture_file, picture_new, picture_remove
from meetings.schedule.views.series import series_check, series_new
from meetings.schedule.views.venues import venue_detail, venue_edit, venue_list, venue_new
from meetings.schedule.views.year import year

__all__ = [
    "calendar_feed",
    "calendar_link",
    "calendar_link_end",
    "holiday_list",
    "holiday_new",
    "holiday_remove",
    "meeting_calendar",
    "meeting_cancel",
    "meeting_check",
    "meeting_correct",
    "meeting_detail",
    "meeting_list",
    "meeting_move",
    "meeting_new",
    "picture_edit",
    "picture_file",
    "picture_new",
    "picture_remove",
    "place_reason",
    "series_check",
    "series_new",
    "venue_detail",
    "venue_edit",
    "venue_list",
    "venue_new",
    "year",
]
