"""What the tests of signing in do again and again."""

import re
import time

from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from accounts.people.models import Person
from tests.soft_passkey import SoftPasskey

LOGIN = reverse("account_login")
ASK = reverse("account_request_login_code")
CONFIRM = reverse("account_confirm_login_code")
SECOND = reverse("mfa_authenticate")
SET_UP = reverse("account_second_step")
ADD_APP = reverse("mfa_activate_totp")
ADD_PASSKEY = reverse("mfa_add_webauthn")
WAYS = reverse("mfa_index")
SPARE = reverse("mfa_view_recovery_codes")
DEVICES = reverse("usersessions_list")
ME = reverse("people:me-detail")
PASSWORD = "long-enough-to-use"


def code_in(post_office) -> str:
    """The code in the newest letter."""
    letter = post_office.read()[-1]
    return re.search(r"^\s*([A-Z0-9-]{6,})\s*$", letter.get_content(), re.M)[1]


def sign_in_by_code(client: Client, person: Person, post_office):
    """Ask for a code and type it in; the answer to that."""
    client.post(ASK, {"email": person.email})
    return client.post(CONFIRM, {"code": code_in(post_office)})


def secret_on(page: str) -> str:
    """The secret that the page for a new app shows to type in."""
    return re.search(r'<code class="leap-code">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")


def code_of(secret: str, steps: int = 0) -> str:
    """What an app with this secret shows now, or some half minutes on."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client: Client):
    """Set up an app on the page for it; the answer."""
    secret = secret_on(client.get(ADD_APP).text)
    return client.post(ADD_APP, {"code": code_of(secret)})


def options_on(response) -> dict:
    """What the page hands to the device."""
    return response.context.get("options") or response.context["js_data"]


def make_passkey(client: Client, **facts) -> SoftPasskey:
    """Make a passkey on the page for it."""
    passkey = SoftPasskey(**facts)
    answer = passkey.make(options_on(client.get(ADD_PASSKEY))["creation_options"])
    client.post(ADD_PASSKEY, {"credential": answer})
    return passkey


def sign_in_by_passkey(client: Client, passkey: SoftPasskey, **changed):
    """Sign in with it, as the script on the page does."""
    address = reverse("mfa_login_webauthn")
    options = client.get(address, headers={"accept": "application/json"}).json()["request_options"]
    return client.post(address, {"credential": passkey.show(options, **changed)})
