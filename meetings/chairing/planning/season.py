"""Who chairs each meeting of a season whose replies are known: nobody is ever further from their share than need be.

For a given bound, a person's next turn is due within a stretch of the meetings they could chair: not before their share
has grown to it, and not after it has grown too far past it. A bound can be kept when turns and meetings can be matched;
the least bound is found by halving, in exact fractions.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from meetings.chairing.planning.ledger import PersonId


def fairest_season(
    willing: Sequence[Sequence[PersonId]],
    may: Sequence[Sequence[PersonId]] | None = None,
    so_far: Mapping[PersonId, Fraction] | None = None,
) -> list[PersonId | None]:
    """A chair for each meeting among those who could chair it, None where nobody could.

    `may` narrows whom to choose at each meeting, while its turn is still shared out among all who are willing: one name
    for a meeting that has a chair already. `so_far` is the share that is still owed to each person before the first
    meeting; below zero for who has had more turns than that.
    """
    allowed = [set(people) for people in (willing if may is None else may)]
    owed = so_far or {}
    shares: dict[PersonId, list[tuple[int, Fraction]]] = {}  # the meetings they could chair, and their share after each
    for meeting, people in enumerate(willing):
        for person in people:
            line = shares.setdefault(person, [])
            so_much = line[-1][1] if line else owed.get(person, Fraction(0))
            line.append((meeting, so_much + Fraction(1, len(people))))
    bounds = sorted(_possible_bounds(shares, _farthest(shares, allowed)))
    if not bounds:
        return [None] * len(willing)
    low, high = 0, len(bounds) - 1  # the last can always be kept
    best = _match(allowed, shares, bounds[high])
    while low < high:
        middle = (low + high) // 2
        found = _match(allowed, shares, bounds[middle])
        if found is None:
            low = middle + 1
        else:
            high, best = middle, found
    assert best is not None
    return best


def _farthest(shares: dict[PersonId, list[tuple[int, Fraction]]], allowed: Sequence[set[PersonId]]) -> int:
    """How many turns somebody may be away from their share whatever is chosen: from before, and by choices made."""
    made = Counter(next(iter(people)) for people in allowed if len(people) == 1)
    return max((int(abs(line[0][1])) + 1 + made[person] for person, line in shares.items()), default=0)


def _possible_bounds(shares: dict[PersonId, list[tuple[int, Fraction]]], farthest: int) -> set[Fraction]:
    """Every distance from a share to a whole number of turns that may be the largest, and one that is surely enough."""
    around = {share for line in shares.values() for _, share in line}
    near = {abs(share - turns) for share in around for turns in _around(share, farthest)}
    near = {distance for distance in near if distance <= 2 + farthest}
    enough = max((len(line) for line in shares.values()), default=0) + farthest
    return near | {Fraction(enough)} if near else near


def _around(share: Fraction, farthest: int) -> range:
    return range(max(0, int(share) - 1 - farthest), int(share) + 4 + farthest)


def _match(
    allowed: Sequence[set[PersonId]], shares: dict[PersonId, list[tuple[int, Fraction]]], bound: Fraction
) -> list[PersonId | None] | None:
    """Give every meeting a turn and every turn that falls due a meeting; None when that cannot be.

    Turns are matched in two passes that never undo what they matched: first the turns that must be taken, the
    earliest due first, then the meetings that are still without a chair.
    """
    turns: list[tuple[PersonId, list[int], bool]] = []  # whose, the meetings it may be taken at, whether it must be
    for person, line in shares.items():
        sums = [share for _, share in line]
        turn = 1
        while True:
            first = bisect_left(sums, turn - bound)
            if first == len(line):
                break
            last = bisect_right(sums, turn - 1 + bound)
            must = last < len(line)
            meetings = [meeting for meeting, _ in line[first : last + 1] if person in allowed[meeting]]
            if must and not meetings:
                return None
            turns.append((person, meetings, must))
            turn += 1
            if turn > len(line) + 1:
                break
        # a turn that falls due must not lie beyond those that can be taken in time
        if turn <= len(line) + 1 and sums and sums[-1] > turn - 1 + bound:
            return None
    chair_of: dict[int, int] = {}  # meeting: turn
    at: dict[int, int] = {}  # turn: meeting
    by_meeting: dict[int, list[int]] = {}
    for number, (_, meetings, _) in enumerate(turns):
        for meeting in meetings:
            by_meeting.setdefault(meeting, []).append(number)

    def take(turn: int, seen: set[int]) -> bool:
        for meeting in turns[turn][1]:
            if meeting not in seen:
                seen.add(meeting)
                if meeting not in chair_of or take(chair_of[meeting], seen):
                    chair_of[meeting], at[turn] = turn, meeting
                    return True
        return False

    def fill(meeting: int, seen: set[int]) -> bool:
        for turn in by_meeting.get(meeting, ()):
            if turn not in seen:
                seen.add(turn)
                if turn not in at or fill(at[turn], seen):
                    chair_of[meeting], at[turn] = turn, meeting
                    return True
        return False

    due = sorted((number for number, turn in enumerate(turns) if turn[2]), key=lambda number: turns[number][1][-1])
    if not all(take(number, set()) for number in due):
        return None
    for meeting, people in enumerate(allowed):
        if people and meeting not in chair_of and not fill(meeting, set()):
            return None
    return [turns[chair_of[meeting]][0] if meeting in chair_of else None for meeting in range(len(allowed))]
