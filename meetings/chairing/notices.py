"""What this room tells people. A message says only that there is a question about a date; the page says which."""

from datetime import datetime
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
from meetings.chairing.models import ChairSwap, ChairTurn
from meetings.invitations.planning.reminders import morning_before
from meetings.schedule.models import Meeting

OFFER = "chair_offer"
FREE = "chair_free"
BRIEFING = "chair_briefing"
SWAP = "chair_swap"
INSTEAD = "chair_instead"
KINDS = (OFFER, FREE, BRIEFING, INSTEAD)
PART_YES = {
    states.CHAIR: "Yes, I will chair",
    states.BESIDE: "Yes, I will sit beside them",
    states.WATCH: "Yes, I will watch",
}
# Each date has one briefing, however many days before it a panel sends it: the day is no part of what it is about.
OCCASION = "5-days"


def _before(*turns: ChairTurn) -> outbox.Use:
    """It is of use to hear it before the first of these meetings starts."""
    return outbox.Use(min(turn.meeting.starts_at for turn in turns))


def ask(turn: ChairTurn, occasion: str = "offered") -> None:
    """The person hears that there is a question for them. Without an address, it is for the coordinator to pass on."""
    outbox.queue(kind=OFFER, to=turn.person, about=turn, occasion=occasion, use=_before(turn))


def tell_free(turn: ChairTurn, by: Person) -> None:
    """The panel's named contact hears that the next person can be asked; not who was asked before."""
    contact = turn.meeting.panel.contact
    if contact is not None and contact.is_active and contact != by:
        outbox.queue(kind=FREE, to=contact, about=turn, occasion="free", use=_before(turn))


def tell_instead(turn: ChairTurn, by: Person) -> None:
    """Whoever had the turn, or was asked, hears that somebody else has agreed to chair that date, and that their place
    in the rota stays; not who, and not why. Nobody else hears it, nor does whoever wrote it down themself."""
    if turn.person != by:
        outbox.queue(kind=INSTEAD, to=turn.person, about=turn, occasion=_of_its_end(turn), use=_before(turn))


def _of_its_end(turn: ChairTurn) -> str:
    """A turn can come back to somebody and go again: each time is news of its own."""
    return f"ended.{int(turn.answered_at.timestamp())}" if turn.answered_at else "ended"


def tell_briefing(turn: ChairTurn) -> bool:
    """Whoever chairs hears that there is a page that helps them; False when they have heard. Once for each date."""
    facts = {"kind": BRIEFING, "to": turn.person, "about": turn, "occasion": _of_date(turn.meeting)}
    return outbox.queue(**facts, use=_before(turn)) is not None


def briefing_due(meeting: Meeting) -> datetime:
    """Nine in the morning some days before. Who agrees later hears at once."""
    return morning_before(meeting.starts_at, meeting.panel.chair_briefing_days, meeting.panel.time_zone)


def ask_swap(swap: ChairSwap) -> None:
    """Whoever chairs the other meeting hears that somebody asks them something about it."""
    outbox.queue(kind=SWAP, to=swap.other.person, about=swap, occasion="asked", use=_before(swap.turn, swap.other))


def tell_swap(swap: ChairSwap) -> None:
    """Whoever asked hears that there is an answer; which, the page says."""
    outbox.queue(kind=SWAP, to=swap.turn.person, about=swap, occasion="answered", use=_before(swap.turn, swap.other))


def settle_swap(swap: ChairSwap, by: Person | None) -> None:
    """The question is answered: nobody has to pass it on any more."""
    outbox.settle_waiting(outbox.waiting_for_a_person().filter(about_id=swap.pk, kind=SWAP), by=by)


def swap_errand(message: OutboxMessage, swap: ChairSwap) -> Errand:
    """The message about a swap as something to pass on."""
    mine = _sides(message, swap)[0]
    return Errand(
        message,
        mine.person,
        mine.meeting.panel,
        about=f"{outbox.kind_called(SWAP).in_words}, {say_day(mine.meeting.starts_at, mine.meeting.panel)}",
        page=reverse("chairing:chair-detail", kwargs={"meeting_id": mine.meeting_id}),
        facts=swap_facts(message, swap),
        answers=("Yes, we swap", "No, it stays as it is") if message.occasion == "asked" else (),
    )


def swap_facts(message: OutboxMessage, swap: ChairSwap) -> dict[str, Any]:
    """What the templates need: the meeting the person chairs (or chaired until now), the other one, and the answer."""
    mine, theirs = _sides(message, swap)
    path = reverse("chairing:chair-detail", kwargs={"meeting_id": mine.meeting_id})
    asks, agreed = message.occasion == "asked", swap.state == ChairSwap.State.AGREED
    return {"meeting": mine.meeting, "other": theirs.meeting, "path": path, "asks": asks, "agreed": agreed}


def swap_news_holds(message: OutboxMessage, swap: ChairSwap) -> bool:
    """A question that still waits, or an answer to it; about meetings still to come."""
    still = (swap.state == ChairSwap.State.ASKED) == (message.occasion == "asked")
    return still and _is_ahead(swap.turn) and _is_ahead(swap.other)


def _sides(message: OutboxMessage, swap: ChairSwap) -> tuple[ChairTurn, ChairTurn]:
    return (swap.other, swap.turn) if message.occasion == "asked" else (swap.turn, swap.other)


def _swap_is_news(message: OutboxMessage) -> bool:
    swap = _swap(message)
    person = _sides(message, swap)[0].person
    there = person.is_active and people.is_on_panel(person, swap.turn.meeting.panel_id)
    return there and swap_news_holds(message, swap)


def _swap_context(message: OutboxMessage) -> dict[str, Any]:
    return swap_facts(message, _swap(message))


def _swap(message: OutboxMessage) -> ChairSwap:
    related = ("turn__person", "turn__meeting__panel", "other__person", "other__meeting__panel")
    return ChairSwap.objects.select_related(*related).get(pk=message.about_id)


def settle(turn: ChairTurn, by: Person) -> None:
    """The question is answered: nobody has to pass it on any more."""
    outbox.settle_waiting(outbox.waiting_for_a_person().filter(about_id=turn.pk, kind=OFFER), by=by)


def is_passed_on_by_hand(turn: ChairTurn) -> bool:
    """Is somebody to ask the person by phone, by letter or in person, because no email can reach them?"""
    return outbox.waiting_for_a_person().filter(about_id=turn.pk, kind=OFFER).exists()


def errand(message: OutboxMessage, turn: ChairTurn) -> Errand:
    """The message as something to pass on."""
    meeting, asks = turn.meeting, message.kind == OFFER
    to = meeting.panel.contact if message.kind == FREE else turn.person
    return Errand(
        message,
        to,
        meeting.panel,
        about=f"{outbox.kind_called(message.kind).in_words}, {say_day(meeting.starts_at, meeting.panel)}",
        page=reverse("chairing:chair-detail", kwargs={"meeting_id": meeting.pk}),
        facts=facts_for(turn, message.kind),
        answers=(PART_YES[turn.part], "Not this time") if asks else (),
    )


def register() -> None:
    """Called once when the project starts."""
    for name, still_true, in_words in (
        (OFFER, _is_still_asked, "A question about a meeting"),
        (FREE, _is_still_free, "Nobody chairs a meeting yet"),
        (BRIEFING, is_still_chair, "What helps to chair a meeting"),
        (INSTEAD, _is_still_instead, "Somebody else chairs a meeting"),
    ):
        kind = outbox.Kind(
            name=name,
            room="chairing",
            still_true=still_true,
            context=_context,
            panel_of=_panel_of,
            plain_name=_panel_name,
            in_words=in_words,
            use=lambda message: _before(_turn(message)),
        )
        outbox.register_kind(kind)
    outbox.register_kind(
        outbox.Kind(
            name=SWAP,
            room="chairing",
            still_true=_swap_is_news,
            context=_swap_context,
            panel_of=lambda message: _swap(message).turn.meeting.panel_id,
            plain_name=lambda message: _swap(message).turn.meeting.panel.name,
            in_words="A question about swapping two meetings",
            use=lambda message: _before(_swap(message).turn, _swap(message).other),
        )
    )


def _is_still_asked(message: OutboxMessage) -> bool:
    turn = _turn(message)
    return turn.state == states.OFFERED and _is_there(turn)


def is_still_chair(message: OutboxMessage) -> bool:
    """They have agreed to chair, and the meeting has not been moved or called off since."""
    turn = _turn(message)
    return is_about_this_date(message, turn) and _is_there(turn)


def is_about_this_date(message: OutboxMessage, turn: ChairTurn) -> bool:
    """Has the person agreed to chair on the date this briefing was about?"""
    return turn.state == states.ACCEPTED and message.occasion == _of_date(turn.meeting)


def _of_date(meeting: Meeting) -> str:
    return f"{OCCASION}.{meeting.moved_in}" if meeting.moved_in else OCCASION


def _is_there(turn: ChairTurn) -> bool:
    return turn.person.is_active and people.is_on_panel(turn.person, turn.meeting.panel_id) and _is_ahead(turn)


def _is_still_free(message: OutboxMessage) -> bool:
    turn = _turn(message)
    if turn.meeting.panel.contact_id != message.to_person_id or not _is_ahead(turn):
        return False
    return not turn.meeting.chair_turns.filter(part=states.CHAIR).exclude(state=states.PASSED).exists()


def _is_still_instead(message: OutboxMessage) -> bool:
    turn = _turn(message)
    chairs = turn.meeting.chair_turns.filter(part=states.CHAIR, state=states.ACCEPTED)
    return is_about_this_end(message, turn) and _is_there(turn) and chairs.exists()


def is_about_this_end(message: OutboxMessage, turn: ChairTurn) -> bool:
    """Has the turn not come back to them since, and is the meeting still ahead?"""
    return turn.state == states.PASSED and message.occasion == _of_its_end(turn) and _is_ahead(turn)


def _panel_of(message: OutboxMessage) -> UUID:
    return _turn(message).meeting.panel_id


def _is_ahead(turn: ChairTurn) -> bool:
    return states.is_ahead(turn.meeting.state, turn.meeting.starts_at, clock.now())


def _context(message: OutboxMessage) -> dict[str, Any]:
    return facts_for(_turn(message), message.kind)


def facts_for(turn: ChairTurn, kind: str) -> dict[str, Any]:
    """What the templates need. Which part somebody is asked to take is said aloud and on paper alone."""
    page = "chairing:chair-briefing" if kind == BRIEFING else "chairing:chair-detail"
    path = reverse(page, kwargs={"meeting_id": turn.meeting_id})
    return {"meeting": turn.meeting, "path": path, "part": turn.part, "answer_by": turn.answer_by}


def _panel_name(message: OutboxMessage) -> str:
    return _turn(message).meeting.panel.name


def _turn(message: OutboxMessage) -> ChairTurn:
    # A turn is never deleted, so a message about one always finds it.
    return ChairTurn.objects.select_related("meeting__panel", "person").get(pk=message.about_id)
