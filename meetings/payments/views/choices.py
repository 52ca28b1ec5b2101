"""Choosing about the money for one meeting: for yourself, or written down for somebody who told you."""

from typing import Any
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
from meetings.payments import access, actions, queries, states, wordings
from meetings.payments.forms import FeeChoiceForm, RecordFeeChoiceForm
from meetings.payments.models import FeeChoice, Rate, RateSet
from meetings.payments.planning import pounds
from meetings.payments.views import parts
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def choice_edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask what the person wants for this meeting, keep it, and tell them where it goes past what they set themself."""
    offer = get_object_or_404(queries.my_offers_for(request.user), meeting=meeting_id)
    meeting = offer.meeting
    states.check_can_choose(meeting.state, meeting.starts_at, clock.now())
    choice = queries.my_choice_for(request.user, meeting)
    rate, rate_set = queries.rate_of_meeting(meeting), queries.rate_set_of(meeting)
    holds = queries.what_i_said_holds(request.user, meeting, choice, rate_set)
    form = FeeChoiceForm(*_typed(request), **_asked(rate, rate_set, choice, holds))
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.choices.choose(meeting_id=meeting.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Your choice is kept. You can change it until the meeting starts.")
            past, _ = _past(request.user, meeting, (kept.answer, kept.amount_pence), rate)
            return redirect(request.path if past else reverse("schedule:meeting-detail", args=[meeting.pk]))
    past, room = _past(request.user, meeting, holds, rate)
    context = {
        "form": form,
        "meeting": meeting,
        "offer": queries.what_is_offered(meeting, rate, rate_set),
        "by_link_on": _by_link_on(choice),
        "kept_by": "" if choice is None or choice.recorded_by is None else _kept_by(choice),
        "is_wish": choice is None and queries.my_wish(request.user) is not None,
        "past": [parts.past_in_words(each) for each in past],
        "room": room,
    }
    return render(request, "payments/choice_edit.html", context, status=422 if form.errors else 200)


@require_safe
def choice_list(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What holds for each member about the money for this meeting, for those who run the panel."""
    meeting = _meeting(request.user, meeting_id)
    offers = list(queries.offers_for(request.user, meeting))
    chosen = queries.choices_for(request.user, meeting)
    holds = queries.what_holds(meeting, [offer.person_id for offer in offers])
    is_open = states.can_choose(meeting.state, meeting.starts_at, clock.now())
    rows = [
        [_name(offer, request.user, is_open), _paid(holds[offer.person_id]), _how(offer, chosen, holds)]
        for offer in offers
    ]
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
    rate, rate_set = queries.rate_of_meeting(meeting), queries.rate_set_of(meeting)
    holds = queries.what_holds(meeting, [person_id])[person_id]
    form = RecordFeeChoiceForm(*_typed(request), **_asked(rate, rate_set, choice, holds))
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
        "offer": queries.what_is_offered(meeting, rate, rate_set),
    }
    return render(request, "payments/choice_record.html", context, status=422 if form.errors else 200)


def _typed(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST,) if request.method == "POST" else ()


def _asked(
    rate: Rate | None, rate_set: RateSet | None, choice: FeeChoice | None, holds: tuple[str, int | None]
) -> dict[str, Any]:
    """What the form shows. What somebody chose while it was offered stays among the answers."""
    answers = queries.answers_for(rate_set)
    if choice is not None and choice.answer not in answers:
        answers = (*answers, choice.answer)
    answer, amount = holds
    return {
        "answers": answers,
        "offer_pence": rate.amount_pence if rate else None,
        "hints": parts.hints(rate_set),
        "initial": {"answer": answer, "amount": pounds.plain(amount)},
    }


def _past(viewer: Person, meeting: Meeting, holds: tuple[str, int | None], rate: Rate | None):
    answer, amount = holds
    if rate is None or answer not in states.INCOME:
        return [], None
    return queries.past_with(viewer, meeting, states.fee_pence(answer, amount, rate.amount_pence))


def _meeting(viewer: Person, meeting_id: UUID) -> Meeting:
    """A meeting the viewer runs: 404 when they cannot see it, 403 when they can only come to it."""
    meeting = get_object_or_404(schedule.meetings_for(viewer), pk=meeting_id)
    if not access.can_record_choices(viewer, meeting):
        raise NotAllowed
    return meeting


def _paid(holds: tuple[str, int | None]) -> Cell:
    return Cell(wordings.answer_in_words(*holds), tone="quiet" if holds[0] == states.NONE else "calm")


def _name(offer: Invitation, viewer: Person, is_open: bool) -> Cell:
    name = offer.person.shown_name
    if not is_open:
        return Cell(name)
    if offer.person_id == viewer.pk:
        return Cell(name, url=reverse("payments:choice-edit", args=[offer.meeting_id]))
    return Cell(name, url=reverse("payments:choice-record", args=[offer.meeting_id, offer.person_id]))


def _how(offer: Invitation, chosen: dict[UUID, FeeChoice], holds: dict[UUID, tuple[str, int | None]]) -> str:
    choice = chosen.get(offer.person_id)
    if choice is not None:
        return _kept_by(choice) or f"They chose here, {say_day(choice.chosen_at, choice.meeting)}"
    return "Nothing was chosen" if holds[offer.person_id][0] == states.FULL else "Chosen for all their meetings"


def _by_link_on(choice: FeeChoice | None) -> str:
    """On which day what holds came by the link in a message; empty when it did not."""
    return say_day(choice.chosen_at, choice.meeting) if choice is not None and choice.recorded_by is None else ""


def _kept_by(choice: FeeChoice) -> str:
    """Who wrote the choice down and when; empty when it was the person themself."""
    if choice.recorded_by is None:
        return f"By the link in a message, {say_day(choice.chosen_at, choice.meeting)}"
    if choice.recorded_by_id == choice.person_id:
        return ""
    return f"Written down by {choice.recorded_by.shown_name}, {say_day(choice.chosen_at, choice.meeting)}"
