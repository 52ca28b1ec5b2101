"""What this room tells people. A message says only that there is a question about a date; the page says which."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.people import access as people
from accounts.people.models import Person
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage
from leap.design.times import say_day
from meetings.chairing import states
from meetings.chairing.models import ChairTurn
from meetings.schedule.models import Meeting

OFFER = "chair_offer"
FREE = "chair_free"
KINDS = (OFFER, FREE)


def ask(turn: ChairTurn, occasion: str = "offered") -> None:
    """The person hears that there is a question for them. Without an address, it is for the coordinator to pass on."""
    outbox.queue(kind=OFFER, to=turn.person, about=turn, occasion=occasion)


def tell_free(turn: ChairTurn, by: Person) -> None:
    """The panel's named contact hears that the next person can be asked; not who was asked before."""
    contact = turn.meeting.panel.contact
    if contact is not None and contact.is_active and contact != by:
        outbox.queue(kind=FREE, to=contact, about=turn, occasion="free")


def settle(turn: ChairTurn, by: Person) -> None:
    """The question is answered: nobody has to pass it on any more."""
    for message in outbox.waiting_for_a_person().filter(about_id=turn.pk, kind=OFFER):
        outbox.mark_done(message_id=message.pk, by=by)


def is_passed_on_by_hand(turn: ChairTurn) -> bool:
    """Is somebody to ask the person by phone, by letter or in person, because no email can reach them?"""
    return outbox.waiting_for_a_person().filter(about_id=turn.pk, kind=OFFER).exists()


def errand(message: OutboxMessage, turn: ChairTurn) -> Errand:
    """The message as something to pass on."""
    meeting, asks = turn.meeting, message.kind == OFFER
    to = turn.person if asks else meeting.panel.contact
    return Errand(
        message,
        to,
        meeting.panel,
        about=f"{outbox.kind_called(message.kind).in_words}, {say_day(meeting.starts_at, meeting.panel)}",
        page=reverse("chairing:chair-detail", kwargs={"meeting_id": meeting.pk}),
        facts=facts_for(meeting),
        answers=("Yes, I will chair", "Not this time") if asks else (),
    )


def register() -> None:
    """Called once when the project starts."""
    asked, free = "A question about a meeting", "Nobody chairs a meeting yet"
    for name, still_true, in_words in ((OFFER, _is_still_asked, asked), (FREE, _is_still_free, free)):
        kind = outbox.Kind(
            name=name,
            room="chairing",
            still_true=still_true,
            context=_context,
            panel_of=_panel_of,
            plain_name=_panel_name,
            in_words=in_words,
        )
        outbox.register_kind(kind)


def _is_still_asked(message: OutboxMessage) -> bool:
    turn = _turn(message)
    return (
        turn.state == states.OFFERED
        and turn.person.is_active
        and people.is_on_panel(turn.person, turn.meeting.panel_id)
        and _is_ahead(turn)
    )


def _is_still_free(message: OutboxMessage) -> bool:
    turn = _turn(message)
    if turn.meeting.panel.contact_id != message.to_person_id or not _is_ahead(turn):
        return False
    return not turn.meeting.chair_turns.exclude(state=states.PASSED).exists()


def _panel_of(message: OutboxMessage) -> UUID:
    return _turn(message).meeting.panel_id


def _is_ahead(turn: ChairTurn) -> bool:
    return states.is_ahead(turn.meeting.state, turn.meeting.starts_at, clock.now())


def _context(message: OutboxMessage) -> dict[str, Any]:
    return facts_for(_turn(message).meeting)


def facts_for(meeting: Meeting) -> dict[str, Any]:
    """What the templates need."""
    return {"meeting": meeting, "path": reverse("chairing:chair-detail", kwargs={"meeting_id": meeting.pk})}


def _panel_name(message: OutboxMessage) -> str:
    return _turn(message).meeting.panel.name


def _turn(message: OutboxMessage) -> ChairTurn:
    # A turn is never deleted, so a message about one always finds it.
    return ChairTurn.objects.select_related("meeting__panel", "person").get(pk=message.about_id)
