"""Writing messages down, in the same transaction as the thing they tell about."""

import re
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Model

from leap.core import clock
from leap.core.crashpoints import crashpoint
from leap.core.outbox import nudge, states
from leap.core.outbox.models import BY_MACHINE, EMAIL, OutboxMessage
from leap.core.outbox.registry import Way, about_no_panel, kind_called, way_to
from leap.core.outbox.use import ALL_WAS_OFF, ALWAYS, Use

OCCASION = re.compile(r"[A-Za-z0-9_.:+-]{1,60}")


def queue(
    *, kind: str, to: Model, about: Model, occasion: str, due_at: datetime | None = None, use: Use = ALWAYS
) -> OutboxMessage | None:
    """Write one message down for one person; None when this one is already there, or when it is about a panel and yet
    not for anybody to pass on in the way that would be left: nobody will ever do it, so there is nothing to keep.

    It is the same message when kind, `about`, person and occasion are the same. It leaves after the caller's
    transaction commits, at `due_at` (now when not given). How it goes is looked up here and again before it leaves: for
    somebody reached by phone, by letter or through somebody else it is a task from the start. `use`: until when it is
    of use, as its kind will say later. Whoever can only be reached by a letter that would come after that is not
    written to, and the row says so. An unknown kind raises LookupError, an occasion that is not a short word
    ValueError.
    """
    told = kind_called(kind)
    if not OCCASION.fullmatch(occasion):
        raise ValueError(f"occasion must be a short word such as 5-days: {occasion[:60]!r}")
    way = way_to(told, to.pk, lambda: use)
    if way is None and told.panel_of is not about_no_panel:
        return None
    state, reason = (way.state, way.reason) if way is not None else ("", "")
    message = _keep(kind, to, about, occasion, due_at, way, state, reason)
    if message is None:
        return None
    crashpoint("before_commit")
    if message.channel in BY_MACHINE and message.due_at <= message.created_at:
        transaction.on_commit(partial(nudge.now_please, message.pk), robust=True)
    return message


def note_that_all_was_off(*, kind: str, to: Model, about: Model, occasion: str, due_at: datetime) -> bool:
    """Write down that this message was not sent, because LEAP was not running while it was of use; False when there is
    a row about it already. Nothing leaves. `due_at`: when it would have gone."""
    way = way_to(kind_called(kind), to.pk)
    return _keep(kind, to, about, occasion, due_at, way, states.CANCELLED, ALL_WAS_OFF) is not None


def _keep(
    kind: str,
    to: Model,
    about: Model,
    occasion: str,
    due_at: datetime | None,
    way: Way | None,
    state: str,
    reason: str,
) -> OutboxMessage | None:
    """The row, if it is new: in the state in which its way begins, unless one is given."""
    channel, now = way.channel if way is not None else EMAIL, clock.now()
    message, is_new = OutboxMessage.objects.get_or_create(
        key=f"{kind}:{about.pk}:{to.pk}:{occasion}",
        defaults={
            "kind": kind,
            "channel": channel,
            "to_person_id": to.pk,
            "about_type": about._meta.label_lower,
            "about_id": about.pk,
            "occasion": occasion,
            "state": state or (states.PENDING if channel in BY_MACHINE else states.TO_DO),
            "reason": reason,
            "due_at": due_at or now,
            "created_at": now,
            "state_changed_at": now,
        },
    )
    return message if is_new else None
