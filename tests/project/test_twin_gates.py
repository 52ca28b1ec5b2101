"""Each gate of the twin-world test can fail, and the rules it goes by are what they say."""

import hashlib
from collections import Counter
from itertools import chain

import pytest

from tests.project.twin import cells
from tests.project.twin.cast import VIEWERS
from tests.project.twin.cells import Behind, Cell, cells_of
from tests.project.twin.ending import Ending, Statement, Yes
from tests.project.twin.events import Event
from tests.project.twin.observe import Seen
from tests.project.twin.purge import DECLASSIFIED
from tests.project.twin.run import HISTORIES, LEFT_OUT, LETTERS, RUN, Tally
from tests.project.twin.tales import SIMPLEST, histories_of, history_of, shortest
from tests.project.twin.telling import numbers, tables

HOME = "heather"


def whole() -> Counter[Cell]:
    """As if every cell had been looked into."""
    needed = cells.required(cells.all_surfaces())
    filled = Counter(
        Cell(surface, viewer, relation or "none", *(state or cells.NO_WORDS))
        for surface, viewer, relation, state in needed
    )
    return filled + Counter(Cell(LETTERS, viewer, "none", *cells.NO_WORDS) for viewer in VIEWERS)


def test_a_tally_with_every_cell_filled_has_no_empty_one():
    assert Tally(cells=whole()).empty_cells() == []


@pytest.mark.parametrize(
    "cell",
    [
        Cell("GET identity:statement-detail", "member", "same panel", "wide", "yes"),
        Cell("POST identity:statement-stop", "no role", "none", "erased", "withdrawn"),
        Cell("GET identity:person-detail", "left", "self", "withdrawn", "lapsed with the role"),
        Cell("GET schedule:meeting-detail", "stranger", "other panel", *cells.NO_WORDS),
        Cell("POST reports:home", "signed out", "none", *cells.NO_WORDS),
        Cell(LETTERS, "finance", "none", *cells.NO_WORDS),
    ],
    ids=" ".join,
)
def test_an_empty_cell_is_noticed(cell):
    counted = whole()
    assert counted.pop(cell)
    assert any(cell.surface in told and cell.viewer in told for told in Tally(cells=counted).empty_cells())


def test_an_address_nobody_asked_for_is_noticed():
    counted = Counter({cell: number for cell, number in whole().items() if cell.surface != "GET seating:plan-detail"})
    assert any("GET seating:plan-detail as lead" in told for told in Tally(cells=counted).empty_cells())


def test_an_account_that_nobody_lets_be_read_is_noticed():
    counted = Counter({cell: n for cell, n in whole().items() if not _is_open_writing(cell)})
    told = Tally(cells=counted).empty_cells()
    assert "GET writing:account-detail as member: anybody, narrow / yes" in told


def _is_open_writing(cell: Cell) -> bool:
    return cell.surface.partition(" ")[2].startswith("writing:") and cell.disclosure == "narrow"


def test_only_what_has_no_comparison_is_left_out():
    assert {viewer for _, viewer, relation in LEFT_OUT if relation == "none"} == {"signed out"}
    assert {surface for surface, _, relation in LEFT_OUT if relation != "none"} == {"POST chairing:chair-propose"}


@pytest.mark.parametrize(
    ("yeses", "asked", "deleted", "state"),
    [
        ([], False, False, ("hidden", "never asked")),
        ([("members", HOME)], True, False, ("narrow", "yes")),
        ([("coordinator", HOME)], True, False, ("narrow", "yes")),
        ([("everyone", HOME), ("named", HOME)], True, False, ("wide", "yes")),
        ([("study_team", "moor")], True, False, ("wide", "yes")),
        ([("matched", HOME)], False, False, ("hidden", "never asked")),  # only counted: nobody reads anything
        ([("everyone", HOME, -1)], True, False, ("withdrawn", "its last day has passed")),
        ([("everyone", HOME, 90)], True, False, ("wide", "yes")),
        ([], True, False, ("withdrawn", "withdrawn")),
        ([("everyone", "bracken")], True, False, ("withdrawn", "lapsed with the role")),
        ([], False, True, ("erased", "never asked")),
        ([("members", HOME)], True, True, ("erased", "yes")),
        ([], True, True, ("erased", "withdrawn")),
    ],
)
def test_what_became_of_words_is_told_from_how_it_ended(yeses, asked, deleted, state):
    given = {each: Yes(1, each[0], each[1], until_day=each[2] if len(each) > 2 else None) for each in yeses}
    statement = Statement("rowan", "Words.", yeses=given, asked=asked, deleted=deleted)
    assert cells.state_of(Ending([]), statement) == state


def test_each_relation_is_told_from_how_it_ended():
    left = Event(1, "ends role", "willow", "", {"panel": HOME, "of": "linnet", "role": "member"})
    sorter = cells.Sorter(Ending([left]), "rowan", {})
    found = {who: sorter.to_person(who) for who in ("rowan", "hazel", "ash", "penny", "linnet", "sedge", "heron")}
    assert found == {
        "rowan": "self",
        "hazel": "same panel",
        "ash": "other panel",
        "penny": "other panel",
        "linnet": "former",
        "sedge": "none",
        "heron": "none",
    }
    assert cells.Sorter(Ending([left]), "linnet", {}).to_panel(HOME) == "former"
    assert cells.Sorter(Ending([left]), None, {}).to_person("rowan") == "none"


def test_a_page_with_many_words_behind_it_lies_in_a_cell_for_each():
    behind = Behind("same panel", (("hidden", "never asked"), ("wide", "yes")))
    assert len(set(cells_of("GET x", "member", behind))) == 2


def test_the_same_run_gives_the_same_histories_and_another_run_others():
    assert histories_of(1, 3) == histories_of(1, 3)
    first, second = histories_of(1, 3), histories_of(2, 3)
    assert len({str(history) for history in [*first, *second]}) == 6


def test_the_histories_of_the_commit_are_the_same_on_every_computer():
    """Changes with `stories` and with nothing else; then look at what the new histories compare."""
    told = "\n".join(map(str, chain.from_iterable(histories_of(RUN, HISTORIES))))
    assert hashlib.sha256(told.encode()).hexdigest()[:12] == "708fd7362b98"


def test_the_simplest_history_is_the_shortest_of_the_run():
    simplest = history_of(*SIMPLEST)
    assert len(simplest) < min(map(len, histories_of(1, 3)[1:]))


def test_what_a_difference_does_not_need_is_left_out_of_its_history():
    history, looked_at = history_of(3, 0), []

    def numbers_are_made(less) -> bool:
        looked_at.append(less)
        return any(event.kind == "numbers are made" for event in less)

    assert [event.kind for event in shortest(history, numbers_are_made)] == ["numbers are made"]
    assert len(looked_at) <= 300
    assert shortest(history, lambda less: False, most=2) == history


def test_the_numbers_of_a_run_are_told():
    tally = Tally(runs=[7], histories=4, comparisons=10, seconds=2.0, cells=whole())
    assert "run 7, 4 histories: 10 comparisons in 2 s, 5 a second, 0 differences" in numbers(tally)
    assert "same panel" in tables(tally)
    assert "lapsed with the role" in tables(tally)


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
