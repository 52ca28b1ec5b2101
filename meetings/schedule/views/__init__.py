from meetings.schedule.views.meetings import meeting_cancel, meeting_detail, meeting_list
from meetings.schedule.views.new import meeting_check, meeting_new

__all__ = ["meeting_cancel", "meeting_check", "meeting_detail", "meeting_list", "meeting_new"]
