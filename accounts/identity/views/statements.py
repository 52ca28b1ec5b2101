"""The pages where people write about themselves. Each shows only its owner's own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.identity import actions, queries
from accounts.identity.forms import BroaderForm, ChangeWordsForm, NewWordsForm, TopicsForm
from leap.core.errors import ChangedMeanwhile, NotNow
from leap.design.forms import posted


@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    """Everything I have written about myself, and who can read each today."""
    return render(request, "identity/statement_list.html", {"statements": queries.my_statements(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def statement_new(request: HttpRequest) -> HttpResponse:
    """Write something about myself. Nobody else can read it yet."""
    form = NewWordsForm(posted(request), readers="Only you, until you choose to share it")
    if request.method == "POST" and form.is_valid():
        statement = actions.write_statement(by=request.user, **form.cleaned_data)
        messages.success(request, "Your words are saved. Only you can read them.")
        return redirect("identity:statement-detail", statement.pk)
    return render(request, "identity/statement_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def statement_detail(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """One thing I have written, who can read it today, and what I can do with it."""
    statement = queries.my_statement_or_404(request.user, statement_id)
    return render(request, "identity/statement_detail.html", {"statement": statement})


@require_http_methods(["GET", "HEAD", "POST"])
def statement_edit(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Change my words. If they are shared, the people who can read them see the new ones."""
    statement = queries.my_statement_or_404(request.user, statement_id)
    form = ChangeWordsForm(posted(request), statement=statement)
    context = {"form": form, "statement": statement, "saved_elsewhere": False}
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_words(statement_id=statement_id, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile as changed:
            context["saved_elsewhere"] = True
            form.show_as_seen(statement)
            form.add_error("own_words", changed.sentence)
        else:
            messages.success(request, "Your new words are saved.")
            return redirect("identity:statement-detail", statement_id)
    return render(request, "identity/statement_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_broader(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Say the same in broader words, and tick what it is about. Neither has to be filled in."""
    statement = queries.my_statement_or_404(request.user, statement_id)
    form = BroaderForm(posted(request), statement=statement)
    context = {"form": form, "statement": statement, "saved_elsewhere": False}
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_words(
                statement_id=statement_id, own_words=statement.own_words, by=request.user, **form.cleaned_data
            )
        except NotNow as refused:
            context["saved_elsewhere"] = isinstance(refused, ChangedMeanwhile)
            form.show_as_seen(statement)
            form.add_error("broad_words", refused.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("identity:statement-detail", statement_id)
    return render(request, "identity/statement_broader.html", context, status=422 if form.errors else 200)


@require_safe
def statement_used(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Where my words have been, what was replaced, and what cannot be called back."""
    statement = queries.my_statement_or_404(request.user, statement_id)
    context = {"statement": statement, "used": queries.where_used(request.user, statement.id)}
    return render(request, "identity/statement_used.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def topics_edit(request: HttpRequest) -> HttpResponse:
    """What I would rather say nothing about."""
    form = TopicsForm(posted(request), initial={"topics": list(queries.rather_not_say(request.user))})
    if request.method == "POST" and form.is_valid():
        actions.set_rather_not_say(topics=form.cleaned_data["topics"], by=request.user)
        messages.success(request, "Saved. Only you see this.")
        return redirect("identity:statement-list")
    return render(request, "identity/topics_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_delete(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Delete my words for good, after being asked once."""
    statement = queries.my_statement_or_404(request.user, statement_id)
    if request.method == "POST":
        actions.delete_statement(statement_id=statement_id, by=request.user)
        messages.success(request, "That is deleted. Nobody can read it now.")
        return redirect("identity:statement-list")
    context = {
        "statement": statement,
        "danger": True,
        "submit_label": "Yes, delete them",
        "cancel_url": reverse("identity:statement-detail", args=[statement_id]),
        "cancel_label": "No, keep them",
    }
    return render(request, "identity/statement_delete.html", context)
