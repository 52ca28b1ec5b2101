"""allauth's own forms in our sentences: what is wrong is said plainly, and nothing typed is lost."""

from allauth.account import forms as allauth

from leap.design.forms import PlainWords


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
