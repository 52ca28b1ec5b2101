"""Readers write to the authors; the authors answer. And who did what, for the authors."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import comments
from accounts_reflective.writing.forms import AnswerForm, CommentForm
from leap.design.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
def comment_new(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """A reader writes to the authors about the version they read."""
    version = get_object_or_404(queries.versions_for_reading(request.user), account=account_id)
    form = CommentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        comments.write_comment(version=version, by=request.user, **form.cleaned_data)
        messages.success(request, "The authors can read it now. Thank you.")
        return redirect("writing:account-detail", account_id)
    page = {"form": form, "version": version}
    return render(request, "writing/comment_new.html", page, status=422 if form.is_bound else 200)


@require_POST
def comment_take_back(request: HttpRequest, account_id: UUID, comment_id: UUID) -> HttpResponse:
    """A reader takes their own words back."""
    account = get_object_or_404(queries.readable_by(request.user), pk=account_id)
    comment = get_object_or_404(queries.own_comments(request.user, account), pk=comment_id)
    comments.take_back_comment(comment=comment, by=request.user)
    messages.success(request, "What you wrote is gone.")
    return redirect("writing:account-detail", account_id)


@require_safe
def comment_list(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """What readers wrote, for the authors."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    page = {"account": account, "comments": list(queries.comments_to(request.user, account))}
    return render(request, "writing/comment_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def comment_answer(request: HttpRequest, account_id: UUID, comment_id: UUID) -> HttpResponse:
    """An author answers a comment, once."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    comment = get_object_or_404(queries.comments_to(request.user, account), pk=comment_id)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        comments.answer_comment(comment=comment, words=form.cleaned_data["words"], by=request.user)
        messages.success(request, "Your answer is there for them to read.")
        return redirect("writing:comment-list", account_id)
    page = {"form": form, "account": account, "comment": comment}
    return render(request, "writing/comment_answer.html", page, status=422 if form.is_bound else 200)


@require_POST
def comment_settle(request: HttpRequest, account_id: UUID, comment_id: UUID) -> HttpResponse:
    """An author says that a comment is dealt with, or not after all."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    comment = get_object_or_404(queries.comments_to(request.user, account), pk=comment_id)
    comments.settle_comment(comment=comment, settled=request.POST.get("settled") == "yes", by=request.user)
    return redirect("writing:comment-list", account_id)


@require_safe
def history(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Who did what, for the authors."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    page = {"account": account, "happenings": queries.history_of(request.user, account)}
    return render(request, "writing/history.html", page)
