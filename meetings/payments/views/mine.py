"""What somebody wants for all their meetings, and above how much they want to be told: for the person themself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from leap.core.errors import NotNow
from leap.design.forms import posted
from meetings.payments import actions, queries, states
from meetings.payments.forms import CeilingForm, FeeWishForm
from meetings.payments.planning import pounds


@require_http_methods(["GET", "HEAD", "POST"])
def wish_edit(request: HttpRequest) -> HttpResponse:
    """Ask what the person wants for every meeting for which they choose nothing."""
    wish, answers = queries.my_wish(request.user), queries.answers_in_any(request.user)
    if wish is not None and wish.answer in answers:
        initial = {"answer": wish.answer, "amount": pounds.plain(wish.amount_pence)}
    else:
        initial = {"answer": states.FULL}
    form = FeeWishForm(posted(request), answers=answers, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choices.wish(by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Your choice is kept. You can change it at any time.")
            return redirect("payments:payment-list")
    context = {"form": form, "only_some": len(answers) > len(states.ALWAYS)}
    return render(request, "payments/wish_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ceiling_edit(request: HttpRequest) -> HttpResponse:
    """Ask above how much in a week or a month the person wants to be told. Nobody else is ever shown it."""
    week, month = queries.ceiling_of(request.user)
    initial = {"week": pounds.plain(week), "month": pounds.plain(month)}
    form = CeilingForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choices.keep_ceiling(by=request.user, **form.cleaned_data)
        messages.success(request, "Kept. Only you see it.")
        return redirect("payments:payment-list")
    return render(request, "payments/ceiling_edit.html", {"form": form}, status=422 if form.errors else 200)
