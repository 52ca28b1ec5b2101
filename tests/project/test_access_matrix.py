"""Complete by construction: every address in the URL configuration, every way of asking, every kind of person."""

import os
import re
import uuid

import pytest
from django.db import transaction
from django.test import Client

from tests.conftest_second_step import sign_in_as
from tests.project import matrix
from tests.project.addresses import every_address
from tests.project.error_pages import error_pages_once
from tests.project.world import build_world
from tests.share import takes

pytestmark = pytest.mark.django_db

ADDRESSES = every_address()
ROUTES = {address.route for address in ADDRESSES}
OTHER_WAYS = ("PUT", "PATCH", "DELETE", "TRACE")
SECRET = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def world(settings):
    # The matrix asks more often in a minute than people do.
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    return build_world()


class Askers:
    """One signed-in client for each kind of person; every request is undone, so the next one meets the same world."""

    def __init__(self, world) -> None:
        self.world, self.clients = world, {}
        for who, person in world.people.items():
            client = self.clients[who] = Client(raise_request_exception=False)
            if person is not None:
                sign_in_as(client, who, person)
        self.cookies = {who: client.cookies.output() for who, client in self.clients.items()}

    def ask(self, who: str, way: str, address, keys: dict | None = None):
        client = self.clients[who]
        url = address.url(keys or self.world.ids_for(address.name))
        with transaction.atomic():
            response = client.post(url) if way == "POST" else client.generic(way, url)
            if response.streaming:
                response.getvalue()
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.load(self.cookies[who].replace("Set-Cookie: ", ""))
        return response


@pytest.fixture
def askers(world):
    return Askers(world)


def check_headers(response, signed_in: bool, where: str) -> None:
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy, where
    assert "default-src 'none'" in policy, where
    assert response["X-Content-Type-Options"] == "nosniff", where
    assert response["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert response["Cross-Origin-Resource-Policy"] == "same-origin", where
    if signed_in:
        assert {"no-store", "private"} <= set(response["Cache-Control"].replace(",", " ").split()), where


def test_every_cell_of_the_matrix_is_as_written(world, askers):
    """And every answer carries its headers, whoever asks."""
    write = os.environ.get("LEAP_WRITE_MATRIX")
    written = matrix.from_table(matrix.FILE.read_text(encoding="utf-8"))
    known = {key: cells for key, cells in written.items() if key[0] in ROUTES and is_taken_as_written(key[0], write)}
    with error_pages_once():
        seen = known | ask_everything(world, askers, [each for each in ADDRESSES if (each.route, "GET") not in known])
    if write:
        matrix.FILE.write_text(matrix.as_table(seen), encoding="utf-8")
        written = matrix.from_table(matrix.FILE.read_text(encoding="utf-8"))
    assert set(seen) == set(written), "an address was added or removed: say in access_matrix.md who gets what"
    wrong = [
        f"{way} {route} for {who}: {seen[(route, way)][who]}, but the matrix says {written[(route, way)][who]}"
        for (route, way) in seen
        for who in matrix.PEOPLE
        if seen[(route, way)][who] != written[(route, way)][who]
    ]
    assert wrong == []


def is_taken_as_written(route: str, write: str | None) -> bool:
    """Whether nobody is asked about it: it is known while new rows are written, or another share's (`tests.share`)."""
    return write == "new" or (not write and not takes(route))


def ask_everything(world, askers, addresses) -> dict[tuple[str, str], dict[str, str]]:
    """What each person gets at each of these addresses, in each way of asking."""
    seen = {}
    for address in addresses:
        for way in matrix.WAYS:
            cells = seen[(address.route, way)] = {}
            for who in matrix.PEOPLE:
                response = askers.ask(who, way, address)
                cells[who] = matrix.outcome(response, address.route)
                check_headers(response, world.people[who] is not None, f"{way} {address.route} {who}")
    return seen


def test_the_matrix_has_no_error_and_no_surprise():
    words = {"opens", "asks again", "goes on", "sign in", "second step", "not found", "not allowed", "not now"}
    words.add("no such way")
    for key, cells in matrix.from_table(matrix.FILE.read_text(encoding="utf-8")).items():
        assert set(cells.values()) <= words, key


@pytest.mark.parametrize("who", ["anyone", "member", "lead"])
def test_no_address_takes_other_ways_of_asking(askers, who):
    """allauth's pages take PUT for POST, with the same safety mark; everything of ours refuses."""
    taken = []
    with error_pages_once():
        for address in ADDRESSES:
            for way in OTHER_WAYS:
                status = askers.ask(who, way, address).status_code
                if status not in (302, 401, 403, 404, 405) and not address.route.startswith("/sign-in/"):
                    taken.append((way, address.route, status))
    assert taken == []


@pytest.mark.parametrize("who", ["anyone", "member", "finance"])
def test_options_tells_no_more_than_the_page_would(askers, who):
    for address in ADDRESSES:
        response = askers.ask(who, "OPTIONS", address)
        assert response.status_code in (200, 302, 401, 403, 404, 405), address.route
        if response.status_code == 200 and response.content:
            assert matrix.outcome(askers.ask(who, "GET", address), address.route) == "opens", address.route


def nothings(address, world) -> dict:
    """Keys of the same kinds that belong to nothing."""
    known = world.ids_for(address.name)
    return {key: 10**6 if isinstance(known[key], int) else uuid.uuid4() for key in address.keys}


@pytest.mark.parametrize("who", ["member", "researcher", "coordinator", "lead", "finance", "stranger", "left"])
def test_hidden_and_unknown_give_the_same_bytes(askers, who):
    """A thing that is not for you and a thing that never was cannot be told apart."""
    for address in ADDRESSES:
        if not address.keys:
            continue
        hidden = askers.ask(who, "GET", address)
        if hidden.status_code != 404:
            continue
        unknown = askers.ask(who, "GET", address, nothings(address, askers.world))
        assert unknown.status_code == 404
        assert SECRET.sub(b"", hidden.content) == SECRET.sub(b"", unknown.content), address.route
        assert sorted(hidden.headers.items()) == sorted(unknown.headers.items()), address.route


def test_reading_changes_nothing(world):
    """Opening any page leaves every table as it was, but for the trail of who read what."""
    from django.apps import apps
    from django.db import connection

    quiet = {"core_auditevent", "django_session"}
    tables = [m._meta.db_table for m in apps.get_models() if m._meta.db_table not in quiet]

    def fingerprint() -> dict[str, str]:
        with connection.cursor() as cursor:
            found = {}
            for table in tables:
                cursor.execute(
                    f"SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM \"{table}\" t"
                )
                found[table] = cursor.fetchone()[0]
            return found

    clients = {}
    for who in ("member", "coordinator", "finance"):
        clients[who] = Client()
        clients[who].force_login(world.people[who])
    changes = []

    def listen(execute, sql, params, many, context):
        if not sql.startswith("SELECT"):
            changes.append(sql)
        return execute(sql, params, many, context)

    before = fingerprint()
    for address in ADDRESSES:
        for who, client in clients.items():
            with connection.execute_wrapper(listen):
                client.get(address.url(world.ids_for(address.name)))
            if changes:  # to look through every table takes longer than the page
                assert fingerprint() == before, f"{who} GET {address.route}"
                changes.clear()
