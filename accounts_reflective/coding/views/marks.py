"""Authors mark their own words, each for themself."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts_reflective.coding import wordings
from accounts_reflective.coding.actions import marks as actions
from accounts_reflective.coding.forms import MarksForm
from accounts_reflective.coding.planning import frameworks
from accounts_reflective.coding.queries import marks as queries
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.models import ReflectiveAccount
from leap.core.errors import NotNow
from leap.core.ids import as_id
from leap.design.forms import posted


@require_safe
def mark_list(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """The frameworks, and how far I am with each."""
    draft = get_object_or_404(writing.drafts_of(request.user), account=account_id)
    version = writing.version_asked_about(request.user, draft.account)
    mine = queries.own_codings(request.user, draft.account)
    lists = [(each, wordings.how_far(mine.get(each.key))) for each in frameworks.VERSIONS]
    return render(request, "coding/mark_list.html", {"draft": draft, "version": version, "lists": lists})


@require_http_methods(["GET", "HEAD", "POST"])
def mark_edit(request: HttpRequest, account_id: UUID, framework: str) -> HttpResponse:
    """One framework, item by item. When I am done: what the co-authors marked who are done too, beside mine."""
    draft = get_object_or_404(writing.drafts_of(request.user), account=account_id)
    version, which = writing.version_asked_about(request.user, draft.account), frameworks.the_version(framework)
    if which is None:
        raise Http404
    if version is None and request.method != "POST":
        return redirect("coding:mark-list", account_id)
    mine = queries.own_marks(request.user, draft.account, which)
    first = {"version": version and version.pk, "revision": mine.revision}
    sent = posted(request)
    form = MarksForm(sent, framework=which, marks=mine.marks, is_done=mine.is_done, initial=first)
    if form.is_bound and form.is_valid() and _saved(request, draft.account, form):
        messages.success(request, "Your marks are saved. You can change them here, or take them back.")
        return redirect("coding:mark-edit", account_id, framework)
    together = queries.co_marks(request.user, draft.account, which)
    page = {
        "form": form,
        "draft": draft,
        "version": version,
        "framework": which,
        "mine": mine,
        "words_changed": version is not None and (version.title, version.body) != (draft.title, draft.body),
        "side_by_side": wordings.side_by_side(which, mine.marks, together) if together else None,
    }
    return render(request, "coding/mark_edit.html", page, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, account: ReflectiveAccount, form: MarksForm) -> bool:
    """Keep the marks, or say on the form why not: what was chosen and typed stays in its boxes."""
    typed = form.cleaned_data
    try:
        actions.save_marks(
            account=account,
            version_id=as_id(typed["version"]),
            framework=form.framework,
            said=form.said(),
            revision=typed["revision"],
            done=typed.get("done", False),
            by=request.user,
        )
    except NotNow as refused:
        version = writing.version_asked_about(request.user, account)
        now = queries.own_marks(request.user, account, form.framework)
        form.show_as_it_is_now(version and version.pk, now.revision)
        form.add_error(None, refused.sentence)
        return False
    return True


@require_POST
def marks_take_back(request: HttpRequest, account_id: UUID, framework: str) -> HttpResponse:
    """Take back every mark of mine against this framework, in one step."""
    account = get_object_or_404(writing.accounts_of(request.user), pk=account_id)
    which = frameworks.the_version(framework)
    if which is None:
        raise Http404
    actions.take_back_marks(account=account, framework=which, by=request.user)
    messages.success(request, "Your marks are gone. You do not have to say why.")
    return redirect("coding:mark-list", account_id)
