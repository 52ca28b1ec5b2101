"""A sender in a process of its own, which a test may tell where to die."""

import subprocess
import sys
from typing import Any

from leap.core.crashpoints import VARIABLE
from tests.leap.core import faults


def run_sender(settings: Any, dies_at: str | None = None, **more: str) -> subprocess.CompletedProcess:
    """Send what is due in another process. `dies_at`: a crashpoint, or `point:3` for its third time.
    What else it may be told is in `sender_process`."""
    env = faults.environment(settings, **more)
    env.pop(VARIABLE, None)
    if dies_at:
        env[VARIABLE] = dies_at
    command = [sys.executable, "-m", "tests.leap.core.sender_process"]
    return subprocess.run(
        command, cwd=faults.REPOSITORY, env=env, capture_output=True, text=True, timeout=60, check=False
    )
