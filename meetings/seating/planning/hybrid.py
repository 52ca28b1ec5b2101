"""People who join from somewhere else at a table of the room: a screen or a phone stands there, beside somebody."""

from collections.abc import Iterable, Sequence

from meetings.seating.planning.room import Groups, PersonId
from meetings.seating.planning.score import times_together


def hosts(
    joining: Iterable[PersonId],
    present: Iterable[PersonId],
    history: Sequence[Groups],
    apart: Iterable[tuple[PersonId, PersonId]] = (),
) -> tuple[tuple[PersonId, PersonId], ...]:
    """For everyone who joins somebody in the room to sit beside, whom they have met least. Nobody hosts two.

    Those who are to be kept apart are not paired; where nobody is left, nobody is promised. The same people and history
    always give the same pairs.
    """
    free = sorted(present, key=str)
    before = times_together(history)
    kept = {frozenset(pair) for pair in apart}
    pairs = []
    for one in sorted(joining, key=str):
        could = [other for other in free if frozenset((one, other)) not in kept]
        if could:
            host = min(could, key=lambda other: before[frozenset((one, other))])
            free.remove(host)
            pairs.append((one, host))
    return tuple(pairs)


def too_few_hosts(joining: int, present: int) -> str:
    """What to change when not everyone who joins could have somebody beside them; empty when they can."""
    if joining <= present:
        return ""
    come = "nobody comes" if present == 0 else "one person comes" if present == 1 else f"{present} people come"
    return (
        f"{joining} people join from somewhere else and {come} in person, so not everyone would have somebody beside "
        "them. Leave this unticked, and share one screen that all can see."
    )
