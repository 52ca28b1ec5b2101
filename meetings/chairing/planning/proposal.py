"""Whose turn it is: the person with the largest share still waiting. Never anybody at their first meeting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from hashlib import blake2b

from meetings.chairing.planning.ledger import Balance, Before, HeldMeeting, PersonId, ledger


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The meeting that needs a chair. Its id settles which of two people goes first when all else is equal."""

    id: str
    on: date


class Because(StrEnum):
    """What decided between the people who could chair."""

    WAITED_LONGEST = "waited_longest"
    LONGEST_SINCE = "longest_since"
    NOT_YET = "not_yet"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is this person's turn. Fewest and most are turns taken by those willing and able to chair this time.

    It holds no one else's id and no count of people, so it cannot show who said no.
    """

    because: Because
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom to ask, why, and whom to ask next, in order, if they would rather not.

    The reason is fit for the panel; `runners_up` is only for whoever asks, because it shows who is willing.
    """

    person: PersonId
    reason: Reason
    runners_up: tuple[PersonId, ...]


def propose(
    meetings: Sequence[HeldMeeting],
    candidates: Iterable[PersonId],
    next_meeting: NextMeeting,
    *,
    fresh_starts: Mapping[PersonId, date] | None = None,
    before: Mapping[PersonId, Before] | None = None,
) -> Proposal | None:
    """Propose a chair among the candidates: people who are coming and willing this time.

    Only meetings before the day of the next one count. Somebody who passed is left out of the candidates by the
    caller; they keep their balance and so their place. None when no candidate has been to a meeting before.
    """
    earlier = [meeting for meeting in meetings if meeting.on < next_meeting.on]
    been_before = {person for meeting in earlier for person in meeting.present}
    balances = ledger(earlier, fresh_starts, before)
    lines = [balances.get(person, Balance(person)) for person in set(candidates) & been_before]
    if not lines:
        return None
    lines.sort(key=lambda line: (*_standing(line), _lot(next_meeting.id, line.person)))
    people = tuple(line.person for line in lines)
    return Proposal(people[0], _reason(lines), people[1:])


def _standing(line: Balance) -> tuple[Fraction, date]:
    return line.balance, line.last_chaired or date.min


def _lot(meeting: str, person: PersonId) -> bytes:
    """A number drawn for this person at this meeting: always the same, and not to do with anybody's name."""
    return blake2b(f"{meeting}:{person}".encode(), digest_size=16).digest()


def _reason(lines: list[Balance]) -> Reason:
    turns = [line.chaired for line in lines]
    first, second = lines[0], lines[1] if len(lines) > 1 else None
    if second is None or first.balance < second.balance:
        because = Because.WAITED_LONGEST
    elif first.last_chaired == second.last_chaired:
        because = Because.DRAWN
    else:
        because = Because.LONGEST_SINCE if first.last_chaired else Because.NOT_YET
    return Reason(because, min(turns), max(turns))
