"""Sign-in pages in plain words and in our shell; messages about it that give nothing away."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests import factories

MESSAGES = ["login_code", "unknown_account"]
TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "account"
TELLING = ["leap", "panel", "mental", "health", "study", "research", "condition", "lived experience"]


@pytest.fixture
def member(db):
    return factories.small_panel().members[0]


def test_signing_in_asks_for_the_address_first_and_keeps_where_one_was_going(client, db):
    html = client.get("/sign-in/?next=/meetings/").content.decode()
    assert html.index("Send me a code") < html.index("Use a password instead")
    assert html.count('name="next"') == 3
    assert 'autocomplete="current-password"' in html
    assert "<details" in html
    assert '<details class="govuk-details" open' not in html


def test_a_wrong_password_leaves_the_password_way_open_and_keeps_the_address(client, member):
    html = client.post("/sign-in/", {"login": member.email, "password": "not this one"}).content.decode()
    assert "Something needs another look" in html
    assert f'value="{member.email}"' in html
    assert "not this one" not in html
    assert 'class="govuk-details" open' in html


def test_nobody_signs_up_by_themselves(client, db):
    answer = client.get("/sign-in/closed/")
    assert "Joining is by invitation" in answer.content.decode()


def test_signing_out_asks_first_and_then_does_it(client, member):
    client.force_login(member)
    assert "Sign out?" in client.get("/sign-in/out/").content.decode()
    assert client.post("/sign-in/out/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_password_can_be_chosen_and_changed_on_pages_of_ours(client, member):
    client.force_login(member)
    address = "/sign-in/password/change/" if member.has_usable_password() else "/sign-in/password/set/"
    html = client.get(address).content.decode()
    assert "Ten letters or more" in html
    assert html.count('autocomplete="new-password"') == 2


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_about_signing_in_gives_nothing_away(name):
    subject = render_to_string(f"account/email/{name}_subject.txt")
    body = render_to_string(f"account/email/{name}_message.txt", {"code": "AB&CD<", "email": "wren@example.org"})
    assert len(subject.strip().splitlines()) == 1
    for word in TELLING:
        assert word not in subject.lower()
        assert word not in body.lower()
    if name == "login_code":
        assert "AB&CD<" in body


def test_every_page_of_allauth_that_can_be_reached_is_ours():
    reached = {"login", "logout", "request_login_code", "confirm_login_code", "password_set", "password_change"}
    reached |= {"signup_closed", "account_inactive"}
    assert reached <= {path.stem for path in TEMPLATES.glob("*.html")}
