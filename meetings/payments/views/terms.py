"""What a programme says beside each offer, for its PPI lead."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from leap.design.forms import posted
from meetings.payments import actions, queries
from meetings.payments.forms import TermsForm


@require_http_methods(["GET", "HEAD", "POST"])
def terms_edit(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Ask whether getting ready is counted in, and which vouchers or charity people can choose."""
    programme = get_object_or_404(queries.programmes_with_terms_for(request.user), pk=programme_id)
    kept = queries.terms_of(programme)
    ready = "yes" if kept.counts_preparation else "no"
    told = {"voucher": kept.voucher, "charity": kept.charity, "pay_within_days": kept.pay_within_days}
    told |= {"claim_within_days": kept.claim_within_days, "letter_heading": kept.letter_heading}
    initial = {"counts_preparation": ready, **told}
    form = TermsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.rates.keep_terms(programme_id=programme.pk, by=request.user, **form.cleaned_data)
        messages.success(request, "Kept. Every offer says so from now on.")
        return redirect("payments:record-list")
    context = {"form": form, "programme": programme}
    return render(request, "payments/terms_edit.html", context, status=422 if form.errors else 200)
