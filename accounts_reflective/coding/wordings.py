"""Sentences, tables and pictures about marks, said the same way on every page."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts_reflective.coding.models import Coding, Mark, ThemeChange
from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.coding.planning.tally import Tally
from accounts_reflective.coding.queries.marks import CoMarks
from accounts_reflective.writing.wordings import names
from leap.design.parts import Column, Table


def how_far(coding: Coding | None) -> tuple[str, str]:
    """How far somebody is with a list, and its tone: ("Done", "calm")."""
    if coding is None:
        return "Not begun", "quiet"
    return ("Done", "calm") if coding.done_at else ("Begun", "waiting")


def mark_in_words(mark: Mark | None) -> str:
    """Yes, clearly. Note: we drew lots."""
    if mark is None:
        return "Left out"
    said = mark.get_said_display() or "Left out"
    if mark.strength:
        said = f"{said}, {mark.get_strength_display().lower()}"
    return f"{said}. Note: {mark.note}" if mark.note else said


def side_by_side(framework: FrameworkVersion, mine: dict[str, Mark], together: Sequence[CoMarks]) -> Table:
    """What the viewer and their co-authors say about each item, one row for each."""
    return Table(
        caption="What each of you says",
        columns=[Column("Item"), Column("You"), *(Column(each.person.shown_name) for each in together)],
        rows=[
            [
                item.name,
                mark_in_words(mine.get(item.code)),
                *(mark_in_words(each.marks.get(item.code)) for each in together),
            ]
            for item in framework.items
        ],
    )


BAR_WIDTH, ROW_HEIGHT = 560, 64  # in the units of the picture, which is 640 wide


@dataclass(frozen=True)
class Bar:
    """One line of the picture: its words, how far down they and the bar stand, and how long the bar is."""

    name: str
    number: int
    name_at: int
    bar_at: int
    width: int

    @property
    def number_x(self) -> int:
        """Where the number stands: just after the bar."""
        return self.width + 10

    @property
    def number_at(self) -> int:
        """How far down the number stands."""
        return self.bar_at + 19


def bars(framework: FrameworkVersion, found: Tally) -> list[Bar]:
    """The picture: a bar for each item as long as its yes, all of the width when every account says so. None is short
    to nothing: a zero is a line without a bar.
    """
    named = [(item.name, line.yes) for item, line in zip(framework.items, found.lines, strict=True)]
    return drawn_bars(named, found.counted)


def drawn_bars(named: Sequence[tuple[str, int]], counted: int) -> list[Bar]:
    """The same of any names with their numbers, out of `counted`."""
    return [
        Bar(name, yes, place * ROW_HEIGHT + 20, place * ROW_HEIGHT + 30, BAR_WIDTH * yes // (counted or 1))
        for place, (name, yes) in enumerate(named)
    ]


def picture_height(framework: FrameworkVersion) -> int:
    """How high the picture is, in its own units."""
    return ROW_HEIGHT * len(framework.items)


def table_of_numbers(framework: FrameworkVersion, found: Tally) -> Table:
    """The same as the picture, in numbers; every row adds up to the accounts counted."""
    return Table(
        caption=f"How many of {found.counted} reflective accounts speak about each",
        columns=[
            Column("Item"),
            Column("Yes", numeric=True),
            Column("No", numeric=True),
            Column("Not decided", numeric=True),
        ],
        rows=[
            [item.name, line.yes, line.no, line.undecided]
            for item, line in zip(framework.items, found.lines, strict=True)
        ]
        if found.counted
        else [],
        empty="No reflective account is counted yet.",
    )


def numbers_in_words(framework: FrameworkVersion, found: Tally) -> str:
    """What the picture shows, in a sentence or two, with what it is out of."""
    named = [(item.name, line.yes) for item, line in zip(framework.items, found.lines, strict=True)]
    return said_in_words(named, found.counted)


def said_in_words(named: Sequence[tuple[str, int]], counted: int) -> str:
    """The same of any names with their numbers, out of `counted`."""
    if not counted:
        return "No reflective account is counted yet."
    most, none = max(yes for _, yes in named), [name for name, yes in named if yes == 0]
    out_of = f"{counted} reflective account{'' if counted == 1 else 's'}"
    if not most:
        return f"Out of {out_of} counted, none speaks about any of these."
    top = names([name for name, yes in named if yes == most])
    said = f"Out of {out_of} counted, most speak about {top}: {most}."
    return f"{said} None speaks about {names(none)}." if none else said


def change_in_words(change: ThemeChange) -> str:
    """What was done to the code book: “Trust” and “Being heard” were brought together as “Being heard”."""
    lines = list(change.lines.all())
    gone = [f"“{line.was_name}”" for line in lines if not line.became_name]
    new = [f"“{line.became_name}”" for line in lines if not line.was_name]
    kept = [line for line in lines if line.was_name and line.became_name]
    return _CHANGES[change.kind](gone, new, kept)


def _renamed(gone: list[str], new: list[str], kept: list) -> str:
    was, became = kept[0].was_name, kept[0].became_name
    return f"“{was}” is now “{became}”" if was != became else f"What belongs in “{became}” was put in other words"


_CHANGES = {
    ThemeChange.Kind.CREATED: lambda gone, new, kept: f"{names(new)} is new",
    ThemeChange.Kind.RENAMED: _renamed,
    ThemeChange.Kind.MERGED: lambda gone, new, kept: f"{names(gone)} went into “{_target(kept)}”",
    ThemeChange.Kind.SPLIT: lambda gone, new, kept: f"{names(gone)} was divided into {names(new)}",
    ThemeChange.Kind.RETIRED: lambda gone, new, kept: f"{names(gone)} is used no more",
}


def _target(kept: list) -> str:
    """The theme that took the other in: the one of those that stayed which did not move."""
    return next(line.became_name for line in kept if line.was_under_id == line.became_under_id)


def brought_in(new: int, left: int) -> str:
    """3 themes are new. 1 was left out: a theme with its name is there."""
    said = f"{new} theme{' is' if new == 1 else 's are'} new."
    if not left:
        return said
    return f"{said} {left} {'was' if left == 1 else 'were'} left out: a theme with that name is there already."
