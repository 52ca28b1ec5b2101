"""Sending what is due. Any number of processes may do this at once; each message is claimed by one of them.

The promise: no message is lost without a person being told, and the machine never sends one twice. What it cannot know
(it stopped between the text leaving and the server's yes) it shows as `uncertain`.
"""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet

from leap.core import clock
from leap.core.crashpoints import crashpoint
from leap.core.ids import new_id
from leap.core.outbox import mail, states, texts
from leap.core.outbox.mail import BadLetter, Outcome
from leap.core.outbox.models import BY_HAND, BY_MACHINE, TEXT, OutboxMessage
from leap.core.outbox.once import looked_up_once
from leap.core.outbox.registry import HELD_BACK, is_held_back, kind_called, way_now, wishes_for
from leap.core.outbox.writing import write, write_text

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)  # longer than the slowest conversation with a mail server
MOST_CRASHES = 3  # a message that has taken down this many senders is put aside
MOST_TRIES = 12  # with the pauses below, about six hours of "not now"
FIRST_PAUSE_SECONDS = 30
LONGEST_PAUSE_SECONDS = 3600
BATCH_SECONDS = 60  # a batch starts no new message after this, well inside the task's time limit

AWAY = ("server-away", "gateway-away")

NOT_THE_MESSAGES_FAULT = (OperationalError, InterfaceError, SoftTimeLimitExceeded)

Clock = Callable[[], datetime]
Send = Callable[[Callable[[], bool]], Outcome]


class NotSent(Exception):
    """A letter that had to go at once did not go. The reason is a short word."""


def deliver_due(limit: int = 100, now: Clock = clock.now) -> int:
    """Send up to `limit` messages that are due, oldest first; how many were dealt with.

    When the mail server is away, or the gateway for texts, the rest of what goes that way waits for the next time. Must
    not run inside a transaction (RuntimeError). `now` is for tests.
    """
    settle_what_stopped(now())
    stop_at = time.monotonic() + BATCH_SECONDS
    away: set[str] = set()
    with mail.Line() as line:
        for done in range(limit):
            message = _claim(_due(now()).exclude(channel__in=away), now()) if time.monotonic() < stop_at else None
            if message is None:
                return done
            if _deliver(message, now, line).reason in AWAY:
                away.add(message.channel)
    return limit


def deliver_one(message_id: UUID | str, now: Clock = clock.now) -> bool:
    """Send this message if it is due and nobody else has it; whether it was dealt with."""
    message = _claim(_due(now()).filter(pk=message_id), now())
    if message is None:
        return False
    with mail.Line() as line:
        _deliver(message, now, line)
    return True


def deliver_now(*, to_address: str, subject: str, body: str) -> None:
    """Send one letter to one address at once, without a row: only for sign-in codes, which nobody may store.

    Raises NotSent when the server did not take it, within a few times EMAIL_TIMEOUT seconds. When the server fell
    silent after the text, the letter may have arrived: that is logged and not an error.
    """
    try:
        message_id = f"<{new_id()}@{mail.site_host()}>"
        content = mail.letter(to=to_address, subject=subject, body=body, message_id=message_id, at=clock.now())
    except BadLetter as bad:
        raise NotSent("bad-letter") from bad
    with mail.Line() as line:
        outcome = line.send(to_address, content, may_start=lambda: True)
    if outcome.state == states.UNCERTAIN:
        log.warning("a letter may have been sent (%s)", outcome.reason)
    elif outcome.state != states.SENT:
        raise NotSent(outcome.reason)


def settle_what_stopped(at: datetime) -> None:
    """Messages whose sender stopped without a word: the safe ones are tried again, the others shown to a person."""
    stopped = OutboxMessage.objects.filter(lease_until__lt=at)
    settled = {"lease_until": None, "state_changed_at": at}
    stopped.filter(state=states.DATA_STARTED).update(state=states.UNCERTAIN, reason="stopped-while-sending", **settled)
    crashed = stopped.filter(state=states.CLAIMED)
    again = {"crashes": F("crashes") + 1, **settled}
    crashed.filter(crashes__gte=MOST_CRASHES - 1).update(state=states.FAILED, reason="crashed-the-sender", **again)
    crashed.update(state=states.RETRY, reason="sender-stopped", due_at=at, **again)


def _due(at: datetime) -> QuerySet[OutboxMessage]:
    """The one place that says what is due."""
    waiting = OutboxMessage.objects.filter(state__in=states.WAITING, channel__in=BY_MACHINE)
    return waiting.filter(due_at__lte=at).order_by("due_at")  # as the index has it: thousands may be due at nine


def _claim(due: QuerySet[OutboxMessage], at: datetime) -> OutboxMessage | None:
    """Take the first of these, if another sender does not have it already. One statement, and it stands at once."""
    if connection.in_atomic_block and not getattr(connection.atomic_blocks[-1], "_from_testcase", False):
        raise RuntimeError("sending must not be part of a transaction")
    first, facts = due.values("pk")[:1].query.sql_with_params()
    change = "state = %s, lease_until = %s, state_changed_at = %s, attempts = attempts + 1"  # attempts: also the fence
    table = OutboxMessage._meta.db_table
    # The parts are Django's own words for the query, and every value is a parameter.
    claim = f"UPDATE {table} SET {change} WHERE id = ({first} FOR UPDATE SKIP LOCKED) RETURNING *"  # noqa: S608  # nosec B608
    claimed = OutboxMessage.objects.raw(claim, [states.CLAIMED, at + LEASE, at, *facts])
    return next(iter(claimed), None)


def _deliver(message: OutboxMessage, now: Clock, line: mail.Line) -> Outcome:
    crashpoint("after_claim")
    ready = _prepare(message, now(), line)
    if isinstance(ready, Outcome):
        outcome = ready
    else:
        crashpoint("after_writing")
        outcome = ready(partial(_start, message, now))
    _settle(message, outcome, now())
    crashpoint("after_settling")
    return outcome


def _prepare(message: OutboxMessage, at: datetime, line: mail.Line) -> Outcome | Send:
    """How to send it; or the outcome when there is nothing to send. A fault of one message stops only that one."""
    try:
        with looked_up_once():
            return _made_ready(message, at, line)
    except NOT_THE_MESSAGES_FAULT:
        raise
    except BadLetter:
        return Outcome(states.FAILED, "bad-address-or-subject")
    except texts.BadText:
        return Outcome(states.FAILED, "bad-number")
    except Exception as error:
        log.error("message %s of kind %s cannot be written: %s", message.pk, message.kind, type(error).__name__)
        return Outcome(states.FAILED, f"error-{type(error).__name__}"[:60])


def _made_ready(message: OutboxMessage, at: datetime, line: mail.Line) -> Outcome | Send:
    kind = kind_called(message.kind)
    way = way_now(message, kind)
    if isinstance(way, str):
        return Outcome(states.CANCELLED, way)
    message.channel = way.channel
    if way.channel in BY_HAND:
        return Outcome(states.TO_DO, "another-way")
    wait = wishes_for(kind, message.to_person_id).not_before(at)
    if wait is not None and wait > at:
        return Outcome(states.RETRY, "quiet-hours", until=wait)
    if way.channel == TEXT:
        return partial(texts.send, texts.international(way.address), write_text(kind, message), str(message.pk))
    return partial(line.send, way.address, write(kind, message, way.address, at))


def _start(message: OutboxMessage, now: Clock) -> bool:
    """Write down that the text is about to leave; or, when somebody wants no messages since, that it never will."""
    at = now()
    with transaction.atomic():
        if is_held_back(message):
            _move(message, states.CANCELLED, reason=HELD_BACK, lease_until=None, state_changed_at=at)
            return False
        started = {"channel": message.channel, "lease_until": at + LEASE, "state_changed_at": at}
        return _move(message, states.DATA_STARTED, **started)


def _settle(message: OutboxMessage, outcome: Outcome, at: datetime) -> None:
    change: dict[str, object] = {"reason": outcome.reason, "channel": message.channel}
    change |= {"lease_until": None, "state_changed_at": at}
    state = outcome.state
    if state == states.CLAIMED:
        return  # taken over by another sender: not ours to write any more
    if state == states.RETRY and outcome.until is None and message.attempts >= MOST_TRIES:
        state = states.FAILED
    if state == states.RETRY:
        change["due_at"] = outcome.until or at + _pause(message.attempts)
    if not _move(message, state, **change):
        log.warning("message %s was taken over before %s could be written", message.pk, state)


def _move(message: OutboxMessage, to: str, **change: object) -> bool:
    """Write a new state if this attempt still holds the message and the table of moves allows it."""
    before = [was for was, after in states.MOVES.items() if to in after]
    held = OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts, state__in=before)
    return held.update(state=to, **change) == 1


def _pause(attempts: int) -> timedelta:
    """Twice as long each time up to an hour, give or take half, so that many messages do not come back at once."""
    seconds = min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds * (50 + secrets.randbelow(101)) / 100)
