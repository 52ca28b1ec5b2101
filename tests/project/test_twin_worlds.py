"""Saying nothing looks the same as having nothing: two worlds, with and without what one person may not see.

`LEAP_TWIN_SEEDS=10-40` compares these histories for every viewer too, for a long night. A failure names its seed.
"""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.project.addresses import every_address
from tests.project.twin.asking import WAYS
from tests.project.twin.cast import VIEWERS
from tests.project.twin.catching import catch
from tests.project.twin.leaks import FEWEST, LEAKS
from tests.project.twin.observe import Seen
from tests.project.twin.purge import DECLASSIFIED
from tests.project.twin.run import COMMIT, LETTERS, Tally, compare
from tests.project.twin.stories import history_of

FEWEST_COMPARISONS = 3000


def budget() -> list[tuple[int, tuple[str, ...]]]:
    """Which histories are compared, each for whom."""
    first, _, last = os.environ.get("LEAP_TWIN_SEEDS", "").partition("-")
    more = range(int(first), int(last or first) + 1) if first else ()
    return [*COMMIT.items(), *((seed, tuple(VIEWERS)) for seed in more)]


@pytest.fixture(scope="module")
def tally(django_db_setup, django_db_blocker) -> Iterator[Tally]:
    """Every comparison, made once for all the tests here."""
    whole = Tally()
    with django_db_blocker.unblock():
        for seed, viewers in budget():
            whole.add(compare(seed, viewers))
    return whole


@pytest.fixture(scope="module")
def caught(django_db_setup, django_db_blocker) -> dict[str, str]:
    """What gave each seeded leak away."""
    with django_db_blocker.unblock():
        return catch(LEAKS)


def test_what_is_hidden_and_what_never_was_look_the_same(tally):
    assert [str(each) for each in tally.differences] == []


def test_no_request_breaks(tally):
    assert tally.faults == []


def test_every_address_is_compared_for_every_kind_of_viewer(tally, record_property):
    record_property("told", as_table(tally))
    assert tally.empty_cells() == []


def test_enough_is_compared_and_enough_is_hidden(tally, record_property):
    record_property(
        "told",
        f"twin worlds: {tally.comparisons} comparisons in {tally.seconds:.0f} s, {tally.per_second:.0f} a second; "
        f"events left out or reduced: {sum(tally.purged.values())}",
    )
    assert tally.comparisons >= FEWEST_COMPARISONS
    assert min(tally.purged[viewer] for viewer in VIEWERS) >= 50


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_a_leak_put_in_on_purpose_is_caught(caught, leak):
    assert leak.name in caught


def test_as_many_leaks_are_caught_as_were_put_in(caught, record_property):
    record_property("told", f"twin worlds: caught {len(caught)} of {len(LEAKS)} leaks put in on purpose")
    assert len(caught) == len(LEAKS) >= FEWEST


def test_the_same_seed_gives_the_same_history_and_another_seed_another():
    assert history_of(7) == history_of(7)
    assert history_of(7) != history_of(8)


def test_everything_told_on_purpose_has_its_reason():
    assert all(len(reason) > 60 for reason in DECLASSIFIED.values())
    assert len(DECLASSIFIED) < 10


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("status", 404),
        ("headers", (("Content-Length", "3"),)),
        ("cookies", ("Set-Cookie: news=1",)),
        ("body", b"words"),
        ("queries", ("SELECT 1", "SELECT 2")),
        ("messages", (("meeting_reminder",),)),
    ],
)
def test_each_part_of_an_answer_is_compared(part, other):
    plain = {"status": 200, "headers": (), "cookies": (), "body": b"", "queries": ("SELECT 1",), "messages": ()}
    told = Seen(**plain).difference(Seen(**{**plain, part: other}))
    assert told.startswith(f"{part}: ")
    assert Seen(**plain).difference(Seen(**plain)) is None


def as_table(tally: Tally) -> str:
    """Comparisons by room and kind of viewer."""
    cells: Counter = Counter()
    for (surface, viewer), number in tally.cells.items():
        cells[(room_of(surface), viewer)] += number
    rooms = list(dict.fromkeys(room_of(f"{way} {address.name}") for address in every_address() for way in WAYS))
    lines = [f"{'comparisons':<12}" + "".join(f"{viewer:>12}" for viewer in VIEWERS)]
    for room in [*sorted(rooms), LETTERS]:
        lines.append(f"{room:<12}" + "".join(f"{cells[(room, viewer)]:>12}" for viewer in VIEWERS))
    return "\n".join(lines)


def room_of(surface: str) -> str:
    """The room of an address by its name; sign-in for the names that allauth gives."""
    name = surface.split()[-1]
    if name == LETTERS:
        return LETTERS
    return name.partition(":")[0] if ":" in name else "sign-in"
