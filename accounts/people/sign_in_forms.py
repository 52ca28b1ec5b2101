"""allauth's own forms in our sentences: what is wrong is said plainly, and nothing typed is lost."""

import binascii
from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as app
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn import forms as passkeys
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.cache import cache

from accounts.people.sign_in_devices import NO_ANSWER
from leap.core.errors import CannotDecrypt
from leap.design.forms import LeapForm, PlainWords

# What a made-up answer of a device can set off on its way through the library that reads it.
UNREADABLE = (AttributeError, IndexError, InvalidSignature, KeyError, TypeError, ValueError)
CODE_LIVES = 150  # seconds: longer than any code of an app is taken for


class SignIn(PlainWords, allauth.LoginForm):
    """An email address and a password."""


class AskForCode(PlainWords, allauth.RequestLoginCodeForm):
    """The address a code is sent to."""


class TypeCode(PlainWords, allauth.ConfirmLoginCodeForm):
    """The code from the message."""


class SetPassword(PlainWords, allauth.SetPasswordForm):
    """A first password, or a new one after signing in with a code."""


class ChangePassword(PlainWords, allauth.ChangePasswordForm):
    """A new password for someone who knows the old one."""


class TypePassword(PlainWords, allauth.ReauthenticateForm):
    """The password once more, before something sensitive."""


class CodeAgain(LeapForm):
    """The code from the message, before something sensitive."""

    code = forms.CharField(
        label="Your code",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": "Type the code from the message."},
    )


class _CodeOnce(PlainWords):
    """A code from an app or a spare code. One from an app is taken once, for as long as it could be taken at all."""

    user: Any
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = "Type the code from your app, or a spare code."

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]  # of allauth's form, which stands after this one
        if self.authenticator.type == Authenticator.Type.TOTP and not _take_once(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


def _take_once(user: Any, code: str) -> bool:
    return cache.add(f"people.code-used.{user.pk}.{normalize_user_code(code)}", 1, timeout=CODE_LIVES)


class SecondStep(_CodeOnce, second_step.AuthenticateForm):
    """The second step of signing in."""


class SecondStepAgain(_CodeOnce, second_step.ReauthenticateForm):
    """A code once more, before something sensitive."""


class SetUpApp(PlainWords, app.ActivateTOTPForm):
    """The first code from a new app.

    What the app is told stays the same while the page is open or opened again: whoever went to fetch their phone meets
    the picture they left. It waits in the session, closed with our field key.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        waiting = _open(session.get(totp.SECRET_SESSION_KEY))
        super().__init__(*args, **kwargs)
        self.secret = waiting or self.secret
        session[totp.SECRET_SESSION_KEY] = encrypt(self.secret)
        self.fields["code"].error_messages["required"] = "Type the six numbers that the app shows."


def _open(sealed: str | None) -> str | None:
    try:
        return decrypt(sealed) if sealed else None
    except (CannotDecrypt, binascii.Error):
        return None


class _FromDevice(PlainWords):
    """What a device answered. Scripts fill it in; anything made up is refused in a sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["credential"]
        field.error_messages["required"] = field.error_messages["invalid"] = NO_ANSWER


class AddPasskey(_FromDevice, passkeys.SignupWebAuthnForm):
    """A new passkey. It needs no name from the person: it is called after the device it was made on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()  # type: ignore[misc]  # of allauth's form, which stands after this one
        except UNREADABLE as unreadable:
            raise forms.ValidationError(NO_ANSWER) from unreadable


class _ShowPasskey(_FromDevice):
    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of allauth's form, which stands after this one
        except forms.ValidationError as refused:
            raise forms.ValidationError(NO_ANSWER) if refused.code == "incorrect_code" else refused from None
        except UNREADABLE as unreadable:
            raise forms.ValidationError(NO_ANSWER) from unreadable


class SignInByPasskey(_ShowPasskey, passkeys.LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class SecondStepByPasskey(_ShowPasskey, passkeys.AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class PasskeyAgain(_ShowPasskey, passkeys.ReauthenticateWebAuthnForm):
    """A passkey once more, before something sensitive."""
