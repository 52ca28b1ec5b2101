"""The person's own pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import actions, queries
from accounts.people.forms import NameForm
from leap.design.shell import own_pages_for


@require_safe
def me_detail(request: HttpRequest) -> HttpResponse:
    """What LEAP holds about how you are called and what you are to your panels."""
    context = {"roles": queries.roles_now(request.user), "own_pages": own_pages_for(request.user)}
    return render(request, "people/me_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def name_edit(request: HttpRequest) -> HttpResponse:
    """Change the name people see."""
    form = NameForm(_sent(request), initial={"called_name": request.user.called_name})
    if request.method == "POST" and form.is_valid():
        actions.change_called_name(called_name=form.cleaned_data["called_name"], by=request.user)
        messages.success(request, "Your new name is shown from now on.")
        return redirect("people:me-detail")
    return render(request, "people/name_edit.html", {"form": form}, status=422 if form.errors else 200)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is nothing at all: an empty form gets its sentences too."""
    return request.POST if request.method == "POST" else None
