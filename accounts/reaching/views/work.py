"""For those who run panels: calls to make, letters to print, and messages that did not arrive."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.reaching import actions, queries
from accounts.reaching.forms import CallForm, PostedForm
from accounts.reaching.views import parts
from leap.core.errors import NotNow
from leap.design.forms import posted

GONE = "That is not on your list any more. It may be done already, or no longer true."


@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    """What waits: whom to ring, how many letters to print, what did not arrive."""
    work = queries.work_for(request.user)
    context = {"work": work, "calls": parts.calls(work.calls), "troubles": parts.troubles(work.troubles)}
    return render(request, "reaching/work_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call_detail(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One call: the number, good times, what to say, what to leave, and how it went."""
    form = CallForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            errand = queries.errand_to_call_or_404(request.user, message_id)
            actions.record_call(message_id=message_id, result=form.cleaned_data["result"], by=request.user)
        except Http404:
            return _gone(request)
        except NotNow as not_now:
            form.add_error("result", not_now.sentence)
        else:
            messages.success(request, parts.after_call(form.cleaned_data["result"], errand))
            return redirect("reaching:work-list")
    call = queries.call_or_404(request.user, message_id)
    form.offer(call)
    context = {"form": form, "call": call, "submit_label": "Save", "cancel_url": reverse("reaching:work-list")}
    context["cancel_label"] = "Back to the list"
    return render(request, "reaching/call_detail.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_list(request: HttpRequest) -> HttpResponse:
    """The letters to print, the file to print from, which of them are in the post, and which are not in the file."""
    batch = queries.letters_for(request.user)
    form = PostedForm(posted(request), letters=batch.letters)
    if request.method == "POST":
        ticked = parts.ids(request.POST.getlist("letters"))
        try:
            on_their_way = actions.record_posted(message_ids=ticked, by=request.user)
        except NotNow as not_now:
            form.add_error("letters", not_now.sentence)
        else:
            messages.success(request, parts.after_posting(on_their_way))
            return redirect("reaching:letter-list")
    context = {"form": form, "letters": batch.letters, "submit_label": "These were posted"}
    context["left_out"] = parts.left_out(batch.left_out) if batch.left_out else None
    return render(request, "reaching/letter_list.html", context, status=422 if form.errors else 200)


@require_safe
def letter_print(request: HttpRequest) -> HttpResponse:
    """One PDF file: each letter on its own page, then the names and addresses for plain envelopes."""
    response = HttpResponse(parts.print_file(queries.sheets_for(request.user)), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="letters.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def message_settle(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """It arrived, send it again, or told another way."""
    try:
        errand = queries.errand_or_404(request.user, message_id)
    except Http404:
        return _gone(request)
    what = request.POST.get("what", "")
    actions.settle(message_id=message_id, what=what, by=request.user)
    messages.success(request, parts.after_settling(what))
    return redirect(errand.page or "reaching:work-list")


def _gone(request: HttpRequest) -> HttpResponse:
    """The same answer for what was done meanwhile (a second press), what is somebody else's and what never was."""
    messages.info(request, GONE)
    return redirect("reaching:work-list")
