"""How much it counts when people sat together: the same however long ago, or more when it was lately."""

from collections.abc import Sequence

from meetings.seating.planning.room import Groups

ALIKE, LATELY, LAST_SIX = "alike", "lately", "last_six"
LAST, TIMES, REMEMBERED = 3, 3, 6


def weighed(history: Sequence[Groups], how: str) -> list[Groups]:
    """The earlier meetings, oldest first, as a plan is to count them: some more than once, some not at all.

    ALIKE: each once. LATELY: the last three, three times each. LAST_SIX: only the last six. For searching a plan alone:
    what people are told about who has met is counted from the history as it was.
    """
    if how == LATELY:
        return [*history[:-LAST], *(meeting for meeting in history[-LAST:] for _ in range(TIMES))]
    return list(history[-REMEMBERED:] if how == LAST_SIX else history)
