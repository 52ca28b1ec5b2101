"""Work that is no meeting: for who is asked to do it, and for those who run the panel."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import queries as people_queries
from accounts.people.models import Panel
from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import posted
from leap.design.parts import Cell, Column, Row, Table
from leap.design.times import say_day, say_pounds
from meetings.payments import actions, queries, states, wordings
from meetings.payments.forms import RecordFeeChoiceForm, WorkChoiceForm, WorkForm
from meetings.payments.models import Activity, Rate, Work
from meetings.payments.planning import pounds
from meetings.payments.views import parts
from meetings.schedule.models import Meeting


@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    """What people on your panels are asked to do outside meetings, and what became of it."""
    panels = list(people_queries.panels_run_by(request.user).order_by("name", "pk"))
    if not panels:
        raise NotAllowed
    columns = [Column("Person"), Column("By"), Column("What it is"), Column("Kind"), Column("Panel"), Column("Status")]
    rows = [
        [
            each.person.shown_name,
            say_day(each.on),
            Cell(each.title, url=reverse("payments:work-record", args=[each.pk])) if _is_open(each) else each.title,
            each.get_activity_display(),
            each.panel.name,
            _state(each),
        ]
        for each in queries.works_for(request.user)
    ]
    table = Table("Work outside meetings", columns, rows, empty="Nobody was asked to do anything yet.")
    return render(request, "payments/work_list.html", {"table": table, "panels": panels})


@require_http_methods(["GET", "HEAD", "POST"])
def work_new(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Ask somebody to do something: what was typed is shown once more, with what is offered, before they see it."""
    panel = get_object_or_404(people_queries.panels_run_by(request.user).select_related("programme"), pk=panel_id)
    people = queries.recent_workers(request.user, panel)
    form = WorkForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid():
        _check_on_the_day(request, panel, form)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "agreed" not in request.POST:
            context = {"rows": _said(panel, form), "panel": panel, "kept": parts.kept(request)}
            return render(request, "payments/work_check.html", context)
        said = form.cleaned_data
        try:
            actions.work.offer(panel_id=panel.pk, by=request.user, **said | {"person_id": UUID(said["person_id"])})
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Kept. We tell them by the way they chose, and they see it under “Payments”.")
            return redirect("payments:work-list")
    context = {"form": form, "panel": panel, "has_people": bool(people)}
    return render(request, "payments/work_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def work_choice(request: HttpRequest, work_id: UUID) -> HttpResponse:
    """Ask what the person wants for this work, keep it, and tell them where it goes past what they set themself."""
    work = get_object_or_404(queries.my_works_for(request.user), pk=work_id)
    rate = queries.rate_of_work(work)
    holds = queries.what_holds_for_work(work)
    form = WorkChoiceForm(posted(request), **_asked(work, rate, holds))
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.work.choose(work_id=work.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Your choice is kept. You can change it until the work is done.")
            past, _ = _past(request, work, (kept.answer, kept.amount_pence), rate)
            return redirect(request.path if past else "payments:payment-list")
    past, room = _past(request, work, holds, rate)
    context = _shown(work, rate) | {
        "form": form,
        "kept_by": _kept_by(work),
        "is_wish": queries.wish_holds_for_work(work),
        "past": [parts.past_in_words(each) for each in past],
        "room": room,
    }
    return render(request, "payments/work_choice.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def work_record(request: HttpRequest, work_id: UUID) -> HttpResponse:
    """One piece of work on your panel: write down what somebody chose, say that it is done, or call it off."""
    work = get_object_or_404(queries.works_for(request.user), pk=work_id)
    states.check_work_open(work.done_at, work.called_off_at)
    rate = queries.rate_of_work(work)
    holds = queries.what_holds_for_work(work)
    form = RecordFeeChoiceForm(posted(request), **_asked(work, rate, holds))
    if request.method == "POST" and form.is_valid():
        try:
            actions.work.record_choice(work_id=work.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, f"We have kept the choice of {work.person.shown_name}.")
            return redirect(request.path)
    said = wordings.answer_in_words(*holds) if queries.was_said(work) else "Nothing was chosen yet"
    rows = [
        Row("Person", work.person.shown_name),
        Row("What it is", f"{work.title} ({work.get_activity_display().lower()})"),
        Row("By", say_day(work.on)),
        Row("Payment", said),
        *([Row("How we know", _kept_by(work))] if _kept_by(work) else []),
    ]
    context = _shown(work, rate) | {"form": form, "rows": rows}
    return render(request, "payments/work_record.html", context, status=422 if form.errors else 200)


@require_POST
def work_done(request: HttpRequest, work_id: UUID) -> HttpResponse:
    """Say that the work is done: it is owed, as they chose."""
    work = get_object_or_404(queries.works_for(request.user), pk=work_id)
    line = actions.work.done(work_id=work.pk, by=request.user)
    paid = "It is at “Payments to confirm” now." if line else "They chose no payment, so nothing is owed."
    messages.success(request, f"Kept: it is done. {paid}")
    return redirect("payments:work-list")


@require_POST
def work_off(request: HttpRequest, work_id: UUID) -> HttpResponse:
    """Say that the work is not needed any more."""
    work = get_object_or_404(queries.works_for(request.user), pk=work_id)
    actions.work.call_off(work_id=work.pk, by=request.user)
    messages.success(request, "It is called off, and nothing is owed for it. Please tell them.")
    return redirect("payments:work-list")


def _asked(work: Work, rate: Rate | None, holds: tuple[str, int | None]) -> dict[str, Any]:
    """What the form shows. What somebody chose while it was offered stays among the answers."""
    rate_set = queries.rate_set_of(work)
    answers = queries.answers_for(rate_set)
    if work.answer and work.answer not in answers:
        answers = (*answers, work.answer)
    return {
        "answers": answers,
        "offer_pence": rate.amount_pence if rate else None,
        "hints": parts.hints(rate_set),
        "initial": {"answer": holds[0], "amount": pounds.plain(holds[1])},
    }


def _shown(work: Work, rate: Rate | None) -> dict[str, Any]:
    return {"work": work, "offer": queries.what_work_offers(work, rate)}


def _past(request: HttpRequest, work: Work, holds: tuple[str, int | None], rate: Rate | None):
    answer, amount = holds
    if rate is None or answer not in states.INCOME:
        return [], None
    return queries.past_with(request.user, work, states.fee_pence(answer, amount, rate.amount_pence))


def _check_on_the_day(request: HttpRequest, panel: Panel, form: WorkForm) -> None:
    """Somebody who was a member once may not have been on this day: it is said beside the day, and nothing is lost."""
    said = form.cleaned_data
    if said["person_id"] not in {str(each.pk) for each in queries.workers_on(request.user, panel, said["on"])}:
        name = dict(form.fields["person_id"].choices)[said["person_id"]]
        form.add_error("on", states.NO_MEMBER_THEN.format(name=name))


def _said(panel: Panel, form: WorkForm) -> list[Row]:
    said = form.cleaned_data
    band = queries.band_for(panel, said["minutes"])
    work = Work(panel=panel, activity=said["activity"], on=said["on"], minutes=said["minutes"], band=band)
    rate = queries.rate_of_work(work)
    offer = say_pounds(rate.amount_pence) if rate else "We do not know yet: no rate was entered for it"
    return [
        Row("Who", dict(form.fields["person_id"].choices)[said["person_id"]]),
        Row("Kind of work", Activity(said["activity"]).label),
        Row("What it is", said["title"]),
        Row("By", say_day(said["on"])),
        Row("How long", f"{wordings.how_long(said['minutes'])}: {Meeting.FeeBand(band).label}"),
        Row("They are offered", offer),
    ]


def _is_open(work: Work) -> bool:
    return work.done_at is None and work.called_off_at is None


def _state(work: Work) -> Cell:
    if work.called_off_at is not None:
        return Cell("Called off", tone="quiet")
    return Cell("Done", tone="good") if work.done_at else Cell("Open", tone="waiting")


def _kept_by(work: Work) -> str:
    """Who wrote the choice down and when; empty when it was the person themself, or nothing was chosen."""
    if work.recorded_by is None or work.chosen_at is None or work.recorded_by_id == work.person_id:
        return ""
    return f"Written down by {work.recorded_by.shown_name}, {say_day(work.chosen_at, work.panel)}"
