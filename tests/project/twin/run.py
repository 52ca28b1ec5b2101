"""Playing a history twice and comparing: for every kind of viewer, everything they can ask for."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from tests.project.addresses import every_address
from tests.project.twin.asking import NOT_SENT_SIGNED_OUT, WAYS, Asker, is_declassified, is_sent
from tests.project.twin.cast import VIEWERS, Cast, gather
from tests.project.twin.ending import Ending
from tests.project.twin.events import STEP, History, World
from tests.project.twin.observe import Ask, Onlooker, Seen
from tests.project.twin.purge import as_seen_by, half_known
from tests.project.twin.sameness import CountedIds, at_minute, no_chance
from tests.project.twin.stories import history_of

LETTERS = "letters"
OWN_CACHE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "twins"}}
EACH = 2  # how many of the things there are, for an address with keys
# The budget of one commit: three histories, every kind of viewer in one of them.
COMMIT = {
    3: ("member", "researcher", "coordinator", "left"),
    1: ("both", "lead", "finance", "stranger"),
    2: ("elsewhere", "no role", "signed out"),
}

Wanted = Callable[[str, Ask], bool]


def everything(viewer: str, ask: Ask) -> bool:
    """Leave nothing out."""
    return True


@dataclass(frozen=True)
class Difference:
    """Something that was told: enough to see it again."""

    seed: int
    viewer: str
    ask: str
    what: str

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.viewer}: {self.ask}\n    {self.what}"


@dataclass
class Tally:
    """What was compared, and how long it took."""

    cells: Counter = field(default_factory=Counter)
    purged: Counter = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def comparisons(self) -> int:
        return sum(self.cells.values())

    @property
    def per_second(self) -> float:
        return self.comparisons / self.seconds if self.seconds else 0.0

    def empty_cells(self) -> list[str]:
        """Which address nobody of a kind asked for."""
        surfaces = [f"{way} {address.name}" for address in every_address() for way in WAYS]
        left_out = {f"POST {name}" for name in NOT_SENT_SIGNED_OUT}
        return [
            f"{surface} as {viewer}"
            for surface in [*surfaces, LETTERS]
            for viewer in VIEWERS
            if not self.cells[(surface, viewer)] and not (viewer == "signed out" and surface in left_out)
        ]

    def add(self, other: "Tally") -> None:
        self.cells += other.cells
        self.purged += other.purged
        self.differences += other.differences
        self.faults += other.faults
        self.seconds += other.seconds


class Twins:
    """One history, its full world, and any number of purged ones, each undone before the next is made."""

    def __init__(self, seed: int, cast: Cast, ids: CountedIds, history: History, each: int = EACH) -> None:
        self.seed, self.cast, self.ids = seed, cast, ids
        self.told, self.each = history, each
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

    def asks_of(self, viewer: str, wanted: Wanted = everything) -> list[Ask]:
        """What this viewer asks for."""
        who = VIEWERS[viewer]
        asks = Asker(self.full, half_known(who, self.history), f"{self.seed} {viewer}", self.each).asks()
        return [
            ask
            for ask in asks
            if is_sent(ask, who is not None) and not is_declassified(ask, self.end, who) and wanted(viewer, ask)
        ]

    def look(self, viewer: str, asks: Iterable[Ask]) -> Iterator[tuple[Ask, Seen]]:
        """What this viewer gets in the world as it is now."""
        cache.clear()  # how often somebody tried is counted there
        name = VIEWERS[viewer]
        person = self.cast.people[name] if name else None
        onlooker = Onlooker(person, self.cast.session_of(name or ""), self.ids)
        with at_minute(self.after):
            for ask in asks:
                yield ask, (onlooker.letters() if ask.name == LETTERS else onlooker.see(ask))


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


def compare(
    seed: int, viewers: Iterable[str] = VIEWERS, *, wanted: Wanted = everything, each: int = EACH, history=None
) -> Tally:
    """Compare the two worlds of one seed for these viewers, in the current transaction."""
    tally, began = Tally(), time.monotonic()
    with stage() as (cast, ids):
        twins = Twins(seed, cast, ids, history or history_of(seed), each)
        seen: dict[str, list[tuple[Ask, Seen]]] = {}
        with twins.full_world():
            for viewer in viewers:
                seen[viewer] = list(twins.look(viewer, with_letters(twins.asks_of(viewer, wanted))))
        for viewer in viewers:
            with twins.purged_world(viewer) as left_out:
                tally.purged[viewer] += left_out
                _hold_together(tally, twins, viewer, seen.pop(viewer))
    tally.seconds = time.monotonic() - began
    return tally


def with_letters(asks: list[Ask]) -> list[Ask]:
    """What is asked for, and the letters."""
    return [*asks, Ask(LETTERS, "", "")]


def _hold_together(tally: Tally, twins: Twins, viewer: str, seen: list[tuple[Ask, Seen]]) -> None:
    again = twins.look(viewer, [ask for ask, _ in seen])
    for (ask, full), (_, purged) in zip(seen, again, strict=True):
        tally.cells[(f"{ask.way} {ask.name}".strip(), viewer)] += 1
        if full.status >= 500 and ask.name != "core:healthz":
            tally.faults.append(f"seed {twins.seed}, {viewer}: {ask} gives {full.status}")
        told = full.difference(purged)
        if told is not None:
            tally.differences.append(Difference(twins.seed, viewer, str(ask), told))
