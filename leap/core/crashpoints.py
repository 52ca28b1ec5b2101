"""Places where a test can pull the plug: the process kills itself there, with no chance to tidy up."""

import os
import signal

from django.conf import settings

VARIABLE = "LEAP_CRASHPOINT"


def crashpoint(name: str) -> None:
    """Do nothing; unless the settings allow crashpoints and LEAP_CRASHPOINT names this one: then die on the spot."""
    if settings.ALLOW_CRASHPOINTS and os.environ.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
