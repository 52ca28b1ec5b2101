"""What was never noticed, because everything was off until it was of no use any more: it is written down, so that those
who run the panel can see it. Nothing is sent.
"""

from datetime import datetime, timedelta

from meetings.invitations import notices, queries
from meetings.invitations.models import Look
from meetings.invitations.planning.reminders import LONGEST_NOTICE, missed, nudges, reminders
from meetings.schedule import queries as schedule

# LEAP looks every minute. Nothing is due and past its use within so short a time, so it need not be asked for.
SHORT = timedelta(minutes=10)


def note_missed(*, now: datetime, by: None = None) -> int:
    """Write down whom LEAP would have reminded, or asked again, had it been running since it last looked: how many.

    Nothing when it never looked before: then nobody was promised anything. Each is written down once, also when this
    stops half-way and is done again.
    """
    since = queries.last_looked_at()
    if since is None or now - since < SHORT:
        return 0
    noted = 0
    for meeting in schedule.open_meetings_starting(after=since, before=now + LONGEST_NOTICE):
        start = notices.start_of(meeting)
        for nudge in missed(nudges(start), since, now):
            asked = queries.to_ask_again(meeting, nudge)
            noted += sum(notices.note_missed(notices.REPLY_OPEN, each, nudge) for each in asked)
        for reminder in missed(reminders(start), since, now):
            reminded = queries.to_remind(meeting, reminder)
            noted += sum(notices.note_missed(notices.REMINDER, each, reminder) for each in reminded)
    return noted


def note_looked(*, now: datetime, by: None = None) -> None:
    """Remember that LEAP has looked, and that all it found is written down."""
    if not Look.objects.update(looked_at=now):
        Look.objects.get_or_create(is_the_one=True, defaults={"looked_at": now})
