"""Open pages, the way out, and what people see when something does not work."""

import sys

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from leap.core.outbox import NotSent
from leap.design.handing_back import can_hand_back, hand_back
from leap.design.shell import asked_once

TRY_AGAIN_SECONDS = 30


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What LEAP is, how to get help with it, and where to turn in an emergency."""
    return render(request, "design/help.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Who can see what."""
    return render(request, "design/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, how we know, and what does not work yet."""
    return render(request, "design/accessibility.html")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever a page says: they get our mark."""
    return redirect(static("images/mark.svg"))


@csrf_exempt  # It must work on every page, an old one and an error page too. The session cookie is SameSite=Lax and
@login_not_required  # cross-site posts are refused, so another site cannot sign anybody out with it.
@require_http_methods(["GET", "POST"])
def quick_exit(request: HttpRequest) -> HttpResponse:
    """POST ends the session, asks the browser to forget what it stored, and goes on by 303. GET only goes on.

    The 303 comes back here first: browsers hold the redirects of a form to `form-action 'self'`, and the neutral site
    may redirect further.
    """
    if request.method == "POST":
        logout(request)
        gone = redirect("design:quick-exit")
        gone.status_code = 303
        # Not "cache": signed-in pages are never stored, and emptying a large cache can hold a person here for seconds.
        gone["Clear-Site-Data"] = '"cookies", "storage"'
        return gone
    neutral = render(request, "design/leaving.html", {"neutral_url": settings.QUICK_EXIT_URL})
    neutral["Refresh"] = f"0; url={settings.QUICK_EXIT_URL}"
    return neutral


def calm_page(
    request: HttpRequest,
    status: int,
    title: str,
    *sentences: str,
    back_url: str = "/",
    back_label: str = "Go to the first page",
) -> HttpResponse:
    """A page that says in plain words what happened and what to do next."""
    request.leap_error_page = True  # type: ignore[attr-defined]  # the navigation then marks nothing: the page is the same at every address
    words = {"title": title, "sentences": sentences, "back_url": back_url, "back_label": back_label}
    with asked_once():  # whatever was tried is over: from here on the page is only read
        return render(request, "design/error.html", words, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return plain_page(
        400,
        "We could not understand that",
        "Something about the address or the form did not arrive as it should.",
        "Please go back and try again.",
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may see this, but this is not for them to do."""
    return calm_page(
        request,
        403,
        "This is not yours to open or change",
        "You have not done anything wrong. Some pages and buttons are only for the people whose job it is.",
        "If you think you should be able to do this, ask the person who runs your panel.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same bytes for what is not there and for what is not this person's to see."""
    return calm_page(
        request,
        404,
        "We cannot find that page",
        "The address may be mistyped, the page may have moved, or it may be for somebody else.",
        "Nothing is lost. You can start again from the first page.",
    )


def not_now(request: HttpRequest, sentence: str) -> HttpResponse:
    """409: a rule of the moment says no, in its own kind sentence."""
    return calm_page(request, 409, "This cannot be done right now", sentence, "Nothing was changed.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's safety mark was missing or old. What one of our own pages sent comes back with a fresh one."""
    if can_hand_back(request):
        return hand_back(request)
    return plain_page(
        403,
        "This page has been open too long",
        "To keep you safe, we did not save the form just now.",
        "Use your browser’s back button: what you typed is usually still there.",
        "Copy anything long, open the page again, and send it once more.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database or the mail server is away. Needs neither the database nor the session."""
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError):
        return database_away(request)
    if isinstance(fault, NotSent):
        return mail_away(request)
    return plain_page(
        500,
        "Something went wrong on our side",
        "It is not your fault, and we have made a note of it.",
        "What was saved before is safe. Please wait a minute and try again.",
    )


def database_away(request: HttpRequest) -> HttpResponse:
    """503: LEAP is there, its store is not."""
    answer = plain_page(
        503,
        "LEAP is having a short rest",
        "We cannot reach the place where things are kept. What was saved before is safe.",
        "Please wait a minute and try again. If you were writing, keep that page open.",
    )
    answer["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return answer


def mail_away(request: HttpRequest) -> HttpResponse:
    """503: a message that must go out at once (a code for signing in) could not."""
    answer = plain_page(
        503,
        "We could not send the message",
        "Our post is not going out just now, so no code is on its way to you. It is not your fault.",
        "Please wait a few minutes and ask for a code again. If you have a password, you can sign in with that.",
    )
    answer["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return answer


def plain_page(status: int, title: str, *sentences: str) -> HttpResponse:
    """A calm page drawn without looking at the person, the session or the database."""
    words = {"title": title, "sentences": sentences, "back_url": "/", "back_label": "Go to the first page"}
    return HttpResponse(render_to_string("design/error.html", words), status=status)


def not_allowed_here(request: HttpRequest) -> HttpResponse:
    """403: another site tried to do something here in the person's name."""
    return plain_page(
        403,
        "Please open LEAP itself to do that",
        "Another website tried to do something here for you, and we stopped it.",
        "Open LEAP in a new tab and go on from there.",
    )
