from meetings.invitations.actions.changing import tell_cancelled, tell_moved
from meetings.invitations.actions.inviting import invite_panel, queue_due_reminders
from meetings.invitations.actions.links import forget_links, stop_link
from meetings.invitations.actions.places import free_places_of, keep_lines_moving
from meetings.invitations.actions.replying import record_reply, reply, reply_by_link

__all__ = [
    "forget_links",
    "free_places_of",
    "invite_panel",
    "keep_lines_moving",
    "queue_due_reminders",
    "record_reply",
    "reply",
    "reply_by_link",
    "stop_link",
    "tell_cancelled",
    "tell_moved",
]
