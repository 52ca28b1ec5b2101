"""`make run`: start everything LEAP needs on this computer, watch over it, and stop all of it in order.

The terminal shows only what a person wants to know; each program's own words go to var/log/<program>.log.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator

from leap.local import text_catcher
from leap.local.local_secrets import local_secrets
from leap.local.places import LOGS, RUN
from leap.local.ports import LOOPBACK, Cannot, free_port, listen, listen_on_first_free
from leap.local.processes import Program, keep_previous_log, wait_until
from leap.local.running import (
    STATE,
    demo_stamp,
    health,
    say,
    take_lock,
    wait_for_other,
    write_environment,
    write_state,
)
from leap.local.servers import CannotServe, Postgres, Valkey, start_and_wait

PORT = 8000
MAIL_PORT = 8025
HEALTHY_WITHIN = 60  # seconds, after the servers are up
LONGEST_PAUSE = 30  # seconds between two tries to start a program that keeps crashing
GUNICORN = ["--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=5", "--no-control-socket"]


class StopAsked(Exception):
    """The person asked us to stop (Ctrl-C, a closed terminal, or a polite kill)."""


def python(*arguments: str) -> list[str]:
    """Return the command that runs this environment's Python with `arguments`."""
    return [sys.executable, *arguments]


class Watched:
    """A program the supervisor keeps alive: started again after a crash, with a growing pause."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.crashes = 0
        self.started_at = time.monotonic()
        self.start_again_at: float | None = None

    def start(self) -> None:
        """Start the program now."""
        self.program.start()
        self.started_at, self.start_again_at = time.monotonic(), None

    def look(self) -> None:
        """Start the program again if it crashed and its pause is over; say so."""
        now = time.monotonic()
        if self.start_again_at is not None:
            if now >= self.start_again_at:
                self.start()
        elif not self.program.running():
            self.crashes = 1 if now - self.started_at > 60 else self.crashes + 1
            pause = min(2 ** (self.crashes - 1), LONGEST_PAUSE)
            say(
                f"The {self.program.name} program stopped by itself (exit code {self.program.exit_code()}). "
                f"Starting it again in {pause} s. Its words are in {self.program.log}"
            )
            self.program.stop(at_once=True)  # what it had started must not stay behind
            self.start_again_at = now + pause


class Supervisor:
    """One run of LEAP on this computer."""

    def __init__(self, port: int | None) -> None:
        """Prepare a run on `port`; None means 8000, or the next that is free."""
        self.asked_port = port
        self.watched: list[Watched] = []
        self.stop_asked = threading.Event()
        self.hurry = False
        self.sockets: list[socket.socket] = []
        self.env = {name: value for name, value in os.environ.items() if name != "PORT"}

    def run(self) -> int:
        """Run until asked to stop. Returns the exit code: 0 when asked to stop, 1 when LEAP could not be served."""
        signal.signal(signal.SIGINT, self._note_stop)
        signal.signal(signal.SIGTERM, self._note_stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # `nohup make run` goes on when the terminal closes
            signal.signal(signal.SIGHUP, self._note_stop)
        code = 0
        try:
            self._start_all()
            self._watch()
        except StopAsked:
            pass
        except Cannot as problem:
            say(f"\n{problem}")
            code = 1
        finally:
            self._stop_all()
        return code

    def _start_all(self) -> None:
        for log in LOGS.glob("*.log"):
            keep_previous_log(log)
        say("LEAP is getting ready.")
        self._open_ports()
        self._prepare_environment()
        self._start_servers()
        self._step("Bringing the database up to date", "migrate", "manage.py", "migrate", "--no-input")
        self._load_demo_once()
        self._step("Gathering styles and pictures", "collectstatic", "manage.py", "collectstatic", "--no-input", "-v0")
        self._start_site()
        self._wait_until_healthy()
        write_state({"pid": os.getpid(), "address": self.address, "mail": self.mail_address})
        self._welcome()

    def _open_ports(self) -> None:
        first = self.asked_port or PORT
        self.web = listen_on_first_free([first] if self.asked_port else range(first, first + 100))
        self.sockets += self.web
        self.mail_pages = listen_on_first_free(range(MAIL_PORT, MAIL_PORT + 100))
        self.sockets += self.mail_pages
        self.smtp = listen(free_port())
        self.texts = listen(free_port())
        self.sockets += self.smtp + self.texts
        port, mail_port = (sockets[0].getsockname()[1] for sockets in (self.web, self.mail_pages))
        self.address, self.mail_address = f"http://localhost:{port}/", f"http://localhost:{mail_port}/"
        if port != first:
            say(f"Port {first} is in use by another program, so LEAP takes {port}.")

    def _prepare_environment(self) -> None:
        self.secrets = local_secrets()
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "leap.settings.local",
            "SECRET_KEY": self.secrets["SECRET_KEY"],
            "FIELD_KEYS": self.secrets["FIELD_KEYS"],
            "SITE_ORIGIN": self.address.rstrip("/"),
            "EMAIL_HOST": LOOPBACK,
            "EMAIL_PORT": str(self.smtp[0].getsockname()[1]),
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_USE_TLS": "false",
            "TEXT_GATEWAY_URL": f"http://{LOOPBACK}:{self.texts[0].getsockname()[1]}{text_catcher.PATH}",
            "TEXT_GATEWAY_HEADERS": json.dumps(text_catcher.HEADERS),
            "PYTHONUNBUFFERED": "1",
        }

    def _start_servers(self) -> None:
        password = self.secrets["LOCAL_SERVER_PASSWORD"]
        if not self.env.get("DATABASE_URL"):
            self.env = {name: value for name, value in self.env.items() if not name.startswith("PG")}
            self.env["DATABASE_URL"] = self._start_server(Postgres("postgres", password), "Starting the database")
        if not self.env.get("REDIS_URL"):
            self.env["REDIS_URL"] = self._start_server(Valkey(password), "Starting the message broker")
        write_environment(self.env)

    def _start_server(self, server: Postgres | Valkey, words: str) -> str:
        with self._timed(words):
            start_and_wait(server)
        self.watched.append(Watched(server))
        self._check_stop()
        return server.url

    def _load_demo_once(self) -> None:
        stamp = demo_stamp(self.env["DATABASE_URL"])
        if not stamp.exists():
            self._step("Loading invented people and meetings", "load_demo", "manage.py", "load_demo")
            stamp.touch()

    def _step(self, words: str, name: str, *arguments: str) -> None:
        """Run one command to its end. Raises CannotServe when it fails, StopAsked when asked to stop."""
        program = Program(name, python(*arguments), env=self.env)
        with self._timed(words):
            program.start()
            try:
                while program.running():
                    self._check_stop()
                    time.sleep(0.05)
                code = program.exit_code()
            finally:
                program.stop(at_once=True)
            if code:
                raise CannotServe(
                    f"{words} did not work. Its words are in {program.log}; they end:\n{program.last_words()}"
                )

    @contextlib.contextmanager
    def _timed(self, words: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        say(f"  {words}: done in {time.monotonic() - began:.1f} s")

    def _start_site(self) -> None:
        """Start the site's programs in this order; they stop in the opposite order."""
        groups = (self.smtp, self.mail_pages, self.texts, self.web)
        smtp, pages, texts, web = ([str(sock.fileno()) for sock in group] for group in groups)
        mail = python("-m", "leap.local.mail_catcher", "--smtp", *smtp, "--pages", *pages, "--texts", *texts)
        worker, beat = celery_commands()
        server = python("-m", "gunicorn", "leap.wsgi:application", *GUNICORN, *(f"--bind=fd://{fd}" for fd in web))
        for program in (
            Program("mail", mail, env=self.env, sockets=map(int, smtp + pages + texts), patience=3),
            Program("worker", worker, env=self.env, stop_with=[signal.SIGTERM, signal.SIGQUIT], patience=10),
            Program("beat", beat, env=self.env, patience=5),
            Program("sender", python("manage.py", "send_due", "--loop"), env=self.env, patience=10),
            Program("web", server, env=self.env, sockets=map(int, web)),
        ):
            self.watched.append(Watched(program))
            self.watched[-1].start()

    def _wait_until_healthy(self) -> None:
        end = time.monotonic() + HEALTHY_WITHIN
        with self._timed("Opening the doors"):
            while not (now := health(self.address)).well:
                self._look_after_programs()
                if time.monotonic() > end:
                    raise CannotServe(f"LEAP started but is not well: {now.words}\nIts programs' words are in {LOGS}")
                self.stop_asked.wait(0.25)

    def _welcome(self) -> None:
        people = Program("show_demo_people", python("manage.py", "show_demo_people"), env=self.env)
        people.start()
        wait_until(lambda: not people.running(), seconds=30, give_up=self.stop_asked.is_set)
        people.stop(at_once=True)
        say(f"\nLEAP is running at {self.address}")
        say(f"The messages it sends stay here, at {self.mail_address}\n")
        say(people.log.read_text().rstrip())
        say(f"  Everybody but members types a second code as well: {self.mail_address}codes shows it.")
        say("\nPress Ctrl-C to stop. `make run` again brings everything back; `make reset` forgets it.")

    def _watch(self) -> None:
        while True:
            self._look_after_programs()
            self.stop_asked.wait(0.3)

    def _look_after_programs(self) -> None:
        self._check_stop()
        for watched in self.watched:
            watched.look()

    def _check_stop(self) -> None:
        if self.stop_asked.is_set():
            raise StopAsked

    def _note_stop(self, *_: object) -> None:
        self.hurry = self.stop_asked.is_set()  # asked a second time: do not wait for anyone
        self.stop_asked.set()

    def _stop_all(self) -> None:
        STATE.unlink(missing_ok=True)
        if self.watched:
            say("\nStopping LEAP.")
        for watched in reversed(self.watched):
            watched.program.stop(at_once=self.hurry)
        for sock in self.sockets:
            sock.close()
        if self.watched:
            say("Everything is stopped. Your data is kept.")


def celery_commands() -> tuple[list[str], list[str]]:
    """Return the commands of the worker and of beat."""
    for old in RUN.glob("beat-schedule*"):  # a schedule file cut short by a crash would stop beat from starting
        old.unlink()
    return worker_command(), celery("beat", "--schedule", str(RUN / "beat-schedule"), "--pidfile=")


def worker_command() -> list[str]:
    """Return the command of the worker, as in docker-compose.yml."""
    return celery("worker", "--concurrency=4", "--without-gossip", "--without-mingle", "-n", "leap@%h")


def celery(*arguments: str) -> list[str]:
    """Return a command of Celery for the application."""
    return python("-m", "celery", "-A", "leap.celery:app", *arguments)


def run(port: int | None) -> int:
    """`make run`. Returns the exit code."""
    lock = take_lock() or wait_for_other(take_lock)
    if lock is None:
        return 0
    with lock:
        STATE.unlink(missing_ok=True)  # from a run that was killed
        return Supervisor(port).run()
