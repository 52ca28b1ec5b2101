"""A sender in a process of its own, so that a test can kill it. The environment says where and what.

With --loop it goes on until it is stopped. LEAP_TEST_LATE: so many seconds later than it is. LEAP_TEST_NAIVE=1: nothing
is written down before the text leaves.
"""

import os
import sys
import time
from datetime import timedelta

import django
from django.conf import settings


def main() -> None:
    django.setup()
    from leap.core import clock, outbox
    from leap.core.outbox import sending
    from tests.leap.core import kinds

    settings.TEMPLATES = kinds.with_test_templates()
    outbox.register_kind(kinds.note_kind())
    outbox.register_address_book(kinds.address_book)
    if os.environ.get("LEAP_TEST_NAIVE"):
        sending.Sender._start = lambda sender, message, letter: True
    late = timedelta(seconds=int(os.environ.get("LEAP_TEST_LATE", "0")))
    if "--loop" in sys.argv:
        while True:
            outbox.deliver_due()
            time.sleep(0.2)
    print(outbox.deliver_due(now=lambda: clock.now() + late), "dealt with")


if __name__ == "__main__":
    main()
