"""The secret link that a calendar program asks for somebody's dates."""

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from leap.core.secret_links import hash_of, new_secret
from meetings.schedule import access
from meetings.schedule.models import CalendarFeed


@transaction.atomic
def make_calendar_link(*, by: Person) -> str:
    """A new secret for the person's own calendar link; the one before it stops working. It can be read only now.

    Raises NotAllowed for somebody on no panel.
    """
    if not access.can_have_calendar_link(by):
        raise NotAllowed
    _end(by)
    token = new_secret()
    feed = CalendarFeed.objects.create(person=by, token_hash=hash_of(token))
    audit.record(by=by, verb="calendar_link.made", about=feed, whose=by)
    return token


@transaction.atomic
def end_calendar_link(*, by: Person) -> None:
    """The person's own link stops working at once. When there is none, nothing happens."""
    _end(by)


def _end(by: Person) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # two windows at once: one after the other
    for feed in CalendarFeed.objects.filter(person=by, ended_at__isnull=True):
        feed.ended_at = clock.now()
        feed.save(update_fields=["ended_at"])
        audit.record(by=by, verb="calendar_link.ended", about=feed, whose=by)
