"""What was sent by somebody who was signed out meanwhile, or from an old page, comes back with a button."""

import html
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.identity import queries
from tests import factories as make

pytestmark = pytest.mark.django_db

NEW = reverse("identity:statement-new")
WORDS = 'I keep two goats.\r\n\r\n<b>They</b> are "loud".\r\n' + "And I like rain. " * 100
FROM_HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def person():
    return make.small_panel().members[0]


@pytest.fixture
def strict(person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    return strict


def hidden(response):
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    return {name: html.unescape(value) for name, value in found}


def mine(person):
    return [statement.own_words for statement in queries.my_statements(person)]


def test_words_typed_for_long_survive_being_signed_out(strict, person):
    typed = {**hidden(strict.get(NEW)), "own_words": WORDS}
    Session.objects.all().delete()
    answer = strict.post(NEW, typed, **FROM_HERE)
    assert answer.status_code == 401
    assert html.escape('<b>They</b> are "loud".', quote=True).replace("&#x27;", "&#39;") in answer.content.decode()
    assert reverse("account_login") in answer.content.decode()
    assert mine(person) == []
    strict.force_login(person)  # in another tab: that page's safety mark is old now
    strict.cookies["csrftoken"] = "n" * 32
    once_more = strict.post(NEW, hidden(answer), **FROM_HERE)
    assert once_more.status_code == 403
    assert "once more" in once_more.content.decode()
    assert strict.post(NEW, hidden(once_more), **FROM_HERE).status_code == 302
    assert mine(person) == [WORDS.replace("\r\n", "\n")]


def test_a_button_pressed_after_being_signed_out_works_after_signing_in(strict, person):
    Session.objects.all().delete()
    answer = strict.post(reverse("chairing:willing-edit"), {"panel_x": "willing"}, **FROM_HERE)
    assert answer.status_code in (401, 403)
    assert hidden(answer)["panel_x"] == "willing"


def test_nothing_handed_back_is_kept(client, person, caplog):
    client.post(NEW, {"own_words": "Nobody may find this."}, **FROM_HERE)
    assert "Nobody may find this." not in caplog.text
    assert not any("Nobody" in str(each.get_decoded()) for each in Session.objects.all())


@pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "null"}, {"HTTP_ORIGIN": "https://evil.example"}])
def test_a_form_from_elsewhere_is_never_given_a_fresh_mark(strict, client, origin):
    refused = strict.post(NEW, {"own_words": "Planted."}, **origin)
    assert refused.status_code == 403
    assert "Planted." not in refused.content.decode()
    signed_out = client.post(NEW, {"own_words": "Planted."}, **origin)
    assert signed_out.status_code == 302
    assert signed_out["Location"].startswith(reverse("account_login"))


def test_a_password_is_never_handed_back(strict):
    for name in ("account_login", "account_set_password", "account_change_password"):
        answer = strict.post(
            reverse(name), {"password": "sesame-open-now", "password1": "sesame-open-now"}, **FROM_HERE
        )
        assert "sesame-open-now" not in answer.content.decode()


def test_what_comes_back_says_nothing_about_what_is_there(client, person):
    from accounts.identity import actions

    there = actions.write_statement(own_words="Hers.", by=person).pk
    pages = [
        client.post(reverse("identity:statement-edit", args=[pk]), {"own_words": "x"}, **FROM_HERE)
        for pk in (there, "00000000-0000-4000-8000-000000000000")
    ]
    assert [page.status_code for page in pages] == [401, 401]
    clean = [re.sub(rb'(value|action)="[^"]*"', b"", page.content) for page in pages]
    assert clean[0] == clean[1]
