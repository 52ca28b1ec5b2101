"""Sentences and tables about marks, said the same way on every page."""

from collections.abc import Sequence

from accounts_reflective.coding.models import Coding, Mark
from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.coding.queries.marks import CoMarks
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
