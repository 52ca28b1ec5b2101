"""The files of a paper: adding one, taking one off, and giving one out to whoever may read the paper."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leap.core import uploads
from leap.core.errors import NotAllowed, NotNow
from meetings.papers import access, actions, queries
from meetings.papers.forms import CopyForm
from meetings.papers.views.papers import paper_to_change


@require_safe
def copy_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The file itself, for whoever may read this version of the paper."""
    copy = get_object_or_404(queries.copy_for(request.user, file_id))
    return uploads.answer(copy.file, f"paper-{copy.form.replace('_', '-')}")


@require_http_methods(["GET", "HEAD", "POST"])
def copy_new(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Add a file to the version in the making."""
    paper = paper_to_change(request.user, paper_id)
    draft = next((each for each in paper.shown if each.sent_at is None), None)
    if draft is None:
        raise NotNow("This version has been sent, so it stays as it is. You can write a new version.")
    sent = request.method == "POST"
    form = CopyForm(request.POST if sent else None, request.FILES if sent else None)
    back = reverse("papers:paper-detail", args=[paper.pk])
    if sent and form.is_valid():
        typed = form.cleaned_data
        actions.add_copy(version_id=draft.pk, form=typed["form"], file=typed["file"], by=request.user)
        messages.success(request, "The file was looked at and is kept. It goes out with the paper.")
        return redirect(back)
    context = {"form": form, "title": draft.title, "cancel_url": back, "submit_label": "Keep this file"}
    return render(request, "papers/copy_new.html", context, status=422 if form.is_bound else 200)


@require_POST
def copy_remove(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Take a file off the version in the making."""
    copy = get_object_or_404(queries.copy_for(request.user, file_id))
    paper = copy.version.paper
    if not access.can_make_agenda(request.user, paper.meeting):
        raise NotAllowed
    actions.remove_copy(copy_id=copy.pk, by=request.user)
    messages.success(request, "The file is gone.")
    return redirect("papers:paper-detail", paper_id=paper.pk)
