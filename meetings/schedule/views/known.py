"""What there is to know of a day before somebody fixes a meeting on it: for information, never a refusal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from uuid import UUID

from accounts.people.models import Panel, Person
from leap.design.parts import Column, Table
from leap.design.times import say_day, there
from meetings.schedule import queries
from meetings.schedule.models import Meeting
from meetings.schedule.views.parts import clash

NOTHING_KNOWN = "Nothing that we know of"

Known = Mapping[tuple[UUID, date], Sequence[str]]


def dates_table(viewer: Person, dates: Sequence[date], panels: Sequence[Panel]) -> Table:
    """Each date of a series with what there is to know about it."""
    known = known_of(viewer, [(panel.pk, day) for day in dates for panel in panels])
    columns = [Column("Day"), Column("Good to know")]
    rows = [[say_day(day), "; ".join(_known_for(panels, day, known)) or NOTHING_KNOWN] for day in dates]
    each = f"for {len(panels)} panels" if len(panels) > 1 else f"for {panels[0].name}"
    return Table(f"{len(dates)} dates, {each}", columns, rows)


def day_known(viewer: Person, panel: Panel, day: date) -> str:
    """What there is to know about the day of one meeting, in words."""
    return "; ".join(_known_for([panel], day, known_of(viewer, [(panel.pk, day)]))) or NOTHING_KNOWN


def days_moved_to(viewer: Person, meeting: Meeting, day: date, moved: Iterable[Meeting]) -> Table | None:
    """The new day of this meeting, and of those that move as far, with what there is to know; for which panel, when
    more than one moves.

    None when the meeting stays on its day, or when nothing is known of any: then there is nothing to stop for.
    """
    by_days = day - there(meeting.starts_at, meeting.panel).date()
    if not by_days:
        return None
    on: dict[date, dict[UUID, Panel]] = {}
    for each in moved:
        on.setdefault(there(each.starts_at, each.panel).date() + by_days, {})[each.panel_id] = each.panel
    known = known_of(viewer, [(panel, each) for each, panels in on.items() for panel in panels])
    several = len({panel for panels in on.values() for panel in panels}) > 1
    rows = [
        [say_day(each), "; ".join(said)]
        for each, panels in sorted(on.items())
        if (said := _known_for([*panels.values()], each, known, name_them=several))
    ]
    return Table("Good to know", [Column("Day"), Column("What we know of it")], rows) if rows else None


def shared_between(viewer: Person, panels: Sequence[Panel]) -> list[str]:
    """Of panels that are to meet on the same dates, which share people: never who they are, nor how many."""
    sharing = queries.panels_sharing_people(viewer) if len(panels) > 1 else set()
    return [
        f"{one.name} and {other.name} share people. Those who are on both cannot be at both at the same time."
        for one, other in combinations(sorted(panels, key=lambda panel: (panel.name, panel.pk)), 2)
        if frozenset((one.pk, other.pk)) in sharing
    ]


def known_of(viewer: Person, wanted: Sequence[tuple[UUID, date]]) -> Known:
    """For each pair of a panel and a day, in words: holidays, days of faith, and who meets that shares people."""
    notes, others = queries.known_of(viewer, wanted), queries.shared_days(viewer, wanted)
    return {
        pair: [note.words for note in notes.get(pair, [])] + [clash(other).rstrip(".") for other in others[pair]]
        for pair in wanted
    }


def _known_for(panels: Sequence[Panel], day: date, known: Known, *, name_them: bool = False) -> list[str]:
    """What is known of a day, once; for which of the panels, when not for all, or when asked to `name_them`."""
    for_whom: dict[str, list[str]] = {}
    for panel in panels:
        for words in known[panel.pk, day]:
            for_whom.setdefault(words, []).append(panel.name)
    return [
        words if len(names) == len(panels) and not name_them else f"{words} (for {' and '.join(names)})"
        for words, names in for_whom.items()
    ]
