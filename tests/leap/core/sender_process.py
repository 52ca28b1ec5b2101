"""A sender in a process of its own, so that a test can kill it. The environment says where and what.

With --loop it is `manage.py send_due --loop` in short rounds. LEAP_TEST_LATE: so many seconds later than it is.
LEAP_TEST_NAIVE=1: nothing is written down before the text leaves. LEAP_TEST_QUEUE=1: writes one message down and sends
none. LEAP_TEST_SECONDS: begins no other after so many. LEAP_TEST_QUIET: quiet hours until that moment (ISO).
LEAP_TEST_AHEAD: the clock of this computer is wrong by so many seconds. LEAP_TEST_ONE_CLOCK=1: as in an installation.
LEAP_TEST_PATIENCE: how many seconds it waits for the mail server.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta

import django
import time_machine
from django.conf import settings


def main() -> None:
    if ahead := float(os.environ.get("LEAP_TEST_AHEAD", "0")):
        time_machine.travel(datetime.fromtimestamp(time.time() + ahead, UTC), tick=True).start()
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from leap.core import clock, outbox
    from leap.core.outbox import registry, sending
    from tests.leap.core import kinds
    from tests.leap.core.shelf import Shelf

    settings.TEMPLATES = kinds.with_test_templates()
    outbox.register_kind(kinds.note_kind())
    outbox.register_address_book(kinds.address_book)
    if os.environ.get("LEAP_TEST_NAIVE"):
        sending.Sender._start = lambda sender, message, letter: True
    settings.ONE_CLOCK = "LEAP_TEST_ONE_CLOCK" in os.environ
    settings.EMAIL_TIMEOUT = float(os.environ.get("LEAP_TEST_PATIENCE", settings.EMAIL_TIMEOUT))
    if quiet := os.environ.get("LEAP_TEST_QUIET"):
        until = datetime.fromisoformat(quiet)
        registry._wishes.clear()
        outbox.register_wishes(lambda person_id: outbox.Wishes(not_before=lambda moment: until))
    if "LEAP_TEST_QUEUE" in os.environ:
        with transaction.atomic():
            outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="5-days")
        return
    if "--loop" in sys.argv:
        call_command("send_due", "--loop", "--every", "0.2")
        return
    late = timedelta(seconds=int(os.environ.get("LEAP_TEST_LATE", "0")))
    print(
        outbox.deliver_due(now=lambda: clock.now() + late, seconds=float(os.environ.get("LEAP_TEST_SECONDS", "60"))),
        "dealt with",
    )


if __name__ == "__main__":
    main()
