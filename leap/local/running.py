"""Where LEAP runs on this computer and how it is: the lock, the note of its address, the file to source, its health."""

import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from leap.local.local_secrets import local_secrets
from leap.local.places import RUN, VAR
from leap.local.ports import LOOPBACK
from leap.local.servers import CannotServe

LOCK = VAR / "running.lock"
STATE = RUN / "running.json"
SOURCED = ["DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "SITE_ORIGIN"]
SOURCED += ["EMAIL_HOST", "EMAIL_PORT", "TEXT_GATEWAY_URL", "TEXT_GATEWAY_HEADERS"]


def say(text: str = "") -> None:
    """Tell the person at the terminal something, at once. A closed terminal is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)


@dataclasses.dataclass(frozen=True)
class Health:
    """What /healthz says: whether all is well, and in which words."""

    words: str
    well: bool = False


def health(address: str) -> Health:
    """Ask the site at `address` (ending in "/") how it is."""
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this computer, whatever the proxy says
    try:
        with straight.open(f"{address}healthz", timeout=5) as answer:
            return Health(answer.read().decode(errors="replace"), well=answer.status == 200)
    except urllib.error.HTTPError as problem:
        return Health(problem.read().decode(errors="replace")[:500])
    except (OSError, ValueError) as problem:
        return Health(str(problem))


def demo_stamp(database_url: str) -> Path:
    """Return the file that says the demo was loaded into this database (whose port, when it is ours, changes)."""
    if f"@{LOOPBACK}:" in database_url and local_secrets()["LOCAL_SERVER_PASSWORD"] in database_url:
        return VAR / "demo-loaded"
    return VAR / f"demo-loaded-{hashlib.sha256(database_url.encode()).hexdigest()[:12]}"


def write_environment(env: dict[str, str]) -> None:
    """Write var/run/env.sh (owner only): source it to use manage.py on the running site's data."""
    RUN.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(RUN / "env.sh", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(f"export {name}='{env[name]}'\n" for name in SOURCED)


def write_state(state: dict[str, object]) -> None:
    """Write where LEAP runs, for a second `make run` in this checkout."""
    RUN.mkdir(parents=True, exist_ok=True)
    new = STATE.with_suffix(".new")
    new.write_text(json.dumps(state))
    new.replace(STATE)


def read_state() -> dict[str, str]:
    """Return what the running LEAP wrote, or an empty dict: also when the one that wrote it was killed."""
    try:
        state = json.loads(STATE.read_text())
        os.kill(state["pid"], 0)
    except PermissionError:  # it runs, as another user
        pass
    except (OSError, ValueError):
        return {}
    return state


def take_lock() -> IO[str] | None:
    """Return a lock on this checkout's data, None when another run holds it. The system frees it if we are killed."""
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        file = open(LOCK, "a")  # noqa: SIM115 - held open for as long as the lock
    except PermissionError as problem:
        raise CannotServe(f"LEAP keeps its files in {VAR}: it is another user's and you may not write.") from problem
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def wait_for_other(take: Callable[[], IO[str] | None]) -> IO[str] | None:
    """Wait for the other run to say where it is; None then. If it gives up instead, return the lock it let go."""
    told = False
    while True:
        state = read_state()
        if state:
            say(f"LEAP is already running at {state['address']}")
            return None
        lock = take()
        if lock:
            return lock
        if not told:
            say("LEAP is already starting in this folder. Waiting for its address.")
            told = True
        time.sleep(0.3)
