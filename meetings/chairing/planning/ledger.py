"""The ledger of chairing: at each meeting one turn is shared out evenly among those who could have taken it."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

PersonId = Hashable


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting that took place: who came, who of them was willing to chair then, and who chaired.

    `chair` is None when nobody from the panel's rota chaired; such a meeting shares out no turn.
    """

    on: date
    present: frozenset[PersonId]
    willing: frozenset[PersonId]
    chair: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """One person's line of the ledger.

    chaired: turns taken. credit: turns that were theirs to take, one n-th for each meeting where they were one of n
    who could. last_chaired: the day of their last turn, or None.
    """

    person: PersonId
    chaired: int = 0
    credit: Fraction = Fraction(0)
    last_chaired: date | None = None

    @property
    def balance(self) -> Fraction:
        """Turns taken beyond one's share; below zero when a turn is due."""
        return self.chaired - self.credit


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of one person from before there were registers: how often they chaired until a day."""

    turns: int
    until: date


def ledger(
    meetings: Iterable[HeldMeeting],
    fresh_starts: Mapping[PersonId, date] | None = None,
    before: Mapping[PersonId, Before] | None = None,
) -> dict[PersonId, Balance]:
    """Everyone's balance after these meetings. Newcomers start at zero, and so do people who came back.

    Eligible at a meeting are those present and willing who had been to an earlier one, and whoever chaired in any
    case. `fresh_starts` gives the day somebody came back from a pause: what was before it counts for nothing, for
    or against them. `before` starts balances: the turns of then were to be shared evenly among everybody in it. Without
    fresh starts the balances add up to zero.
    """
    starts = fresh_starts or {}
    known = before or {}
    even = Fraction(sum(each.turns for each in known.values()), len(known) or 1)
    opening = {who: each.turns for who, each in known.items() if each.until >= starts.get(who, each.until)}
    shares: dict[PersonId, Counter[int]] = {}
    turns: dict[PersonId, list[date]] = {}
    for meeting, eligible in turns_shared(meetings):
        for person in eligible:
            if meeting.on >= starts.get(person, meeting.on):
                shares.setdefault(person, Counter())[len(eligible)] += 1
                if person == meeting.chair:
                    turns.setdefault(person, []).append(meeting.on)
    return {
        person: Balance(
            person,
            chaired=len(turns.get(person, ())) + opening.get(person, 0),
            credit=sum(
                (Fraction(times, among) for among, times in shares.get(person, Counter()).items()),
                even if person in opening else Fraction(0),
            ),
            last_chaired=max(turns.get(person, ()), default=None),
        )
        for person in {**shares, **opening}
    }


def turns_shared(meetings: Iterable[HeldMeeting]) -> Iterator[tuple[HeldMeeting, frozenset[PersonId]]]:
    """Each chaired meeting in order of its day, with those among whom its turn was shared."""
    been_before: set[PersonId] = set()
    for meeting in sorted(meetings, key=lambda meeting: meeting.on):
        if meeting.chair is not None:
            yield meeting, (meeting.willing & meeting.present & been_before) | {meeting.chair}
        been_before |= meeting.present
