"""Programs that LEAP starts on this computer: each in its own group, each with a log file, none left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from leap.local.places import LOGS, ROOT

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(how: signal.Signals) -> Callable[[], None]:
    """Return what a new child runs first: ask Linux to send it `how` if we are killed before we can stop it."""
    parent = os.getpid()

    def ask() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(how))
            if os.getppid() != parent:  # we died in between
                os._exit(1)

    return ask


class Program:
    """One program that stays running, its words going to var/log/<name>.log."""

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        env: Mapping[str, str],
        stop_with: Iterable[signal.Signals] = (signal.SIGTERM,),
        patience: float = 15,
        sockets: Iterable[int] = (),
        user: tuple[int, int] | None = None,
        text_in: str = "",
        log: Path | None = None,
        cwd: Path = ROOT,
    ) -> None:
        """Prepare `command`. It is asked to stop with each signal of `stop_with` in turn, `patience` seconds apart."""
        self.name = name
        self.command = command
        self.env = dict(env)
        self.stop_with = list(stop_with)
        self.patience = patience
        self.sockets = list(sockets)
        self.user = user
        self.text_in = text_in
        self.log = log or LOGS / f"{name}.log"
        self.cwd = cwd
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program. Raises OSError when there is no such program."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        who: dict[str, Any] = {"user": self.user[0], "group": self.user[1], "extra_groups": []} if self.user else {}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE if self.text_in else subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,  # Ctrl-C in the terminal reaches us alone; we stop the others in order
                pass_fds=self.sockets,
                preexec_fn=die_with_parent(self.stop_with[0]),
                **who,
            )
        if self.text_in and self.process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(self.text_in.encode())
                self.process.stdin.close()

    def running(self) -> bool:
        """Return whether the program is running now."""
        return self.process is not None and self.process.poll() is None

    def exit_code(self) -> int | None:
        """Return the exit code of a program that ended (minus the signal's number when killed), else None."""
        return self.process.poll() if self.process else None

    def stop(self, *, at_once: bool = False) -> None:
        """Ask the program to end, wait, insist, and clear away whatever it started. Safe to call again."""
        if self.process is None:
            return
        for how in [] if at_once else self.stop_with:
            if self.process.poll() is not None:
                break
            self.process.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)  # the group outlives a leader that crashed
        self.process.wait()
        self.process = None

    def last_words(self, lines: int = 12) -> str:
        """Return the end of the program's log, for a message that says why it did not start."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def wait_until(ready: Callable[[], bool], *, seconds: float, give_up: Callable[[], bool] = lambda: False) -> bool:
    """Return True once `ready()`; False after `seconds` or as soon as `give_up()`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        if give_up():
            return False
        time.sleep(0.05)
    return False


def keep_previous_log(log: Path) -> None:
    """Begin a new log file; the one of the run before stays beside it as `.old`."""
    with contextlib.suppress(FileNotFoundError):
        log.replace(log.with_suffix(".log.old"))
