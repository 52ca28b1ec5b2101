"""Does the harness see? Each seeded leak, in the very comparisons that a commit makes, until the first difference."""

from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext

from tests.project.twin.cells import Cell
from tests.project.twin.leaks import Leak
from tests.project.twin.observe import Ask, Seen
from tests.project.twin.run import Bystander, Twins, stage, with_letters


class Catcher(Bystander):
    """Puts the leaks in, one after another, in the two worlds that are compared anyway.

    `caught` is the first difference that gave each leak away, by its name; a leak that was not caught is not in it.
    A leak is looked for by those of its viewers who are compared.
    """

    def __init__(self, leaks: Iterable[Leak]) -> None:
        self.leaks = tuple(leaks)
        self.caught: dict[str, str] = {}
        self._seen: dict[tuple[str, str], list[tuple[Ask, Seen]]] = {}

    def in_full_world(self, twins: Twins, viewer: str, asks: list[Ask]) -> None:
        for leak in self._left(viewer):
            wanted = [ask for ask in asks if leak.wanted(viewer, ask)]
            self._seen[leak.name, viewer] = list(_look(twins, leak, viewer, wanted))

    def in_purged_world(self, twins: Twins, viewer: str) -> None:
        for leak in self._left(viewer):
            told = _first_difference(twins, leak, viewer, self._seen.pop((leak.name, viewer)))
            if told:
                self.caught[leak.name] = f"{viewer}: {told}"

    def after(self, twins: Twins, before: frozenset[Cell]) -> None:
        """What leaks while things happen needs worlds of its own."""
        self._seen.clear()
        for leak in self._left(while_writing=True):
            told = _told_while_writing(leak, twins, before)
            if told:
                self.caught[leak.name] = told

    def _left(self, viewer: str = "", *, while_writing: bool = False) -> list[Leak]:
        left = [leak for leak in self.leaks if leak.name not in self.caught and leak.while_writing == while_writing]
        return left if while_writing else [leak for leak in left if viewer in leak.viewers]


def _told_while_writing(leak: Leak, like: Twins, before: frozenset[Cell]) -> str | None:
    with leak.patch(), stage() as (cast, ids):
        twins = Twins(like.name, cast, ids, like.told, set(before), like.turn)
        with twins.full_world():
            asks = {viewer: with_letters(twins.asks_of(viewer)) for viewer in leak.viewers}
            wanted = {viewer: [ask for ask in asks[viewer] if leak.wanted(viewer, ask)] for viewer in leak.viewers}
            seen = {viewer: list(_look(twins, leak, viewer, wanted[viewer])) for viewer in leak.viewers}
        for viewer in leak.viewers:
            with twins.purged_world(viewer):
                told = _first_difference(twins, leak, viewer, seen[viewer])
            if told:
                return f"{viewer}: {told}"
    return None


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
