"""Where to draw tables and chairs: plain numbers on a sheet 300 wide, for a picture that is as wide as a small phone.

Chairs stand in two columns, left and right of the table, so that names can be read without making the page wider. Going
round starts at the top left, down that side, and comes back up the other: neighbours in a list are neighbours there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from meetings.seating.planning.shapes import BOARDROOM, HORSESHOE, ROUND, TABLES

WIDTH = 300
CHAIR_WIDE, CHAIR_HIGH, STEP, EDGE = 102, 48, 56, 3
LEFT, RIGHT, MIDDLE = EDGE, WIDTH - EDGE - CHAIR_WIDE, WIDTH // 2
LETTERS = 11  # of a name on one line of a chair
ENDS_FROM = 6  # seats: a long table this long has somebody at each end
BULGE = 40  # how far the first and last chairs of a round table move in


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, or what an ellipse fits into, or one arm of a horseshoe."""

    x: int
    y: int
    wide: int
    high: int

    @property
    def middle_x(self) -> int:
        """Half way across."""
        return self.x + self.wide // 2

    @property
    def middle_y(self) -> int:
        """Half way down."""
        return self.y + self.high // 2

    @property
    def half_wide(self) -> int:
        """For an ellipse."""
        return self.wide // 2

    @property
    def half_high(self) -> int:
        """For an ellipse."""
        return self.high // 2


@dataclass(frozen=True, slots=True)
class Picture:
    """Where all stands. `chairs` go in the order of the seats; `tops` are the parts of the table."""

    high: int
    chairs: tuple[Box, ...]
    tops: tuple[Box, ...]
    round: bool

    @property
    def label(self) -> Box:
        """The part of the table that its name stands on."""
        return self.tops[-1]


def picture(shape: str, seats: int) -> Picture:
    """Draw one table of this shape with so many seats (1 or more)."""
    if shape == HORSESHOE and seats > 4:
        return _horseshoe(seats)
    top, bottom = _ends(shape, seats)
    sides = seats - top - bottom
    left = (sides + 1) // 2
    begin = EDGE + STEP * top
    column = [_chair(LEFT + _inwards(shape, row, left), begin + STEP * row) for row in range(left)]
    other = [_chair(RIGHT - _inwards(shape, row, left), begin + STEP * row) for row in range(sides - left)]
    ends = [_chair(MIDDLE - CHAIR_WIDE // 2, begin + STEP * left)] * bottom
    first = [_chair(MIDDLE - CHAIR_WIDE // 2, EDGE)] * top
    high = begin + STEP * (left + bottom) - STEP + CHAIR_HIGH + EDGE
    gap = LEFT + CHAIR_WIDE + 6
    table = Box(gap, begin, WIDTH - 2 * gap, max(CHAIR_HIGH, STEP * left - (STEP - CHAIR_HIGH)))
    return Picture(high, (*first, *column, *ends, *reversed(other)), (table,), shape == ROUND)


def _ends(shape: str, seats: int) -> tuple[int, int]:
    """How many sit at the top and at the bottom end."""
    if shape == TABLES or seats < ENDS_FROM or (shape == BOARDROOM and seats % 2):
        return 0, 0
    return 1, 1 - seats % 2


def _inwards(shape: str, row: int, rows: int) -> int:
    """How much nearer to the middle a chair of a round table stands than the widest ones."""
    if shape != ROUND or rows < 2:
        return 0
    off = abs(2 * row - (rows - 1)) / (rows + 1)
    return round(BULGE * (1 - sqrt(1 - off * off)))


def _chair(x: int, y: int) -> Box:
    return Box(x, y, CHAIR_WIDE, CHAIR_HIGH)


def _horseshoe(seats: int) -> Picture:
    """Two sides and a row at the bottom; the open end is at the top."""
    below = 2 if seats % 2 == 0 else 3
    side = (seats - below) // 2
    row = EDGE + STEP * side + 34
    left = [_chair(LEFT, EDGE + STEP * place) for place in range(side)]
    right = [_chair(RIGHT, EDGE + STEP * place) for place in range(side)]
    if below == 2:
        bottom = [_chair(MIDDLE - CHAIR_WIDE - 4, row), _chair(MIDDLE + 4, row)]
    else:  # three beside each other are a little narrower
        bottom = [Box(1 + 100 * place, row, 98, CHAIR_HIGH) for place in range(3)]
    arm, inner, outer = 22, LEFT + CHAIR_WIDE + 6, RIGHT - 6
    long = STEP * side + 22
    tops = (
        Box(inner, EDGE, arm, long),
        Box(outer - arm, EDGE, arm, long),
        Box(inner, EDGE + long - 26, outer - inner, 26),
    )
    return Picture(row + CHAIR_HIGH + EDGE, (*left, *bottom, *reversed(right)), tops, False)


def lines_of(name: str) -> tuple[str, ...]:
    """A name on at most two short lines, cut where it does not fit; the whole of it is in the list beside."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LETTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return tuple(cut(line) for line in lines)


def cut(line: str) -> str:
    """As much of it as fits on one line."""
    return line if len(line) <= LETTERS else f"{line[: LETTERS - 1]}…"


def around(names: Sequence[str]) -> str:
    """The table read aloud, for those who do not see the picture."""
    return f"Going round: {', '.join(names)}."
