"""A scheme of themes as a picture: themes on the left, what lies under each beside it. Plain Python, no Django."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from accounts_reflective.publication.planning.content import Theme

LEFT, RIGHT, BOX = 0, 350, 290  # in the units of the picture, which is 640 wide
LETTERS, LINE, PAD, GAP = 24, 26, 12, 14  # letters in a line of a box, and heights


@dataclass(frozen=True)
class Box:
    """A box with its lines of words, and where each stands."""

    x: int
    y: int
    high: int
    lines: list[tuple[int, str]]

    @property
    def words_x(self) -> int:
        """Where its words begin."""
        return self.x + PAD

    @property
    def middle(self) -> int:
        """Half way down."""
        return self.y + self.high // 2


@dataclass(frozen=True)
class Drawn:
    """A theme, what lies under it, and where the line from one to the other runs."""

    theme: Box
    under: list[Box]

    @property
    def out(self) -> int:
        """Where lines leave the theme."""
        return LEFT + BOX

    @property
    def into(self) -> int:
        """Where they reach what lies under it."""
        return RIGHT


@dataclass(frozen=True)
class Picture:
    """All of it, with how high it is."""

    themes: list[Drawn]
    high: int

    @property
    def frame(self) -> int:
        """How high it is with room for the edges of the boxes."""
        return self.high + 6


def draw(scheme: Sequence[Theme]) -> Picture:
    """Place every box; the same scheme gives the same picture."""
    found, y = [], 0
    for theme in scheme:
        under, below = [], y
        for name in theme.under:
            under.append(_box(RIGHT, below, name))
            below += under[-1].high + GAP
        top = _box(LEFT, y, theme.name)
        found.append(Drawn(top, under))
        y = max(below, y + top.high + GAP) + GAP
    return Picture(found, max(y - 2 * GAP, 1))


def _box(x: int, y: int, name: str) -> Box:
    lines = textwrap.wrap(name, LETTERS) or [""]
    return Box(x, y, 2 * PAD + LINE * len(lines), [(y + PAD + LINE * n + 20, line) for n, line in enumerate(lines)])
