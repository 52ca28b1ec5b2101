"""Choosing readers, agreeing, taking back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.people.models import Person
from accounts_reflective.writing import queries, wordings
from accounts_reflective.writing.actions import versions
from accounts_reflective.writing.forms import ReadersForm
from accounts_reflective.writing.models import Draft
from accounts_reflective.writing.views.drafts import co_authors_of
from leap.core.ids import as_id
from leap.design.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
def account_readers(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Choose who may read; a page to check exact words and exact names follows."""
    draft = get_object_or_404(queries.drafts_of(request.user), account=account_id)
    people = queries.people_to_choose_from(request.user, draft.account)
    groups = queries.groups_to_choose_from(request.user, draft.account, people)
    form = ReadersForm(posted(request), people=people, groups=groups)
    if request.method == "POST" and form.is_valid():
        return _check_page(request, draft, form, dict(people))
    in_play = queries.versions_in_play(request.user, draft.account)
    page = {"form": form, "draft": draft, "people": people, "last": in_play[0] if in_play else None}
    return render(request, "writing/account_readers.html", page, status=422 if form.is_bound else 200)


def _check_page(request: HttpRequest, draft: Draft, form: ReadersForm, said: dict[str, str]) -> HttpResponse:
    chosen = form.cleaned_data["readers"]
    co_authors = co_authors_of(request, draft.account)
    in_play = queries.versions_in_play(request.user, draft.account)
    page = {
        "draft": draft,
        "reading": queries.reading_of(request.user, draft.account),
        "chosen": [(each, said[each]) for each in chosen],
        "cover": form.cover(confirmed=False),
        "sentence": wordings.when_readers_can_read(len(chosen), len(co_authors)),
        "co_authors": wordings.names(co_authors) if co_authors else "",
        "after": queries.last_version_number(request.user, draft.account),
        "open_now": any(each.is_open for each in in_play),
    }
    return render(request, "writing/readers_check.html", page)


@require_POST
def readers_check(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """The yes on the check page: these words, these readers."""
    draft = get_object_or_404(queries.drafts_of(request.user), account=account_id)
    people = dict(queries.people_to_choose_from(request.user, draft.account))
    form = ReadersForm(request.POST, people=list(people.items()))
    revision, after = request.POST.get("revision", ""), request.POST.get("after", "")
    if not (form.is_valid() and revision.isdecimal() and after.isdecimal()):
        return redirect("writing:account-readers", account_id)
    readers = Person.objects.filter(pk__in=form.cleaned_data["readers"])
    cover = form.cover(confirmed="confirmed" in request.POST)
    facts = {"readers": readers, "revision": int(revision), "after": int(after), "cover": cover}
    versions.propose(account=draft.account, by=request.user, **facts)
    return redirect("writing:account-agree", account_id)


@require_http_methods(["GET", "HEAD", "POST"])
def account_agree(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """The exact words and the exact readers, with one button: I agree."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    if request.method == "POST":
        version = get_object_or_404(queries.versions_of(request.user, account), pk=_version_id(request))
        versions.agree(version=version, by=request.user)
        messages.success(request, "You agreed to this version.")
        return redirect("writing:account-agree", account_id)
    in_play = queries.versions_in_play(request.user, account)
    page = {
        "account": account,
        "in_play": [(each, each.agreed_by(request.user)) for each in in_play],
        "label": queries.label_of(account),
    }
    return render(request, "writing/account_agree.html", page)


@require_POST
def agreement_take_back(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Take my yes back. It takes effect at once."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    version = get_object_or_404(queries.versions_of(request.user, account), pk=_version_id(request))
    versions.take_back(version=version, by=request.user)
    messages.success(request, "You took your agreement back. Only the authors can read these words now.")
    return redirect("writing:account-agree", account_id)


def _version_id(request: HttpRequest) -> UUID | None:
    """The version a button is about; None when the value is no id at all."""
    return as_id(request.POST.get("version", ""))
