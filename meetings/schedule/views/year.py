"""Twelve months of meetings, with what there is to know about each day."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leap.core import clock
from meetings.schedule import access, queries
from meetings.schedule.views import parts


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """The viewer's meetings month by month, from this month or from `?from=2027-03`."""
    viewer = request.user
    first = _first_month(request.GET.get("from", ""))
    months = parts.months_from(first)
    last = parts.last_day(months[-1])
    meetings = list(queries.meetings_between(viewer, first, last))
    can_plan = access.can_plan_meetings(viewer)
    sharing = queries.panels_sharing_people(viewer) if can_plan else set()
    context = {
        "months": parts.year_of(viewer, months, meetings, queries.clashes(meetings, sharing)),
        "first": first,
        "last": last,
        "earlier": parts.month_word(parts.add_months(first, -12)),
        "later": parts.month_word(parts.add_months(first, 12)),
        "can_plan": can_plan,
    }
    return render(request, "schedule/year.html", context)


def _first_month(typed: str) -> date:
    """The month somebody asked for; this month when there is no such month, or it is far away."""
    today = clock.today()
    try:
        wanted = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return today.replace(day=1)
    return wanted if abs(wanted.year - today.year) <= 10 else today.replace(day=1)
