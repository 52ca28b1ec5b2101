"""What comes when in a meeting, for whoever chairs it: its agenda with a welcome, a break and an end. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

WELCOME, END, BREAK, BREAK_FROM = 10, 10, 10, 60  # minutes; who meets for an hour or longer has a break
SHORTEST = 5  # minutes; less than that is no welcome and no end


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a meeting and how many minutes it has; for a thing on the agenda also who leads it, what is asked of
    people, and a word before a hard subject."""

    what: str
    minutes: int
    led_by: str = ""
    asked: str = ""
    note: str = ""


def parts(minutes: int, agenda: Sequence[Part] = ()) -> list[Part]:
    """What comes after what in a meeting of so many minutes.

    Without an agenda the time is shared out; a short meeting is one part. With one, its things keep their time, and
    what is left goes to a welcome, an end, a break near the middle, and what takes longer. An agenda that is longer
    than the meeting stays as it is.
    """
    return _with_agenda(minutes, list(agenda)) if agenda else _without(minutes)


def _without(minutes: int) -> list[Part]:
    pause = BREAK if minutes >= BREAK_FROM else 0
    left = minutes - WELCOME - END - pause
    if left < WELCOME:
        return [Part("The meeting", minutes)]
    begin, end = _welcome(WELCOME), _end(END)
    if not pause:
        return [begin, Part("What the meeting is about", left), end]
    first = left // 2
    about, rest = Part("What the meeting is about", first), Part("The rest of it", left - first)
    return [begin, about, Part("Break", pause), rest, end]


def _with_agenda(minutes: int, agenda: list[Part]) -> list[Part]:
    left = minutes - sum(part.minutes for part in agenda)
    begin = min(WELCOME, left) if left >= SHORTEST else 0
    left -= begin
    end = min(END, left) if left >= SHORTEST else 0
    left -= end
    pause = BREAK if minutes >= BREAK_FROM and left >= BREAK and len(agenda) > 1 else 0
    left -= pause
    middle = _middle(agenda)
    in_order = [*agenda[:middle], Part("Break", pause), *agenda[middle:], Part("Time for what takes longer", left)]
    return [part for part in (_welcome(begin), *in_order, _end(end)) if part.minutes > 0]


def _middle(agenda: list[Part]) -> int:
    """Before which thing a break comes closest to the middle; never before the first."""
    gone = [0, *accumulate(part.minutes for part in agenda)]
    return min(range(1, len(agenda) + 1), key=lambda place: abs(2 * gone[place] - gone[-1]))


def _welcome(minutes: int) -> Part:
    return Part("Welcome: who is here, and the ground rules", minutes)


def _end(minutes: int) -> Part:
    return Part("Thanks: what happens now, and who does what", minutes)
