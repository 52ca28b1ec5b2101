"""Numbers about everybody in a programme: the same page for everybody in it, and two steps for its PPI lead."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.identity import actions, queries


@require_safe
def count_list(request: HttpRequest) -> HttpResponse:
    """What is counted, which numbers there are, and when the next can be made."""
    return render(request, "identity/count_list.html", {"programmes": queries.numbers_for(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def count_ask(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Ask for numbers, to be made on the next fixed day. Nothing is counted before."""
    found = queries.programme_led_or_404(request.user, programme_id)
    if request.method == "POST":
        actions.ask_for_counts(programme_id=programme_id, by=request.user)
        messages.success(request, "Saved. Everybody in the programme can see on which day it will be.")
        return redirect("identity:count-list")
    context = {
        "found": found,
        "submit_label": "Yes, make numbers that day",
        "cancel_url": reverse("identity:count-list"),
    }
    return render(request, "identity/count_ask.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def count_check(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Exactly what everybody will read, before they do. These are frozen: looking again never counts again."""
    numbers = queries.numbers_to_look_at_or_404(request.user, release_id)
    if request.method == "POST":
        actions.show_counts(release_id=release_id, by=request.user)
        messages.success(request, "Everybody in the programme can read these numbers now.")
        return redirect("identity:count-list")
    context = {
        "numbers": numbers,
        "submit_label": "Yes, show them to everybody",
        "cancel_url": reverse("identity:count-list"),
        "cancel_label": "Not now",
    }
    return render(request, "identity/count_check.html", context)
