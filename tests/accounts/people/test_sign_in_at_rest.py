"""What a stolen copy of the database shows of second steps: nothing that makes a code. A new field key reaches them."""

import base64
import os
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.people import sign_in_actions, sign_in_queries
from leap.core.errors import CannotDecrypt
from tests import factories as make
from tests.conftest_second_step import code_now

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def key(key_id: str) -> str:
    return f"{key_id}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture
def member():
    person = make.member(make.panel(), "Rowan")
    sign_in_actions.add_app(secret=SECRET, by=person)
    return person


def rotate(*options: str) -> str:
    said = StringIO()
    call_command("rotate_field_keys", *options, stdout=said, stderr=said)
    return said.getvalue()


def test_neither_the_secret_nor_a_spare_code_is_in_the_table(member):
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(a::text, '') from mfa_authenticator a")
        kept = cursor.fetchone()[0]
    assert SECRET not in kept
    assert not any(code in kept for code in sign_in_queries.spare_codes_of(member))


def test_a_new_key_reaches_them_and_the_counter_comes_to_zero(settings):
    old, new = key("old"), key("new")
    settings.FIELD_KEYS = [old]
    person = make.member(make.panel(), "Rowan")
    sign_in_actions.add_app(secret=SECRET, by=person)
    before = code_now(person), sign_in_queries.spare_codes_of(person)
    settings.FIELD_KEYS = [new, old]
    assert "mfa.Authenticator.data: 2 left" in rotate("--count")
    said = rotate()
    assert "mfa.Authenticator.data: 0 left" in said
    assert "\n0 left with an older key" in said
    settings.FIELD_KEYS = [new]
    assert sign_in_queries.spare_codes_of(person) == before[1]
    assert code_now(person)


def test_a_secret_that_does_not_open_is_named_and_left_alone(member, settings):
    app = Authenticator.objects.get(user=member, type="totp")
    app.data["secret"] = base64.b64encode(b"\x01\x03old" + bytes(80)).decode()
    app.save()
    said = StringIO()
    with pytest.raises(CommandError, match="Keep the old keys"):
        call_command("rotate_field_keys", stdout=said, stderr=said)
    assert f"row {app.pk}: mfa_authenticator.data" in said.getvalue()
    with pytest.raises(CannotDecrypt):
        code_now(member)


def test_passkeys_have_no_secret_to_close(settings):
    from tests.soft_passkey import SoftPasskey

    person = make.member(make.panel(), "Wren")
    sign_in_actions.add_passkey(name="Chrome", credential=SoftPasskey().credential(), by=person)
    assert "mfa.Authenticator.data: 0 left" in rotate("--count")
