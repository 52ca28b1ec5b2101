"""`make test` and `make lint`: every check and test, one exit code.

A gate is a command that must succeed. Each prints one line when all is well and its own words when it is not.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date

from leap.local.browser import browser_environment
from leap.local.places import ROOT
from leap.local.servers import throwaway_servers

SLOWEST = 300  # seconds; a gate that takes longer has hung
TYPED = ["leap/core", "leap/local", "meetings/seating/planning", "meetings/chairing/planning"]


@dataclass(frozen=True)
class Gate:
    """One check: its name, its command, and what it needs in the environment."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)


def module(*arguments: str) -> list[str]:
    """Return the command that runs a module of this environment."""
    return [sys.executable, "-m", *arguments]


def script(name: str) -> str:
    """Return the path of a command that was installed into this environment."""
    return os.path.join(os.path.dirname(sys.executable), name)


def tracked(*patterns: str) -> list[str]:
    """Return the project's own files that match, as git sees them (new ones too); every such file outside git."""
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", *patterns]
    done = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return [name for name in done.stdout.splitlines() if (ROOT / name).exists()]
    found = (path for pattern in patterns for path in ROOT.rglob(pattern.rpartition("/")[2]))
    return [str(path.relative_to(ROOT)) for path in found if not {".venv", "node_modules", "var"} & set(path.parts)]


def quick_gates() -> list[Gate]:
    """Return the gates that need no server."""
    ours = [name for name in tracked("*.py") if not name.startswith("tests/")]
    templates = tracked("templates/*.html")
    imports = "from importlinter.cli import lint_imports_command as check; check()"
    typed = [part for part in TYPED if (ROOT / part).exists()]
    return [
        Gate("ruff check", module("ruff", "check", "--quiet", ".")),
        Gate("ruff format", module("ruff", "format", "--check", "--quiet", ".")),
        Gate("templates (djade)", [script("djade"), "--check", "--target-version", "5.2", *templates]),
        Gate("rooms import downwards", [sys.executable, "-c", imports, "--no-cache"]),
        # B308 and B703 (mark_safe) are ruff's S308, where each exception gives its reason.
        Gate("bandit", module("bandit", "--quiet", "--severity-level", "medium", "--skip", "B308,B703", *ours)),
        Gate("types (mypy)", module("mypy", *typed), test_settings({})),
    ]


def test_settings(servers: dict[str, str]) -> dict[str, str]:
    """Return the environment of the test settings."""
    return {"DJANGO_SETTINGS_MODULE": "leap.settings.test", **servers}


def production_like(servers: dict[str, str]) -> dict[str, str]:
    """Return an environment a real installation could have, on `servers`: fresh secrets, https, mail with TLS."""
    return {
        "DJANGO_SETTINGS_MODULE": "leap.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": "gate1:" + b64encode(secrets.token_bytes(32)).decode(),
        "ALLOWED_HOSTS": "leap.example,localhost",
        "CSRF_TRUSTED_ORIGINS": "https://leap.example",
        "SITE_ORIGIN": "https://leap.example",
        "TRUSTED_PROXY_COUNT": "1",
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": "587",
        "EMAIL_USE_TLS": "true",
        "DEFAULT_FROM_EMAIL": "Your messages <messages@leap.example>",
        **servers,
    }


def server_gates(servers: dict[str, str]) -> list[Gate]:
    """Return the gates that need a database."""
    deploy = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return [
        Gate(
            "migrations are written down",
            [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
            test_settings(servers),
        ),
        Gate("check --deploy", [sys.executable, *deploy], production_like(servers)),
    ]


def passes(gate: Gate) -> bool:
    """Run one gate and say how it went."""
    began = time.monotonic()
    command = subprocess.Popen(
        gate.command,
        cwd=ROOT,
        env={**os.environ, **gate.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        words, _ = command.communicate(timeout=SLOWEST)
    except BaseException:
        os.killpg(command.pid, signal.SIGKILL)
        raise
    well = command.returncode == 0
    print(f"{'ok    ' if well else 'FAILED'}  {gate.name}  ({time.monotonic() - began:.1f} s)", flush=True)
    if not well:
        print(words, flush=True)
    return well


def lint() -> int:
    """`make lint`. Returns 0 when every quick gate passes."""
    failed = [gate.name for gate in quick_gates() if not passes(gate)]
    return 1 if failed else 0


def test(names: list[str], whole: bool) -> int:
    """`make test`: every gate, then every test but for the long ones, of which it takes today's share.

    With `whole` (WHOLE=1, as CI does) every test. With `names` (TESTS=tests/leap), all of those tests and nothing else.
    Returns 0 only when all of it passed. No test at all is a failure too.
    """
    browser = browser_environment()
    with throwaway_servers(for_tests=True) as servers:
        failed = [] if names else [gate.name for gate in [*quick_gates(), *server_gates(servers)] if not passes(gate)]
        if failed:
            print(f"Failed before the tests: {', '.join(failed)}. The tests run all the same.", flush=True)
        code = run_pytest(names, {**test_settings(servers), **browser, **share_of(names, whole)})
    return code or (1 if failed else 0)


def share_of(names: list[str], whole: bool) -> dict[str, str]:
    """Return which of the long tests `tests.share` leaves in: another part each day, or the one LEAP_SHARE asks for.

    All of them when some are named or the whole is wanted, whatever LEAP_SHARE was left at.
    """
    today = os.environ.get("LEAP_SHARE") or str(date.today().toordinal())
    return {"LEAP_SHARE": "" if names or whole else today}


def run_pytest(names: list[str], env: dict[str, str]) -> int:
    """Run the tests on two processes (`tests.conftest_order` shares them out), return the exit code of pytest. Its
    summary comes last."""
    spread = [] if names else ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
    command = subprocess.Popen(
        [*module("pytest", *spread), *names], cwd=ROOT, env={**os.environ, **env}, stdin=subprocess.DEVNULL
    )
    try:
        return command.wait()
    except BaseException:
        command.terminate()
        command.wait(30)
        raise


def shots(names: list[str]) -> int:
    """`make shots`: a picture of every page, or of those whose address has one of `names`. Returns the exit code."""
    browser = browser_environment()
    with throwaway_servers(for_tests=True) as servers:
        env = {**os.environ, **test_settings(servers), **browser}
        return subprocess.run(module("tests.screenshots", *names), cwd=ROOT, env=env, check=False).returncode
