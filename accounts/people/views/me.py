"""The person's own pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import actions, queries
from accounts.people.forms import LegalNameForm, NameForm
from leap.design.forms import posted
from leap.design.shell import own_pages_for


@require_safe
def me_detail(request: HttpRequest) -> HttpResponse:
    """What LEAP holds about how you are called and what you are to your panels."""
    context = {"roles": queries.roles_now(request.user), "own_pages": own_pages_for(request.user)}
    return render(request, "people/me_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def name_edit(request: HttpRequest) -> HttpResponse:
    """Change what you are called, and what other people see of it."""
    names = ("called_name", "shown_as", "chosen_name", "pronouns")
    form = NameForm(posted(request), initial={name: getattr(request.user, name) for name in names})
    if request.method == "POST" and form.is_valid():
        person = actions.change_name(**form.cleaned_data, by=request.user)
        messages.success(request, f"Other people see this name from now on: {person.shown_name}")
        return redirect("people:me-detail")
    return render(request, "people/name_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def legal_name_edit(request: HttpRequest) -> HttpResponse:
    """Say which name payments need. The only page that shows it, and only to you."""
    form = LegalNameForm(posted(request), initial={"legal_name": request.user.legal_name})
    if request.method == "POST" and form.is_valid():
        actions.tell_legal_name(legal_name=form.cleaned_data["legal_name"], by=request.user)
        messages.success(request, "We have kept that. Only the people who pay you can read it.")
        return redirect("people:me-detail")
    return render(request, "people/legal_name_edit.html", {"form": form}, status=422 if form.errors else 200)
