"""Planning a series: the form, then every date with what there is to know about it, then they are made."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from leap.core.errors import NotNow
from leap.core.ids import new_id
from meetings.schedule import actions, queries
from meetings.schedule.forms import SeriesForm
from meetings.schedule.views import known, parts
from meetings.schedule.views.new import check_may_plan

DRAFT = "new_series"


@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: HttpRequest) -> HttpResponse:
    """Ask about a series. Nothing is made yet; coming back shows what was typed."""
    check_may_plan(request)
    if request.method == "POST":
        form = SeriesForm(request.POST, viewer=request.user)
        if not form.is_valid():
            return _form_page(request, form)
        request.session[DRAFT] = {"id": str(new_id()), "answers": form.answers()}
        return redirect("schedule:series-check")
    return _form_page(request, _typed(request) or SeriesForm(viewer=request.user), status=200)


@require_http_methods(["GET", "HEAD", "POST"])
def series_check(request: HttpRequest) -> HttpResponse:
    """Show each date with holidays and clashes; the button makes all the meetings. Nobody is told."""
    check_may_plan(request)
    form = _typed(request)
    if form is None:
        return redirect("schedule:series-new")
    if not form.is_valid():
        return _form_page(request, form)
    series_id = request.session[DRAFT]["id"]
    if request.method == "POST":
        return _make(request, form, series_id)
    context = {
        "rows": parts.series_rows(form),
        "table": known.dates_table(request.user, form.cleaned_data["days"], form.cleaned_data["panels"]),
        "clashing": known.shared_between(request.user, form.cleaned_data["panels"]),
        "kept": {"series_id": series_id},
    }
    return render(request, "schedule/series_check.html", context)


def _typed(request: HttpRequest) -> SeriesForm | None:
    draft = request.session.get(DRAFT)
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in draft["answers"].items():
        data.setlist(name, values)
    return SeriesForm(data, viewer=request.user)


def _make(request: HttpRequest, form: SeriesForm, series_id: str) -> HttpResponse:
    if request.POST.get("series_id") != series_id:
        messages.warning(request, "You changed this in another window. Please look through it once more.")
        return redirect("schedule:series-check")
    try:
        made = actions.plan_series(**form.facts(), series_id=UUID(series_id), by=request.user)
    except NotNow as not_now:
        form.add_error(None, not_now.sentence)
        return _form_page(request, form)
    request.session.pop(DRAFT, None)
    messages.success(request, f"{len(made)} meetings are made. Nobody has been told about them yet.")
    return redirect("schedule:year")


def _form_page(request: HttpRequest, form: SeriesForm, status: int = 422) -> HttpResponse:
    context = {
        "form": form,
        "form_action": reverse("schedule:series-new"),
        "has_places": queries.venues_to_choose(request.user).exists(),
    }
    return render(request, "schedule/series_new.html", context, status=status)
