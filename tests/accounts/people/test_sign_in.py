"""Signing in: a code to one address, a password for who wants one, and nothing given away to anybody else."""

import re
import uuid

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db

LOGIN = reverse("account_login")
ASK = reverse("account_request_login_code")
CONFIRM = reverse("account_confirm_login_code")
MASKED = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def limits_of_its_own(settings):
    """Each test counts its own tries: others may be signing in on the same server."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4()}"}}


def code_in(post_office):
    (letter,) = post_office.read()
    return re.search(r"^\s*([A-Z0-9-]{6,})\s*$", letter.get_content(), re.M)[1]


def test_a_code_by_email_signs_in(client, post_office):
    here = make.small_panel()
    assert client.post(ASK, {"email": "Rowan@example.org"})["Location"].startswith(CONFIRM)
    assert post_office.addresses() == ["rowan@example.org"]
    done = client.post(CONFIRM, {"code": code_in(post_office)})
    assert done["Location"] == "/"
    assert here.members[0].called_name in client.get(reverse("people:me-detail")).text


def test_the_letter_is_discreet_and_leads_nowhere_else(client, post_office, settings):
    make.small_panel()
    client.post(ASK, {"email": "rowan@example.org"}, headers={"host": "localhost"})
    (letter,) = post_office.read()
    for word in ("Rowan", "Heather", "panel", "Moorland", "localhost"):
        assert word.lower() not in letter["Subject"].lower()
        assert word.lower() not in letter.get_content().lower()


def test_a_wrong_code_does_not_sign_in(client, post_office):
    make.person("Rowan")
    client.post(ASK, {"email": "rowan@example.org"})
    client.post(CONFIRM, {"code": "WRONG1"})
    assert client.get(reverse("people:me-detail"))["Location"].startswith(LOGIN)


def test_an_unknown_address_gets_the_same_answers(client, post_office):
    make.person("Rowan")
    pages = {}
    for address in ("rowan@example.org", "nobody@example.org"):
        visitor = client.__class__()
        answer = visitor.post(ASK, {"email": address}, follow=True)
        page = MASKED.sub(b"", answer.content).replace(address.encode(), b"")
        wrong = visitor.post(CONFIRM, {"code": "WRONG1"})
        pages[address] = (answer.redirect_chain, page, wrong.status_code)
    assert pages["rowan@example.org"] == pages["nobody@example.org"]
    assert sorted(post_office.addresses()) == ["nobody@example.org", "rowan@example.org"]


def test_somebody_switched_off_cannot_sign_in_with_a_code(client, post_office):
    person = make.person("Rowan", is_active=False)
    client.post(ASK, {"email": person.email})
    for letter in post_office.read():
        found = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", letter.get_content(), re.M)
        if found:
            client.post(CONFIRM, {"code": found[1]})
    assert client.get(reverse("people:me-detail"))["Location"].startswith(LOGIN)


def test_a_mail_server_that_is_away_gives_a_calm_page(client, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make.person("Rowan")
    for address in ("rowan@example.org", "nobody@example.org"):
        answer = client.post(ASK, {"email": address})
        assert answer.status_code == 409
        assert "Please try again in a few minutes." in answer.text


def test_a_password_signs_in_too(client):
    make.person("Rowan", password="long-enough-to-use")
    assert client.post(LOGIN, {"login": "rowan@example.org", "password": "not this one"}).status_code == 422
    answer = client.post(LOGIN, {"login": "ROWAN@example.org", "password": "long-enough-to-use"})
    assert answer["Location"] == "/"


def test_nobody_signs_themselves_up(client):
    answer = client.post(reverse("account_signup"), {"email": "new@example.org", "password1": "long-enough-to-use"})
    assert answer.status_code == 200
    assert make.Person.objects.count() == 0


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_off_the_site(client, elsewhere):
    make.person("Rowan", password="long-enough-to-use")
    answer = client.post(
        f"{LOGIN}?next={elsewhere}",
        {"login": "rowan@example.org", "password": "long-enough-to-use", "next": elsewhere},
    )
    assert "evil" not in answer["Location"]
    assert answer["Location"].startswith("/")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client):
    make.person("Rowan", password="long-enough-to-use")
    wanted = reverse("identity:statement-list")
    answer = client.post(LOGIN, {"login": "rowan@example.org", "password": "long-enough-to-use", "next": wanted})
    assert answer["Location"] == wanted


def test_signing_out_needs_a_button_and_ends_the_session(client):
    client.force_login(make.person("Rowan"))
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("people:me-detail")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("people:me-detail")).status_code == 302


def test_wrong_answers_are_explained_in_our_words(client, post_office):
    make.person("Rowan")
    wrong = client.post(LOGIN, {"login": "rowan@example.org", "password": "not-the-password"})
    assert "do not go together" in wrong.text
    assert 'value="rowan@example.org"' in wrong.text
    client.post(ASK, {"email": "rowan@example.org"})
    first = client.post(CONFIRM, {"code": "WRONG-1"})
    assert "not the code we sent" in first.text
    for _ in range(4):
        last = client.post(CONFIRM, {"code": "WRONG-1"}, follow=True)
    assert "we will send you a new code" in last.text
