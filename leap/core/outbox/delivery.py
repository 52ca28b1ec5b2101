"""Sending what is due. Any number of processes may do this at once; each message is claimed by one of them.

The promise: no message is lost without a person being told, and the machine never sends one twice. What it cannot know
(it stopped between the text leaving and the server's yes) it shows as `uncertain`.
"""

import logging
import time
from uuid import UUID

from leap.core import clock
from leap.core.ids import new_id
from leap.core.outbox import mail, states
from leap.core.outbox.claiming import claim, due, settle_what_stopped
from leap.core.outbox.mail import BadLetter
from leap.core.outbox.sending import Clock, Sender

log = logging.getLogger(__name__)

BATCH_SECONDS = 60  # a sweep starts no new message after this, well inside the task's time limit
MOST_AT_ONCE = 50  # whoever is killed leaves at most so many messages waiting until their lease is over
MUCH = 100  # from so many due messages on, other senders help


class NotSent(Exception):
    """A letter that had to go at once did not go. The reason is a short word."""


@clock.of_the_database()
def deliver_due(limit: int | None = None, now: Clock = clock.now, seconds: float = BATCH_SECONDS) -> int:
    """Send the messages that are due, oldest first, up to `limit` of them; how many were dealt with.

    After `seconds` it begins no other: whoever asks again goes on.
    The first goes alone: it finds out whether the mail server is there. When it is away, or the gateway for texts, the
    rest of what goes that way waits for the next time. Must not run inside a transaction (RuntimeError). It all goes
    by the database's clock; `now` is for tests.
    """
    settle_what_stopped(now())
    stop_at = time.monotonic() + seconds
    away: set[str] = set()
    done, most = 0, 1
    with mail.Line() as line:
        sender = Sender(line, now)
        while (limit is None or done < limit) and time.monotonic() < stop_at:
            most_now = most if limit is None else min(most, limit - done)
            claimed = claim(due(now()).exclude(channel__in=away), now(), most_now)
            if not claimed:
                break
            done += sender.deliver(claimed, away, stop_at)
            most = MOST_AT_ONCE
    return done


def is_much_due() -> bool:
    """Is more due than one sender should send alone? (Nine in the morning, before a meeting of every panel.)"""
    return due(clock.now())[:MUCH].count() == MUCH


@clock.of_the_database()
def deliver_one(message_id: UUID | str, now: Clock = clock.now) -> bool:
    """Send this message if it is due and nobody else has it; whether it was dealt with."""
    claimed = claim(due(now()).filter(pk=message_id), now())
    with mail.Line() as line:
        return bool(Sender(line, now).deliver(claimed, set(), time.monotonic() + BATCH_SECONDS))


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
