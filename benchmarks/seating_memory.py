"""A panel of 150 at 15 tables, planned in 3 seconds by `manage.py plan`: the most memory it takes, all of Python and
Django with it. The kernel counts it, so a busy computer does not spoil it.

The time it takes is a figure too: processor seconds of a plan with the moves that the pages use.
"""

import json
import resource
import subprocess
import sys
import time
from random import Random
from typing import Any

from leap.local.figures import figure
from leap.local.places import ROOT
from meetings.seating.planning import LIVED, PROFESSIONAL, PersonComing, Table, plan_next_meeting

PEOPLE, TABLES, MEETINGS = 150, 15, 12
MOST_MB, MOST_SECONDS = 200, 3.0  # issue: memory under 200 MB, a plan in 3 s


def main() -> None:
    """Print the most memory, and the time."""
    hall = instance()
    figure("seating-150-at-15-memory", memory_mb(hall), "MB", MOST_MB, at_most=True)
    figure("seating-150-at-15-time", seconds(hall), "seconds", MOST_SECONDS, at_most=True)


def instance() -> dict[str, Any]:
    """An invented panel in the bench format: members and staff, some needs, a year of meetings at mixed tables."""
    random = Random(150)
    people = [f"P{number:03}" for number in range(1, PEOPLE + 1)]
    size = PEOPLE // TABLES
    history = []
    for _ in range(MEETINGS):
        order = random.sample(people, PEOPLE)
        history.append({"groups": [order[start : start + size] for start in range(0, PEOPLE, size)]})
    return {
        "id": "hall-150p-15t",
        "family": "next",
        "people": [
            {
                "id": who,
                "side": LIVED if number % 3 else PROFESSIONAL,
                "needs": ["near_door"] if number % 20 == 0 else [],
            }
            for number, who in enumerate(people)
        ],
        "meetings": [
            {
                "id": "M1",
                "present": people,
                "tables": [
                    {"id": f"T{number}", "min": 2, "seats": [["near_door"] if number < 2 else []] * size}
                    for number in range(TABLES)
                ],
            }
        ],
        "history": history,
    }


def memory_mb(hall: dict[str, Any]) -> float:
    """The most memory the command takes, in MB of 1,024 x 1,024 bytes."""
    command = [sys.executable, "manage.py", "plan", "-", "--seconds", "3"]
    told = subprocess.run(command, cwd=ROOT, input=json.dumps(hall), check=True, capture_output=True, text=True)
    if "hall-150p-15t" not in told.stdout:
        raise AssertionError("There is no plan.")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def seconds(hall: dict[str, Any]) -> float:
    """Processor seconds of one plan, with the moves of a page."""
    people = [PersonComing(each["id"], each["side"], frozenset(each["needs"])) for each in hall["people"]]
    (meeting,) = hall["meetings"]
    tables = [Table(each["id"], tuple(map(frozenset, each["seats"])), each["min"]) for each in meeting["tables"]]
    before = time.process_time()
    plan_next_meeting(people, tables, [each["groups"] for each in hall["history"]], seed=1)
    return time.process_time() - before
