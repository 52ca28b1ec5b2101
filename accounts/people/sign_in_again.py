"""Before something sensitive: is it still you? Asked once in a quarter of an hour, signing in included.

allauth asks nobody who has neither a password nor a second step. Here they are sent a code by email.
"""

import secrets
import time
from collections.abc import Callable
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.cryptokit import normalize_user_code
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.people import sign_in_queries
from accounts.people.models import Person

STATE = "sign_in_again"
GOOD_FOR = 15 * 60  # seconds
MOST_TRIES = 5

View = Callable[..., HttpResponse]


def asks_again(view: View, *, back: str = "") -> View:
    """Only for somebody who has lately shown that it is them; others are asked, and then come back here.

    `back` is the name of the page to come back to, for an address that only takes a button.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not shown_lately(request):
            request.back_after_asking = reverse(back) if back else request.get_full_path()  # type: ignore[attr-defined]
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked


def shown_lately(request: HttpRequest) -> bool:
    """Has the person signed in or answered within a quarter of an hour? With a second step, only that counts."""
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    recent = [r for r in get_authentication_records(request, request.user) if r.get("at", 0) > since]
    by_second_step = any(record.get("method") == "mfa" for record in recent)
    return by_second_step or (bool(recent) and not sign_in_queries.has_second_step(request.user))


def methods_for(user: Person) -> list[dict]:
    """How this person can show that it is them: by their second step; without one, by a code or their password."""
    if not user.is_authenticated:
        return []
    ways = sign_in_queries.ways_of(user)
    methods = []
    if ways.passkeys:
        methods.append(_method("mfa_reauthenticate_webauthn", "Use a passkey"))
    if ways.app or ways.spare_left:
        methods.append(_method("mfa_reauthenticate", "Use a code from your app, or a spare code"))
    if not ways.any and user.email:
        methods.append(_method("account_again_by_code", "Get a code by email"))
    if not ways.any and user.has_usable_password():
        methods.append(_method("account_reauthenticate", "Use your password"))
    return methods


def _method(name: str, description: str) -> dict:
    return {"id": name, "description": description, "url": reverse(name)}


def is_code_awaited(request: HttpRequest) -> bool:
    """Has a code been sent that still works?"""
    state = request.session.get(STATE, {})
    return time.time() - state.get("at", 0) < GOOD_FOR and state.get("tries", 0) < MOST_TRIES


def expect_code(request: HttpRequest, code: str) -> None:
    """Remember a code that is about to be sent, in a form that does not show it."""
    request.session[STATE] = {"mark": _mark(request, code), "at": time.time(), "tries": 0}


def is_right(request: HttpRequest, code: str) -> bool:
    """Is this the code that was sent? Five tries; a right one counts as shown, and works once."""
    if not is_code_awaited(request):
        return False
    state = request.session[STATE]
    right = secrets.compare_digest(state["mark"], _mark(request, code))
    request.session[STATE] = {**state, "tries": MOST_TRIES if right else state["tries"] + 1}
    if right:
        record_authentication(request, request.user, "code", reauthenticated=True)
    return right


def _mark(request: HttpRequest, code: str) -> str:
    # With the person's own key: the session's may change, and nobody else's session must take it.
    return salted_hmac(f"sign-in-again {request.user.pk}", normalize_user_code(code), algorithm="sha256").hexdigest()
