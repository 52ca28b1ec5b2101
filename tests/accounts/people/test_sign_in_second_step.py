"""Whoever looks after other people's things signs in with two steps; members may, and never must."""

import time
import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.people import sign_in_access, sign_in_actions, sign_in_queries
from accounts.people.models import Role
from leap.core import audit
from leap.core.errors import NotNow
from leap.core.outbox.models import OutboxMessage
from tests import factories as make
from tests.accounts.people import sign_in_steps as step
from tests.conftest_second_step import RECORDS, WHOSE, a_code_app, code_now, without_second_step
from tests.meetings.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits_of_its_own(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4()}"}}


@pytest.fixture
def here():
    return make.small_panel()


def by_code(person) -> dict:
    """What is in the session of somebody who signed in with a code a moment ago, and has shown no more than that."""
    return {RECORDS: [{"method": "code", "at": time.time()}], WHOSE: str(person.pk)}


def told(person) -> list[str]:
    """What the person was told about their signing in, in order."""
    found = OutboxMessage.objects.filter(kind="sign_in_changed", to_person_id=person.pk).order_by("due_at", "key")
    return [message.occasion.partition(".")[0] for message in found]


@pytest.mark.parametrize("kind", Role.Kind.values)
def test_every_role_but_the_member_s_and_the_supporter_s_needs_one(kind):
    panel = make.panel()
    person = make.person("Rowan")
    wide = kind in Role.PROGRAMME_WIDE
    make.role(person, None if wide else panel, kind, programme=panel.programme)
    assert sign_in_access.must_use_second_step(person) == (kind not in ("member", "supporter"))


def test_without_roles_or_with_one_that_ended_nobody_needs_one(here):
    assert not sign_in_access.must_use_second_step(make.person())
    make.end_roles(here.coordinator)
    assert not sign_in_access.must_use_second_step(here.coordinator)


def test_a_role_that_still_needs_a_second_step_counts_beside_a_member_s(here):
    make.role(here.members[0], here.panel, "researcher")
    assert sign_in_access.must_use_second_step(here.members[0])


def test_staff_without_one_are_led_to_set_it_up_before_anything_else(client, here):
    without_second_step(client, here.coordinator)
    for wanted in (reverse("reports:home"), step.ME, reverse("schedule:meeting-list"), step.WAYS, step.DEVICES):
        assert client.get(wanted)["Location"] == f"{step.SET_UP}?next={wanted.replace('/', '%2F')}"
    page = client.get(step.SET_UP)
    assert page.status_code == 200
    assert "Make a passkey" in page.text
    assert "Use an app that makes codes" in page.text


@pytest.mark.parametrize(
    "name",
    ["design:help", "design:privacy", "design:accessibility", "design:quick-exit", "core:healthz", "account_logout"],
)
def test_help_and_the_ways_out_stay_open(client, here, name):
    without_second_step(client, here.lead)
    assert client.get(reverse(name)).status_code in (200, 503)


def test_staff_can_leave_without_setting_one_up(client, here):
    without_second_step(client, here.lead)
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_what_staff_had_typed_is_handed_back_and_can_be_sent_again(here):
    browser = Client(headers={"origin": "http://testserver"})
    without_second_step(browser, here.coordinator, records=by_code(here.coordinator))
    words = "A long line that took a while to write and that nobody should have to write a second time."
    kept = browser.post(reverse("identity:statement-new"), {"own_words": words})
    assert kept.status_code == 403
    assert words in kept.text
    assert step.SET_UP in kept.text
    step.set_up_app(browser)
    assert browser.post(reverse("identity:statement-new"), {"own_words": words}).status_code == 302


def test_words_that_save_by_themselves_wait_too_and_are_not_lost(here):
    """The page for writing looks after who is signed out by itself; the second step is asked for there too."""
    address = reverse("writing:account-save", args=[uuid.uuid4()])
    browser = Client(headers={"origin": "http://testserver"})
    without_second_step(browser, here.researchers[0])
    by_itself = browser.post(address, {"body": "A slow sentence."}, headers={"accept": "application/json"})
    assert by_itself.status_code == 401
    assert "Everything you typed is still here." in by_itself.json()["sentence"]
    pressed = browser.post(address, {"body": "A slow sentence that is long enough to be shown again, to the letter."})
    assert pressed.status_code == 403
    assert "A slow sentence that is long enough" in pressed.text
    assert browser.get(address)["Location"].startswith(step.SET_UP)


def test_a_made_up_post_of_staff_without_one_does_nothing(client, here):
    without_second_step(client, here.coordinator)
    answer = client.post(reverse("people:name-edit"), {"called_name": "Poppy"})
    assert answer["Location"] == step.SET_UP
    here.coordinator.refresh_from_db()
    assert here.coordinator.called_name != "Poppy"


def test_setting_up_an_app_leads_by_the_spare_codes_back_to_where_one_was_going(client, here):
    without_second_step(client, here.coordinator, records=by_code(here.coordinator))
    wanted = reverse("schedule:meeting-list")
    client.get(wanted, follow=True)
    assert step.set_up_app(client)["Location"] == step.SPARE
    page = client.get(step.SPARE)
    assert len(sign_in_queries.spare_codes_of(here.coordinator)) == 10
    for code in sign_in_queries.spare_codes_of(here.coordinator):
        assert code in page.text
    assert f'href="{wanted}"' in page.text
    assert client.get(wanted).status_code == 200
    assert told(here.coordinator) == ["app_added"]


def test_a_session_from_before_the_second_step_was_set_up_is_asked_for_it(client, here):
    a_code_app(here.lead)
    without_second_step(client, here.lead, records=by_code(here.lead))
    answer = client.get(reverse("reports:home"), follow=True)
    assert answer.request["PATH_INFO"] == reverse("mfa_reauthenticate")
    done = client.post(answer.request["PATH_INFO"] + "?next=" + step.SET_UP, {"code": code_now(here.lead)}, follow=True)
    assert done.request["PATH_INFO"] == reverse("reports:home")
    assert done.status_code == 200


def test_signing_in_by_email_takes_the_second_step_too(client, here, post_office):
    a_code_app(here.coordinator)
    assert step.sign_in_by_code(client, here.coordinator, post_office)["Location"] == step.SECOND
    assert client.get(step.ME)["Location"].startswith(step.LOGIN)
    assert "Use a passkey" not in client.get(step.SECOND).text
    wrong = client.post(step.SECOND, {"code": "000000"})
    assert wrong.status_code == 422
    assert "new every half minute" in wrong.text
    assert client.post(step.SECOND, {"code": code_now(here.coordinator)})["Location"] == "/"
    assert client.get(step.ME).status_code == 200


def test_a_code_from_an_app_is_taken_once(here, post_office):
    a_code_app(here.lead)
    code = code_now(here.lead)
    for expected in (302, 422):
        browser = Client()
        step.sign_in_by_code(browser, here.lead, post_office)
        assert browser.post(step.SECOND, {"code": code}).status_code == expected


def test_a_slow_hand_may_type_the_code_before(client, here, post_office):
    without_second_step(client, here.lead, records=by_code(here.lead))
    secret = step.secret_on(client.get(step.ADD_APP).text)
    assert client.post(step.ADD_APP, {"code": step.code_of(secret, -1)}).status_code == 302


def test_a_spare_code_stands_in_once(here, post_office):
    a_code_app(here.lead)
    spare = sign_in_queries.spare_codes_of(here.lead)[3]
    for expected in (302, 422):
        browser = Client()
        step.sign_in_by_code(browser, here.lead, post_office)
        assert browser.post(step.SECOND, {"code": spare}).status_code == expected
    assert len(sign_in_queries.spare_codes_of(here.lead)) == 9


def test_many_tries_at_a_second_step_are_held_up(client, here, post_office):
    a_code_app(here.lead)
    step.sign_in_by_code(client, here.lead, post_office)
    for _ in range(10):
        client.post(step.SECOND, {"code": "000000"})
    late = client.post(step.SECOND, {"code": code_now(here.lead)})
    assert late.status_code == 422
    assert "That was a lot of tries" in late.text


def test_the_page_for_a_new_app_shows_the_same_picture_until_it_is_done(client, here):
    client.force_login(here.members[0])
    first = step.secret_on(client.get(step.ADD_APP).text)
    assert step.secret_on(client.get(step.ADD_APP).text) == first
    wrong = client.post(step.ADD_APP, {"code": "123"})
    assert wrong.status_code == 422
    assert step.secret_on(wrong.text) == first
    assert first not in str(dict(client.session))
    client.post(step.ADD_APP, {"code": step.code_of(first)})
    assert "mfa.totp.secret" not in client.session


def test_a_member_may_add_one_and_take_it_off_again(client, here):
    member = here.members[0]
    client.force_login(member)
    assert "You never have to" in client.get(step.WAYS).text
    step.set_up_app(client)
    page = client.get(step.WAYS).text
    assert "App that makes codes" in page
    remove = reverse("mfa_deactivate_totp")
    assert "Yes, take it off" in client.get(remove).text
    assert client.post(remove)["Location"] == step.WAYS
    assert not Authenticator.objects.filter(user=member).exists()
    assert told(member) == ["app_added", "app_removed"]
    verbs = [event.verb for event in audit.events_whose(member)]
    assert verbs == ["second_step.added", "second_step.removed"]


def test_staff_cannot_take_off_the_last_one(client, here):
    client.force_login(here.coordinator)
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 409
    assert "Add another one first" in answer.text
    step.make_passkey(client)
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    (passkey,) = sign_in_queries.ways_of(here.coordinator).passkeys
    assert client.post(reverse("mfa_remove_webauthn", args=[passkey.key_id])).status_code == 409


def test_what_is_taken_off_already_or_there_already_is_said_kindly(here):
    member = here.members[0]
    app = sign_in_actions.add_app(secret=step.auth.generate_totp_secret(), by=member)
    with pytest.raises(NotNow, match="an app that makes codes already"):
        sign_in_actions.add_app(secret=step.auth.generate_totp_secret(), by=member)
    sign_in_actions.take_off(factor=app, by=member)
    app.pk = app.pk or 0
    with pytest.raises(NotNow, match="taken off already"):
        sign_in_actions.take_off(factor=app, by=member)
    with pytest.raises(NotNow, match="Set one up first"):
        sign_in_actions.make_spare_codes(by=member)


def test_nobody_takes_off_somebody_else_s(here):
    app = a_code_app(here.coordinator)
    with pytest.raises(NotNow):
        sign_in_actions.take_off(factor=app, by=here.members[0])
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_new_spare_codes_replace_the_old(client, here):
    client.force_login(here.lead)
    before = sign_in_queries.spare_codes_of(here.lead)
    assert client.post(reverse("mfa_generate_recovery_codes"))["Location"] == step.SPARE
    after = sign_in_queries.spare_codes_of(here.lead)
    assert len(after) == 10
    assert not set(before) & set(after)
    assert told(here.lead) == ["spare_codes_made"]


def test_pages_without_anything_to_show_lead_back(client, here):
    client.force_login(here.members[0])
    for name in ("mfa_deactivate_totp", "mfa_view_recovery_codes"):
        assert client.get(reverse(name))["Location"] == step.WAYS
    assert client.get(step.SET_UP)["Location"] == step.WAYS
    step.set_up_app(client)
    assert client.get(step.ADD_APP)["Location"] == reverse("mfa_deactivate_totp")
    client.force_login(here.lead)
    assert client.get(step.SET_UP)["Location"] == step.WAYS


def test_somebody_who_lost_everything_is_let_back_in_and_told(client, here):
    client.force_login(here.lead)
    call_command("forget_second_factor", here.lead.email.upper())
    assert not Authenticator.objects.filter(user=here.lead).exists()
    assert client.get(step.ME)["Location"].startswith(step.LOGIN)
    assert told(here.lead) == ["forgotten"]
    assert [event.verb for event in audit.events_whose(here.lead)] == ["second_step.forgotten"]
    for wrong in (here.lead.email, "nobody@example.org"):
        with pytest.raises(CommandError):
            call_command("forget_second_factor", wrong)


def test_somebody_without_email_is_not_written_to(here):
    jay = make.member(here.panel, "Jay", email=None)
    sign_in_actions.add_app(secret=step.auth.generate_totp_secret(), by=jay)
    assert told(jay) == []


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_set_up_one_app():
    member = make.member(make.panel())
    done = at_once(lambda _: sign_in_actions.add_app(secret=step.auth.generate_totp_secret(), by=member))
    assert sum(isinstance(each, NotNow) for each in done) == 7
    assert Authenticator.objects.filter(user=member, type="totp").count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_do_not_take_off_the_last_of_staff():
    lead = make.lead(make.programme())
    app = a_code_app(lead)
    passkey = sign_in_actions.add_passkey(name="Chrome", credential=step.SoftPasskey().credential(), by=lead)
    done = at_once(lambda n: sign_in_actions.take_off(factor=(app, passkey)[n % 2], by=lead))
    assert sum(isinstance(each, NotNow) for each in done) == 7
    assert sign_in_queries.ways_of(lead).count == 1


def test_signing_out_asks_the_browser_to_forget_what_it_stored(client, db):
    client.force_login(make.person("Teaselwing"))
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'
