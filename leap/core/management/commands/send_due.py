"""Send due messages without Celery: once, or again and again. Any number of these may run beside the workers.

With --loop it also notices what becomes due while the broker, beat or every worker is away (`leap.core.standing_in`).
"""

import signal
import threading
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections

from leap.core import outbox
from leap.core.standing_in import StandIn


class Command(BaseCommand):
    help = "Send the messages that are due; needs the database and the mail server, not the broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--every", type=float, default=15.0, help="seconds between rounds (15)")
        parser.add_argument("--limit", type=int, help="messages in a round (as many as go in a minute)")
        parser.add_argument("--sign", type=Path, help="a file to touch after each round that went well")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["loop"]:
            self.stdout.write(f"{outbox.deliver_due(options['limit'])} dealt with")
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        stand_in = StandIn()
        while not stop.is_set():
            if self._one_round(stand_in, options["limit"]) and options["sign"] is not None:
                options["sign"].touch()
            stop.wait(options["every"])
        self.stdout.write("stopped")

    def _one_round(self, stand_in: StandIn, limit: int | None) -> bool:
        """Gives whether it could work."""
        close_old_connections()
        try:
            done = stand_in.round(limit)
        except Error as away:  # the database comes back some time; its words may hold people's data
            self.stderr.write(f"database away: {type(away).__name__}")
            return False
        if done:
            self.stdout.write(f"{done} dealt with")
        return True
