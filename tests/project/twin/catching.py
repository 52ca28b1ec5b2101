"""Does the harness see? Each seeded leak, in the very comparisons that a commit makes, until the first difference."""

from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext

from tests.project.twin.leaks import Leak
from tests.project.twin.observe import Ask, Seen
from tests.project.twin.run import COMMIT, Twins, stage, with_letters
from tests.project.twin.stories import history_of


def catch(leaks: Iterable[Leak], budget: dict[int, Iterable[str]] = COMMIT) -> dict[str, str]:
    """The first difference that gave each leak away, by its name; a leak that was not caught is not in it."""
    caught: dict[str, str] = {}
    leaks = list(leaks)
    for seed, viewers in budget.items():
        left = [leak for leak in leaks if leak.name not in caught and set(leak.viewers) & set(viewers)]
        reading = [leak for leak in left if not leak.while_writing]
        if reading:
            caught.update(_look_for(reading, seed, viewers, patched=True))
        for leak in (leak for leak in left if leak.while_writing):
            with leak.patch():
                caught.update(_look_for([leak], seed, viewers, patched=False))
    return caught


def _look_for(leaks: list[Leak], seed: int, budget: Iterable[str], *, patched: bool) -> dict[str, str]:
    """The full world is made once for all of them, each viewer's purged one once."""
    caught: dict[str, str] = {}
    viewers = [viewer for viewer in budget if any(viewer in leak.viewers for leak in leaks)]
    with stage() as (cast, ids):
        twins = Twins(seed, cast, ids, history_of(seed))
        seen: dict[tuple[str, str], list[tuple[Ask, Seen]]] = {}
        with twins.full_world():
            for viewer in viewers:
                asks = with_letters(twins.asks_of(viewer))
                for leak in (each for each in leaks if viewer in each.viewers):
                    wanted = [ask for ask in asks if leak.wanted(viewer, ask)]
                    seen[leak.name, viewer] = list(_look(twins, leak, viewer, wanted, patched))
        for viewer in viewers:
            with twins.purged_world(viewer):
                for leak in (each for each in leaks if viewer in each.viewers and each.name not in caught):
                    told = _first_difference(twins, leak, viewer, seen[leak.name, viewer], patched)
                    if told:
                        caught[leak.name] = f"{viewer}: {told}"
    return caught


def _look(twins: Twins, leak: Leak, viewer: str, asks: Iterable[Ask], patched: bool) -> Iterator[tuple[Ask, Seen]]:
    with leak.patch() if patched else nullcontext():
        yield from twins.look(viewer, asks)


def _first_difference(twins: Twins, leak: Leak, viewer: str, seen: list[tuple[Ask, Seen]], patched: bool) -> str | None:
    with closing(_look(twins, leak, viewer, [ask for ask, _ in seen], patched)) as again:
        for (ask, full), (_, purged) in zip(seen, again, strict=True):
            told = full.difference(purged)
            if told:
                return f"{ask}: {told}"
    return None
