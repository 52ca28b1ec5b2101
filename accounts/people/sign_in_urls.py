"""Signing in, kept to what a panel needs. Who forgets a password signs in with a code and sets a new one."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.mfa.base import views as second_step
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.people import sign_in_views as ours
from accounts.people.sign_in_again import asks_again
from leap.core.ids import new_id


def asks_kindly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """allauth's page answers 422 like ours when its form says what is wrong."""

    @wraps(view)
    def answers(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        shown = getattr(response, "context_data", None) or {}
        forms = [form for name, form in shown.items() if name.endswith("form") and getattr(form, "is_bound", False)]
        if response.status_code == 200 and any(form.errors for form in forms):
            response.status_code = 422
        return response

    return answers


def same_for_nobody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """While a code is awaited, allauth looks its person up on every page; for an address that nobody has, it looks
    nobody up, and that would tell. So there is somebody to look up who is not there.
    """

    @wraps(view)
    def answers(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        pending = request.session.get(LOGIN_SESSION_KEY)
        if pending and pending["user_pk"] is None:
            request.session[LOGIN_SESSION_KEY] = {**pending, "user_pk": str(new_id())}
        return response

    return answers


def forgets(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever signs out leaves nothing in the browser's storage, where a page keeps words it could not save yet."""

    @wraps(view)
    def answers(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"storage"'
        return response

    return answers


urlpatterns = [
    path("", asks_kindly(views.login), name="account_login"),
    path("out/", forgets(views.logout), name="account_logout"),
    path("code/", same_for_nobody(asks_kindly(views.request_login_code)), name="account_request_login_code"),
    path("code/confirm/", same_for_nobody(asks_kindly(views.confirm_login_code)), name="account_confirm_login_code"),
    path("passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("second-step/", asks_kindly(second_step.authenticate), name="mfa_authenticate"),
    path("second-step/set-up/", ours.second_step, name="account_second_step"),
    path("again/password/", asks_kindly(views.reauthenticate), name="account_reauthenticate"),
    path("again/code/", ours.again_by_code, name="account_again_by_code"),
    path("again/app/", asks_kindly(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("ways/", ours.ways, name="mfa_index"),
    path("ways/app/add/", ours.app_add, name="mfa_activate_totp"),
    path("ways/app/remove/", ours.app_remove, name="mfa_deactivate_totp"),
    path("ways/passkeys/add/", ours.passkey_add, name="mfa_add_webauthn"),
    path("ways/passkeys/<uuid:key_id>/remove/", ours.passkey_remove, name="mfa_remove_webauthn"),
    path("ways/spare-codes/", ours.spare_codes, name="mfa_view_recovery_codes"),
    path("ways/spare-codes/new/", ours.spare_codes_new, name="mfa_generate_recovery_codes"),
    path("devices/", ours.devices, name="usersessions_list"),
    path("devices/others/end/", ours.devices_end, name="account_end_other_devices"),
    path("devices/<uuid:device_id>/end/", ours.device_end, name="account_end_device"),
    path("password/set/", asks_again(asks_kindly(views.password_set)), name="account_set_password"),
    path("password/change/", asks_again(asks_kindly(views.password_change)), name="account_change_password"),
    path("closed/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
]
