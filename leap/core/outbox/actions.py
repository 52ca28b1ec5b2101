"""What a person does about messages the machine could not finish. The caller has checked that they may."""

from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from leap.core import audit, clock
from leap.core.outbox import nudge, states
from leap.core.outbox.models import OutboxMessage
from leap.core.states import check_move


def waiting_for_a_person() -> QuerySet[OutboxMessage]:
    """Messages that failed, may or may not have been sent, or are to be passed on by hand; the oldest first."""
    return OutboxMessage.objects.filter(state__in=states.FOR_A_PERSON).order_by("due_at", "id")


def mark_done(*, message_id: UUID, by: Model) -> OutboxMessage:
    """Somebody passed the message on by phone, post or in person. NotNow when there was nothing left to do."""
    return _move(message_id, states.DONE, by, "message.done_by_hand", "This message does not need you any more.")


def send_again(*, message_id: UUID, by: Model) -> OutboxMessage:
    """A person decides to send a failed or uncertain email once more. NotNow when it is in neither state."""
    with transaction.atomic():
        message = _move(message_id, states.PENDING, by, "message.sent_again", "This message cannot be sent again now.")
        message.due_at, message.crashes = clock.now(), 0
        message.save(update_fields=["due_at", "crashes"])
        transaction.on_commit(lambda: nudge.now_please(message.pk), robust=True)
    return message


def _move(message_id: UUID, to: str, by: Model, verb: str, sentence: str) -> OutboxMessage:
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().get(pk=message_id)
        was = message.state
        check_move(states.MOVES, was, to, sentence)
        message.state, message.state_changed_at = to, clock.now()
        message.save(update_fields=["state", "state_changed_at"])
        audit.record(by=by, verb=verb, about=message, was=was)
    return message
