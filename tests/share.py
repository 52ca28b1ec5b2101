"""Which part of the long tests this run takes.

All of them together take most of an hour. CI runs them all (`make test WHOLE=1`), and so does whoever starts pytest by
hand; `make test` takes one share, another one each day, so that nobody waits longer than it takes to make tea.
"""

import os
from zlib import crc32

SHARES = 20
VARIABLE = "LEAP_SHARE"  # `leap.local.gates` sets it: "3" is the fourth share


def share() -> int | None:
    """Which share this run takes, 0 to 19; none when it takes everything."""
    number = os.environ.get(VARIABLE, "")
    return int(number) % SHARES if number else None


def takes(name: str) -> bool:
    """Whether this run has `name`. It depends on the name alone: another test more moves none to another share."""
    return share() in (None, crc32(name.encode()) % SHARES)
