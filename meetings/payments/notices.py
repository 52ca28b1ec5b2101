"""What this room tells people: that they are asked to do something, that something did not go as we said, and that it
is late. What a locked telephone shows names no money."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.people import queries as people_queries
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage
from leap.design.times import say_day, there
from meetings.payments import states
from meetings.payments.models import PaymentLine, Work
from meetings.payments.queries.lines import times_moved
from meetings.payments.queries.work import offers_in_words

NEWS = "line_news"
LATE = "money_late"
KINDS = (NEWS, LATE)
ASKED = "work_asked"
IN_A_PAUSE = ("papers_only",)
IN_THE_MORNING = time(9)  # nobody is told at midnight, when a day is over


def tell(line: PaymentLine) -> None:
    """The person hears that one of their lines is not paid, was sent back, or did not arrive. Once for each time."""
    outbox.queue(kind=NEWS, to=line.person, about=line, occasion=occasion(line, times_moved(line)))


def tell_late(line: PaymentLine) -> bool:
    """The person hears that what they wait for is late, not before nine in the morning on their panel's clock. Once for
    each line. False when nothing is written to them: they have heard, they are not here, or they take a break in which
    they do not want to hear of it (then they are told when they are back)."""
    if not line.person.is_active or _takes_a_break(line):
        return False
    here = there(clock.now(), line.panel)
    morning = datetime.combine(here.date(), IN_THE_MORNING, here.tzinfo)
    due_at = max(morning, clock.now())
    return outbox.queue(kind=LATE, to=line.person, about=line, occasion="late", due_at=due_at) is not None


def ask(work: Work) -> None:
    """The person hears by their own way that they are asked to do something outside a meeting, what is offered for it
    and until when they can answer. Once for each piece of work."""
    outbox.queue(kind=ASKED, to=work.person, about=work, occasion="asked")


def is_asked(work: Work) -> bool:
    """Is it still to answer, and is the person here?"""
    return not work.answer and work.done_at is None and work.called_off_at is None and work.person.is_active


def facts_of_work(work: Work, offer: str) -> dict[str, Any]:
    """What the templates need; `offer` is what is offered, in words."""
    path = reverse("payments:work-choice", kwargs={"work_id": work.pk})
    until = states.answer_until(on=work.on, offered_on=there(work.offered_at, work.panel).date())
    return {"work": work, "panel": work.panel, "offer": offer, "until": until, "path": path}


def errand_of_work(message: OutboxMessage, work: Work, offer: str) -> Errand:
    """The message as something to pass on."""
    return Errand(
        message,
        work.person,
        work.panel,
        about=f"{outbox.kind_called(message.kind).in_words}, {say_day(work.on)}",
        page=reverse("payments:work-list"),
        facts=facts_of_work(work, offer),
    )


def _takes_a_break(line: PaymentLine) -> bool:
    panel, wanted = line.panel_id, dict(people_queries.open_pauses_of(line.person))
    wants_none = panel in wanted and wanted[panel] not in IN_A_PAUSE
    return wants_none and panel in people_queries.panel_ids_of(line.person)


def is_still_late(line: PaymentLine, late: Mapping[tuple[UUID, UUID], PaymentLine]) -> bool:
    """Does the person still wait for money of this panel, and are they here? `late`: see told_and_still_late."""
    return (line.person_id, line.panel_id) in late and line.person.is_active


def speaks_of(line: PaymentLine, late: Mapping[tuple[UUID, UUID], PaymentLine]) -> PaymentLine:
    """The line that a message about this late one speaks of: of all that this panel owes them, told and still late, the
    one promised first. Its own may be paid meanwhile."""
    return late.get((line.person_id, line.panel_id), line)


def occasion(line: PaymentLine, times: int) -> str:
    """The state the news is of, and which time it is."""
    return f"{line.state}-{times}"


def is_true(message: OutboxMessage, line: PaymentLine, times: int) -> bool:
    """Is it still so, and does it concern somebody who is here?"""
    is_news = line.state in states.NEWS and message.occasion == occasion(line, times)
    return is_news and line.person.is_active


def errand(message: OutboxMessage, line: PaymentLine) -> Errand:
    """The message as something to pass on; `line` is the one it speaks of."""
    return Errand(
        message,
        line.person,
        line.panel,
        about=f"{outbox.kind_called(message.kind).in_words}, {say_day(line.activity_on)}",
        page=reverse("payments:record-list"),
        facts=facts_for(line),
    )


def facts_for(line: PaymentLine) -> dict[str, Any]:
    """What the templates need."""
    path = reverse("payments:line-detail", kwargs={"line_id": line.pk})
    is_failed = line.state == states.FAILED
    # Of a meeting the templates say when it is, with the reader's own time.
    about = {"when": say_day(line.activity_on), "meeting": line.meeting, "panel": line.panel}
    return {**about, "path": path, "is_failed": is_failed}


def register() -> None:
    """Called once when the project starts."""
    outbox.register_kind(
        outbox.Kind(
            name=ASKED,
            room="payments",
            still_true=lambda message: is_asked(_work(message)),
            context=_context_of_work,
            panel_of=lambda message: _work(message).panel_id,
            plain_name=lambda message: _work(message).panel.name,
            in_words="Somebody is asked to do something",
        )
    )
    for name, still_true, line_of, in_words in (
        (NEWS, _still_true, _line, "News about what somebody gets"),
        (LATE, _still_late, _late_line, "What somebody gets is late"),
    ):
        outbox.register_kind(
            outbox.Kind(
                name=name,
                room="payments",
                still_true=still_true,
                context=partial(_context, line_of),
                panel_of=_panel_of,
                in_a_pause=IN_A_PAUSE,
                plain_name=lambda message: _line(message).panel.name,
                in_words=in_words,
            )
        )


def _still_true(message: OutboxMessage) -> bool:
    line = _line(message)
    return is_true(message, line, times_moved(line))


def _still_late(message: OutboxMessage) -> bool:
    line = _line(message)
    return is_still_late(line, _late_of(line))


def _late_line(message: OutboxMessage) -> PaymentLine:
    line = _line(message)
    return speaks_of(line, _late_of(line))


def _late_of(line: PaymentLine) -> Mapping[tuple[UUID, UUID], PaymentLine]:
    from meetings.payments.queries.news import told_and_still_late  # that file asks this one which words are true

    return told_and_still_late([line.person_id])


def _context(line_of: Callable[[OutboxMessage], PaymentLine], message: OutboxMessage) -> dict[str, Any]:
    return facts_for(line_of(message))


def _panel_of(message: OutboxMessage) -> UUID:
    return _line(message).panel_id


def _work(message: OutboxMessage) -> Work:
    # Work is never deleted either.
    return Work.objects.select_related("panel", "person", "rate").get(pk=message.about_id)


def _context_of_work(message: OutboxMessage) -> dict[str, Any]:
    work = _work(message)
    return facts_of_work(work, offers_in_words([work])[work.pk])


def _line(message: OutboxMessage) -> PaymentLine:
    # A line is never deleted, so a message about one always finds it.
    return PaymentLine.objects.select_related("meeting", "work", "panel", "person").get(pk=message.about_id)
