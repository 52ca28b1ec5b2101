"""What helps me: see it, add to it, change it, choose who may see it, take it back. And who has looked."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.needs import queries, wordings
from accounts.needs.actions import needs as actions
from accounts.needs.forms import NeedForm
from accounts.needs.queries import MyNeed
from accounts.needs.views.back import back_of, keep_back
from leap.core.errors import NotNow
from leap.design.forms import posted


@require_safe
def need_list(request: HttpRequest) -> HttpResponse:
    """Everything I have said about what helps me, by group, and who may see each."""
    mine = queries.my_needs(request.user)
    groups = [{"group": group, "needs": [each for each in mine if each.group == group]} for group in wordings.ALL]
    context = {
        "groups": groups,
        "has_any": bool(mine),
        "back": back_of(request),
        "kept": f"?{request.GET.urlencode()}" if back_of(request) else "",
    }
    return render(request, "needs/need_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def need_new(request: HttpRequest, group: str) -> HttpResponse:
    """Say what helps, in one group. Nobody else sees it, but for those I tick."""
    chosen = group_or_404(group)
    choices = queries.choices_for(request.user, chosen.key)
    form = NeedForm(posted(request), group=chosen, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            facts = {"said": form.said(), "readers": form.readers(), "key": form.cleaned_data["key"]}
            actions.write_need(by=request.user, **facts)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "That is kept.")
            return redirect(keep_back(request, "needs:need-list"))
    return _form_page(request, "needs/need_new.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def need_edit(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Change what helps, or who may see it."""
    need = queries.my_need_or_404(request.user, need_id)
    choices = queries.choices_for(request.user, need.group.key)
    typed = posted(request)
    form = NeedForm(typed, group=need.group, choices=choices, need=need)
    if request.method == "POST" and form.is_valid():
        facts = {"said": form.said(), "readers": form.readers(), "seen": form.cleaned_data["seen"]}
        try:
            actions.change_need(need_id=need_id, by=request.user, **facts)
        except NotNow as not_now:
            form.show_as_seen(need)
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "That is kept.")
            return redirect(keep_back(request, "needs:need-list"))
    return _form_page(request, "needs/need_edit.html", form, need=need)


@require_POST
def need_stop(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Nobody but me sees it any more: one click, at once, no reason."""
    need = queries.my_need_or_404(request.user, need_id)
    actions.stop_sharing(need_id=need.id, by=request.user)
    messages.success(request, "Stopped. Only you can see it now.")
    return redirect(keep_back(request, "needs:need-list"))


@require_http_methods(["GET", "HEAD", "POST"])
def need_withdraw(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Take it back for good, after being asked once."""
    need = queries.my_need_or_404(request.user, need_id)
    if request.method == "POST":
        actions.withdraw_need(need_id=need_id, by=request.user)
        messages.success(request, "That is gone. Nobody can see it now.")
        return redirect(keep_back(request, "needs:need-list"))
    context = {
        "need": need,
        "danger": True,
        "submit_label": "Yes, take it back",
        "cancel_url": keep_back(request, "needs:need-list"),
        "cancel_label": "No, keep it",
    }
    return render(request, "needs/need_withdraw.html", context)


@require_safe
def shared_list(request: HttpRequest) -> HttpResponse:
    """What helps people who chose me by name to know it."""
    return render(
        request, "needs/shared_list.html", {"people": queries.by_person(queries.shared_with_me(request.user))}
    )


@require_safe
def look_list(request: HttpRequest) -> HttpResponse:
    """Who has seen what I share, when and where."""
    return render(request, "needs/look_list.html", {"looks": queries.who_looked(request.user)})


def group_or_404(key: str) -> wordings.Group:
    """The group of this name."""
    if key not in wordings.GROUPS:
        raise Http404
    return wordings.GROUPS[key]


def _form_page(request: HttpRequest, template: str, form: NeedForm, need: MyNeed | None = None) -> HttpResponse:
    context = {"form": form, "group": form.group, "need": need, "list_url": keep_back(request, "needs:need-list")}
    return render(request, template, context, status=422 if form.errors else 200)
