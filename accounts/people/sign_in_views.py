"""Pages about how a person signs in: second steps, spare codes, devices. Nobody but the person comes here."""

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import qrcode
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import sign_in_access, sign_in_actions, sign_in_queries
from accounts.people.sign_in_again import asks_again, expect_code, is_code_awaited, is_right
from accounts.people.sign_in_devices import words_for
from accounts.people.sign_in_forms import AddPasskey, CodeAgain, SetUpApp
from leap.design.forms import posted

ANY_WAY = ["GET", "HEAD", "POST"]
NEXT = "second_step_next"
LOT_OF_TRIES = "That was a lot of tries. Please wait a few minutes, then try again."


@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """How you sign in: what is set up, and what can be added."""
    own = sign_in_queries.ways_of(request.user)
    needed = sign_in_access.must_use_second_step(request.user)
    return render(request, "mfa/index.html", {"ways": own, "needed": needed})


@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    """Somebody whose role needs a second step is shown how to set one up, or asked for the one they have."""
    came_from = get_next_redirect_url(request)
    if came_from:
        request.session[NEXT] = came_from
    if not sign_in_access.must_use_second_step(request.user):
        return redirect("mfa_index")
    if sign_in_queries.has_second_step(request.user) and not sign_in_access.used_second_step(request):
        methods = account_adapter(request).get_reauthentication_methods(request.user)
        return redirect(_then(methods[0]["url"], reverse("account_second_step")))
    if sign_in_access.used_second_step(request):
        return redirect(request.session.pop(NEXT, None) or "mfa_index")
    return render(request, "mfa/second_step.html")


@require_http_methods(ANY_WAY)
@asks_again
def app_add(request: HttpRequest) -> HttpResponse:
    """Set up an app that makes codes: a picture to point the phone at, and the first code to type in."""
    if sign_in_queries.app_of(request.user):
        return redirect("mfa_deactivate_totp")
    form = SetUpApp(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        added = sign_in_actions.add_app(secret=form.secret, by=request.user)
        clear_totp_secret(request)
        return _after_adding(request, added)
    address = get_adapter().build_totp_url(request.user, form.secret)
    groups = [form.secret[at : at + 4] for at in range(0, len(form.secret), 4)]
    page = {"form": form, "picture": _picture(address), "groups": groups, "address": address}
    return render(request, "mfa/app_add.html", page, status=_status(form))


@require_http_methods(ANY_WAY)
@asks_again
def app_remove(request: HttpRequest) -> HttpResponse:
    """Take the app off again."""
    app = sign_in_queries.app_of(request.user)
    if app is None:
        return redirect("mfa_index")
    return _take_off(request, app, "the app that makes codes", "mfa_deactivate_totp")


@require_http_methods(ANY_WAY)
@asks_again
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device, or on a key or phone that is near."""
    form = AddPasskey(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        name = words_for(request.headers.get("User-Agent", ""))
        added = sign_in_actions.add_passkey(name=name, credential=form.cleaned_data["credential"], by=request.user)
        return _after_adding(request, added)
    page = {"form": form, "options": {"creation_options": begin_registration(request.user, passwordless=True)}}
    return render(request, "mfa/passkey_add.html", page, status=_status(form))


@require_http_methods(ANY_WAY)
@asks_again
def passkey_remove(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Take one passkey off again."""
    passkey = sign_in_queries.passkey_of(request.user, key_id)
    if passkey is None:
        raise Http404
    return _take_off(request, passkey, f"the passkey from {passkey.wrap().name}", "mfa_remove_webauthn", key_id=key_id)


@require_safe
@asks_again
def spare_codes(request: HttpRequest) -> HttpResponse:
    """The spare codes, to be written down or printed."""
    if not sign_in_queries.has_second_step(request.user):
        return redirect("mfa_index")
    codes = sign_in_queries.spare_codes_of(request.user)
    page = {"codes": codes, "next_url": request.session.get(NEXT) or reverse("mfa_index")}
    return render(request, "mfa/spare_codes.html", page)


@require_POST
@partial(asks_again, back="mfa_view_recovery_codes")
def spare_codes_new(request: HttpRequest) -> HttpResponse:
    """Ten new ones instead of what is left of the old."""
    sign_in_actions.make_spare_codes(by=request.user)
    messages.success(request, "These are your new spare codes. The ones from before no longer work.")
    return redirect("mfa_view_recovery_codes")


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where you are signed in."""
    found = sign_in_queries.devices_of(request.user, request.session.session_key)
    return render(request, "usersessions/devices.html", {"devices": found, "others": any(not d.here for d in found)})


@require_POST
@partial(asks_again, back="usersessions_list")
def device_end(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Sign one other device out."""
    sign_in_actions.end_device(key_id=device_id, here=request.session.session_key, by=request.user)
    messages.success(request, "That device is signed out.")
    return redirect("usersessions_list")


@require_POST
@partial(asks_again, back="usersessions_list")
def devices_end(request: HttpRequest) -> HttpResponse:
    """Sign every other device out."""
    sign_in_actions.end_other_devices(here=request.session.session_key, by=request.user)
    messages.success(request, "Every other device is signed out. You are still signed in here.")
    return redirect("usersessions_list")


@require_http_methods(ANY_WAY)
def again_by_code(request: HttpRequest) -> HttpResponse:
    """Is it still you? A code by email, for somebody who has no second step."""
    methods = account_adapter(request).get_reauthentication_methods(request.user)
    if request.path not in [method["url"] for method in methods]:
        return redirect("mfa_index")
    onwards = get_next_redirect_url(request) or reverse("people:me-detail")
    others = [{**each, "url": _then(each["url"], onwards)} for each in methods if each["url"] != request.path]
    form = CodeAgain(request.POST if _is_typed(request) else None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            form.add_error("code", LOT_OF_TRIES) if form.is_bound else messages.error(request, LOT_OF_TRIES)
        elif not form.is_bound:
            return _send_code(request, onwards)
        elif form.is_valid():
            if is_right(request, form.cleaned_data["code"]):
                return redirect(onwards)
            form.add_error("code", account_adapter().error_messages["incorrect_code"])
    page = {"form": form, "awaited": is_code_awaited(request), "next": onwards, "others": others}
    return render(request, "account/again_by_code.html", page, status=_status(form))


def _is_typed(request: HttpRequest) -> bool:
    return request.method == "POST" and "code" in request.POST


def _send_code(request: HttpRequest, onwards: str) -> HttpResponse:
    code = account_adapter(request).generate_login_code()
    account_adapter(request).send_mail("account/email/login_code", request.user.email, {"code": code})
    expect_code(request, code)
    return redirect(_then(reverse("account_again_by_code"), onwards))


def _then(address: str, onwards: str) -> str:
    """An address that leads on to another one."""
    return f"{address}?{urlencode({'next': onwards})}"


def _take_off(request: HttpRequest, factor: Authenticator, what: str, name: str, **keys: UUID) -> HttpResponse:
    if request.method == "POST":
        sign_in_actions.take_off(factor=factor, by=request.user)
        messages.success(request, f"We took {what} off. It no longer signs you in.")
        return redirect("mfa_index")
    return render(request, "mfa/take_off.html", {"what": what, "form_action": reverse(name, kwargs=keys)})


def _after_adding(request: HttpRequest, added: Authenticator) -> HttpResponse:
    """Adding it has shown it: the person is not asked for it at once. The spare codes come next."""
    record_authentication(request, request.user, "mfa", id=added.pk, type=added.type, reauthenticated=True)
    messages.success(request, "That works. You will use it the next time you sign in.")
    return redirect("mfa_view_recovery_codes")


def _picture(address: str) -> dict[str, Any]:
    """A square of dots for a camera, as one path: no image file, no style, nothing the browser would refuse."""
    square = qrcode.QRCode(border=4)
    square.add_data(address)
    square.make()
    dots = [(x, y) for y, row in enumerate(square.get_matrix()) for x, dark in enumerate(row) if dark]
    return {"size": len(square.get_matrix()), "path": "".join(f"M{x} {y}h1v1h-1z" for x, y in dots)}


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
