"""What a person does about messages the machine could not finish. The caller has checked that they may."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from leap.core import audit, clock
from leap.core.errors import NotNow
from leap.core.outbox import nudge, states
from leap.core.outbox.models import BY_HAND, OutboxMessage
from leap.core.outbox.registry import Way, kind_called, use_of, way_now, way_to
from leap.core.outbox.use import ALL_THE_SAME
from leap.core.states import check_move

PIECE = 200  # tasks looked at again before the clock is looked at
MOST_SECONDS = 60.0  # of looking at tasks again in one go; beat asks every five minutes
Place = tuple[datetime, UUID]  # in the order of tasks
_stopped: list[Place] = []  # where this process ran out of time, if it did


def waiting_for_a_person() -> QuerySet[OutboxMessage]:
    """Messages that failed, may or may not have been sent, or are to be passed on by hand; the oldest first."""
    return OutboxMessage.objects.filter(state__in=states.FOR_A_PERSON).order_by("due_at", "id")


def heard() -> QuerySet[OutboxMessage]:
    """Messages that were sent or passed on, or may have been."""
    return OutboxMessage.objects.filter(state__in=states.HEARD)


def mark_done(*, message_id: UUID, by: Model, how: str = "") -> OutboxMessage:
    """Somebody passed the message on, and `how` in a short word. NotNow when there was nothing left to do."""
    sentence = "This message does not need you any more."
    return _move(message_id, states.DONE, by, "message.done_by_hand", sentence, reason=how)


def settle_waiting(those: QuerySet[OutboxMessage], *, by: Model | None, how: str = "") -> list[OutboxMessage]:
    """What these messages were to say is settled, so nobody has to pass them on: they are done, and `how` in a short
    word. Gives back those that were settled now, the oldest first.

    `those` is a part of `waiting_for_a_person()`. It may be that somebody marks one, or that it goes another way, at
    this very moment: we wait for that and then leave it alone, so whatever the caller writes down stands. All are
    locked by key, so two who settle the same ones never wait for each other.
    """
    with transaction.atomic():
        waiting = sorted(those.order_by("pk").select_for_update(), key=lambda each: (each.due_at, each.pk))
        for message in waiting:
            _write(message, states.DONE, by, "message.done_by_hand", reason=how)
    return waiting


def not_reached(*, message_id: UUID, by: Model) -> OutboxMessage:
    """Nobody could reach the person this way: it is shown so, and nobody is asked to try again. NotNow as above."""
    sentence = "This message does not need you any more."
    return _move(message_id, states.FAILED, by, "message.not_reached", sentence, reason="could-not-reach")


def try_later(*, message_id: UUID, by: Model) -> OutboxMessage:
    """Nobody answered: the task stays, with how often it was tried. NotNow when it is no task any more."""
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().get(pk=message_id)
        if message.state != states.TO_DO:
            raise NotNow("This message does not need you any more.")
        message.reason, message.attempts, message.state_changed_at = "no-answer", message.attempts + 1, clock.now()
        message.save(update_fields=["reason", "attempts", "state_changed_at"])
        audit.record(by=by, verb="message.no_answer", about=message)
    return message


def it_arrived(*, message_id: UUID, by: Model) -> OutboxMessage:
    """The person says that a message that may have been sent is there. NotNow when it was in no doubt."""
    sentence = "We are not in doubt about this message any more."
    return _move(message_id, states.SENT, by, "message.arrived", sentence)


def send_again(*, message_id: UUID, by: Model) -> OutboxMessage:
    """A person decides that a failed or uncertain message goes once more, by the way the person chose by now.

    For somebody reached by hand it is a task again: also a letter that comes late, since a person decided so. NotNow
    when it is in neither state, or when nobody may pass it on.
    """
    sentence = "This message cannot be sent again now."
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().get(pk=message_id)
        way = way_to(kind_called(message.kind), message.to_person_id, partial(use_of, message))
        if way is None:
            raise NotNow(sentence)
        is_task = way.channel in BY_HAND
        to = states.TO_DO if is_task else states.PENDING
        now = clock.now()
        change = {"channel": way.channel, "due_at": now, "crashes": 0, "reason": ALL_THE_SAME if way.state else ""}
        message = _move(message_id, to, by, "message.sent_again", sentence, **change)
        if not is_task:
            transaction.on_commit(lambda: nudge.now_please(message.pk), robust=True)
    return message


def recheck_tasks(piece: int = PIECE, seconds: float = MOST_SECONDS, tick: Callable[[], float] = time.monotonic) -> int:
    """Take calls and letters off whose message is no longer true or wanted, and let the others go the way their person
    chose by now. Says how many changed; LEAP does it by itself every few minutes. What is
    only due later says nothing that is true yet, so it is left alone.

    However many wait, each has its turn: they are gone through a piece at a time, the oldest first. When that takes
    longer than `seconds`, the next time goes on where this one stopped.
    """
    changed, until, after = 0, tick() + seconds, _stopped.pop() if _stopped else None
    while found := list(_due_tasks(after)[:piece]):
        changed += sum(_recheck(pk) for _, pk in found)
        after = found[-1]
        if tick() >= until:
            _stopped[:] = [after]
            break
    return changed


def _due_tasks(after: Place | None) -> QuerySet[OutboxMessage, Place]:
    waiting = OutboxMessage.objects.filter(state=states.TO_DO, due_at__lte=clock.now())
    if after is not None:
        due_at, pk = after
        waiting = waiting.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk))
    return waiting.order_by("due_at", "pk").values_list("due_at", "pk")


def _recheck(message_id: UUID) -> bool:
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update(skip_locked=True).filter(pk=message_id).first()
        if message is None or message.state != states.TO_DO:
            return False
        way = way_now(message, kind_called(message.kind))
        change = _as_it_is_now(message, way)
        if not change:
            return False
        OutboxMessage.objects.filter(pk=message_id).update(**change, state_changed_at=clock.now())
    return True


def _as_it_is_now(message: OutboxMessage, way: Way | str) -> dict[str, str]:
    """What has to be written about a task, now that it goes this way, or no more and why; nothing when all stays."""
    if isinstance(way, str):
        return {"state": states.CANCELLED, "reason": way}
    if way.reason and way.reason != message.reason:  # a letter that would come late by now
        return {"channel": way.channel, "state": way.state, "reason": way.reason}
    if way.channel != message.channel:
        return {"channel": way.channel, "state": states.TO_DO if way.channel in BY_HAND else states.PENDING}
    return {}


def _move(message_id: UUID, to: str, by: Model, verb: str, sentence: str, **change: Any) -> OutboxMessage:
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().get(pk=message_id)
        check_move(states.MOVES, message.state, to, sentence)
        _write(message, to, by, verb, **change)
    return message


def _write(message: OutboxMessage, to: str, by: Model | None, verb: str, **change: Any) -> None:
    """The new state of a message that is locked, and who decided it."""
    was = message.state
    change = {"reason": "", **change, "state": to, "state_changed_at": clock.now()}
    for name, value in change.items():
        setattr(message, name, value)
    message.save(update_fields=list(change))
    audit.record(by=by, verb=verb, about=message, was=was)
