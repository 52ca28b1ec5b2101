"""Whether an address is known cannot be told from any answer: the same bytes, status, headers and questions."""

import re
import uuid

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.accounts.people import sign_in_steps as step
from tests.conftest_second_step import a_code_app

pytestmark = pytest.mark.django_db
KNOWN, PASSWORDLESS, STAFF, GONE, UNKNOWN = (f"{name}@example.org" for name in ("wren", "jay1", "fern", "sage", "none"))
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def people(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4()}"}}
    make.person("Wren", email=KNOWN, password=step.PASSWORD)
    make.person("Jay", email=PASSWORDLESS)
    a_code_app(make.coordinator(make.panel(), "Fern", email=STAFF, password=step.PASSWORD))
    make.person("Sage", email=GONE, password=step.PASSWORD, is_active=False)


def seen(client: Client, url: str, data: dict, address: str) -> tuple:
    """Everything somebody outside can notice of one answer, the address they typed themselves aside."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(url, data) if data else client.get(url)
    body = CHANGING.sub(b"", answer.content).replace(address.encode(), b"")
    headers = {name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Expires")}
    cookies = sorted((name, {**morsel, "expires": ""}) for name, morsel in answer.cookies.items())
    kinds = [re.sub(r"\W.*", "", query["sql"]) for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]
    return answer.status_code, headers, cookies, body, len(kinds)


def story(address: str, steps) -> list[tuple]:
    client = Client()
    client.get(step.LOGIN)
    return [
        seen(client, url, {name: value.format(address) for name, value in data.items()}, address) for url, data in steps
    ]


STORIES = {
    "a code": [
        (step.ASK, {"email": "{}"}),
        (step.CONFIRM, {}),
        (step.CONFIRM, {"code": "WRONG-123"}),
        (step.CONFIRM, {"code": ""}),
        (step.LOGIN, {}),
        *[(step.CONFIRM, {"code": "WRONG-123"})] * 4,
        (step.ASK, {}),
    ],
    "asking four times": [(step.ASK, {"email": "{}"})] * 4,
    "a wrong password": [(step.LOGIN, {"login": "{}", "password": "not-the-password"})] * 3,
    "signing up": [
        (reverse("account_signup"), {"email": "{}", "password1": step.PASSWORD}),
        (reverse("account_signup"), {}),
    ],
}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("address", [KNOWN, PASSWORDLESS, STAFF, GONE])
def test_known_and_unknown_get_the_same(name, address, post_office):
    assert story(address, STORIES[name]) == story(UNKNOWN, STORIES[name])


@pytest.mark.parametrize("address", [KNOWN, PASSWORDLESS, STAFF, GONE, UNKNOWN])
def test_a_wrong_password_takes_the_same_work(address, monkeypatch):
    """The slow part of a sign-in is the hash: it is made once, whoever is or is not there."""
    worked = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: worked.append(1) or encode(*given))
    Client().post(step.LOGIN, {"login": address, "password": "not-the-password"})
    assert len(worked) == 1


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN, GONE])
def test_one_letter_goes_to_the_address_either_way(address, post_office):
    Client().post(step.ASK, {"email": address})
    (letter,) = post_office.read()
    assert letter["To"] == address
    assert ("there is no code" in letter.get_content()) == (address != KNOWN)


def test_a_passkey_that_nobody_has_is_answered_like_one_that_does_not_fit(post_office):
    answers = []
    for handle in (str(make.person("Ash").pk), str(uuid.uuid4())):
        client = Client()
        passkey = step.SoftPasskey()
        passkey.handle = handle.encode()
        answer = step.sign_in_by_passkey(client, passkey)
        page = client.get(answer["Location"])
        answers.append((answer.status_code, answer["Location"], CHANGING.sub(b"", page.content)))
    assert answers[0] == answers[1]
