"""`make run` itself: everything it starts, for real, in a folder of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from leap.local.places import ROOT
from leap.local.processes import wait_until
from leap.local.servers import command_line

RUN = [sys.executable, "-m", "leap.local", "run"]


@pytest.fixture
def env(tmp_path):
    """The environment of somebody with no servers of their own, whose local files are in an empty folder."""
    ours = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "LEAP_VAR": str(tmp_path), "PYTHONUNBUFFERED": "1"}


class Run:
    """One `make run` that is going on."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.folder = folder
        self.words = folder / "terminal"
        with self.words.open("w") as words:
            self.process = subprocess.Popen(RUN, cwd=ROOT, env=env, stdout=words, stderr=subprocess.STDOUT)

    def until(self, text: str, seconds: float) -> str:
        """Wait until the terminal shows `text`; return all it shows."""
        shown = wait_until(lambda: text in self.words.read_text(), seconds=seconds, give_up=self.ended)
        assert shown, self.words.read_text()
        return self.words.read_text()

    def ended(self) -> bool:
        """Whether the supervisor is gone."""
        return self.process.poll() is not None

    def family(self) -> dict[int, str]:
        """Every process below the supervisor: its id and its command line."""
        found, look_under = {}, [self.process.pid]
        while look_under:
            done = subprocess.run(["pgrep", "-P", str(look_under.pop())], capture_output=True, text=True, check=False)
            for pid in map(int, done.stdout.split()):
                found[pid] = command_line(pid)
                look_under.append(pid)
        return found

    def of(self, words: str) -> int:
        """The process whose command line has `words`, the eldest when there are several."""
        return min(pid for pid, command in self.family().items() if words in command)


def health(address: str) -> dict[str, str]:
    """What /healthz says when all is well."""
    with urllib.request.urlopen(f"{address}healthz", timeout=10) as answer:
        return json.loads(answer.read())


def is_well(address: str) -> bool:
    """Whether the site answers and all is well."""
    try:
        return set(health(address).values()) == {"ok"}
    except OSError:
        return False


def test_one_command_serves_the_demo_heals_itself_and_leaves_nothing_behind(env, tmp_path):
    run = Run(env, tmp_path)
    try:
        words = run.until("Press Ctrl-C", seconds=240)
        address = re.search(r"LEAP is running at (\S+)", words).group(1)
        assert set(health(address)) == {"database", "broker", "worker", "beat"}
        assert "rowan@leap.example" in words
        a_second_run_says_where_the_first_is(env, address)
        programs_that_crash_come_back(run, address)
        family = run.family()
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(40) == 0
        assert "Everything is stopped" in run.words.read_text()
        assert [command for pid, command in family.items() if command_line(pid) == command] == []
    finally:
        run.process.kill()
        run.process.wait()
        reset = subprocess.run([*RUN[:-1], "reset"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert reset.returncode == 0, reset.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {"log", "running.lock", "static", "terminal"}


def a_second_run_says_where_the_first_is(env: dict[str, str], address: str) -> None:
    """`make run` in the same checkout is no error and starts nothing."""
    second = subprocess.run(RUN, cwd=ROOT, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert (second.returncode, second.stdout.strip()) == (0, f"LEAP is already running at {address}")


def programs_that_crash_come_back(run: Run, address: str) -> None:
    """Kill the web server and the database; both are started again and said so."""
    for words, name in (("gunicorn", "web"), ("bin/postgres", "postgres")):
        os.kill(run.of(words), signal.SIGKILL)
        run.until(f"The {name} program stopped by itself", seconds=10)
    assert wait_until(lambda: is_well(address), seconds=40), run.words.read_text()
