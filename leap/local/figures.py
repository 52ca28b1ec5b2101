"""`make figures`: run every benchmark and end with one line for each number LEAP holds itself to.

A benchmark is a file in `benchmarks/` with a `main()` that calls `figure(...)`. It finds the demo programme in
DATABASE_URL, a broker in REDIS_URL, and the settings in DJANGO_SETTINGS_MODULE. Its targets are constants in the file,
each with its source; nothing here changes one to fit a value.
"""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg2

from leap.local.local_secrets import local_secrets
from leap.local.places import ROOT
from leap.local.ports import Cannot
from leap.local.servers import throwaway_servers

BENCHMARKS = ROOT / "benchmarks"
RUN_ONE = "import importlib, sys; importlib.import_module('benchmarks.' + sys.argv[1]).main()"


def figure(name: str, value: float, unit: str, target: float, *, at_most: bool = False) -> bool:
    """Print one figure line and return whether the target is met: at least `target`, or at most it."""
    met = value <= target if at_most else value >= target
    print(f"figure {name} {tidy(value)} {unit} target {tidy(target)} {'ok' if met else 'short'}", flush=True)
    return met


def tidy(value: float) -> str:
    """Return a number as people write it: three figures, no needless zeros."""
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def run_figures(names: list[str]) -> int:
    """Run the benchmarks called `names`, or all. Returns 0 even when a figure is short; 1 when a benchmark broke."""
    found = {path.stem: path for path in sorted(BENCHMARKS.glob("*.py")) if not path.stem.startswith("_")}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise Cannot(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(found)}.")
    lines: list[str] = []
    broken: list[str] = []
    with throwaway_servers(for_tests=False) as servers:
        env = measured_site(servers)
        for name in names or found:
            print(f"\n{name}: {first_line(found[name])}", flush=True)
            code, figures = run_one(name, env)
            lines += figures
            broken += [name] if code or not figures else []
    print("\nAll figures")
    print("\n".join(lines))
    if broken:
        print(f"These broke, or gave no figure: {', '.join(broken)}")
    return 1 if broken else 0


def measured_site(servers: dict[str, str]) -> dict[str, str]:
    """Load the demo programme into `servers` and return the environment to measure in: the settings of `make run`."""
    secrets = {name: value for name, value in local_secrets().items() if name in ("SECRET_KEY", "FIELD_KEYS")}
    env = {**os.environ, **servers, **secrets, "DJANGO_SETTINGS_MODULE": "leap.settings.local"}
    for step in (["migrate", "--no-input", "-v0"], ["load_demo"], ["collectstatic", "--no-input", "-v0"]):
        done = subprocess.run([sys.executable, "manage.py", *step], cwd=ROOT, env=env, check=False)
        if done.returncode:
            raise Cannot(f"manage.py {step[0]} did not work; its own words are above.")
    with contextlib.closing(psycopg2.connect(servers["DATABASE_URL"])) as connection:
        connection.autocommit = True
        connection.cursor().execute("VACUUM ANALYZE")  # what autovacuum has done on any site that is not a minute old
    return env


def first_line(path: Path) -> str:
    """Return the first line of a file's docstring."""
    return path.read_text().lstrip('"').partition("\n")[0].rstrip('"')


def run_one(name: str, env: dict[str, str]) -> tuple[int, list[str]]:
    """Run one benchmark, showing what it prints. Returns its exit code and its figure lines."""
    figures = []
    with subprocess.Popen(
        [sys.executable, "-c", RUN_ONE, name], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith("figure "):
                figures.append(line.rstrip())
    return process.returncode, figures
