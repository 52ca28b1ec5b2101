"""Nobody's words turn up where they do not belong: in a log, the broker, the trail, a copy of the database, an error.

Every column that holds words gets a canary. Then much happens and much goes wrong, and everything that LEAP writes down
on the side is searched.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from accounts.people.models import Person
from leap.core import outbox, tasks
from leap.core.logs import JsonFormatter
from leap.core.outbox import nudge
from leap.core.outbox.models import OutboxMessage
from leap.reports import queries as home
from meetings.invitations import actions as invitations
from tests.leap.core.post_office import PostOffice, open_post_office
from tests.project.addresses import every_address
from tests.project.canaries import Aviary, found_in, let_in, name_of, tables, word_fields
from tests.project.world import build_world

TYPED = "cnry9001"
PEOPLE = ("anyone", "member", "coordinator", "finance")
# Whoever is signed in sees a greeting on the next page; a new meeting is kept there until it is checked.
SHORT_LIVED = {"django_session"}


@dataclass
class Traces:
    """What was left behind."""

    aviary: Aviary
    log: str = ""
    out: str = ""
    errors: list[bytes] = field(default_factory=list)
    broker: list[bytes] = field(default_factory=list)
    tables: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@contextmanager
def overheard() -> Iterator[io.StringIO]:
    """Everything any logger says, as it is written in production."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@contextmanager
def own_broker() -> Iterator[redis.Redis]:
    """A corner of the broker that nobody else uses."""
    url = settings.REDIS_URL.rpartition("/")[0] + "/15"
    was = current_app.conf.broker_write_url
    with redis.Redis.from_url(url) as corner, mock.patch.object(nudge, "_resting_until", 0.0):
        corner.flushdb()
        current_app.conf.broker_write_url = url
        try:
            yield corner
        finally:
            current_app.conf.broker_write_url = was
            corner.flushdb()


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A mail server, and settings that lead to it."""
    office = PostOffice()
    controller = open_post_office(office)
    with mock.patch.multiple(
        settings, EMAIL_HOST="127.0.0.1", EMAIL_PORT=controller.port, EMAIL_USE_TLS=False, EMAIL_TIMEOUT=2
    ):
        yield office
    controller.stop()


@pytest.fixture(scope="module")
def traces(django_db_setup, django_db_blocker) -> Iterator[Traces]:
    """Let everything happen once, for all the tests here."""
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        left = Traces(let_in(build_world()))
        with overheard() as log, own_broker() as broker, post_office() as office:
            ask_for_everything(left)
            go_wrong(left, office)
            left.broker = all_in(broker)
            left.log = log.getvalue()
        left.tables = tables()
        yield left
        call_command("flush", interactive=False, verbosity=0)


def browser(left: Traces, who: str) -> Client:
    client = Client(headers={"referer": f"http://testserver/?{TYPED}", "user-agent": TYPED})
    client.raise_request_exception = False
    if left.aviary.world.people[who] is not None:
        client.force_login(left.aviary.world.people[who])
    return client


def ask_for_everything(left: Traces) -> None:
    """Every address, opened and sent, for several people; forms filled in badly with somebody's words."""
    bad = {"own_words": TYPED * 500, "called_name": TYPED * 40, "chosen_name": TYPED * 40, "pronouns": TYPED * 40,
        "legal_name": TYPED * 40, "title": TYPED * 60, "role_shown": TYPED * 40,
           "place": TYPED, "email": f"{TYPED}@example.org", "login": f"{TYPED}@example.org", "password": TYPED,
           "body": TYPED, "revision": "x", "reply": TYPED, "to": TYPED, "readers": TYPED, "person": TYPED,
           "phone_number": TYPED * 10, "postal_address": TYPED * 60, "supporter": TYPED * 20, "acting": TYPED,
           "scope_words": TYPED * 60,
           "quiet_from": TYPED, "picks": TYPED}  # fmt: skip
    for who in PEOPLE:
        client = browser(left, who)
        for address in every_address():
            if address.name in ("account_logout", "design:quick-exit"):
                continue
            url = address.url(left.aviary.world.ids_for(address.name))
            for response in (client.get(f"{url}?q={TYPED}"), undone(client, url, bad), undone(client, url, {})):
                if response.status_code >= 500 and address.name != "core:healthz":
                    left.faults.append(f"{who} {url} {response.status_code}")


def undone(client: Client, url: str, data: dict):
    """Sent, and taken back: the next person meets the same world."""
    with transaction.atomic():
        response = client.post(url, data)
        transaction.set_rollback(True)
    return response


def go_wrong(left: Traces, office: PostOffice) -> None:
    """A fault in a page, a broken row, a mail server that says no and repeats the address, a task that fails."""
    client, person = browser(left, "member"), left.aviary.world.people["member"]
    name, email = Person.objects.values_list("called_name", "email").get(pk=person.pk)

    def fault(anything):
        private = {"name": name, "email": email, "anything": anything}
        raise RuntimeError(f"{name} {email} {private}")

    def broken_row(viewer):
        Person.objects.filter(pk=viewer.pk).update(email=email.upper())

    for happens in (fault, broken_row):
        with mock.patch.object(home, "home_for", happens):
            left.errors.append(client.get("/").content)
    office.answers = dict.fromkeys(Person.objects.values_list("email", flat=True), f"550 no such person {email}")
    left.errors.append(Client().post("/sign-in/code/", {"email": email}).content)
    meeting = left.aviary.world.ids["meeting_id"]
    coordinator = left.aviary.world.people["coordinator"]
    invitations.invite_panel(meeting_id=meeting, by=coordinator)
    new = Person.objects.create_user(email="cnry8000@example.org", called_name="cnry8000 Newcomer")
    left.aviary.plain_tables["people_person"] |= {"cnry8000"}
    join(left, new)
    invitations.invite_panel(meeting_id=meeting, by=coordinator)  # a real nudge to the broker
    outbox.deliver_due()
    with mock.patch.object(outbox, "deliver_one", side_effect=ValueError(f"{name} {email}")):
        tasks.deliver_message.apply(args=[str(OutboxMessage.objects.first().pk)])
    kind = outbox.registry.kind_called("meeting_invitation")
    waiting = OutboxMessage.objects.filter(kind=kind.name, channel="email").first()
    OutboxMessage.objects.filter(pk=waiting.pk).update(state="pending")
    failing = outbox.Kind(kind.name, kind.room, lambda message: True, fault)
    with mock.patch.dict(outbox.registry._kinds, {kind.name: failing}):
        outbox.deliver_one(waiting.pk)


def join(left: Traces, person: Person) -> None:
    from tests import factories

    panel = left.aviary.world.people["coordinator"].roles.get().panel
    factories.role(person, panel)


def all_in(corner: redis.Redis) -> list[bytes]:
    """Every key and every value, whatever its kind."""
    found = []
    for key in corner.scan_iter():
        found += [key, corner.dump(key)]
        if corner.type(key) == b"list":
            found += corner.lrange(key, 0, -1)
        if corner.type(key) == b"hash":
            found += [part for pair in corner.hgetall(key).items() for part in pair]
    return found


def test_every_column_of_words_has_its_canary(traces):
    expected = {name_of(model, column) for model, column in word_fields()}
    assert set(traces.aviary.columns) == expected
    assert len(traces.aviary.all) >= 100


def test_nothing_broke_that_was_not_meant_to(traces):
    assert traces.faults == []


def test_the_log_says_much_and_nobodys_words(traces):
    assert len(traces.log.splitlines()) > 500
    for told in ('"status": 500', '"type": "RuntimeError"', "person_email_is_lower_case", "ValueError"):
        assert told in traces.log
    assert found_in(traces.log) == set()
    assert '"page": "invitations:reply-by-link", "ids": {"secret": "[hidden]"}' in traces.log
    assert traces.aviary.world.ids["secret"] not in traces.log


def test_the_broker_carries_ids_only(traces):
    assert any(b"core.deliver_message" in value for value in traces.broker)
    assert found_in(b"\n".join(traces.broker)) == set()


def test_pages_about_faults_say_nothing_of_them(traces):
    assert len(traces.errors) == 3
    for page in traces.errors:
        assert b"<h1" in page
        assert found_in(page) == set()


def test_the_trail_and_the_outbox_hold_no_words(traces):
    for table in ("core_auditevent", "core_outboxmessage"):
        assert traces.tables[table].count(b"\n") > 10
        assert found_in(traces.tables[table]) == set()


def test_a_copy_of_the_database_shows_words_only_in_their_own_plain_columns(traces):
    """Statements, drafts, versions, kept copies, excerpts, roles shown and legal names are sealed."""
    misplaced = {
        table: found_in(content) - traces.aviary.plain_tables.get(table, set())
        for table, content in traces.tables.items()
        if table not in SHORT_LIVED
    }
    assert {table: canaries for table, canaries in misplaced.items() if canaries} == {}


def test_the_search_would_find_a_canary_in_each_of_these_places(traces):
    """The other way round: with leaks put in, every net holds something."""
    with overheard() as log:
        logging.getLogger("leap.anything").warning(f"saved {TYPED}")
    assert found_in(log.getvalue()) == {TYPED}
    with own_broker() as corner:
        current_app.send_task("core.deliver_message", args=[TYPED], connection=current_app.connection_for_write())
        assert found_in(b"\n".join(all_in(corner))) == {TYPED}
    assert found_in(f"\\x{TYPED.encode().hex()}") == {TYPED}
    assert traces.aviary.plain_tables["people_person"] & found_in(traces.tables["people_person"])
