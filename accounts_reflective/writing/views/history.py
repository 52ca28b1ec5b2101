"""The versions of a reflective account, as its authors see them: their names, and what changed from one to another."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts_reflective.writing import queries, wordings
from accounts_reflective.writing.actions import versions
from accounts_reflective.writing.forms import VersionNameForm
from accounts_reflective.writing.models import ReflectiveAccount, Version
from accounts_reflective.writing.planning.compare import compare
from leap.core.ids import as_id
from leap.design.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
def version_list(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Every version with its name; a form to keep the words as they are now."""
    draft = get_object_or_404(queries.drafts_of(request.user), account=account_id)
    form = VersionNameForm(posted(request))
    after = request.POST.get("after", "")
    if request.method == "POST" and form.is_valid() and after.isdecimal():
        versions.keep(account=draft.account, name=form.cleaned_data["name"], after=int(after), by=request.user)
        messages.success(request, "These words are kept as a version. You can go on writing.")
        return redirect("writing:version-list", account_id)
    every = list(queries.versions_of(request.user, draft.account))
    page = {
        "form": form,
        "draft": draft,
        "versions": every,
        "after": every[0].number if every else 0,
    }
    return render(request, "writing/version_list.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def version_detail(request: HttpRequest, account_id: UUID, version_id: UUID) -> HttpResponse:
    """One version compared by word with the draft, or with another version; and its name."""
    draft = get_object_or_404(queries.drafts_of(request.user), account=account_id)
    version = _version(request, draft.account, version_id)
    form = VersionNameForm(posted(request), initial={"name": version.name or ""})
    if request.method == "POST" and form.is_valid():
        versions.rename(version=version, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, "The name is saved.")
        return redirect("writing:version-detail", account_id, version_id)
    asked = as_id(request.GET.get("with", ""))
    other = _version(request, draft.account, asked) if asked else None
    looked_at = queries.versions_looked_at(request.user).get(account_id)
    page = {
        "form": form,
        "draft": draft,
        "readers": wordings.who_reads_versions(looked_at),
        "version": version,
        "other": other,
        "others": [each for each in queries.versions_of(request.user, draft.account) if each.pk != version.pk],
        "title_pieces": compare(version.title, (other or draft).title),
        "pieces": compare(version.body, (other or draft).body),
    }
    return render(request, "writing/version_detail.html", page, status=422 if form.is_bound else 200)


def _version(request: HttpRequest, account: ReflectiveAccount, version_id: UUID) -> Version:
    version = queries.version_of(request.user, account, version_id)
    if version is None:
        raise Http404
    return version
