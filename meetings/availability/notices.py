"""What this room tells people, and until when it is true. A message is about one person asked; it names no date."""

from typing import Any

from django.urls import reverse

from leap.core import outbox
from leap.core.outbox import OutboxMessage
from meetings.availability import queries, states
from meetings.availability.models import DateReply
from meetings.availability.planning.reminding import answers_end

IN_WORDS = {
    states.ASKED: "A question about dates",
    states.REMINDER: "A question about dates that is still open",
    states.ENDED: "No date was found",
}


def ask(reply: DateReply) -> None:
    """The person hears that there are dates to choose from."""
    outbox.queue(kind=states.ASKED, to=reply.person, about=reply, occasion="asked", use=_use(states.ASKED, reply))


def remind(reply: DateReply) -> bool:
    """The person hears once more; False when they have already."""
    facts = {"kind": states.REMINDER, "to": reply.person, "about": reply, "occasion": "reminder"}
    return outbox.queue(**facts, use=_use(states.REMINDER, reply)) is not None


def _use(kind: str, reply: DateReply | None) -> outbox.Use:
    """It is of use to be asked for as long as there is time to answer. Who was asked need not be reminded by every
    means."""
    if kind == states.ENDED or reply is None:
        return outbox.ALWAYS
    until = answers_end(reply.poll.answer_by, reply.poll.panel.time_zone)
    return outbox.Use(until, is_needed=kind == states.ASKED)


def tell_ended(reply: DateReply) -> None:
    """The person hears that no date came of it."""
    outbox.queue(kind=states.ENDED, to=reply.person, about=reply, occasion="closed")


def settle(reply: DateReply, by: Any) -> None:
    """The person has answered: nobody has to ask them by phone or letter any more."""
    asking = outbox.waiting_for_a_person().filter(about_id=reply.pk, kind__in=(states.ASKED, states.REMINDER))
    outbox.settle_waiting(asking, by=by)


def register() -> None:
    """Called once when the project starts."""
    for name in states.KINDS:
        outbox.register_kind(
            outbox.Kind(
                name=name,
                room="availability",
                still_true=_still_true,
                context=_context,
                panel_of=queries.panel_behind,
                plain_name=_panel_name,
                in_words=IN_WORDS[name],
                use=lambda message: _use(message.kind, queries.reply_behind(message)),
            )
        )


def _still_true(message: OutboxMessage) -> bool:
    reply = queries.reply_behind(message)
    return reply is not None and queries.is_true(message.kind, reply)


def _context(message: OutboxMessage) -> dict[str, Any]:
    poll = queries.reply_behind(message).poll
    dates = poll.dates.values_list("starts_at", flat=True)
    return {**queries.facts_of(poll, dates), "path": reverse("availability:poll-answer", kwargs={"poll_id": poll.pk})}


def _panel_name(message: OutboxMessage) -> str:
    return queries.reply_behind(message).poll.panel.name
