"""What a page needs to know of its viewer again and again is asked once; and nobody goes on before a second step."""

from collections.abc import Callable
from functools import cache
from urllib.parse import urlencode

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.people import sign_in_access
from accounts.people.queries import clock_of, roles_looked_up_once
from accounts.people.sign_in_again import methods_for
from leap.core import clock
from leap.design.handing_back import NEEDS_SECOND_STEP, can_hand_back, hand_back
from leap.design.views import not_now

READING = ("GET", "HEAD")
# What somebody needs to set a second step up or to show the one they have. Pages that are open to everybody (help,
# privacy, accessibility, leaving, signing out) stay so.
BEFORE_SECOND_STEP = {
    "account_second_step",
    "account_again_by_code",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_logout",
}
FOR_EVERYBODY = {"core", "design"}

Answer = Callable[[HttpRequest], HttpResponse]


class RolesOnceMiddleware:
    """While a page is only read, its viewer's roles are looked up once. A request that may change things asks anew."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return self.get_response(request)
        with roles_looked_up_once():
            return self.get_response(request)


class OwnClockMiddleware:
    """Where a page says a time, it can say what the viewer's own clock shows then."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        @cache
        def zone() -> str:
            return clock_of(request.user) if request.user.is_authenticated else ""

        with clock.read_by(zone):
            return self.get_response(request)


class SecondStepMiddleware:
    """Somebody whose role needs a second step is asked for it before anything else; what they sent is handed back."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if not request.user.is_authenticated or _is_open(request, view):
            return None
        asked_for = request.resolver_match.view_name if request.resolver_match else ""
        if asked_for in BEFORE_SECOND_STEP or sign_in_access.used_second_step(request):
            return None
        if not sign_in_access.must_use_second_step(request.user):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):  # a page that saves by itself
            return JsonResponse({"sentence": NEEDS_SECOND_STEP.sentence, "signed_out": True}, status=401)
        if can_hand_back(request):
            return hand_back(request, NEEDS_SECOND_STEP)
        onwards = {"next": request.get_full_path()} if request.method in READING else {}
        address = reverse("account_second_step")
        return redirect(f"{address}?{urlencode(onwards)}" if onwards else address)


def _is_open(request: HttpRequest, view: Callable) -> bool:
    """Is this a page for everybody? A room's own page is not, even where it looks after who is signed out by itself."""
    rooms = request.resolver_match.namespaces if request.resolver_match else []
    return not getattr(view, "login_required", True) and not set(rooms) - FOR_EVERYBODY


class ProveItMiddleware:
    """Before something sensitive, the person is asked once more. allauth would keep what they sent in the session,
    passwords too; here it is not kept, and they press the button again.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired):
            return None
        methods = methods_for(request.user)
        if not methods:
            return not_now(request, "Please sign out and in again first. Then this will work.")
        back = getattr(request, "back_after_asking", request.get_full_path())
        return redirect(f"{methods[0]['url']}?{urlencode({'next': back})}")
