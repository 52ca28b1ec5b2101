"""One sender at work: a connection, a batch of messages that are its own for now, and one after another they go."""

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from leap.core.crashpoints import crashpoint
from leap.core.outbox import claiming, mail, states, texts
from leap.core.outbox.ahead import NOT_THE_MESSAGES_FAULT, Ahead, read_ahead
from leap.core.outbox.beginning import begin, begin_if_as_it_was
from leap.core.outbox.mail import BadLetter, Outcome
from leap.core.outbox.models import BY_HAND, TEXT, OutboxMessage
from leap.core.outbox.once import Rows, looked_up_once
from leap.core.outbox.registry import Wishes, kind_called, may_be_held_back, use_of, way_now, wishes_for
from leap.core.outbox.use import QUIET, QUIET_LATE, QUIET_TOO_LONG
from leap.core.outbox.writing import write, write_text

log = logging.getLogger(__name__)

MOST_TRIES = 12  # with the pauses below, about six hours of "not now"
FIRST_PAUSE_SECONDS = 30
LONGEST_PAUSE_SECONDS = 3600
AWAY = ("server-away", "gateway-away")

Clock = Callable[[], datetime]
Send = Callable[[Callable[[], bool]], Outcome]


@dataclass
class Letter:
    """A message made ready. `rests_on`: what was read ahead for it, as of `since`; empty when it was all read now."""

    send: Send
    rests_on: frozenset[Rows] = frozenset()
    since: str = ""
    has_changed: bool = False


class Sender:
    """Sends messages that are claimed. The last yes of the mail server may still have to be written down: `finish`."""

    def __init__(self, line: mail.Line, now: Clock) -> None:
        self._line, self._now = line, now
        self._sent: OutboxMessage | None = None
        self._ahead: Ahead | None = None
        self._rest: list[OutboxMessage] = []
        self._ready: tuple[OutboxMessage, Ahead, Outcome | Letter] | None = None
        self._trouble: BaseException | None = None
        line.meanwhile = self._make_next_ready

    def deliver(self, claimed: list[OutboxMessage], away: set[str], stop_at: float) -> int:
        """Deal with these one after another; how many. Those it does not come to are given back.

        When a way is away it is added to `away`, and the others that go this way are given back as well.
        """
        self._rest, self._ready, self._trouble = list(claimed), None, None
        rest, left, done = self._rest, [], 0
        try:
            while rest and time.monotonic() < stop_at:
                claiming.keep(rest, self._now())
                if rest[0].channel in away:
                    left.append(rest.pop(0))
                    continue
                self._look_ahead(rest)
                message = rest.pop(0)
                if self._deliver(message).reason in AWAY:
                    away.add(message.channel)
                done += 1
        finally:
            try:
                self.finish()
            finally:
                claiming.release([*left, *rest], self._now())
        return done

    def finish(self) -> None:
        """Write down that the last letter was sent."""
        sent, self._sent = self._sent, None
        if sent is not None:
            self._settle(sent, Outcome(states.SENT))

    def _look_ahead(self, rest: list[OutboxMessage]) -> None:
        """Read what these need, unless that is known: only theirs, for others may well send what is due after them."""
        if self._ahead is None or not self._ahead.is_good_for(rest[0]):
            self._ahead = read_ahead(rest) if len(rest) > 1 else None

    def _deliver(self, message: OutboxMessage) -> Outcome:
        crashpoint("after_claim")
        self._raise_trouble()
        outcome = self._as_read_ahead(message) or self._try(message)
        if outcome.state == states.SENT:
            self._sent = message
        else:
            self.finish()
            self._settle(message, outcome)
        return outcome

    def _as_read_ahead(self, message: OutboxMessage) -> Outcome | None:
        """What became of it; None when it does not go like this: a no is only ever said on what is read just then."""
        if self._ahead is None:
            return None
        ready, self._ready = self._ready, None
        is_it = ready is not None and ready[:2] == (message, self._ahead)
        letter = ready[2] if ready is not None and is_it else self._prepare(message, self._ahead)
        if isinstance(letter, Outcome):
            return None
        outcome = self._send(message, letter)
        if not letter.has_changed:
            return outcome
        self._ahead = None  # the others may rest on the same thing
        return None

    def _make_next_ready(self) -> None:
        """While the mail server thinks about one letter, put the next together. Whether it may leave is asked later.

        Trouble with the next waits for its turn, whatever it is: the letter before it still needs its yes.
        """
        try:
            if self._rest:
                self._look_ahead(self._rest)
            if self._rest and self._ahead is not None:
                self._ready = (self._rest[0], self._ahead, self._prepare(self._rest[0], self._ahead))
        except BaseException as trouble:
            self._trouble = trouble

    def _raise_trouble(self) -> None:
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise trouble

    def _try(self, message: OutboxMessage) -> Outcome:
        ready = self._prepare(message, None)
        return ready if isinstance(ready, Outcome) else self._send(message, ready)

    def _send(self, message: OutboxMessage, letter: Letter) -> Outcome:
        crashpoint("after_writing")
        if not self._line.is_open or message.channel == TEXT:
            self.finish()  # connecting may take a while
        return letter.send(partial(self._start, message, letter))

    def _prepare(self, message: OutboxMessage, ahead: Ahead | None) -> Outcome | Letter:
        """How to send it; or the outcome when there is nothing to send. A fault of one message stops only that one."""
        try:
            with looked_up_once(ahead.known if ahead is not None else None) as looked_up:
                ready = _made_ready(message, self._now(), self._line)
                if isinstance(ready, Outcome) or ahead is None:
                    return ready if isinstance(ready, Outcome) else Letter(ready)
                if may_be_held_back(message):
                    return Outcome(states.CLAIMED, "look-again")
                return Letter(ready, frozenset(looked_up.rests_on), ahead.since)
        except NOT_THE_MESSAGES_FAULT:
            raise
        except BadLetter:
            return Outcome(states.FAILED, "bad-address-or-subject")
        except texts.BadText:
            return Outcome(states.FAILED, "bad-number")
        except Exception as error:
            if ahead is None:
                log.error("message %s of kind %s cannot be written: %s", message.pk, message.kind, type(error).__name__)
            return Outcome(states.FAILED, f"error-{type(error).__name__}"[:60])

    def _start(self, message: OutboxMessage, letter: Letter) -> bool:
        """Write down that the text is about to leave, if it may."""
        if not letter.since:
            self.finish()
            return begin(message, self._now())
        sent = self._sent
        written = begin_if_as_it_was(message, self._now(), letter.rests_on, letter.since, sent)
        self._sent = None
        if sent is not None:
            _tell_if_taken_over(sent, states.SENT, sent.pk in written)
            crashpoint("after_settling")
        letter.has_changed = message.pk not in written
        return not letter.has_changed

    def _settle(self, message: OutboxMessage, outcome: Outcome) -> None:
        at = self._now()
        change: dict[str, object] = {"reason": outcome.reason, "channel": message.channel}
        change |= {"lease_until": None, "state_changed_at": at}
        state = outcome.state
        if state == states.CLAIMED:
            return  # taken over by another sender: not ours to write any more
        if state == states.RETRY and outcome.until is None and message.attempts >= MOST_TRIES:
            state = states.FAILED
        if state == states.RETRY:
            change["due_at"] = outcome.until or at + _pause(message.attempts)
        _tell_if_taken_over(message, state, claiming.move(message, state, **change))
        crashpoint("after_settling")


def _made_ready(message: OutboxMessage, at: datetime, line: mail.Line) -> Outcome | Send:
    kind = kind_called(message.kind)
    way = way_now(message, kind)
    if isinstance(way, str):
        return Outcome(states.CANCELLED, way)
    message.channel = way.channel
    if way.channel in BY_HAND:
        return Outcome(way.state or states.TO_DO, way.reason or "another-way")
    if (waits := _waits(message, wishes_for(kind, message.to_person_id), at)) is not None:
        crashpoint("in_quiet_hours")
        return waits
    if way.channel == TEXT:
        return partial(texts.send, texts.international(way.address), write_text(kind, message), str(message.pk))
    return partial(line.send, way.address, write(kind, message, way.address, at))


def _waits(message: OutboxMessage, wishes: Wishes, at: datetime) -> Outcome | None:
    """What becomes of a message that comes in quiet hours: it waits for their end; or, when it would be of no use by
    then, it does not go. None when it may leave."""
    end = wishes.not_before(at)
    if end is None or end <= at:
        return None
    use = use_of(message)
    if wishes.may_yield and use.is_needed and (use.is_over(end) or use.is_late(end)):
        return None
    if use.is_over(end):
        return Outcome(use.ends, QUIET_TOO_LONG)
    return Outcome(states.RETRY, QUIET_LATE if use.is_late(end) else QUIET, until=end)


def _tell_if_taken_over(message: OutboxMessage, state: str, was_written: bool) -> None:
    if not was_written:
        log.warning("message %s was taken over before %s could be written", message.pk, state)


def _pause(attempts: int) -> timedelta:
    """Twice as long each time up to an hour, give or take half, so that many messages do not come back at once."""
    seconds = min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds * (50 + secrets.randbelow(101)) / 100)
