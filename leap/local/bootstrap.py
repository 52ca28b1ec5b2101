"""Make `.venv` and install the pinned requirements, with nothing but a Python.

The Makefile runs this file with whatever Python it found, before anything is installed. So it imports only the standard
library and keeps to words an old Python 3 can read: otherwise it could not say that the Python is too old.

    python3 leap/local/bootstrap.py embedded     what `make run` needs
    python3 leap/local/bootstrap.py dev          the same and what `make test` needs
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "leap-requirements.json")
LOCK = os.path.join(ROOT, "var", "setup.lock")
VERSION_PROGRAM = "import sys; print('%d %d' % sys.version_info[:2])"


class CannotSetUp(Exception):
    """Set-up cannot go on; the message tells the person what to do."""


def say(text):
    """Tell the person at the terminal what is happening, at once."""
    print(text, flush=True)


def version_of(python):
    """Return (major, minor) of the Python command `python`, or None when it does not run."""
    try:
        done = subprocess.run(
            [python, "-c", VERSION_PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=True
        )
        major, minor = done.stdout.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def find_python():
    """Return a Python command of version 3.11 or newer, this one if it will do. Raises CannotSetUp if there is none."""
    if sys.version_info[:2] >= OLDEST:
        # Inside an activated `.venv`, the Python it was made from: `.venv` itself may be about to be made anew.
        return getattr(sys, "_base_executable", sys.executable)
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"):
        path = shutil.which(name)
        found = path and version_of(path)
        if found and found >= OLDEST:
            return path
    raise CannotSetUp(
        "LEAP needs Python 3.11 or newer, and this is Python {}.{}.\n"
        "Install a newer one (on Debian or Ubuntu: sudo apt install python3 python3-venv), then run make again.\n"
        "If you have one somewhere else, name it: make run PYTHON=/path/to/python3".format(*sys.version_info[:2])
    )


def quiet_environment():
    """Return the environment for pip: this checkout's `.venv` and nothing a person set for other projects."""
    env = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_USER="0", PIP_NO_INPUT="1")
    for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"):
        env.pop(name, None)
    return env


def works(command):
    """Return whether `command` runs and succeeds; what it prints is dropped."""
    try:
        done = subprocess.run(
            command, env=quiet_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        return done.returncode == 0
    except OSError:
        return False


def venv_is_usable():
    """Return whether `.venv` holds a Python that is new enough. It may have been half made, or moved here."""
    found = version_of(VENV_PYTHON)
    return found is not None and found >= OLDEST


def pip_command(python):
    """Return the command that installs into `.venv`, or None: its own pip, or the pip beside `python`."""
    own = [VENV_PYTHON, "-m", "pip"]
    if works([*own, "--version"]):
        return own
    outside = [python, "-m", "pip", "--python", VENV_PYTHON]
    return outside if works([*outside, "--version"]) else None


def ways_to_make_a_venv(python):
    """Return the commands that can make `.venv`, the plainest first: some Pythons come without `ensurepip`."""
    ways = [[python, "-m", "venv", VENV], [python, "-m", "virtualenv", "--python", python, VENV]]
    virtualenv = shutil.which("virtualenv")
    if virtualenv:
        ways.append([virtualenv, "--python", python, VENV])
    ways.append([python, "-m", "venv", "--without-pip", VENV])
    return ways


def make_venv(python):
    """Make `.venv` with `python` and return its pip command. Raises CannotSetUp with the package to install."""
    say("Making the environment in .venv")
    for way in ways_to_make_a_venv(python):
        shutil.rmtree(VENV, ignore_errors=True)
        if works(way) and venv_is_usable():
            pip = pip_command(python)
            if pip:
                return pip
    shutil.rmtree(VENV, ignore_errors=True)
    raise CannotSetUp(
        "This Python cannot make a virtual environment: its `venv` part is missing ({}).\n"
        "On Debian or Ubuntu install it with:  sudo apt install python{}.{}-venv\n"
        "Elsewhere:  {} -m pip install virtualenv\n"
        "Then run make again.".format(python, *(version_of(python) or OLDEST), python)
    )


def wanted_stamp(names):
    """Return what the stamp says once `names` are installed: the hash of each list, and the Python it was made for."""
    stamp = {"python": "{}.{}".format(*(version_of(VENV_PYTHON) or (0, 0)))}
    for name in names:
        with open(os.path.join(ROOT, "requirements", name + ".txt"), "rb") as pins:
            stamp[name] = hashlib.sha256(pins.read()).hexdigest()
    return stamp


def stamp_now():
    """Return what the stamp says now; an empty dict when nothing was installed to the end."""
    try:
        with open(STAMP, encoding="utf-8") as stamp:
            return json.load(stamp)
    except (OSError, ValueError):
        return {}


def install(pip, name):
    """Install requirements/`name`.txt, every file checked against its pinned hash. Raises CannotSetUp when it fails.

    The list names every package there is to install, so pip is told not to look for more (`--no-deps`): left to itself
    it may try a version that came out today, and refuse it for having no hash here.
    """
    say("Installing what LEAP needs (about a minute the first time)")
    pins = os.path.join(ROOT, "requirements", name + ".txt")
    done = subprocess.run(
        [*pip, "install", "-qq", "--no-deps", "--require-hashes", "-r", pins], env=quiet_environment(), check=False
    )
    if done.returncode:
        raise CannotSetUp(
            f"Installing requirements/{name}.txt did not work: pip's own words are above.\n"
            "The first time needs the internet; after that LEAP starts without it. Then run make again."
        )


def set_up(name):
    """Make sure `.venv` holds what the list `name` ("embedded" or "dev") says. Does nothing when it already does."""
    names = ["embedded"] if name == "embedded" else ["embedded", "dev"]  # dev.txt holds every pin of embedded.txt
    if is_done(names):
        return
    with only_one_at_a_time():
        if is_done(names):
            return
        python = find_python()
        pip = pip_command(python) if venv_is_usable() else None
        pip = pip or make_venv(python)
        if os.path.exists(STAMP):
            os.remove(STAMP)
        install(pip, name)
        with open(STAMP + ".new", "w", encoding="utf-8") as stamp:
            json.dump(wanted_stamp(names), stamp)
        os.replace(STAMP + ".new", STAMP)


def is_done(names):
    """Return whether `.venv` runs and its stamp says that the lists `names` are installed as they are now."""
    now = stamp_now()
    return bool(now) and venv_is_usable() and set(wanted_stamp(names).items()) <= set(now.items())


class only_one_at_a_time:  # noqa: N801 - reads as a phrase at its one use
    """A lock on this checkout's set-up, let go by the system even if we are killed."""

    def __enter__(self):
        import fcntl

        try:
            os.makedirs(os.path.dirname(LOCK), exist_ok=True)
            self.file = open(LOCK, "a")
        except OSError as problem:
            raise CannotSetUp(
                f"LEAP keeps its local files in this folder, and you may not write here ({problem}).\n"
                "Run make as the person who owns the folder, or copy it to a folder of your own."
            ) from problem
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another set-up is running in this folder: waiting for it to end")
            fcntl.flock(self.file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        self.file.close()


def main(arguments):
    """Set up the list named on the command line; print what to do when that cannot be. Returns the exit code."""
    name = arguments[0] if arguments else "embedded"
    if name not in ("embedded", "dev"):
        say(f"Say `embedded` (to run LEAP) or `dev` (to test it), not `{name}`.")
        return 2
    try:
        set_up(name)
    except CannotSetUp as problem:
        sys.stderr.write(f"\n{problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run make again to go on from here.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
