"""Does the harness see? Each seeded leak, in the very comparisons that a commit makes, until the first difference."""

from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext

from tests.project.twin.cast import VIEWERS
from tests.project.twin.cells import Cell
from tests.project.twin.events import History
from tests.project.twin.leaks import Leak
from tests.project.twin.observe import Ask, Seen
from tests.project.twin.run import HISTORIES, Twins, stage, with_letters
from tests.project.twin.tales import histories_of


def catch(leaks: Iterable[Leak], run: int, how_many: int = HISTORIES) -> dict[str, str]:
    """The first difference that gave each leak away, by its name; a leak that was not caught is not in it."""
    caught: dict[str, str] = {}
    asked: set[Cell] = set()
    left = list(leaks)
    for turn, history in enumerate(histories_of(run, how_many)):
        writing = [leak for leak in left if leak.while_writing]
        before = frozenset(asked)
        quiet = [leak for leak in left if not leak.while_writing]
        caught.update(_look_for(quiet, history, f"{run}.{turn}", asked, turn))
        for leak in writing:
            with leak.patch():
                caught.update(_look_for([leak], history, f"{run}.{turn}", set(before), turn))
        left = [leak for leak in left if leak.name not in caught]
        if not left:
            break
    return caught


def _look_for(leaks: list[Leak], history: History, name: str, asked: set[Cell], turn: int) -> dict[str, str]:
    """The full world is made once for all of them, each viewer's purged one once."""
    caught: dict[str, str] = {}
    with stage() as (cast, ids):
        twins = Twins(name, cast, ids, history, asked, turn)
        seen: dict[tuple[str, str], list[tuple[Ask, Seen]]] = {}
        with twins.full_world():
            for viewer in VIEWERS:  # everybody, so that each asks what they ask when nothing leaks
                asks = with_letters(twins.asks_of(viewer))
                for leak in (each for each in leaks if viewer in each.viewers):
                    wanted = [ask for ask in asks if leak.wanted(viewer, ask)]
                    seen[leak.name, viewer] = list(_look(twins, leak, viewer, wanted))
        for viewer in VIEWERS:
            looking = [leak for leak in leaks if viewer in leak.viewers and leak.name not in caught]
            if not looking:
                continue
            with twins.purged_world(viewer):
                for leak in looking:
                    told = _first_difference(twins, leak, viewer, seen[leak.name, viewer])
                    if told:
                        caught[leak.name] = f"{viewer}: {told}"
    return caught


def _look(
    twins: Twins, leak: Leak, viewer: str, asks: Iterable[Ask], *, again: bool = False
) -> Iterator[tuple[Ask, Seen]]:
    with nullcontext() if leak.while_writing else leak.patch():
        yield from twins.look(viewer, asks, again=again)


def _first_difference(twins: Twins, leak: Leak, viewer: str, seen: list[tuple[Ask, Seen]]) -> str | None:
    with closing(_look(twins, leak, viewer, [ask for ask, _ in seen], again=True)) as again:
        for (ask, full), (_, purged) in zip(seen, again, strict=True):
            told = full.difference(purged)
            if told:
                return f"{ask}: {told}"
    return None
