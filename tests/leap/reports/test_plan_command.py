"""`manage.py plan`: a file in, plans out, no database; and a sentence for whatever is wrong with the file."""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from benchmarks._scoring import score
from leap.reports.planning.families import plan_of
from leap.reports.planning.reading import Unclear, instances_of

ROOT = Path(__file__).resolve().parents[3]
INSTANCES = {row["id"]: row for row in json.loads((ROOT / "benchmarks/data/planning.json").read_text())["instances"]}


def run(text, *options):
    env = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    command = [sys.executable, "manage.py", "plan", "-", *options]
    return subprocess.run(command, cwd=ROOT, env=env, input=text, capture_output=True, text=True, check=False)


def test_a_whole_file_is_planned_without_a_database_and_again_from_the_moves_it_tells():
    names = [
        "golfer-5-3-7",
        "next-12p-k4-h6-s1",
        "horseshoe-12p-6m-pure",
        "chair-6p-30m-abs20-s1",
        "dates-12p-30s-6-s0",
    ]
    done = run(json.dumps({"instances": [INSTANCES[name] for name in names]}), "--seconds", "0.5")
    assert (done.returncode, done.stderr) == (0, "")
    plans = json.loads(done.stdout)["plans"]
    assert [plan["instance"] for plan in plans] == names
    got = [score(INSTANCES[plan["instance"]], plan) for plan in plans]
    assert [each["score"] for each in (got[0], got[2])] == [0, 0]
    assert got[1]["hard"] == got[1]["isolation"] == 0
    assert got[3]["unfairness"] == pytest.approx(0.667, abs=0.001)
    assert got[4]["points"] == INSTANCES["dates-12p-30s-6-s0"]["best_known"]["leximin"]
    again, _ = plan_of(INSTANCES[names[1]], seed=1, seconds=None, moves=plans[1]["moves"])
    assert again["meetings"] == plans[1]["meetings"]


def test_one_file_that_cannot_be_planned_does_not_stop_the_others_and_is_said():
    empty = {"id": "bad", "family": "golfer", "people": [], "meetings": []}
    done = run(json.dumps({"instances": [empty, INSTANCES["golfer-3-3-4"]]}))
    assert done.returncode != 0
    assert "bad: There is no meeting. Add at least one." in done.stderr
    assert "Traceback" not in done.stderr
    assert [plan["instance"] for plan in json.loads(done.stdout)["plans"]] == ["golfer-3-3-4"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"id": NaN}', "is not a number"),
        ('{"id": "a", "id": "b"}', "written twice"),
        ('{"id": ' + "9" * 5_000 + "}", "not JSON"),
        ("[]", "at least one"),
        ("[3]", "has to be an object"),
        ('{"id": 5}', "has to be a name"),
        (json.dumps({"instances": [{"id": "a"}, {"id": "a"}]}), "named 2 times"),
        ("x" * 2_000_001, "too long"),
    ],
)
def test_a_file_we_cannot_read_is_refused_with_a_sentence(text, words):
    with pytest.raises(Unclear, match=words):
        instances_of(text)


def small(**changes):
    table = {"id": "T1", "min": 1, "seats": [[], ["near_door"], []]}
    meeting = {"id": "M1", "present": ["a", "b"], "tables": [table], "pins": []}
    people = [{"id": "a", "side": "lived", "needs": []}, {"id": "b", "role": "researcher"}, {"id": "c"}]
    meeting.update(changes.pop("meeting", {}))
    table.update(changes.pop("table", {}))
    return {"id": "small", "family": "leap-next", "people": people, "meetings": [meeting], **changes}


def pin(person, seat, table="T1"):
    return {"person": person, "table": table, "seat": seat}


@pytest.mark.parametrize(
    ("instance", "words"),
    [
        (small(table={"seats": [[]]}), "1 seats for 2 people. Add 1 seat"),
        (small(table={"seats": []}), "0 seats for 2 people"),
        (small(table={"shape": "blob"}), "shape"),
        (small(table={"min": 1.5}), "whole number"),
        (small(table={"min": 10**400}), "whole number"),
        (small(table={"seats": [[]] * 61}), "60 at most"),
        (small(meeting={"present": ["a", "a"]}), "named 2 times"),
        (small(meeting={"present": ["zed"]}), "not among the people"),
        (small(meeting={"present": "ab"}), "list"),
        (small(meeting={"pins": [pin("a", 3)]}), "from 0 to 2"),
        (small(meeting={"pins": [pin("a", 0, "T9")]}), "not in the room"),
        (small(meeting={"pins": [pin("a", 0), pin("b", 0)]}), "one seat"),
        (small(meeting={"pins": [pin("a", 0), pin("a", 1)]}), "two places"),
        (small(keep_apart=[["a", "b"]], keep_together=[["b", "a"]]), "Take one of the two wishes out"),
        (small(keep_apart=[["a", "a"]]), "one person twice"),
        (small(keep_appart=[]), "Did you mean “keep_apart”"),
        (small(pair_rule="near"), "pair_rule"),
        (small(people=[{"id": "a", "side": 3}]), "words in quotes"),
        (small(history=[{"groups": "a"}]), "list"),
        (small(family=4), "family"),
        ({"id": "x", "family": "dates", "people": ["a"], "slots": [], "choose": 1}, "Add dates"),
        (
            {
                "id": "x",
                "people": ["a"],
                "slots": [{"id": "D", "day": 1, "answers": {"a": 0}}],
                "choose": 1,
                "quorum": 1,
            },
            "With 0 some do",
        ),
        ({"id": "x", "people": [{"id": "a"}], "meetings": [{"id": "M", "eligible": ["b"]}]}, "not among the people"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_what_to_change(instance, words):
    with pytest.raises(Unclear, match=words):
        plan_of(instance, seed=1, seconds=0.1, moves=None)


def test_a_promise_that_cannot_be_kept_is_named_and_everyone_still_has_a_seat():
    people = [{"id": who, "needs": ["near_door"]} for who in "ab"]
    plan, told = plan_of(small(people=people), seed=1, seconds=0.2, moves=None)
    assert sorted(who for who in plan["meetings"][0]["tables"]["T1"] if who) == ["a", "b"]
    assert len(told) == 1
    assert "One more seat with near_door would do" in told[0]


def values(node, path=()):
    """Every place in an instance."""
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from values(child, (*path, key))


def test_no_wrong_value_anywhere_in_a_file_ends_in_anything_but_a_plan_or_a_sentence():
    for name, step in (("next-12p-k4-h6-s1", 7), ("chair-6p-30m-abs20-s1", 5), ("dates-12p-30s-6-s0", 31)):
        original = json.dumps(INSTANCES[name])
        for path in islice(values(json.loads(original)), 1, None, step):
            for wrong in (None, -1, 10**30, 1.5, "", "word", [], [[]], {}, True):
                instance = json.loads(original)
                node = instance
                for key in path[:-1]:
                    node = node[key]
                node[path[-1]] = wrong
                try:
                    (read,) = instances_of(json.dumps(instance))
                    plan_of(read, seed=1, seconds=0.01, moves=[60])
                except Unclear:
                    pass
