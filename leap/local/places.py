"""Where things are kept on this computer. All of it is under `var/`, which git does not see.

LEAP_VAR names another folder; the tests of `make run` use one of their own.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("LEAP_VAR") or ROOT / "var").resolve()
LOGS = VAR / "log"
RUN = VAR / "run"
SECRETS = VAR / "secrets.env"
# Where database files go when the database's own user cannot reach this checkout (see docs/running.md).
OUTSIDE = Path("/var/lib/leap-local")
