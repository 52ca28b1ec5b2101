"""Chairs that people settle between themselves: who has agreed by word of mouth, and a swap of two dates."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from leap.core.ids import as_id
from leap.design import read_back
from leap.design.forms import posted
from meetings.chairing import actions, queries, states
from meetings.chairing.forms import ChooseForm, SwapForm
from meetings.chairing.views import parts


@require_http_methods(["GET", "HEAD", "POST"])
def chair_choose(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Write down who has agreed by word of mouth to chair. Whoever is there has it read back first."""
    meeting = parts.meeting_to_arrange(request, meeting_id)
    among = list(queries.who_could_chair(request.user, meeting))
    form = ChooseForm(posted(request), among=among)
    if form.is_bound and form.is_valid() and not read_back.is_to_change(request):
        key, how = form.cleaned_data["person"], form.cleaned_data["how"]
        if read_back.is_first(request, how):
            person = next(each for each in among if each.pk == key)
            return read_back.page(request, form, person, parts.aloud(states.CHAIR, meeting), parts.called(meeting))
        told = {"how": how, "read_back": read_back.was_read(request)}
        actions.choose_chair(meeting_id=meeting.pk, person_id=key, by=request.user, **told)
        messages.success(request, "It is written down who chairs.")
        return redirect("chairing:chair-detail", meeting_id=meeting.pk)
    context = {"meeting": meeting, "form": form, "among": among}
    return render(request, "chairing/chair_choose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def swap_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask somebody who chairs another date to swap; also written down for whoever chairs."""
    meeting = parts.meeting_seen(request, meeting_id)
    turn = queries.turn_to_swap(request.user, meeting)
    if turn is None:
        raise Http404
    others = queries.turns_to_swap_with(request.user, turn)
    form = SwapForm(posted(request), turns=others)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data["meeting"]
        actions.ask_to_swap(meeting_id=meeting.pk, with_meeting_id=wanted, by=request.user)
        messages.success(request, "The question is on its way. Until there is an answer, nothing changes.")
        return redirect("chairing:chair-detail", meeting_id=meeting.pk)
    context = {"meeting": meeting, "form": form, "others": others, "own": turn.person_id == request.user.pk}
    return render(request, "chairing/swap_new.html", context | {"turn": turn}, status=422 if form.errors else 200)


@require_POST
def swap_answer(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Yes or no to a swap, by whoever is asked or written down for them; or the question is taken back."""
    meeting = parts.meeting_seen(request, meeting_id)
    swap = queries.swap_to_answer(request.user, as_id(request.POST.get("swap", "")) or UUID(int=0))
    if swap is None or meeting.pk not in (swap.turn.meeting_id, swap.other.meeting_id):
        raise Http404
    yes = request.POST.get("answer") == "yes"
    actions.answer_swap(swap_id=swap.pk, yes=yes, by=request.user)
    messages.success(request, "The two dates are swapped." if yes else "That is fine. Everything stays as it is.")
    return redirect("chairing:chair-detail", meeting_id=meeting.pk)
