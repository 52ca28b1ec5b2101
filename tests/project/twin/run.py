"""Playing a history twice and comparing: for every kind of viewer, everything they can ask for."""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from tests.project.error_pages import error_pages_once
from tests.project.twin.asking import CHOOSES, NOT_SENT_SIGNED_OUT, Asker, is_declassified, is_sent
from tests.project.twin.cast import VIEWERS, Cast, gather
from tests.project.twin.cells import SAME, Cell, all_surfaces, cells_of, empty
from tests.project.twin.ending import Ending
from tests.project.twin.events import STEP, History, World
from tests.project.twin.observe import Ask, Onlooker, Seen
from tests.project.twin.purge import as_seen_by, half_known
from tests.project.twin.sameness import CountedIds, at_minute, no_chance
from tests.project.twin.tales import histories_of, history_of, shortest

LETTERS = "letters"
NOT_FOUND = 404
OWN_CACHE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "twins"}}
EACH = 1  # how many of the things there are, for an address with keys
# The budget of one commit: one run. Two files of tests share its viewers, so two processes share it.
RUN, PARTS = 1, 2
HISTORIES = 3  # in a run, each for every kind of viewer
IN_FULL = 1  # of them; in the second pages are read, and buttons pressed only in cells in which nothing was compared
ARE_READ = 2  # yet; in the third nothing but what lies in such a cell is asked for

# Cells in which nothing is compared: no mail server here, and the one button whose answer is a choice (see asking).
LEFT_OUT = {
    *((f"POST {name}", "signed out", "none") for name in NOT_SENT_SIGNED_OUT),
    *((f"POST {CHOOSES}", viewer, SAME) for viewer in ("coordinator", "elsewhere", "lead")),
}


@dataclass(frozen=True)
class Difference:
    """Something that was told: enough to see it again."""

    history: str
    viewer: str
    ask: str
    what: str

    def __str__(self) -> str:
        return f"history {self.history}, {self.viewer}: {self.ask}\n    {self.what}"


@dataclass
class Tally:
    """What was compared, and how long it took."""

    runs: list[int] = field(default_factory=list)
    viewers: tuple[str, ...] = tuple(VIEWERS)
    histories: int = 0
    comparisons: int = 0
    cells: Counter[Cell] = field(default_factory=Counter)
    purged: Counter = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return self.comparisons / self.seconds if self.seconds else 0.0

    def empty_cells(self) -> list[str]:
        """The cells that had to be filled and are not."""
        return [*empty(self.cells, all_surfaces(), self.viewers, LEFT_OUT), *self._no_letters()]

    def _no_letters(self) -> list[str]:
        read = {cell.viewer for cell in +self.cells if cell.surface == LETTERS}
        return [f"{LETTERS} as {viewer}" for viewer in self.viewers if viewer not in read]

    def add(self, other: "Tally") -> None:
        self.runs += other.runs
        self.histories += other.histories
        self.comparisons += other.comparisons
        self.cells += other.cells
        self.purged += other.purged
        self.differences += other.differences
        self.faults += other.faults
        self.seconds += other.seconds


class Twins:
    """One history, its full world, and any number of purged ones, each undone before the next is made."""

    def __init__(
        self, name: str, cast: Cast, ids: CountedIds, history: History, asked: set[Cell], turn: int = 0
    ) -> None:
        """`asked`: the cells that earlier histories looked into; grows with every look. `turn`: see IN_FULL."""
        self.name, self.cast, self.ids, self.asked = name, cast, ids, asked
        self.told, self.turn = history, turn
        self.history: History = []
        self.after = (len(history) + 1) * STEP

    @contextmanager
    def full_world(self) -> Iterator[None]:
        """Everything happens; what LEAP said no to is forgotten."""
        with undone():
            self.full = World(self.cast, self.ids)
            self.history = self.full.play(self.told)
            self.end = Ending(self.history)
            yield

    @contextmanager
    def purged_world(self, viewer: str) -> Iterator[int]:
        """Only what this viewer may know happens; gives how many events are left out or reduced."""
        with undone():
            purged = as_seen_by(VIEWERS[viewer], self.history)
            World(self.cast, self.ids).play(purged, purged=True)
            yield len(self.history) - sum(event in self.history for event in purged)

    def asks_of(self, viewer: str) -> list[Ask]:
        """What this viewer asks for."""
        who = VIEWERS[viewer]
        known = half_known(who, self.history)
        each = EACH if self.turn < ARE_READ else None
        reads = self.turn >= IN_FULL
        seed = f"{self.name} {viewer}"
        asks = Asker(self.full, known, self.end, viewer, seed, each, self.asked, only_reads=reads).asks()
        return [ask for ask in asks if is_sent(ask, who is not None) and not is_declassified(ask, self.end, who)]

    def look(self, viewer: str, asks: Iterable[Ask], *, again: bool = False) -> Iterator[tuple[Ask, Seen]]:
        """What this viewer gets in the world as it is now.

        Where the button alone finds nothing, nothing is filled in: a form is read after what it is about was found.
        `again`: in the other world, of which the very same is asked.
        """
        cache.clear()  # how often somebody tried is counted there
        name = VIEWERS[viewer]
        person = self.cast.people[name] if name else None
        onlooker = Onlooker(person, self.cast.session_of(name or ""), self.ids)
        gone: set[str] = set()
        with at_minute(self.after), error_pages_once():
            for ask in asks:
                if ask.data and ask.url in gone:
                    continue
                seen = onlooker.letters() if ask.name == LETTERS else onlooker.see(ask)
                if ask.way == "POST" and not ask.data and seen.status == NOT_FOUND and not again:
                    gone.add(ask.url)
                yield ask, seen


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in here is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def silence() -> Iterator[None]:
    """Thousands of lines about made-up requests are of no use to anybody."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def stage() -> Iterator[tuple[Cast, CountedIds]]:
    """No chance, a held clock, no log, our own cache, and the people every history has; all taken back after."""
    with no_chance() as ids, silence(), override_settings(CACHES=OWN_CACHE), undone():
        ids.begin("cast")
        with at_minute(0):
            cast = gather()
        yield cast, ids


class Bystander:
    """Looks on while the two worlds of a history stand, since to make a world anew takes seconds (see `catching`)."""

    def in_full_world(self, twins: Twins, viewer: str, asks: list[Ask]) -> None:
        """Everything has happened, and this viewer has asked for all of `asks`."""

    def in_purged_world(self, twins: Twins, viewer: str) -> None:
        """What this viewer may not know has not happened."""

    def after(self, twins: Twins, before: frozenset[Cell]) -> None:
        """Both worlds are gone. `before`: the cells that had been looked into when the history began."""


NOBODY_ELSE = Bystander()


def compare_run(
    run: int, how_many: int = HISTORIES, viewers: Iterable[str] = VIEWERS, bystander: Bystander = NOBODY_ELSE
) -> Tally:
    """Compare the worlds of every history of a run for these viewers."""
    tally, asked = Tally(runs=[run], viewers=tuple(viewers)), set[Cell]()
    for turn, history in enumerate(histories_of(run, how_many)):
        tally.add(compare(history, f"{run}.{turn}", tally.viewers, asked=asked, turn=turn, bystander=bystander))
    return tally


def viewers_of(part: int) -> tuple[str, ...]:
    """The kinds of viewer of one of the two files."""
    return tuple(VIEWERS)[part::PARTS]


def compare(
    history: History,
    name: str,
    viewers: Iterable[str] = VIEWERS,
    *,
    asked: set[Cell] | None = None,
    turn: int = 0,
    bystander: Bystander = NOBODY_ELSE,
) -> Tally:
    """Compare the two worlds of one history for these viewers, in a transaction that is taken back."""
    tally, stopwatch = Tally(histories=1), Stopwatch()
    asked = set() if asked is None else asked
    before = frozenset(asked)
    with stage() as (cast, ids):
        twins = Twins(name, cast, ids, history, asked, turn)
        seen: dict[str, list[tuple[Ask, Seen]]] = {}
        with twins.full_world():
            for viewer in viewers:
                asks = with_letters(twins.asks_of(viewer))
                seen[viewer] = list(twins.look(viewer, asks))
                with stopwatch.halted():
                    bystander.in_full_world(twins, viewer, asks)
        for viewer in viewers:
            with twins.purged_world(viewer) as left_out:
                tally.purged[viewer] += left_out
                _hold_together(tally, twins, viewer, seen.pop(viewer))
                with stopwatch.halted():
                    bystander.in_purged_world(twins, viewer)
    tally.seconds = stopwatch.seconds()
    bystander.after(twins, before)
    return tally


class Stopwatch:
    """How long something took, without what others did meanwhile."""

    def __init__(self) -> None:
        self.began, self.without = time.monotonic(), 0.0

    @contextmanager
    def halted(self) -> Iterator[None]:
        since = time.monotonic()
        yield
        self.without += time.monotonic() - since

    def seconds(self) -> float:
        return time.monotonic() - self.began - self.without


def shortest_with(difference: Difference) -> str:
    """Leave out of a history whatever is not needed for somebody like this viewer to be told something."""
    history = history_of(*map(int, difference.history.split(".")))

    def differs(less: History) -> bool:
        return bool(compare(less, difference.history, (difference.viewer,)).differences)

    less = shortest(history, differs)
    told = compare(less, difference.history, (difference.viewer,)).differences
    return "\n    ".join(["the shortest history with a difference:", *map(str, less), *map(str, told[:1])])


def with_letters(asks: list[Ask]) -> list[Ask]:
    """What is asked for, and the letters."""
    return [*asks, Ask(LETTERS, "", "")]


def _hold_together(tally: Tally, twins: Twins, viewer: str, seen: list[tuple[Ask, Seen]]) -> None:
    again = twins.look(viewer, [ask for ask, _ in seen], again=True)
    for (ask, full), (_, purged) in zip(seen, again, strict=True):
        tally.comparisons += 1
        tally.cells.update(cells_of(ask.surface, viewer, ask.behind))
        if full.status >= 500 and ask.name != "core:healthz":
            tally.faults.append(f"history {twins.name}, {viewer}: {ask} gives {full.status}")
        told = full.difference(purged)
        if told is not None:
            tally.differences.append(Difference(twins.name, viewer, str(ask), told))
