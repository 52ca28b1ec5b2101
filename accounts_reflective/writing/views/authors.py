"""Writing together."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identity import queries as identity
from accounts.identity.queries import Surface
from accounts.people.models import Person
from accounts_reflective.writing import queries, states
from accounts_reflective.writing.actions import authors
from accounts_reflective.writing.forms import PersonForm, RoleForm
from accounts_reflective.writing.models import ReflectiveAccount
from leap.design.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
def author_list(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Who writes this, and asking somebody to write with you."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    people = queries.people_to_choose_from(request.user, account)
    known = queries.authors_of(request.user, account)
    asked = {str(each.person_id) for each in known if each.state == states.ASKED}
    form = PersonForm(posted(request), people=[each for each in people if each[0] not in asked])
    if request.method == "POST" and form.is_valid():
        person = get_object_or_404(Person, pk=form.cleaned_data["person"])
        authors.ask(account=account, person=person, by=request.user)
        messages.success(request, f"We will ask {person.shown_name}. They see none of your words unless they say yes.")
        return redirect("writing:account-authors", account_id)
    said = identity.what_co_authors_may_read(request.user, account.pk, Surface.CO_AUTHORS_PAGE)
    page = {
        "account": account,
        "form": form,
        "authors": [(each, said.get(each.person_id, [])) for each in known if each.state == states.WRITING],
        "asked": [each for each in known if each.state == states.ASKED],
    }
    return render(request, "writing/account_authors.html", page, status=422 if form.is_bound else 200)


@require_POST
def ask_take_back(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Take back a question that has not been answered."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    asked = {str(each.person_id): each.person for each in queries.authors_of(request.user, account)}
    person = asked.get(request.POST.get("person", ""))
    if person is not None:
        authors.take_back_ask(account=account, person=person, by=request.user)
        messages.success(request, "You are not asking them any more.")
    return redirect("writing:account-authors", account_id)


@require_http_methods(["GET", "HEAD", "POST"])
def role_edit(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """How my own role is shown to readers."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    mine = next(each for each in queries.authors_of(request.user, account) if each.person_id == request.user.pk)
    form = RoleForm(posted(request), initial={"role_shown": mine.role_shown})
    if request.method == "POST" and form.is_valid():
        authors.show_role(account=account, role_shown=form.cleaned_data["role_shown"], by=request.user)
        return redirect("writing:account-authors", account_id)
    page = {"form": form, "account": account, "label": queries.label_of(account)}
    return render(request, "writing/role_edit.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def account_join(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Say yes or no to writing together. The page shows who asks, and nothing of the words."""
    if request.method == "POST" and queries.accounts_of(request.user).filter(pk=account_id).exists():
        return redirect("writing:account-detail", account_id)  # the button was pressed twice
    ask = get_object_or_404(queries.asks_for(request.user), account=account_id)
    form = RoleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        authors.join(account=ask.account, role_shown=form.cleaned_data["role_shown"], by=request.user)
        messages.success(request, "You can write here now.")
        return redirect("writing:account-detail", account_id)
    page = {"form": form, "ask": ask}
    return render(request, "writing/account_join.html", page, status=422 if form.is_bound else 200)


@require_POST
def account_decline(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Say no. Nobody asks why."""
    ask = get_object_or_404(queries.asks_for(request.user), account=account_id)
    authors.decline(account=ask.account, by=request.user)
    messages.success(request, "That is fine. We have noted that you are not joining.")
    return redirect("writing:account-list")


@require_http_methods(["GET", "HEAD", "POST"])
def account_leave(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Stop being an author, after reading what that means."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    if request.method == "POST":
        authors.leave(account=account, by=request.user)
        messages.success(request, "You are not an author of it any more.")
        return redirect("writing:account-list")
    return render(request, "writing/account_leave.html", {"account": account, "alone": _is_alone(request, account)})


def _is_alone(request: HttpRequest, account: ReflectiveAccount) -> bool:
    writing = [each for each in queries.authors_of(request.user, account) if each.state == states.WRITING]
    return len(writing) == 1
