"""No container engine runs where the tests run, so the commands the deployment files name are started by hand, in an
environment like a real installation's, on a real PostgreSQL and Valkey."""

import os
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from leap.local.gates import production_like
from leap.local.places import ROOT
from leap.local.ports import free_port
from leap.local.processes import Program, wait_until
from tests.project.deployment import SERVICES, dockerfile_lines, settings_read

HOST = "leap.example"


@pytest.fixture(scope="module")
def installation() -> Iterator[dict[str, str]]:
    """The environment of a real installation, with a database and a broker of its own."""
    name = f"leap_deploy_{os.getpid()}"
    database, broker = urlsplit(os.environ["DATABASE_URL"]), urlsplit(os.environ["REDIS_URL"])
    servers = {
        "DATABASE_URL": urlunsplit(database._replace(path=f"/{name}")),
        "REDIS_URL": urlunsplit(broker._replace(path="/15")),
    }
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    with closing(psycopg2.connect(urlunsplit(database._replace(path="/postgres")))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        yield {**kept, **production_like(servers)}
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command in the checkout to its end."""
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)


def with_our_python(words: list[str], moved: dict[str, str]) -> list[str]:
    """The same command, run by this test's Python, with some addresses and folders moved."""
    for old, new in moved.items():
        words = [word.replace(old, new) for word in words]
    program = [sys.executable] if words[0] == "python" else [sys.executable, "-m", words[0]]
    return [*program, *words[1:]]


def command_of(name: str, port: int, folder: Path) -> list[str]:
    """A service's command as it stands in the compose file, on this test's port and in its folder."""
    return with_our_python(SERVICES[name]["command"], {"0.0.0.0:8000": f"127.0.0.1:{port}", "/tmp/": f"{folder}/"})


def health_check(name: str, port: int, folder: Path, env: dict[str, str]) -> bool:
    """Run a service's own health check as it stands in the compose file."""
    kind, *words = SERVICES[name]["healthcheck"]["test"]
    if kind == "CMD-SHELL":
        words = shlex.split(words[0].replace("$$(hostname)", os.uname().nodename))
    command = with_our_python(words, {"127.0.0.1:8000": f"127.0.0.1:{port}", "/tmp/": f"{folder}/"})
    return run(command, {**env, "ALLOWED_HOSTS": HOST}).returncode == 0


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    """GET a page as the proxy would pass it on; return the status and headers. Redirects are not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": HOST, **headers})
    try:
        answer = urllib.request.build_opener(Stay).open(request, timeout=10)
    except urllib.error.HTTPError as other:
        answer = other
    with answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}


def answers(port: int) -> bool:
    """Whether the web server answers at all."""
    try:
        return ask(port, "/healthz")[0] > 0
    except OSError:
        return False


def collectstatic() -> list[str]:
    """The arguments of manage.py collectstatic as the Dockerfile gives them."""
    line = next(line for line in dockerfile_lines() if "collectstatic" in line)
    return line.partition("/venv/bin/python ")[2].split()


def test_the_commands_of_the_compose_file_serve_a_healthy_site(installation, tmp_path):
    port = free_port()
    static = run([sys.executable, *collectstatic()], {**installation, "DJANGO_SETTINGS_MODULE": "leap.settings.local"})
    assert static.returncode == 0, static.stderr
    migrated = run(command_of("migrate", port, tmp_path), installation)
    assert migrated.returncode == 0, migrated.stderr
    worker, beat, sender, web = programs = [
        Program(name, command_of(name, port, tmp_path), env=installation, log=tmp_path / f"{name}.log", patience=20)
        for name in ("worker", "beat", "sender", "web")
    ]
    try:
        for program in programs:
            program.start()
        assert wait_until(lambda: answers(port), seconds=30, give_up=lambda: not web.running()), web.last_words()
        healthy = wait_until(lambda: health_check("web", port, tmp_path, installation), seconds=60)
        assert healthy, "\n".join(program.last_words() for program in programs)
        assert health_check("worker", port, tmp_path, installation), worker.last_words()
        assert health_check("beat", port, tmp_path, installation), beat.last_words()
        assert wait_until(lambda: health_check("sender", port, tmp_path, installation), seconds=20), sender.last_words()
        the_site_insists_on_https(port)
        worker.stop()
        assert not health_check("worker", port, tmp_path, installation), (
            "the worker is gone and its health check does not say so"
        )
    finally:
        for program in reversed(programs):
            program.stop()


def the_site_insists_on_https(port: int) -> None:
    """Plain http is sent on; through the proxy the sign-in page comes with its protective headers."""
    status, headers = ask(port, "/")
    assert (status, headers["location"]) == (301, f"https://{HOST}/")
    status, headers = ask(port, "/sign-in/", **{"X-Forwarded-Proto": "https"})
    assert status == 200, headers
    assert "max-age=31536000" in headers["strict-transport-security"]
    assert "Secure" in headers["set-cookie"]
    assert "default-src 'none'" in headers["content-security-policy"]


def test_the_deploy_check_is_clean_at_warning(installation):
    checked = run([sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], installation)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", [name for name, needed in settings_read().items() if needed])
def test_production_does_not_start_without(name, installation):
    without = {key: value for key, value in installation.items() if key != name}
    checked = run([sys.executable, "manage.py", "check"], without)
    assert checked.returncode != 0
    assert name in checked.stderr
