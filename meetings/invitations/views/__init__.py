from meetings.invitations.views.links import date_by_link, reply_by_link
from meetings.invitations.views.mine import link_stop, reply_edit
from meetings.invitations.views.panel import meeting_invite, reached_list, reply_list, reply_record, what_helps

__all__ = [
    "date_by_link",
    "link_stop",
    "meeting_invite",
    "reached_list",
    "reply_by_link",
    "reply_edit",
    "reply_list",
    "reply_record",
    "what_helps",
]
