"""Before something sensitive people are asked once more, by what they have; nobody is left without a way."""

import time
import uuid

import pytest
from django.urls import get_resolver, reverse

from tests import factories as make
from tests.accounts.people import sign_in_steps as step
from tests.conftest_second_step import RECORDS, WHOSE, a_code_app, code_now, without_second_step

pytestmark = pytest.mark.django_db
BY_CODE, BY_APP = reverse("account_again_by_code"), reverse("mfa_reauthenticate")
BY_PASSWORD, BY_PASSKEY = reverse("account_reauthenticate"), reverse("mfa_reauthenticate_webauthn")
SENSITIVE = [
    step.ADD_APP,
    step.ADD_PASSKEY,
    reverse("account_set_password"),
    reverse("account_change_password"),
    step.SPARE,
]
HOUR = 60 * 60


@pytest.fixture(autouse=True)
def limits_of_its_own(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4()}"}}


@pytest.fixture
def member():
    return make.member(make.panel(), "Rowan")


def signed_in_long_ago(client, person, *, method: str = "code") -> None:
    records = {RECORDS: [{"method": method, "at": time.time() - HOUR}], WHOSE: str(person.pk)}
    without_second_step(client, person, records=records)


@pytest.mark.parametrize("address", SENSITIVE)
def test_a_sensitive_page_asks_somebody_who_signed_in_a_while_ago(client, member, address):
    signed_in_long_ago(client, member)
    assert client.get(address)["Location"] == f"{BY_CODE}?next={address.replace('/', '%2F')}"


@pytest.mark.parametrize("address", SENSITIVE)
def test_it_does_not_ask_somebody_who_signed_in_just_now(client, member, address):
    client.force_login(member)
    assert not client.get(address).get("Location", "").startswith("/sign-in/again/")


def test_every_address_that_changes_how_one_signs_in_asks():
    """All that is under these addresses, so that a new one is not forgotten."""
    open_on_purpose = {"mfa_index", "usersessions_list"}
    asking = ("sign-in/ways/", "sign-in/devices/", "sign-in/password/")
    found = 0
    for pattern in next(p for p in get_resolver().url_patterns if str(p.pattern) == "sign-in/").url_patterns:
        if f"sign-in/{pattern.pattern}".startswith(asking) and pattern.name not in open_on_purpose:
            found += 1
            view = pattern.callback
            names = set()
            while view is not None:
                names |= {cell.cell_contents for cell in view.__closure__ or () if callable(cell.cell_contents)}
                names.add(view.__code__.co_name)
                view = getattr(view, "__wrapped__", None)
            assert "asked" in names, pattern.name
    assert found == 10


def test_somebody_with_neither_password_nor_second_step_gets_a_code(client, member, post_office):
    signed_in_long_ago(client, member)
    page = client.get(step.ADD_APP, follow=True)
    assert "Send me a code" in page.text
    assert 'name="code"' not in page.text
    sent = client.post(BY_CODE, {"next": step.ADD_APP}, follow=True)
    assert 'name="code"' in sent.text
    assert post_office.addresses() == [member.email]
    assert client.post(BY_CODE, {"next": step.ADD_APP, "code": step.code_in(post_office)})["Location"] == step.ADD_APP
    assert client.get(step.ADD_APP).status_code == 200


def test_a_wrong_code_is_said_kindly_and_five_end_it(client, member, post_office):
    signed_in_long_ago(client, member)
    client.post(BY_CODE, {})
    for _ in range(5):
        wrong = client.post(BY_CODE, {"code": "WRONG-123"})
        assert wrong.status_code == 422
        assert "not the code we sent" in wrong.text
    assert client.post(BY_CODE, {"code": step.code_in(post_office)}).status_code == 422
    assert client.post(BY_CODE, {"code": ""}).status_code == 422


def test_a_code_works_once_and_for_nobody_else(client, member, post_office):
    signed_in_long_ago(client, member)
    client.post(BY_CODE, {})
    state = client.session["sign_in_again"]
    code = step.code_in(post_office)
    assert code not in str(dict(client.session))
    other = client.__class__()
    signed_in_long_ago(other, make.member(make.panel(), "Wren"))
    stolen = other.session
    stolen["sign_in_again"] = state
    stolen.save()
    assert other.post(BY_CODE, {"code": code}).status_code == 422
    assert client.post(BY_CODE, {"code": code}).status_code == 302
    assert client.post(BY_CODE, {"code": code}).status_code == 422


def test_an_old_code_no_longer_works(client, member, post_office):
    signed_in_long_ago(client, member)
    client.post(BY_CODE, {})
    session = client.session
    session["sign_in_again"] = {**session["sign_in_again"], "at": time.time() - HOUR}
    session.save()
    assert client.post(BY_CODE, {"code": step.code_in(post_office)}).status_code == 422


def test_many_tries_are_held_up(client, member, settings, post_office):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "1/m/user"}
    signed_in_long_ago(client, member)
    client.post(BY_CODE, {})
    assert "That was a lot of tries" in client.post(BY_CODE, {"code": step.code_in(post_office)}).text
    assert "That was a lot of tries" in client.post(BY_CODE, {}).text
    assert len(post_office.read()) == 1


def test_a_password_is_another_way_for_who_has_one(client):
    member = make.member(make.panel(), "Rowan", password=step.PASSWORD)
    signed_in_long_ago(client, member)
    page = client.get(step.ADD_APP, follow=True)
    assert "Use your password" in page.text
    assert client.post(BY_PASSWORD, {"password": "not-the-password"}).status_code == 422
    done = client.post(BY_PASSWORD, {"password": step.PASSWORD, "next": step.ADD_APP})
    assert done["Location"] == step.ADD_APP
    assert client.get(step.ADD_APP).status_code == 200


def test_with_a_second_step_only_that_counts(client, post_office):
    lead = make.lead(make.programme(), "Martin", password=step.PASSWORD)
    a_code_app(lead)
    signed_in_long_ago(client, lead, method="mfa")
    assert client.get(step.SPARE)["Location"].startswith(BY_APP)
    for weaker in (BY_CODE, BY_PASSWORD):
        assert client.get(weaker).status_code == client.post(weaker, {"password": step.PASSWORD}).status_code == 302
        assert client.get(step.SPARE)["Location"].startswith(BY_APP)
    assert post_office.read() == []
    assert client.post(BY_APP, {"code": "000000"}).status_code == 422
    assert client.post(BY_APP, {"code": code_now(lead), "next": step.SPARE})["Location"] == step.SPARE
    assert client.get(step.SPARE).status_code == 200


def test_a_passkey_answers_too(client, member):
    client.force_login(member)
    passkey = step.make_passkey(client)
    signed_in_long_ago(client, member)
    page = client.get(step.ADD_APP, follow=True)
    assert page.request["PATH_INFO"] == BY_PASSKEY
    answer = passkey.show(step.options_on(page)["request_options"])
    assert client.post(BY_PASSKEY, {"credential": answer, "next": step.ADD_APP})["Location"] == step.ADD_APP
    assert client.get(step.ADD_APP).status_code == 200


def test_a_password_sent_too_late_is_not_kept_anywhere(client, member):
    signed_in_long_ago(client, member)
    sent = {"password1": "secret-words-here", "password2": "secret-words-here"}
    assert client.post(reverse("account_set_password"), sent)["Location"].startswith(BY_CODE)
    assert "secret-words-here" not in str(dict(client.session))


def test_a_button_that_asks_leads_back_to_its_page(client, member):
    signed_in_long_ago(client, member)
    answer = client.post(reverse("account_end_other_devices"))
    assert answer["Location"] == f"{BY_CODE}?next={step.DEVICES.replace('/', '%2F')}"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_being_asked_never_leads_off_the_site(client, member, post_office, elsewhere):
    signed_in_long_ago(client, member)
    assert "evil" not in client.get(f"{BY_CODE}?next={elsewhere}").text
    assert "evil" not in client.post(BY_CODE, {"next": elsewhere})["Location"]
    assert client.post(BY_CODE, {"next": elsewhere, "code": step.code_in(post_office)})["Location"] == step.ME


def test_somebody_with_no_way_at_all_is_told_what_to_do(client):
    jay = make.member(make.panel(), "Jay", email=None)
    signed_in_long_ago(client, jay)
    answer = client.get(step.ADD_APP)
    assert answer.status_code == 409
    assert "sign out and in again" in answer.text
