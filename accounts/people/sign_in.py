"""How signing in behaves: nobody signs themselves up, and a code goes to one address and nowhere else."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.people import sign_in_actions, sign_in_notices
from accounts.people.models import Person
from accounts.people.sign_in_again import methods_for
from accounts.people.sign_in_devices import NO_ANSWER
from accounts.people.sign_in_sealing import SECRETS
from leap.core import audit, outbox
from leap.core.errors import NotNow
from leap.core.outbox.mail import site_host
from leap.core.sealing import open_sealed, seal

START_AGAIN = "That did not work. Please start again, and we will send you a new code."
LATELY_CHANGED = {"account/email/password_set": "password_set", "account/email/password_changed": "password_changed"}


class PanelAdapter(DefaultAccountAdapter):
    """allauth, asked to keep to our promises."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "That is not the code we sent. Please look at the newest message from us and try again.",
        "email_password_mismatch": "That address and password do not go together. You can ask for a code instead.",
        "enter_current_password": "That is not the password you have now. Please try again.",
        "incorrect_password": "That is not your password. Please try again.",
        "same_as_current": "That is the password you have already. Please choose another one.",
        "too_many_login_attempts": "That was a lot of tries. Please wait five minutes, then try again.",
        "rate_limited": "That was a lot of tries. Please wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can sign up by themselves: a coordinator invites people."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send one plain text message to one address, at once: a code is no use in a queue.

        Links are built from the configured origin, never from the address that the request claims to be for.
        """
        facts = {**context, "email": email, "site_origin": settings.SITE_ORIGIN}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", facts).split())
        body = render_to_string(f"{template_prefix}_message.txt", facts).strip() + "\n"
        try:
            outbox.deliver_now(to_address=email, subject=subject, body=body)
        except outbox.NotSent as not_sent:
            raise NotNow(
                "We could not send you a message just now. Please try again in a few minutes. "
                "If you have a password, you can sign in with that."
            ) from not_sent

    def send_notification_mail(self, template_prefix: str, user: Person, *args, **facts) -> None:
        """A password is new: it is written down, every device is signed out, and the person hears of it by message."""
        what = LATELY_CHANGED[template_prefix]
        sign_in_actions.end_every_device(by=user)
        audit.record(by=user, verb="password.changed", about=user, whose=user)
        sign_in_notices.tell_changed(person=user, what=what)

    def add_message(self, request: HttpRequest, level: int, *args, **facts) -> None:
        """Say what went wrong, in our words. allauth's other notes ("Signed in as ...") would show an address."""
        if level >= messages.ERROR:
            said = str(facts.get("message", ""))
            messages.error(request, said if said == NO_ANSWER else START_AGAIN)

    def post_login(self, request: HttpRequest, user: Person, **facts) -> HttpResponse:
        """Note the device, so that the person can see it on their list and end it there."""
        response = super().post_login(request, user, **facts)
        agent = request.headers.get("User-Agent", "")
        sign_in_actions.note_device(session_key=request.session.session_key, agent=agent, by=user)
        return response

    def get_reauthentication_methods(self, user: Person) -> list[dict]:
        """How somebody can show once more that it is them; the first one is offered first."""
        return methods_for(user)


class SecondStepAdapter(DefaultMFAAdapter):
    """allauth's second factors: secrets are sealed with our field keys, and nothing shown names a panel."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That did not fit. Please try again: a code from an app is new every half minute, "
        "and a spare code works once.",
    }

    def get_totp_issuer(self) -> str:
        """What the app shows beside the code."""
        return settings.SIGN_IN_NAME

    def _get_user_identifier(self, user: Person) -> str:
        return user.email or "you"

    def encrypt(self, text: str) -> str:
        """Close a secret with the current field key, so that a copy of the database shows no codes."""
        return base64.b64encode(seal(text, SECRETS)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again; anything that does not fit raises CannotDecrypt."""
        return open_sealed(base64.b64decode(encrypted_text), SECRETS)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site a passkey is for: the configured one, never the one a request claims to be for."""
        return {"id": site_host(), "name": settings.SIGN_IN_NAME}

    def get_public_key_credential_user_entity(self, user: Person) -> dict:
        """What the device keeps beside the passkey and shows when it is asked for one."""
        name = self._get_user_identifier(user)
        return {**super().get_public_key_credential_user_entity(user), "name": name, "display_name": name}
