"""`make reset`: forget the local data."""

import shutil

from leap.local.places import RUN, SECRETS, VAR
from leap.local.running import read_state, say, take_lock
from leap.local.servers import Postgres


def reset() -> int:
    """Delete the embedded database, the local secrets and the notes about them. Returns the exit code.

    A database named in DATABASE_URL is somebody's own: it is left as it is.
    """
    lock = take_lock()
    if lock is None:
        address = read_state().get("address", "an address it has not said yet")
        say(f"LEAP is running at {address}: stop it first (Ctrl-C).")
        return 1
    with lock:
        server = Postgres("postgres", "")
        server.forget()
        if server.data.parent != VAR:  # the copy root needed, see docs/running.md
            shutil.rmtree(server.data.parent, ignore_errors=True)
        for stamp in VAR.glob("demo-loaded*"):
            stamp.unlink()
        shutil.rmtree(RUN, ignore_errors=True)
        SECRETS.unlink(missing_ok=True)
    say("The local data is forgotten. The next `make run` begins anew.")
    return 0
