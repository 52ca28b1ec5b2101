"""A code book: numbers of themes, their order, and how it stood at any time. Plain Python."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """A theme as it stands, or stood, in a code book."""

    id: UUID
    code: str
    name: str
    meaning: str = ""
    under: UUID | None = None


@dataclass(frozen=True)
class Step:
    """What one change did to one theme: how it stood before. Without a name it was not there."""

    theme: UUID
    code: str
    was_name: str
    was_meaning: str = ""
    was_under: UUID | None = None


@dataclass(frozen=True)
class Branch:
    """A theme with what lies under it."""

    entry: Entry
    under: list[Entry] = field(default_factory=list)


def as_it_stood(now: Iterable[Entry], later: Iterable[Sequence[Step]]) -> list[Entry]:
    """The themes as they stood before these changes, which come with the newest first."""
    there = {each.id: each for each in now}
    for change in later:
        for step in change:
            there.pop(step.theme, None)
            if step.was_name:
                there[step.theme] = Entry(step.theme, step.code, step.was_name, step.was_meaning, step.was_under)
    return in_order(there.values())


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By their numbers as people count: T2 before T10."""
    return sorted(entries, key=lambda each: order_of(each.code))


def order_of(code: str) -> list[tuple[int, str]]:
    """What to sort numbers of themes by."""
    return [(int(piece), "") if piece.isdigit() else (0, piece) for piece in re.findall(r"\d+|\D+", code)]


def as_a_tree(entries: Sequence[Entry]) -> list[Branch]:
    """Themes with their sub-themes. One whose theme is gone stands by itself."""
    there = {each.id for each in entries}
    tops = {each.id: Branch(each) for each in entries if each.under not in there}
    for each in entries:
        if each.under in tops:
            tops[each.under].under.append(each)
    return list(tops.values())


def next_code(used: Iterable[str], under: str = "") -> str:
    """The number of a new theme: one more than any that was ever given out there. T5, or T1.4 under T1."""
    start = f"{under}." if under else "T"
    given = [int(code[len(start) :]) for code in used if code.startswith(start) and code[len(start) :].isdigit()]
    return f"{start}{max(given, default=0) + 1}"


def home_of(theme: UUID, merged_into: Mapping[UUID, UUID | None]) -> UUID:
    """Where what was placed in a theme is found today: the theme itself, or the one it was brought into at last."""
    while (into := merged_into.get(theme)) is not None:
        theme = into
    return theme
