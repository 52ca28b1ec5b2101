"""Saying yes or no to the money for one meeting: for yourself, or written down for somebody who told you."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people.models import Person
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_day
from meetings.invitations.models import Invitation
from meetings.payments import access, actions, queries, states
from meetings.payments.forms import FeeChoiceForm, RecordFeeChoiceForm
from meetings.payments.models import FeeChoice
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def choice_edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask if the person wants to be paid for this meeting, and keep what they choose."""
    offer = get_object_or_404(queries.my_offers_for(request.user), meeting=meeting_id)
    meeting = offer.meeting
    states.check_can_choose(meeting.state, meeting.starts_at, clock.now())
    choice = queries.my_choice_for(request.user, meeting)
    typed = request.POST if request.method == "POST" else None
    form = FeeChoiceForm(typed, initial={"wants_fee": states.answer(choice)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.choices.choose(meeting_id=meeting.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Your choice is kept. You can change it until the meeting starts.")
            return redirect("schedule:meeting-detail", meeting_id=meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "rate": queries.rate_of_meeting(meeting),
        "kept_by": _kept_by(choice) if choice else "",
    }
    return render(request, "payments/choice_edit.html", context, status=422 if form.errors else 200)


@require_safe
def choice_list(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What each member has chosen about the money for this meeting, for those who run the panel."""
    meeting = _meeting(request.user, meeting_id)
    offers = queries.offers_for(request.user, meeting)
    chosen = queries.choices_for(request.user, meeting)
    is_open = states.can_choose(meeting.state, meeting.starts_at, clock.now())
    rows = [_row(offer, chosen.get(offer.person_id), viewer=request.user, is_open=is_open) for offer in offers]
    columns = [Column("Name"), Column("Payment"), Column("How we know")]
    empty = "There is nobody to ask: nobody who may come is offered money."
    context = {
        "meeting": meeting,
        "rate": queries.rate_of_meeting(meeting),
        "is_open": is_open,
        "table": Table(f"What {meeting.panel.people_word} chose", columns, rows, empty=empty),
    }
    return render(request, "payments/choice_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def choice_record(request: HttpRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down what somebody told you about their payment."""
    meeting = _meeting(request.user, meeting_id)
    offer = get_object_or_404(queries.offers_for(request.user, meeting), person=person_id)
    states.check_can_choose(meeting.state, meeting.starts_at, clock.now(), own=False)
    choice = queries.choices_for(request.user, meeting).get(person_id)
    typed = request.POST if request.method == "POST" else None
    form = RecordFeeChoiceForm(typed, initial={"wants_fee": states.answer(choice)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.choices.record_choice(
                meeting_id=meeting.pk, person_id=person_id, by=request.user, **form.cleaned_data
            )
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, f"We have kept the choice of {offer.person.shown_name}.")
            return redirect("payments:choice-list", meeting_id=meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "person": offer.person,
        "rate": queries.rate_of_meeting(meeting),
    }
    return render(request, "payments/choice_record.html", context, status=422 if form.errors else 200)


def _meeting(viewer: Person, meeting_id: UUID) -> Meeting:
    """A meeting the viewer runs: 404 when they cannot see it, 403 when they can only come to it."""
    meeting = get_object_or_404(schedule.meetings_for(viewer), pk=meeting_id)
    if not access.can_record_choices(viewer, meeting):
        raise NotAllowed
    return meeting


def _row(offer: Invitation, choice: FeeChoice | None, *, viewer: Person, is_open: bool) -> list[Cell | str]:
    wants = choice is None or choice.wants_fee
    paid = Cell("Paid as offered", tone="calm") if wants else Cell("No payment for this one", tone="quiet")
    return [_name(offer, viewer, is_open), paid, _how(choice)]


def _name(offer: Invitation, viewer: Person, is_open: bool) -> Cell:
    name = offer.person.shown_name
    if not is_open:
        return Cell(name)
    if offer.person_id == viewer.pk:
        return Cell(name, url=reverse("payments:choice-edit", args=[offer.meeting_id]))
    return Cell(name, url=reverse("payments:choice-record", args=[offer.meeting_id, offer.person_id]))


def _how(choice: FeeChoice | None) -> str:
    if choice is None:
        return "Nothing was chosen"
    return _kept_by(choice) or f"They chose here, {say_day(choice.chosen_at, choice.meeting)}"


def _kept_by(choice: FeeChoice) -> str:
    """Who wrote the choice down and when; empty when it was the person themself."""
    if choice.recorded_by_id == choice.person_id:
        return ""
    return f"Written down by {choice.recorded_by.shown_name}, {say_day(choice.chosen_at, choice.meeting)}"
