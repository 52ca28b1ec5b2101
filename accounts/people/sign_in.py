"""How signing in behaves: nobody signs themselves up, and a code goes to one address and nowhere else."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string

from leap.core import outbox
from leap.core.errors import NotNow


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

    def add_message(self, request: HttpRequest, level: int, *args, **facts) -> None:
        """Say what went wrong, in our words. allauth's other notes ("Signed in as ...") would show an address."""
        if level >= messages.ERROR:
            messages.error(request, "That did not work. Please start again, and we will send you a new code.")
