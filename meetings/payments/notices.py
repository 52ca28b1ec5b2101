"""What this room tells people: that something did not go as we said. A message says only that there is news; the page
says what."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.reaching.registration import Errand
from leap.core import outbox
from leap.core.outbox import OutboxMessage
from leap.design.times import say_day
from meetings.payments import states
from meetings.payments.models import PaymentLine
from meetings.payments.queries.lines import times_moved

NEWS = "line_news"
KINDS = (NEWS,)


def tell(line: PaymentLine) -> None:
    """The person hears that one of their lines is not paid, was sent back, or did not arrive. Once for each time."""
    outbox.queue(kind=NEWS, to=line.person, about=line, occasion=occasion(line, times_moved(line)))


def occasion(line: PaymentLine, times: int) -> str:
    """The state the news is of, and which time it is."""
    return f"{line.state}-{times}"


def is_true(message: OutboxMessage, line: PaymentLine, times: int) -> bool:
    """Is it still so, and does it concern somebody who is here?"""
    is_news = line.state in states.NEWS and message.occasion == occasion(line, times)
    return is_news and line.person.is_active


def errand(message: OutboxMessage, line: PaymentLine) -> Errand:
    """The message as something to pass on."""
    return Errand(
        message,
        line.person,
        line.meeting.panel,
        about=f"{outbox.kind_called(message.kind).in_words}, {say_day(line.activity_on)}",
        page=reverse("payments:record-list"),
        facts=facts_for(line),
    )


def facts_for(line: PaymentLine) -> dict[str, Any]:
    """What the templates need."""
    path = reverse("payments:line-detail", kwargs={"line_id": line.pk})
    return {"meeting": line.meeting, "path": path, "is_failed": line.state == states.FAILED}


def register() -> None:
    """Called once when the project starts."""
    outbox.register_kind(
        outbox.Kind(
            name=NEWS,
            room="payments",
            still_true=_still_true,
            context=lambda message: facts_for(_line(message)),
            panel_of=_panel_of,
            in_a_pause=("papers_only",),
            plain_name=lambda message: _line(message).meeting.panel.name,
            in_words="News about what somebody gets",
        )
    )


def _still_true(message: OutboxMessage) -> bool:
    line = _line(message)
    return is_true(message, line, times_moved(line))


def _panel_of(message: OutboxMessage) -> UUID:
    return _line(message).meeting.panel_id


def _line(message: OutboxMessage) -> PaymentLine:
    # A line is never deleted, so a message about one always finds it.
    return PaymentLine.objects.select_related("meeting__panel", "person").get(pk=message.about_id)
