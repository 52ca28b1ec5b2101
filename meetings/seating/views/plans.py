"""The seating plan of a meeting, and what each person wishes about their own seat."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import access as people_access
from accounts.people import queries as people
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.core.ids import as_id
from leap.design.forms import posted
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting
from meetings.seating import access, actions, queries, states
from meetings.seating.forms import JUST_TABLES, ApartForm, KeepForm, MixingForm, PlanForm, SwapForm, TodayForm
from meetings.seating.models import Room, SeatingPlan, WantedPlan

USUAL_SEATS = 4
NOTHING = UUID(int=0)  # the key of no plan


@require_safe
def plan_detail(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Who sits where, drawn as a room and written as a list, with your own seat first."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    shown = queries.plan_for(request.user, meeting)
    plans = access.can_plan_seats(request.user, meeting)
    ahead, is_today = meeting.state in states.PLANNABLE, queries.is_today(meeting)
    context = {
        "meeting": meeting,
        "shown": shown,
        "can_plan": plans and ahead,
        "can_print": plans and bool(shown),
        "can_reseat": plans and bool(shown) and (ahead or (meeting.state == "held" and is_today)),
        "being_made": queries.being_made(meeting) if plans else None,
        "changed": queries.replies_changed(request.user, shown.plan)
        if plans and shown and ahead and not is_today
        else 0,
    }
    return render(request, "seating/plan_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Make a plan, or make it again."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    if not access.can_plan_seats(request.user, meeting):
        raise NotAllowed
    in_use = queries.plan_in_use(meeting)
    typed = posted(request)
    failed = queries.came_to_nothing(meeting, in_use)
    rooms = queries.rooms_to_choose(request.user, meeting)
    lacks_a_seat = failed is not None and failed.why_not == WantedPlan.Why.SIDE_BY_SIDE
    joining = len(queries.people_joining(request.user, meeting))
    form = PlanForm(
        typed,
        rooms=rooms,
        joining=joining,
        initial=_as_before(meeting, failed or in_use, rooms),
    )
    if request.method == "POST" and form.is_valid():
        asked = actions.Asked(
            form.cleaned_data["seats_per_table"],
            form.cleaned_data.get("room"),
            tuple(form.cleaned_data.get("left_empty", ())),
            form.cleaned_data.get("with_remote", False),
            "anyway" in request.POST,
        )
        try:
            if queries.takes_long(request.user, meeting, with_remote=asked.with_remote):
                actions.want_plan(meeting_id=meeting.pk, asked=asked, by=request.user)
                return redirect("seating:plan-making", meeting_id=meeting.pk)
            actions.make_plan(meeting_id=meeting.pk, by=request.user, **asdict(asked))
        except NotNow as not_now:
            lacks_a_seat = isinstance(not_now, states.NoSuchSeat)
            if isinstance(not_now, states.NoSuchSeat) and not_now.tells_a_need:
                queries.note_that_a_room_lacks_seats(request.user, meeting)
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "The plan is made. Everyone on this meeting can see it now.")
            return redirect("seating:plan-detail", meeting_id=meeting.pk)
    context = {
        "meeting": meeting,
        "form": form,
        "in_use": in_use,
        "being_made": queries.being_made(meeting),
        "lacks_a_seat": lacks_a_seat,
        "coming": len(queries.people_coming(request.user, meeting)),
        "supporters": len(queries.supporters_coming(request.user, meeting)),
    }
    return render(request, "seating/plan_new.html", context, status=422 if form.errors else 200)


def _as_before(meeting: Meeting, in_use: SeatingPlan | WantedPlan | None, rooms: Sequence[Room]) -> dict[str, object]:
    """What the boxes hold at first: as in the plan in use or in one that could not be made; else the room that the
    meeting says it is in.
    """
    at_first: dict[str, object] = {"seats_per_table": USUAL_SEATS, "room": JUST_TABLES}
    named = [str(room.pk) for room in rooms if room.name == meeting.place]
    if in_use is None:
        return at_first | ({"room": named[0]} if named else {})
    same = {"seats_per_table": in_use.seats_per_table or USUAL_SEATS}
    empty = ", ".join(map(str, in_use.left_empty))
    return (
        at_first
        | same
        | {"room": str(in_use.room_id or JUST_TABLES), "left_empty": empty, "with_remote": in_use.with_remote}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_change(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Two people change places: choose them, see what it changes, then do it. If the plan was changed meanwhile, both
    are shown: what changed, and what this swap would change now."""
    meeting, plan = _to_change(request, meeting_id)
    seats = queries.seats_by_name(plan)
    seen = as_id(request.POST.get("plan", ""))
    form = SwapForm(posted(request), seats=seats, seen=queries.names_in(seen, meeting))
    context = {"meeting": meeting, "plan": plan, "form": form, "moves": [], "swap": None}
    if not form.is_bound or not form.is_valid():
        return render(request, "seating/plan_change.html", context, status=422 if form.errors else 200)
    one, other = form.cleaned_data["one"], form.cleaned_data["other"]
    context["swap"] = swap = queries.what_a_swap_changes(request.user, meeting, plan, one, other)
    if seen != plan.pk:
        context["moves"] = queries.moves_between(seen, plan) if seen else []
        form.add_error(None, states.CHANGED)
        return render(request, "seating/plan_change.html", context, status=409)
    if swap.refused:
        form.add_error(None, swap.refused)
        return render(request, "seating/plan_change.html", context, status=422)
    if "do" not in request.POST:
        return render(request, "seating/plan_change.html", context)
    try:
        actions.swap(meeting_id=meeting.pk, plan_id=plan.pk, person_id=one, other_id=other, by=request.user)
    except ChangedMeanwhile:  # between the look and the press
        return plan_change(request, meeting_id)
    messages.success(request, f"{swap.names[0]} and {swap.names[1]} have changed places. Everyone sees it now.")
    return redirect("seating:plan-detail", meeting_id=meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_keep(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Tick who stays at their table when the others are planned again."""
    meeting, plan = _to_change(request, meeting_id)
    seen = as_id(request.POST.get("plan", ""))
    typed = posted(request)
    form = KeepForm(typed, seats=queries.seats_by_name(plan), seen=queries.names_in(seen, meeting))
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["people"]
        try:
            actions.lock(meeting_id=meeting.pk, plan_id=seen or NOTHING, person_ids=chosen, by=request.user)
        except ChangedMeanwhile:
            form.add_error(None, states.CHANGED_UNDER_TICKS)
        else:
            messages.success(request, "Kept. These people stay where they are when you try another plan.")
            return redirect("seating:plan-compare", meeting_id=meeting.pk)
    context = {"meeting": meeting, "plan": plan, "form": form}
    return render(request, "seating/plan_keep.html", context, status=422 if form.errors else 200)


@require_POST
def plan_again(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Try another plan beside the one in use."""
    meeting, in_use = _to_change(request, meeting_id)
    seen = as_id(request.POST.get("plan", ""))
    try:
        if queries.takes_long(request.user, meeting, with_remote=in_use.with_remote):
            actions.want_another(meeting_id=meeting.pk, plan_id=seen or NOTHING, by=request.user)
            return redirect("seating:plan-making", meeting_id=meeting.pk)
        actions.try_another(meeting_id=meeting.pk, plan_id=seen or NOTHING, by=request.user)
    except ChangedMeanwhile:
        return _compare_page(request, meeting, seen)
    except states.NoSuchSeat as no:
        if no.tells_a_need:
            queries.note_that_a_room_lacks_seats(request.user, meeting)
        raise
    messages.success(request, "Another plan is made. It is not in use yet: only those who arrange the meeting see it.")
    return redirect("seating:plan-compare", meeting_id=meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_compare(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The plan in use and the last others, each with what would change; one press uses another."""
    meeting, plan = _to_change(request, meeting_id)
    if request.method != "POST":
        return _compare_page(request, meeting, plan.pk)
    seen, other = as_id(request.POST.get("plan", "")), as_id(request.POST.get("other", ""))
    try:
        actions.use_plan(meeting_id=meeting.pk, plan_id=seen or NOTHING, other_id=other or NOTHING, by=request.user)
    except ChangedMeanwhile:
        return _compare_page(request, meeting, seen)
    except NotNow as no:
        if no.sentence == states.NEEDED_THERE:
            queries.note_that_a_plan_was_refused(request.user, plan)
        raise
    messages.success(request, "That plan is in use now. Everyone on this meeting sees it.")
    return redirect("seating:plan-detail", meeting_id=meeting.pk)


def _compare_page(request: HttpRequest, meeting: Meeting, seen: UUID | None) -> HttpResponse:
    """The plans as they are now; and what changed, for somebody who saw another plan in use."""
    plan = queries.plan_in_use(meeting)
    if plan is None:
        raise NotNow(states.NO_PLAN)
    seats = list(plan.every_seat.select_related("person"))
    context = {
        "meeting": meeting,
        "plan": plan,
        "changed": seen != plan.pk,
        "moves": queries.moves_between(seen, plan) if seen and seen != plan.pk else [],
        "tables": queries.names_at_tables(plan, seats),
        "locked": [seat.person.shown_name for seat in seats if seat.locked],
        "others": queries.other_plans(request.user, meeting, plan),
    }
    return render(request, "seating/plan_compare.html", context, status=409 if context["changed"] else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_today(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """On the day: tick who is missing and who has come, see what can be done, and press one of the ways."""
    meeting, plan = _to_change(request, meeting_id, on_the_day=True)
    seats, without = queries.seats_by_name(plan), queries.people_without_a_seat(request.user, meeting, plan)
    seen = as_id(request.POST.get("plan", ""))
    typed = posted(request)
    form = TodayForm(typed, seats=seats, without=without, seen=queries.names_in(seen, meeting))
    context = {"meeting": meeting, "plan": plan, "form": form, "ways": [], "moves": []}
    if not form.is_bound or not form.is_valid():
        return render(request, "seating/plan_today.html", context, status=422 if form.errors else 200)
    missing, arrived = form.cleaned_data["missing"], form.cleaned_data.get("arrived", [])
    if "way" in request.POST and seen == plan.pk:
        moves = int(request.POST["way"]) if request.POST["way"] in ("0", "1", "2") else -1
        try:
            actions.reseat(
                meeting_id=meeting.pk, plan_id=seen, missing=missing, arrived=arrived, moves=moves, by=request.user
            )
        except ChangedMeanwhile:  # between the look and the press
            return plan_today(request, meeting_id)
        messages.success(request, "The seats are changed. Everyone on this meeting sees it now.")
        return redirect("seating:plan-detail", meeting_id=meeting.pk)
    late = [person for person in without if person.pk in arrived]
    context |= {
        "ways": queries.ways_on_the_day(request.user, meeting, plan, missing, late),
        "missing": missing,
        "arrived": arrived,
    }
    if seen != plan.pk:
        context["moves"] = queries.moves_between(seen, plan) if seen else []
        form.add_error(None, states.CHANGED)
    return render(request, "seating/plan_today.html", context, status=409 if form.errors else 200)


@require_safe
def plan_cards(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """A card for each seat, in large print: the name somebody is called, and the table. To print and fold."""
    return _page_to_print(request, meeting_id, "seating/plan_cards.html")


@require_safe
def plan_door(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Everyone by name with their table, in large print, to hang up at the door."""
    return _page_to_print(request, meeting_id, "seating/plan_door.html")


def _page_to_print(request: HttpRequest, meeting_id: UUID, template: str) -> HttpResponse:
    """For whoever arranges the meeting, as soon as there is a plan and after the meeting too."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    if not access.can_plan_seats(request.user, meeting):
        raise NotAllowed
    plan = queries.plan_in_use(meeting)
    if plan is None:
        raise NotNow(states.NO_PLAN)
    seats = list(plan.every_seat.select_related("person", "plan__room"))
    context = {
        "meeting": meeting,
        "by_name": queries.printed(queries.in_order_of_names(seats)),
        "by_table": queries.printed(seats),
    }
    return render(request, template, context)


def _to_change(request: HttpRequest, meeting_id: UUID, *, on_the_day: bool = False) -> tuple[Meeting, SeatingPlan]:
    """A meeting ahead and its plan, for somebody who arranges it: 404 unseen, 403 not theirs, 409 without a plan."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    if not access.can_plan_seats(request.user, meeting):
        raise NotAllowed
    if on_the_day:
        states.check_can_reseat(meeting.state, is_today=queries.is_today(meeting))
    else:
        states.check_can_plan(meeting.state)
    plan = queries.plan_in_use(meeting)
    if plan is None:
        raise NotNow(states.NO_PLAN)
    return meeting, plan


@require_http_methods(["GET", "HEAD", "POST"])
def apart_edit(request: HttpRequest) -> HttpResponse:
    """Ask whom the person would rather not share a table with. Nobody else is ever shown it."""
    people = queries.people_beside(request.user)
    typed = posted(request)
    chosen = [str(each) for each in queries.my_apart_ids(request.user)]
    now = {"others": chosen, "in_reminder": queries.is_told_seat(request.user)}
    form = ApartForm(typed, people=people, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.wish_apart(person_ids=form.cleaned_data["others"], by=request.user)
        actions.wish_seat_told(wanted=form.cleaned_data["in_reminder"], by=request.user)
        messages.success(request, "Kept. Only you see it.")
        return redirect("seating:apart-edit")
    context = {"form": form, "people": people}
    return render(request, "seating/apart_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def mixing_edit(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """How much earlier meetings count when this panel's seats are planned, and who chose so."""
    panel = get_object_or_404(people.panels_for(request.user), pk=panel_id)
    if not people_access.can_run_panel(request.user, panel):
        raise NotAllowed
    typed = posted(request)
    form = MixingForm(typed, initial={"recency": queries.recency_of(panel.pk)})
    if form.is_bound and form.is_valid():
        actions.choose_mixing(panel_id=panel.pk, recency=form.cleaned_data["recency"], by=request.user)
        messages.success(request, "Kept. Plans made from now on count meetings so.")
        return redirect("seating:mixing-edit", panel_id=panel.pk)
    context = {
        "panel": panel,
        "form": form,
        "choices": queries.mixing_choices(panel.pk),
        "submit_label": "Keep this",
        "cancel_url": reverse("schedule:meeting-list"),
        "cancel_label": "Go back without changing it",
    }
    return render(request, "seating/mixing_edit.html", context, status=422 if form.errors else 200)
