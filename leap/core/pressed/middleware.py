"""Between a person's browser and the rooms: the same form of the same page, sent twice, is one wish.

Each page we show gives its forms a safety mark of their own (the masked CSRF token), so the same mark with the same
answers is the same press: a double click, a browser that tries again. The same answers from a page opened anew are not.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac

from leap.core.pressed import once

SAFETY_MARK = "csrfmiddlewaretoken"
LED_ON = (302, 303)
TURN = "turn_to_press"


class OnceMiddleware:
    """Who presses twice is led to the page that answered the first press, and nothing is done a second time.

    It stands last, so that whoever may not send a form is refused before. Scripts that ask for JSON keep what they send
    in turn themselves. Only what led on to another page counts as done: who got a page back with a sentence may press
    again. Signing in and out are left alone: each answer carries a cookie of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        turn: tuple[UUID, str] | None = getattr(request, TURN, None)
        if turn is not None:
            key, browser = turn
            is_done = response.status_code in LED_ON and _browser(request) == browser
            once.done(key, response["Location"]) if is_done else once.not_done(key)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not _is_pressed(request):
            return None
        browser = _browser(request)
        key, goes_to = once.take_turn(_mark(request, browser), browser)
        if key is None:
            return HttpResponseRedirect(goes_to)
        setattr(request, TURN, (key, browser))
        return None


def _is_pressed(request: HttpRequest) -> bool:
    """A form of ours from a page of ours. The way out has no safety mark, so it never waits."""
    return request.method == "POST" and SAFETY_MARK in request.POST and "text/html" in request.headers.get("Accept", "")


def _browser(request: HttpRequest) -> str:
    """The browser, by its cookies: signed in or not."""
    cookies = (request.session.session_key, request.COOKIES.get(settings.CSRF_COOKIE_NAME))
    return salted_hmac("core.pressed.browser", repr(cookies), algorithm="sha256").hexdigest()


def _mark(request: HttpRequest, browser: str) -> str:
    files = [(name, file.name, file.size) for name, sent in request.FILES.lists() for file in sent]
    sent = (browser, request.get_full_path(), list(request.POST.lists()), files)
    return salted_hmac("core.pressed.mark", repr(sent), algorithm="sha256").hexdigest()
