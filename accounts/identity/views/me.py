"""My own pages: who can see what about me, as whom, what I said yes to, who looked, and the yearly look through it."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from accounts.identity import actions, queries, receipts
from accounts.identity.forms import EyesForm
from accounts.people import queries as people


@require_safe
def seen_list(request: HttpRequest) -> HttpResponse:
    """Who can see what about me, on one page."""
    statements = queries.my_statements(request.user)
    context = {
        "panels": people.panels_for(request.user).filter(pk__in=sorted(people.panel_ids_of(request.user))),
        "roles": people.roles_now(request.user),
        "shared": [each for each in statements if each.open_shares],
        "kept": [each for each in statements if not each.open_shares],
        "besides": [each for each in statements if each.other_shares],
        "can_stop": any(each.is_shared for each in statements),
    }
    return render(request, "identity/seen_list.html", context)


@require_safe
def seen_as(request: HttpRequest) -> HttpResponse:
    """My pages exactly as one person, or anyone with a role, finds them."""
    eyes = queries.eyes_for(request.user)
    form = EyesForm(request.GET if "eyes" in request.GET else None, eyes=eyes)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        chosen = eyes[form.cleaned_data["eyes"]]
        context |= {"eyes": chosen, "seen": queries.seen_as(request.user, chosen)}
    return render(request, "identity/seen_as.html", context, status=422 if form.errors else 200)


@require_safe
def consent_list(request: HttpRequest) -> HttpResponse:
    """What I have said yes and no to, when, and to which words."""
    answers = queries.my_answers(request.user)
    context = {
        "live": [each for each in answers if each.is_live],
        "past": [each for each in answers if not each.is_live],
    }
    return render(request, "identity/consent_list.html", context)


@require_safe
def consent_detail(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """One answer with the exact words that were shown."""
    answer = queries.my_answer_or_404(request.user, answer_id)
    return render(request, "identity/consent_detail.html", {"answer": answer})


@require_safe
def consent_receipt(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """The proof of one answer as a file to keep: plain text, to read."""
    answer = queries.my_answer_or_404(request.user, answer_id)
    text = render_to_string("identity/consent_receipt.txt", {"answer": answer, "person": request.user})
    return _file(text, "text/plain", "receipt.txt")


@require_safe
def consent_record(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """The same for a machine to read."""
    answer = queries.my_answer_or_404(request.user, answer_id)
    text = json.dumps(receipts.record_of(answer, request.user), ensure_ascii=False, indent=2)
    return _file(text + "\n", "application/json", "receipt.json")


@require_safe
def look_list(request: HttpRequest) -> HttpResponse:
    """Who has read what I share."""
    context = {"looks": queries.who_looked(request.user), "openings": queries.openings_of_mine(request.user)}
    return render(request, "identity/look_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Once a year, or whenever I like: is all of this still right?"""
    if request.method == "POST":
        actions.confirm_all(by=request.user)
        messages.success(request, "Thank you. Everything stays as it is.")
        return redirect("identity:statement-list")
    statements = [each for each in queries.my_statements(request.user) if each.is_shared]
    return render(request, "identity/review.html", {"statements": statements})


def _file(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
