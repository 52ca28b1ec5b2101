"""The servers that come as wheels, for real."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from leap.local import servers
from leap.local.local_secrets import local_secrets
from leap.local.ports import PortTaken, listen_on_first_free
from leap.local.processes import Program, wait_until


@pytest.fixture
def postgres():
    """A prepared PostgreSQL on data of its own, stopped and forgotten afterwards."""
    server = servers.Postgres(f"postgres-throwaway-{os.getpid()}", "a-password", for_tests=True)
    yield server
    server.stop()
    server.forget()


def ask(server, sql):
    """Run one query on the server's own database."""
    with closing(psycopg2.connect(server.url)) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_the_database_starts_from_nothing_and_keeps_what_it_was_given(postgres):
    servers.start_and_wait(postgres)
    with closing(psycopg2.connect(postgres.url)) as connection:
        connection.cursor().execute("create table kept as select 7 as number")
        connection.commit()
    postgres.stop()
    servers.start_and_wait(postgres)
    assert ask(postgres, "select number from kept") == 7


def test_it_listens_on_this_computer_only_and_wants_the_password(postgres):
    servers.start_and_wait(postgres)
    assert ask(postgres, "show listen_addresses") == "127.0.0.1"
    assert ask(postgres, "show unix_socket_directories") == ""
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(postgres.url.replace("a-password", "a-guess"))


def test_a_server_left_behind_by_a_killed_run_is_stopped_first(postgres):
    servers.start_and_wait(postgres)
    left_behind = postgres.process
    postgres.process = None
    servers.start_and_wait(postgres)
    assert left_behind.wait(10) == 0
    assert ask(postgres, "select 1") == 1


def test_it_starts_after_the_power_went(postgres):
    servers.start_and_wait(postgres)
    os.kill(postgres.process.pid, signal.SIGKILL)
    postgres.process.wait()
    wait_until(lambda: True, seconds=1)
    servers.start_and_wait(postgres)
    assert ask(postgres, "select 1") == 1


def test_a_pid_file_that_names_somebody_else_s_process_is_removed(postgres):
    servers.start_and_wait(postgres)
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")
    servers.start_and_wait(postgres)
    assert ask(postgres, "select 1") == 1


def test_data_of_another_version_is_refused_in_words(postgres):
    servers.start_and_wait(postgres)
    postgres.stop()
    (postgres.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(servers.CannotServe, match="make reset"):
        postgres.start()


def test_data_of_another_user_is_refused_in_words(postgres):
    servers.start_and_wait(postgres)
    postgres.stop()
    postgres.account = (12345, 12345)
    with pytest.raises(servers.CannotServe, match="another user"):
        postgres.start()


def test_in_a_private_home_its_files_are_still_where_its_user_can_reach_them(monkeypatch, tmp_path):
    """Root becomes another user for the database, who cannot enter root's home; anybody else stays themselves."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    outside = Path(tempfile.mkdtemp(prefix="leap-outside-"))  # pytest's own folder is closed to other users
    monkeypatch.setattr(servers, "OUTSIDE", outside)
    monkeypatch.setattr(servers, "VAR", private / "var")
    server = servers.Postgres("postgres", "a-password", for_tests=True)
    assert server.data.is_relative_to(outside if os.geteuid() == 0 else private)
    try:
        servers.start_and_wait(server)
        assert ask(server, "select 1") == 1
    finally:
        server.stop()
        shutil.rmtree(outside)


def test_valkey_wants_the_password_and_no_list_of_processes_shows_it():
    server = servers.Valkey("a-password")
    servers.start_and_wait(server)
    try:
        assert "a-password" not in servers.command_line(server.process.pid)
        with closing(redis.Redis(port=server.port)) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
    finally:
        server.stop()


def test_secrets_are_made_once_and_only_their_owner_may_read_them(tmp_path, monkeypatch):
    for name in ("SECRET_KEY", "FIELD_KEYS", "LOCAL_SERVER_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "secrets.env"
    first = local_secrets(path)
    assert local_secrets(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("SECRET_KEY", "mine")
    assert local_secrets(path)["SECRET_KEY"] == "mine"


def test_a_port_in_use_is_replaced_by_the_next_or_named_when_it_was_asked_for():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is in use"):
            listen_on_first_free([port])
        taken = listen_on_first_free(range(port, port + 20))
        assert taken[0].getsockname()[1] > port
        for sock in taken:
            sock.close()


def test_nothing_a_program_started_outlives_it(tmp_path):
    shell = ["sh", "-c", f"sleep 300 & echo $! > {tmp_path}/child; wait"]
    program = Program("family", shell, env=dict(os.environ), log=tmp_path / "family.log")
    program.start()
    assert wait_until(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text().strip(), seconds=10)
    child = int((tmp_path / "child").read_text())
    program.stop()
    assert wait_until(lambda: "sleep" not in servers.command_line(child), seconds=10)


def test_a_program_ends_when_the_supervisor_is_killed(tmp_path):
    starter = (
        "import os, time; from leap.local.processes import Program; from pathlib import Path; import sys; "
        "program = Program('x', ['sleep', '300'], env=dict(os.environ), log=Path(sys.argv[1]) / 'x.log'); "
        "program.start(); print(program.process.pid, flush=True); time.sleep(300)"
    )
    with subprocess.Popen([sys.executable, "-c", starter, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    ended = wait_until(lambda: "sleep" not in servers.command_line(child), seconds=10)
    assert ended or sys.platform != "linux"  # only Linux tells a child that its parent was killed
