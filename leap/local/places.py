"""Where things are kept on this computer. All of it is under `var/`, which git does not see."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
RUN = VAR / "run"
SECRETS = VAR / "secrets.env"
# Where database files go when the database's own user cannot reach this checkout (see docs/running.md).
OUTSIDE = Path("/var/lib/leap-local")
