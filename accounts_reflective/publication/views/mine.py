"""For authors: where their words were printed, and how they are named."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts_reflective.publication import actions, wordings
from accounts_reflective.publication.forms import NamedForm
from accounts_reflective.publication.queries import mine as queries
from accounts_reflective.writing.actions.uses import take_back_one
from leap.core.errors import NotNow
from leap.design.forms import posted


@require_safe
def printed_list(request: HttpRequest) -> HttpResponse:
    """Everywhere some of my words were printed, and where I am named."""
    page = {
        "printed": queries.where_printed(request.user),
        "named": queries.where_named(request.user),
        "after": wordings.AFTER,
    }
    return render(request, "publication/printed_list.html", page)


@require_POST
def use_take_back(request: HttpRequest, use_id: UUID) -> HttpResponse:
    """Take one yes back, also after the words were printed."""
    asked = queries.question_to_take_back(request.user, use_id)
    if asked is None:
        raise Http404
    take_back_one(asked=asked, by=request.user)
    messages.success(request, "You took it back. LEAP shows it there no longer. You do not have to say why.")
    return redirect("publication:printed-list")


@require_http_methods(["GET", "HEAD", "POST"])
def named_edit(request: HttpRequest, output_id: UUID) -> HttpResponse:
    """How I am named as an author of an output, if I want to be."""
    output = queries.to_be_named_in(request.user, output_id)
    if output is None:
        raise Http404
    first = {"words": queries.own_words_for(request.user, output)}
    form = NamedForm(posted(request), initial=first)
    if form.is_bound and form.is_valid():
        try:
            actions.name_me(output=output, by=request.user, **form.cleaned_data)
        except NotNow as refused:
            form.add_error("words", refused.sentence)
        else:
            said = "You are named there as you wrote." if form.cleaned_data["words"] else "You are not named there."
            messages.success(request, said)
            return redirect("publication:printed-list")
    page = {"form": form, "output": output}
    return render(request, "publication/named_edit.html", page, status=422 if form.is_bound else 200)
