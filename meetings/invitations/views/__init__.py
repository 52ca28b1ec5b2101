from meetings.invitations.views.mine import reply_edit
from meetings.invitations.views.panel import meeting_invite, reached_list, reply_list, reply_record, what_helps

__all__ = ["meeting_invite", "reached_list", "reply_edit", "reply_list", "reply_record", "what_helps"]
