"""What somebody sent is not dropped because they were signed out meanwhile, or the page was old: they get it back.

The usual answers (the sign-in page, a refusal) would throw away what was typed. Here it stands in the page that
answers, with a button to send it again. It is stored nowhere: not in the session, not in a log.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MARK = "csrfmiddlewaretoken"
LONG = 60  # letters; anything longer was written by a person, so it is shown and not only carried


@dataclass(frozen=True)
class Why:
    """Why something comes back: the answer's status, what to say, and where to go first (address name, words)."""

    status: int
    sentence: str
    first: str = ""
    first_label: str = ""


SIGNED_OUT = Why(
    401,
    "You have been signed out, so this is not saved yet. Everything you typed is still here.",
    "account_login",
    "Sign in again",
)
STALE = Why(403, "To keep you safe, we ask you to press the button once more. Everything you typed is still here.")
NEEDS_SECOND_STEP = Why(
    403,
    "Before this can be saved, your second step for signing in is needed. Everything you typed is still here.",
    "account_second_step",
    "Do your second step",
)


def can_hand_back(request: HttpRequest) -> bool:
    """Was this sent by one of our own pages to a room? A form from elsewhere never gets a fresh safety mark from us,
    and the sign-in pages (in no room) never get a password back.
    """
    match = request.resolver_match
    return request.method == "POST" and match is not None and bool(match.namespaces) and _from_here(request)


def hand_back(request: HttpRequest, why: Why | None = None) -> HttpResponse:
    """401 or 403: a page with all that was sent. Nothing was done with it; pressing the button sends it again."""
    why = why or (STALE if request.user.is_authenticated else SIGNED_OUT)
    sent = [(name, value) for name, values in request.POST.lists() if name != MARK for value in values]
    page = {
        "form_action": request.get_full_path(),
        "sent": sent,
        "words": [value for _, value in sent if len(value) > LONG or "\n" in value],
        "why": why,
    }
    return render(request, "design/sent_again.html", page, status=why.status)


def _from_here(request: HttpRequest) -> bool:
    """Browsers say which page a form was sent from; one that does not say is not trusted here."""
    sent_from = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sent_from).netloc == request.get_host()
