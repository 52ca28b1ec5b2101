import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leap.reports.planning.families import plan_of
from leap.reports.planning.reading import Unclear, instances_of

LONGEST = 600.0


class Command(BaseCommand):
    help = (
        "Plan seats, chairs or dates from a file, without a database, and print the plans. "
        "A file with several instances is planned one after the other."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="INSTANCE.json", help="what to plan; - reads it from standard input")
        parser.add_argument("--seconds", type=float, help="how long to look, for each instance (2 or 5 if left out)")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives another plan (1 if left out)")
        parser.add_argument(
            "--moves", help="make a plan again: the “moves” it tells, such as 3000,60000 (instead of --seconds)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        seconds, moves = options["seconds"], options["moves"]
        if seconds is not None and not 0 < seconds <= LONGEST:
            raise CommandError(f"--seconds has to be more than 0 and at most {LONGEST:.0f}.")
        if moves is not None:
            if not moves.replace(",", "").isdecimal() or not all(0 < len(each) < 10 for each in moves.split(",")):
                raise CommandError("--moves has to be whole numbers with commas between them, such as 3000,60000.")
            moves = [int(each) for each in moves.split(",")]
        plans, faults = [], []
        for instance in self._instances(options["file"]):
            try:
                plan, broken = plan_of(instance, seed=options["seed"], seconds=seconds, moves=moves)
            except Unclear as unclear:
                faults.append(f"{instance['id']}: {unclear}")
                continue
            plans.append(plan)
            for sentence in broken:
                self.stderr.write(f"{instance['id']}: {sentence}")
        if plans or not faults:
            self.stdout.write(json.dumps(plans[0] if len(plans) == 1 and not faults else {"plans": plans}))
        if faults:
            raise CommandError("\n".join(faults))

    def _instances(self, name: str) -> list[dict[str, Any]]:
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise CommandError("The file is not text in UTF-8. Save it as UTF-8 and try again.") from None
        except (OSError, ValueError) as wrong:
            raise CommandError(f"We cannot read {name[:200]!r} ({wrong.__class__.__name__}). Check the name.") from None
        try:
            return instances_of(text)
        except Unclear as unclear:
            raise CommandError(str(unclear)) from None
