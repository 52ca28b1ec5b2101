"""What members propose to talk about: proposing, taking back, taking up, answering."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import posted
from meetings.papers import access, actions, queries, states
from meetings.papers.forms import AnswerForm, ProposalForm
from meetings.papers.views import parts


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Propose something. It is never too small."""
    meeting = parts.meeting_seen(request.user, meeting_id)
    if not access.can_propose(request.user, meeting):
        raise NotAllowed
    states.check_can_be_changed(meeting.state, meeting.ends_at, clock.now())
    form = ProposalForm(posted(request))
    back = reverse("papers:agenda-detail", args=[meeting.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(meeting_id=meeting.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Thank you. Those who run the panel read it, and you see here what they say.")
            return redirect(back)
    context = {"form": form, "meeting": meeting, "cancel_url": back, "submit_label": "Propose this"}
    return render(request, "papers/proposal_new.html", context, status=422 if form.is_bound else 200)


@require_POST
def proposal_take_back(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """One's own is taken back."""
    proposal = get_object_or_404(queries.my_proposal(request.user, proposal_id))
    actions.take_back(proposal_id=proposal.pk, by=request.user)
    messages.success(request, "It is taken back.")
    return redirect("papers:agenda-detail", meeting_id=proposal.meeting_id)


@require_POST
def proposal_name(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The panel sees who proposed it, or no longer."""
    proposal = get_object_or_404(queries.my_proposal(request.user, proposal_id))
    shown = request.POST.get("shown") == "yes"
    actions.show_name(proposal_id=proposal.pk, shown=shown, by=request.user)
    messages.success(request, "The panel may see your name." if shown else "The panel does not see your name.")
    return redirect("papers:agenda-detail", meeting_id=proposal.meeting_id)


@require_POST
def proposal_take_up(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """It goes on the agenda; the next page asks for the rest."""
    proposal = get_object_or_404(queries.proposals_run_by(request.user), pk=proposal_id)
    item = actions.take_up(proposal_id=proposal.pk, by=request.user)
    messages.success(request, "It is on the agenda, in their words. Please say the rest of it.")
    return redirect("papers:item-edit", item_id=item.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_answer(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Say why it does not go on this agenda."""
    proposal = get_object_or_404(queries.proposals_run_by(request.user), pk=proposal_id)
    states.check_proposal(proposal.state, states.ANSWERED)
    form = AnswerForm(posted(request))
    back = reverse("papers:agenda-detail", args=[proposal.meeting_id])
    if request.method == "POST" and form.is_valid():
        actions.answer(proposal_id=proposal.pk, words=form.cleaned_data["words"], by=request.user)
        messages.success(request, "Your answer is kept. They read it on the page of the agenda.")
        return redirect(back)
    context = {"form": form, "proposal": proposal, "cancel_url": back, "submit_label": "Answer"}
    return render(request, "papers/proposal_answer.html", context, status=422 if form.is_bound else 200)
