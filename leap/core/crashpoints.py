"""Places where a test can pull the plug: the process kills itself there, with no chance to tidy up."""

import os
import signal
from collections import Counter

from django.conf import settings

VARIABLE = "LEAP_CRASHPOINT"

_passed: Counter[str] = Counter()


def crashpoint(name: str) -> None:
    """Do nothing; unless the settings allow crashpoints and LEAP_CRASHPOINT names this one: then die on the spot.

    `after_text:3` dies there the third time.
    """
    if not settings.ALLOW_CRASHPOINTS or VARIABLE not in os.environ:
        return
    where, _, turn = os.environ[VARIABLE].partition(":")
    if where == name:
        _passed[name] += 1
        if _passed[name] >= int(turn or 1):
            os.kill(os.getpid(), signal.SIGKILL)
