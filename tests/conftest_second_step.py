"""Everybody whom a test signs in has signed in as that person would: staff with a second step.

`client.force_login(person)` leaves in the session what allauth leaves there after a real sign-in a moment ago: a record
of the code by email, and for somebody whose role needs it a record of their second step, which is then really set up.
The rule is the same as on a real site. Tests of the rule itself use `without_second_step(client, person)`.
"""

import time
from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.people import sign_in_access
from accounts.people.models import Person

NOT_READY = "not ready"
RECORDS, WHOSE = "account_authentication_methods", "account_authentication_methods_user"
_plain_login = Client.force_login


def records_of(person: Person, at: float | None = None) -> dict:
    """What the session of somebody holds who signed in at this moment, with a second step where they need one."""
    at = time.time() if at is None else at
    records = [{"method": "code", "at": at, "email": person.email}]
    if sign_in_access.must_use_second_step(person):
        app = a_code_app(person)
        records.append({"method": "mfa", "at": at, "id": app.pk, "type": app.type})
    return {RECORDS: records, WHOSE: str(person.pk)}


def a_code_app(person: Person):
    """The person's app that makes codes, set up if need be, without telling anybody."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    found = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if found is None:
        found = TOTP.activate(person, generate_totp_secret()).instance
        RecoveryCodes.activate(person)
    return found


def code_now(person: Person) -> str:
    """The six numbers that the person's app shows now."""
    from allauth.mfa.totp.internal import auth
    from allauth.mfa.utils import decrypt

    secret = decrypt(a_code_app(person).data["secret"])
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def without_second_step(client: Client, person: Person, *, records: dict | None = None) -> None:
    """Sign somebody in who has shown nothing but who they are (or what `records` say)."""
    _plain_login(client, person)
    session = client.session
    session.update(records or {})
    session.save()


def sign_in_as(client: Client, who: str, person: Person) -> None:
    """Sign in one of the people of the access matrix: all but one have done what their role asks for."""
    if who == NOT_READY:
        without_second_step(client, person)
    else:
        _login(client, person)


def _login(client: Client, user: Person, backend: str | None = None) -> None:
    without_second_step(client, user, records=records_of(user))


@pytest.fixture(autouse=True, scope="session")
def people_sign_in_as_they_would() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", _login)
        yield
