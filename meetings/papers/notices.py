"""What this room tells people: that there is something to read before a date. What it is stands on the page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.urls import reverse

from accounts.people.models import Pause, Person
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage
from leap.design.times import say_day
from meetings.invitations import queries as invitations
from meetings.papers.models import PaperVersion
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

READY = "papers_ready"
KINDS = (READY,)
IN_WORDS = "Papers to read before a meeting"
IS_OUT = Q(sent_at__isnull=False, paper__withdrawn_at__isnull=True)  # of versions: people may read it


def tell_ready(meeting: Meeting, person: Person) -> bool:
    """The person hears that there is something to read; once a day at most, however much is sent. Says whether they do
    now."""
    day = clock.today(meeting.panel.time_zone)
    use = outbox.Use(meeting.starts_at)
    return outbox.queue(kind=READY, to=person, about=meeting, occasion=f"papers-{day}", use=use) is not None


def is_ahead(meeting: Meeting) -> bool:
    """Is there still a meeting to read something for?"""
    return meeting.state == meeting_states.OPEN and clock.now() < meeting.starts_at


def has_papers(meeting: Meeting) -> bool:
    """Was anything sent for this meeting that still stands?"""
    return PaperVersion.objects.filter(IS_OUT, paper__meeting=meeting).exists()


def last_sent(meeting: Meeting) -> datetime | None:
    """When something that still stands was sent for this meeting last; None when nothing does."""
    return PaperVersion.objects.filter(IS_OUT, paper__meeting=meeting).aggregate(last=Max("sent_at"))["last"]


def told_since(meeting: Meeting, since: datetime) -> set[UUID]:
    """Who heard from then on that there is something to read before this meeting."""
    told = OutboxMessage.objects.filter(kind=READY, about_id=meeting.pk, created_at__gte=since)
    return set(told.values_list("to_person_id", flat=True))


def errand(message: OutboxMessage, meeting: Meeting, person: Person) -> Errand:
    """The message as something to pass on."""
    return Errand(
        message,
        person,
        meeting.panel,
        about=f"{IN_WORDS}, {say_day(meeting.starts_at, meeting.panel)}",
        page=_page(meeting),
        facts=facts_for(meeting),
    )


def facts_for(meeting: Meeting) -> dict[str, Any]:
    """What the templates need."""
    return {"meeting": meeting, "path": _page(meeting)}


def register() -> None:
    """Called once when the project starts."""
    outbox.register_kind(
        outbox.Kind(
            name=READY,
            room="papers",
            still_true=_still_true,
            context=_context,
            panel_of=_panel_of,
            in_a_pause=(Pause.Contact.PAPERS_ONLY,),
            plain_name=_panel_name,
            in_words=IN_WORDS,
            use=lambda message: outbox.Use(_meeting(message).starts_at),
        )
    )


def _still_true(message: OutboxMessage) -> bool:
    """Asked at the last moment: the meeting is ahead, something stands to be read, and it is still for this person."""
    meeting = _meeting(message)
    if not (is_ahead(meeting) and has_papers(meeting)):
        return False
    return invitations.people_getting_papers(meeting).filter(pk=message.to_person_id).exists()


def _context(message: OutboxMessage) -> dict[str, Any]:
    return facts_for(_meeting(message))


def _panel_name(message: OutboxMessage) -> str:
    return _meeting(message).panel.name


def _panel_of(message: OutboxMessage) -> UUID:
    return _meeting(message).panel_id


def _meeting(message: OutboxMessage) -> Meeting:
    # A meeting is never deleted, so a message about one always finds it.
    return Meeting.objects.select_related("panel", "venue").get(pk=message.about_id)


def _page(meeting: Meeting) -> str:
    return reverse("papers:agenda-detail", kwargs={"meeting_id": meeting.pk})
