"""What every answer carries, what is refused at the door, and how a kind "not now" becomes a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from leap.core.errors import NotNow
from leap.design.handing_back import can_hand_back, hand_back
from leap.design.views import not_allowed_here, not_now

NEVER_USED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NEVER_USED),
}

Answer = Callable[[HttpRequest], HttpResponse]


class HeadersMiddleware:
    """Sets the headers above on every answer, and keeps it out of every cache (static files never come here)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Cache-Control"] = "private, no-store"
        return response


class FetchMetadataMiddleware:
    """Refuses what another site sets off in a person's browser, except following a link to a page.

    Browsers say so in Sec-Fetch-*; with one too old to say it, SameSite cookies and the CSRF check stand in the way.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if is_welcome(request) else not_allowed_here(request)


def is_welcome(request: HttpRequest) -> bool:
    """Our own pages, the address bar and old browsers are welcome; from elsewhere, only a link opened as a page."""
    if request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none"):
        return True
    is_page = (
        request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    )
    return is_page and request.method in ("GET", "HEAD")


class HandBackMiddleware:
    """Somebody signed out meanwhile gets back what they sent, instead of a sign-in page that forgets it.

    It stands just before the middleware that asks people to sign in.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        needs_a_person = getattr(view, "login_required", True) and not request.user.is_authenticated
        return hand_back(request) if needs_a_person and can_hand_back(request) else None


class NotNowMiddleware:
    """An action that says NotNow gives a calm page with its sentence (409)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return not_now(request, str(exception)) if isinstance(exception, NotNow) else None
