"""Quotations: the authors see every use of their words, and those who look for themes ask about one at a time."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts_reflective.coding.actions import quotes
from accounts_reflective.coding.forms import QuoteAskForm
from accounts_reflective.coding.queries import code_book, passages
from accounts_reflective.coding.queries.ledger import placed_of
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.models import Use
from leap.core.errors import NotNow
from leap.design.forms import posted


@require_safe
def ledger(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Where my words are used: in themes, and each quotation with my yes or no."""
    account = get_object_or_404(writing.accounts_of(request.user), pk=account_id)
    in_play = writing.uses_in_play(request.user, account)
    page = {
        "account": account,
        "placed": placed_of(request.user, account),
        "quotes": [each for each in in_play if each.asked.use == Use.QUOTE],
    }
    return render(request, "coding/ledger.html", page)


@require_safe
def quote_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The quotations I asked about, and which may be quoted now."""
    inquiry = get_object_or_404(code_book.looked_at_by(request.user), pk=inquiry_id)
    looked = passages.to_look_at(request.user, inquiry)
    page = {"inquiry": inquiry, "quotes": passages.quotes_asked(request.user, looked)}
    return render(request, "coding/quote_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def quote_ask(request: HttpRequest, version_id: UUID, passage_id: UUID) -> HttpResponse:
    """Ask the authors about quoting the words of one mark of mine."""
    looked = passages.looked_at(request.user, version_id)
    mine = passages.own_passages(request.user, looked) if looked else []
    mark = next((each for each in mine if each.pk == passage_id and each.start is not None), None)
    if looked is None or mark is None:
        raise Http404
    if not looked.is_done:
        messages.info(request, quotes.NOT_DONE)
        return redirect("coding:look-edit", version_id)
    form = QuoteAskForm(posted(request))
    if form.is_bound and form.is_valid() and _asked(request, form, version_id, passage_id):
        messages.success(request, "Every author is asked. Until all of them say yes, these words may not be quoted.")
        return redirect("coding:quote-list", looked.account.inquiry_id)
    page = {"form": form, "looked": looked, "words": looked.version.body[mark.start : mark.end]}
    return render(request, "coding/quote_ask.html", page, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, form: QuoteAskForm, version_id: UUID, passage_id: UUID) -> bool:
    try:
        quotes.ask_to_quote(version_id=version_id, passage_id=passage_id, by=request.user, **form.cleaned_data)
    except NotNow as refused:
        form.add_error(None, refused.sentence)
        return False
    return True
