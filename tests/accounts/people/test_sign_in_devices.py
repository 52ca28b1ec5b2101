"""Signed-in devices can be seen and ended; where somebody is, is not noted."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.people import sign_in_queries
from accounts.people.sign_in_devices import words_for
from leap.core import audit
from tests import factories as make
from tests.accounts.people import sign_in_steps as step

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 16; Pixel) Chrome/140.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def member():
    return make.member(make.panel(), "Rowan", password=step.PASSWORD)


def signed_in_with(member, agent: str) -> Client:
    browser = Client(headers={"user-agent": agent})
    answer = browser.post(step.LOGIN, {"login": member.email, "password": step.PASSWORD})
    assert answer.status_code == 302
    return browser


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome on Android"),
        (IPHONE, "Safari on an iPhone"),
        (DESK, "Firefox on Windows"),
        (DESK.replace("Windows NT 10.0", "X11; Linux"), "Firefox on Linux"),
        (PHONE.replace("Chrome", "SamsungBrowser/28.0 Chrome"), "Samsung Internet on Android"),
        ("", "A browser"),
        ("curl/8", "A browser"),
    ],
)
def test_a_device_is_called_what_its_owner_would_call_it(agent, words):
    assert words_for(agent) == words


def test_signing_in_notes_the_device_and_nothing_about_the_place(member):
    signed_in_with(member, PHONE)
    (noted,) = UserSession.objects.all()
    assert (noted.user, noted.ip, noted.user_agent) == (member, "::", "Chrome on Android")


def test_each_device_is_on_the_list_and_this_one_says_so(member):
    signed_in_with(member, PHONE)
    desk = signed_in_with(member, DESK)
    page = desk.get(step.DEVICES).text
    assert page.index("Firefox on Windows") < page.index("This device.") < page.index("Chrome on Android")
    assert page.count(">Sign out<") == 1


def test_one_device_can_be_ended_from_another(member):
    phone, desk = signed_in_with(member, PHONE), signed_in_with(member, DESK)
    there = next(d for d in sign_in_queries.devices_of(member, desk.session.session_key) if not d.here)
    end = reverse("account_end_device", args=[there.key_id])
    assert desk.post(end)["Location"] == step.DEVICES
    assert phone.get(step.ME)["Location"].startswith(step.LOGIN)
    assert desk.get(step.ME).status_code == 200
    assert desk.post(end)["Location"] == step.DEVICES  # pressed twice: it is as was asked
    assert [event.verb for event in audit.events_whose(member)] == ["devices.signed_out"]


def test_every_other_device_can_be_ended_at_once(member):
    others = [signed_in_with(member, PHONE), signed_in_with(member, IPHONE)]
    here = signed_in_with(member, DESK)
    assert here.post(reverse("account_end_other_devices")).status_code == 302
    assert [each.get(step.ME).status_code for each in (*others, here)] == [302, 302, 200]


def test_nobody_ends_somebody_else_s(member):
    phone = signed_in_with(member, PHONE)
    (device,) = sign_in_queries.devices_of(member, "")
    other = Client()
    other.force_login(make.person("Wren"))
    other.post(reverse("account_end_device", args=[device.key_id]))
    other.post(reverse("account_end_other_devices"))
    assert phone.get(step.ME).status_code == 200


def test_a_device_that_signed_out_is_gone_from_the_list_and_later_from_the_table(member):
    phone, desk = signed_in_with(member, PHONE), signed_in_with(member, DESK)
    phone.post(reverse("account_logout"))
    assert "Chrome on Android" not in desk.get(step.DEVICES).text
    signed_in_with(member, IPHONE)
    assert UserSession.objects.count() == 2


def test_one_that_was_never_noted_still_shows_that_somebody_is_here(client, member):
    client.force_login(member)
    assert "You are signed in here, and nowhere else." in client.get(step.DEVICES).text


def test_a_new_password_ends_every_device(member):
    phone, desk = signed_in_with(member, PHONE), signed_in_with(member, DESK)
    change = reverse("account_change_password")
    new = {"oldpassword": step.PASSWORD, "password1": "another-long-one", "password2": "another-long-one"}
    assert desk.post(change, new).status_code == 302
    assert [each.get(step.ME).status_code for each in (phone, desk)] == [302, 302]
    assert UserSession.objects.count() == 0
    assert [event.verb for event in audit.events_whose(member)] == ["devices.signed_out", "password.changed"]
