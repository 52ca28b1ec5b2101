"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leap.reports import queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My panels, my next meeting, and what waits for me."""
    return render(request, "reports/home.html", queries.home_for(request.user))
