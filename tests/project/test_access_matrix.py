"""Complete by construction: every address in the URL configuration, every way of asking, every kind of person."""

import os
import re
import uuid

import pytest
from django.db import transaction
from django.test import Client

from tests.project import matrix
from tests.project.addresses import every_address
from tests.project.world import build_world

pytestmark = pytest.mark.django_db

ADDRESSES = every_address()
OTHER_WAYS = ("PUT", "PATCH", "DELETE", "TRACE")
SECRET = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def world():
    return build_world()


def ask(world, who: str, way: str, url: str, **data):
    """One request by one person, undone afterwards so that the next one meets the same world."""
    client = Client()
    person = world.people[who]
    if person is not None:
        client.force_login(person)
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.generic(way, url, **data) if way != "POST" else client.post(url, data)
        if response.streaming:
            response.getvalue()
        transaction.set_rollback(True)
    return response


def test_every_cell_of_the_matrix_is_as_written(world):
    seen = {}
    for address in ADDRESSES:
        for way in matrix.WAYS:
            url = address.url(world.ids_for(address.name))
            seen[(address.route, way)] = {
                who: matrix.outcome(ask(world, who, way, url)) for who in matrix.PEOPLE
            }
    if os.environ.get("LEAP_WRITE_MATRIX"):
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


def test_the_matrix_has_no_error_and_no_surprise():
    words = {"opens", "asks again", "goes on", "sign in", "not found", "not allowed", "not now", "no such way"}
    for key, cells in matrix.from_table(matrix.FILE.read_text(encoding="utf-8")).items():
        assert set(cells.values()) <= words, key


@pytest.mark.parametrize("who", ["anyone", "member", "coordinator", "lead", "stranger"])
def test_no_address_takes_other_ways_of_asking(world, who):
    taken = []
    for address in ADDRESSES:
        for way in OTHER_WAYS:
            response = ask(world, who, way, address.url(world.ids_for(address.name)))
            if response.status_code not in (302, 403, 404, 405):
                taken.append((way, address.route, response.status_code))
    assert taken == []


@pytest.mark.parametrize("who", ["anyone", "member", "coordinator", "lead", "finance"])
def test_options_tells_no_more_than_the_page_would(world, who):
    for address in ADDRESSES:
        response = ask(world, who, "OPTIONS", address.url(world.ids_for(address.name)))
        assert response.status_code in (200, 302, 403, 404, 405), address.route
        if response.status_code == 200:
            assert response.content == b"" or matrix.outcome(ask(world, who, "GET", address.url(world.ids_for(address.name)))) == "opens"


@pytest.mark.parametrize("who", ["member", "researcher", "coordinator", "lead", "finance", "stranger", "left"])
def test_hidden_and_unknown_give_the_same_bytes(world, who):
    """A thing that is not for you and a thing that never was cannot be told apart."""
    for address in ADDRESSES:
        if not address.keys:
            continue
        hidden = ask(world, who, "GET", address.url(world.ids_for(address.name)))
        if hidden.status_code != 404:
            continue
        unknown = ask(world, who, "GET", address.url({key: uuid.uuid4() for key in address.keys}))
        assert unknown.status_code == 404
        assert SECRET.sub(b"", hidden.content) == SECRET.sub(b"", unknown.content), address.route
        assert sorted(hidden.headers.items()) == sorted(unknown.headers.items()), address.route


@pytest.mark.parametrize("who", list(matrix.PEOPLE))
def test_every_answer_carries_its_headers(world, who):
    for address in ADDRESSES:
        response = ask(world, who, "GET", address.url(world.ids_for(address.name)))
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy, address.route
        assert response["X-Content-Type-Options"] == "nosniff", address.route
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", address.route
        assert response["Cross-Origin-Resource-Policy"] == "same-origin", address.route
        if world.people[who] is not None:
            assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"], address.route


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
                cursor.execute(f'SELECT md5(coalesce(string_agg(t::text, \',\' ORDER BY t::text), \'\')) FROM "{table}" t')
                found[table] = cursor.fetchone()[0]
            return found

    clients = {}
    for who in ("member", "coordinator", "lead", "finance"):
        clients[who] = Client()
        clients[who].force_login(world.people[who])
    before = fingerprint()
    for address in ADDRESSES:
        for who, client in clients.items():
            client.get(address.url(world.ids_for(address.name)))
            assert fingerprint() == before, f"{who} GET {address.route}"
