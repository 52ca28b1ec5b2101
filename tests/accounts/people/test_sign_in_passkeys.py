"""Signing in with a passkey alone, or with one as the second step; made-up answers of a device are refused calmly."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.people import sign_in_queries
from accounts.people.sign_in_devices import NO_ANSWER
from leap.core.outbox.models import OutboxMessage
from tests import factories as make
from tests.accounts.people import sign_in_steps as step
from tests.soft_passkey import SoftPasskey, b64

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits_of_its_own(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4()}"}}


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def member(here):
    return here.members[0]


def made_by(person, **facts) -> SoftPasskey:
    browser = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36"})
    browser.force_login(person)
    return step.make_passkey(browser, **facts)


def test_a_passkey_alone_signs_a_member_in(client, member):
    passkey = made_by(member)
    assert step.sign_in_by_passkey(client, passkey)["Location"] == "/"
    assert member.called_name in client.get(step.ME).text


def test_it_counts_as_both_steps_of_staff(client, here):
    passkey = made_by(here.coordinator)
    step.sign_in_by_passkey(client, passkey)
    assert client.get(reverse("schedule:meeting-list")).status_code == 200


def test_it_is_called_after_the_device_it_was_made_on_and_the_person_hears_of_it(client, member):
    made_by(member)
    (kept,) = sign_in_queries.ways_of(member).passkeys
    assert kept.name == "Chrome on Android"
    message = OutboxMessage.objects.get(kind="sign_in_changed", to_person_id=member.pk)
    assert message.occasion.startswith("passkey_added.")


def test_nothing_on_it_names_a_panel_or_the_person(client, here, member):
    client.force_login(member)
    public = step.options_on(client.get(step.ADD_PASSKEY))["creation_options"]["publicKey"]
    assert public["rp"] == {"id": "localhost", "name": "Sign-in"}
    assert {public["user"]["name"], public["user"]["displayName"]} == {member.email}
    assert public["authenticatorSelection"]["userVerification"] == "required"
    assert public["authenticatorSelection"]["residentKey"] == "required"


def test_a_key_that_does_not_ask_who_is_there_is_not_taken(client, member):
    client.force_login(member)
    passkey = SoftPasskey(verifies=False)
    answer = passkey.make(step.options_on(client.get(step.ADD_PASSKEY))["creation_options"])
    refused = client.post(step.ADD_PASSKEY, {"credential": answer})
    assert refused.status_code == 422
    assert "no answer we could use" in refused.text
    assert sign_in_queries.ways_of(member).passkeys == []


def test_a_passkey_that_did_not_ask_who_is_there_does_not_sign_in(client, member):
    passkey = made_by(member)
    passkey.verifies = False
    assert step.sign_in_by_passkey(client, passkey)["Location"] == step.LOGIN
    assert client.get(step.ME).status_code == 302


def test_it_stands_in_for_the_code_of_an_app_as_the_second_step(client, here, post_office):
    passkey = made_by(here.lead)
    assert step.sign_in_by_code(client, here.lead, post_office)["Location"] == step.SECOND
    page = client.get(step.SECOND)
    assert "Use a passkey" in page.text
    options = page.context["js_data"]["request_options"]
    assert client.post(step.SECOND, {"credential": passkey.show(options)})["Location"] == "/"
    assert client.get(step.ME).status_code == 200


BAD = {
    "not json": "{",
    "a list": "[]",
    "a number": "7",
    "an empty object": "{}",
    "no answer in it": json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key"}),
    "odd parts": json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": 3}}),
    "an odd response": json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": []}),
    "nothing": "",
}


@pytest.mark.parametrize("sent", BAD.values(), ids=BAD)
def test_a_made_up_answer_neither_signs_in_nor_breaks(client, sent):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": sent}, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == step.LOGIN
    assert NO_ANSWER in answer.text


@pytest.mark.parametrize("sent", BAD.values(), ids=BAD)
def test_a_made_up_passkey_is_not_kept(client, member, sent):
    client.force_login(member)
    client.get(step.ADD_PASSKEY)
    assert client.post(step.ADD_PASSKEY, {"credential": sent}).status_code == 422


@pytest.mark.parametrize("sent", BAD.values(), ids=BAD)
def test_a_made_up_second_step_is_not_taken(client, here, post_office, sent):
    made_by(here.lead)
    step.sign_in_by_code(client, here.lead, post_office)
    client.get(step.SECOND)
    assert client.post(step.SECOND, {"credential": sent}).status_code == 422
    assert client.get(step.ME).status_code == 302


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": b64(b"not a signature")},
        {"userHandle": b64(str(uuid.uuid4()).encode())},
        {"userHandle": b64(b"nobody at all")},
        {"authenticatorData": b64(bytes(37))},
        {"clientDataJSON": b64(b"{}")},
    ],
)
def test_a_passkey_with_a_part_that_is_not_its_own_is_refused(client, member, changed):
    passkey = made_by(member)
    answer = step.sign_in_by_passkey(client, passkey, **changed)
    assert answer["Location"] == step.LOGIN
    assert client.get(step.ME).status_code == 302


def test_a_passkey_for_another_site_is_refused(client, member):
    passkey = made_by(member)
    passkey.origin = "https://localhost.evil.example"
    step.sign_in_by_passkey(client, passkey)
    assert client.get(step.ME).status_code == 302


def test_somebody_switched_off_does_not_get_in_with_one(client, member):
    passkey = made_by(member)
    member.is_active = False
    member.save()
    assert step.sign_in_by_passkey(client, passkey)["Location"] == reverse("account_inactive")
    assert client.get(step.ME).status_code == 302


def test_one_that_was_taken_off_no_longer_signs_in(client, member):
    passkey = made_by(member)
    step.sign_in_by_passkey(client, passkey)
    (kept,) = sign_in_queries.ways_of(member).passkeys
    remove = reverse("mfa_remove_webauthn", args=[kept.key_id])
    assert "passkey from Chrome on Android" in client.get(remove).text
    assert client.post(remove).status_code == 302
    browser = Client()
    assert step.sign_in_by_passkey(browser, passkey)["Location"] == step.LOGIN
    assert sign_in_queries.spare_codes_of(member) == []


def test_nobody_finds_somebody_else_s(client, here, member):
    made_by(member)
    (kept,) = sign_in_queries.ways_of(member).passkeys
    client.force_login(here.members[1])
    remove = reverse("mfa_remove_webauthn", args=[kept.key_id])
    assert client.get(remove).status_code == client.post(remove).status_code == 404
    assert len(sign_in_queries.ways_of(member).passkeys) == 1
