"""Writing messages down, in the same transaction as the thing they tell about."""

import re
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Model

from leap.core import clock
from leap.core.outbox import nudge, states
from leap.core.outbox.models import BY_HAND, EMAIL, OutboxMessage
from leap.core.outbox.registry import Kind, address_of, kind_called, wishes_for

OCCASION = re.compile(r"[A-Za-z0-9_.:+-]{1,60}")


def queue(
    *, kind: str, to: Model, about: Model, occasion: str, due_at: datetime | None = None, channel: str | None = None
) -> OutboxMessage | None:
    """Write one message down for one person; None when this one is already there.

    It is the same message when kind, `about`, person and occasion are the same. It leaves after the caller's
    transaction commits, at `due_at` (now when not given). For a person with no email address, or who wants to be
    reached another way, it becomes a task by hand, as with `channel="by_hand"`. An unknown kind raises LookupError, an
    occasion that is not a short word ValueError.
    """
    told = kind_called(kind)
    if not OCCASION.fullmatch(occasion):
        raise ValueError(f"occasion must be a short word such as 5-days: {occasion[:60]!r}")
    channel = _channel(to, channel, told)
    now = clock.now()
    message, is_new = OutboxMessage.objects.get_or_create(
        key=f"{kind}:{about.pk}:{to.pk}:{occasion}",
        defaults={
            "kind": kind,
            "channel": channel,
            "to_person_id": to.pk,
            "about_type": about._meta.label_lower,
            "about_id": about.pk,
            "occasion": occasion,
            "state": states.PENDING if channel == EMAIL else states.TO_DO,
            "due_at": due_at or now,
            "created_at": now,
            "state_changed_at": now,
        },
    )
    if not is_new:
        return None
    if channel == EMAIL and message.due_at <= now:
        transaction.on_commit(partial(nudge.now_please, message.pk), robust=True)
    return message


def _channel(to: Model, wanted: str | None, kind: Kind) -> str:
    if wanted not in (None, EMAIL, BY_HAND):
        raise ValueError(f"unknown channel {wanted!r}")
    by_hand = wanted == BY_HAND or wishes_for(kind, to.pk).by_hand
    return EMAIL if not by_hand and address_of(to.pk) else BY_HAND
