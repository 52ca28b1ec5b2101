"""What may be done with the words beyond reading: each use a page of its own, each author for themself."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import uses
from accounts_reflective.writing.forms import QuoteForm, UseForm
from accounts_reflective.writing.models import READ_BY_OTHERS
from leap.design.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
def use_list(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Every use asked about with each author's answer; a button to ask about the words as they are now."""
    draft = get_object_or_404(queries.drafts_of(request.user), account=account_id)
    revision = request.POST.get("revision", "")
    if request.method == "POST" and revision.isdecimal():
        uses.ask_about_uses(account=draft.account, revision=int(revision), by=request.user)
        messages.success(request, "Each author is asked about each use. Nothing is agreed yet.")
        return redirect("writing:use-list", account_id)
    version = queries.version_asked_about(request.user, draft.account)
    page = {
        "draft": draft,
        "version": version,
        "same_words": version is not None and queries.are_the_same(version, draft),
        "is_newest": version is not None and queries.is_asked_in_todays_words(request.user, draft, version),
        "in_play": queries.uses_in_play(request.user, draft.account),
    }
    return render(request, "writing/use_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def use_detail(request: HttpRequest, account_id: UUID, use_id: UUID) -> HttpResponse:
    """One use, in its exact wording and with the exact words: yes or no."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    each = next((each for each in queries.uses_in_play(request.user, account) if each.asked.pk == use_id), None)
    if each is None:
        raise Http404
    found = queries.who_could_be_recognised(request.user, each.asked) if each.asked.use in READ_BY_OTHERS else None
    form = UseForm(posted(request), asked=each.asked, few=found.few if found else (), initial=_said(each))
    if request.method == "POST" and form.is_valid():
        uses.answer_use(asked=each.asked, by=request.user, **form.cleaned_data)
        messages.success(request, "Your answer is noted. You can change it here.")
        return redirect("writing:use-list", account_id)
    wording = each.asked.wording.split("\n\n")
    page = {"form": form, "account": account, "each": each, "wording": wording, "recognising": found}
    return render(request, "writing/use_detail.html", page, status=422 if form.is_bound else 200)


def _said(each: queries.UseInPlay) -> dict[str, str | bool]:
    """What the viewer said before; nothing is chosen for somebody who has not answered."""
    mine = each.mine
    if mine is None:
        return {}
    return {
        "said": mine.said,
        "by_line": mine.by_line,
        "by_line_words": mine.by_line_words or "",
        "few_ok": mine.knows_few,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def quote_new(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask about one quotation: these words, in this place."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    version = queries.version_asked_about(request.user, account)
    if version is None:
        raise Http404
    form = QuoteForm(posted(request), body=version.body)
    if request.method == "POST" and form.is_valid():
        asked = uses.ask_about_quote(version=version, by=request.user, **form.cleaned_data)
        return redirect("writing:use-detail", account_id, asked.pk)
    page = {"form": form, "account": account, "version": version}
    return render(request, "writing/quote_new.html", page, status=422 if form.is_bound else 200)


@require_POST
def uses_take_back(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Take every yes of mine back, in one step."""
    account = get_object_or_404(queries.accounts_of(request.user), pk=account_id)
    uses.take_back_uses(account=account, by=request.user)
    messages.success(request, "You took back every yes of yours. Nothing of it holds any more.")
    return redirect("writing:use-list", account_id)
