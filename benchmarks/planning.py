"""Whole years of seats, chairs and dates through `manage.py plan`, against the best values known: a figure a family.

The instances, their best known values and lower bounds come from LEAP's design notes; plans are scored by the check in
`_scoring.py`, which shares no code with the planner. Each is planned once, with no option: as anybody would.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import mean, median

from benchmarks._scoring import Row, score
from leap.local.figures import figure

HERE = Path(__file__).parent
DATA = HERE / "data" / "planning.json"

# From the design notes. Ratios and points are over the best known score; below it is better still.
YEAR_MEDIAN, YEAR_WORST, YEAR_WORST_POINTS = 1.04, 1.6, 12
NEXT_ABOVE = {"next-40p": 1, "next-120p": 2}
RING_ABOVE = 1.0


def main() -> None:
    """Print each instance, then a figure for each family."""
    families: dict[str, list[tuple[Row, Row]]] = {}
    longest = 0.0
    for instance in json.loads(DATA.read_text())["instances"]:
        began = time.monotonic()
        got = score(instance, planned(instance))
        longest = max(longest, time.monotonic() - began)
        families.setdefault(instance["family"], []).append((instance, got))
        best, limit = instance["best_known"], instance.get("lower_bound") or {}
        print(
            f"{instance['id']}: {got}, best known {best.get('score', best)}, cannot be below {limit.get('score', '?')}",
            flush=True,
        )
    above = {name: [got["score"] - best(each) for each, got in rows] for name, rows in families.items() if seated(name)}
    figure("plan-golfer-above-best-known", max(above["golfer"]), "points", 0, at_most=True)
    allowed = [
        next((n for name, n in NEXT_ABOVE.items() if name in each["id"]), 0) for each, _ in families["leap-next"]
    ]
    over = max(more - may for more, may in zip(above["leap-next"], allowed, strict=True))
    figure("plan-next-above-what-the-notes-allow", over, "points", 0, at_most=True)
    ratios = [got["score"] / best(each) for each, got in families["leap-year"]]
    figure("plan-year-median", median(ratios), "x", YEAR_MEDIAN, at_most=True)
    too_bad = sum(
        ratio > YEAR_WORST and more > YEAR_WORST_POINTS for ratio, more in zip(ratios, above["leap-year"], strict=True)
    )
    figure("plan-year-far-from-best-known", too_bad, "years", 0, at_most=True)
    pure = [more for more, (each, _) in zip(above["ring"], families["ring"], strict=True) if "pure" in each["id"]]
    rest = [more for more, (each, _) in zip(above["ring"], families["ring"], strict=True) if "pure" not in each["id"]]
    figure("plan-ring-pure-above-best-known", max(pure), "points", 0, at_most=True)
    figure("plan-ring-mean-above-best-known", mean(rest), "points", RING_ABOVE, at_most=True)
    figure(
        "plan-promises-broken", sum(got.get("hard", 0) for r in families.values() for _, got in r), "", 0, at_most=True
    )
    unfair = [
        got["unfairness"] - each["best_known"]["max_unfairness_offline_optimum"] for each, got in families["chair"]
    ]
    figure("plan-chair-above-the-optimum", round(max(unfair), 3), "turns", 0, at_most=True)
    worse = sum(got["points"] < each["best_known"]["leximin"] for each, got in families["dates"])
    figure("plan-dates-below-best-known", worse, "instances", 0, at_most=True)
    figure("plan-longest", longest, "seconds", 8, at_most=True)


def seated(family: str) -> bool:
    """Is this family about seats?"""
    return family not in ("chair", "dates")


def best(instance: Row) -> int:
    """The best known score of an instance about seats."""
    return instance["best_known"]["score"]


def planned(instance: Row) -> Row:
    """The plan that the command prints for this instance alone."""
    command = [sys.executable, "manage.py", "plan", "-"]
    done = subprocess.run(
        command, cwd=HERE.parent, input=json.dumps(instance), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)
