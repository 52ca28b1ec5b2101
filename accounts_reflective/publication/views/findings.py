"""Findings as they stand today."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts_reflective.coding.planning import frameworks
from accounts_reflective.coding.queries.numbers import inquiries_with_numbers
from accounts_reflective.inquiries.queries import inquiries_for
from accounts_reflective.publication import access, wordings
from accounts_reflective.publication.planning import picture
from accounts_reflective.publication.queries import findings as queries
from accounts_reflective.publication.queries import outputs


@require_safe
def findings(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The themes as a list and a picture; for whoever leads the programme also the numbers, which can still change."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    scheme = outputs.scheme(request.user, inquiry)
    sees_numbers = access.can_put_together(request.user, inquiry)
    charts = outputs.charts(request.user, inquiry) if sees_numbers else []
    page = {
        "inquiry": inquiry,
        "scheme": scheme,
        "picture": picture.draw(scheme),
        "in_words": wordings.scheme_in_words(scheme),
        "sees_numbers": sees_numbers,
        "charts": [
            wordings.drawn(chart, number, inquiry=inquiry.pk, of=framework)
            for number, (chart, framework) in enumerate(zip(charts, outputs.CHARTED, strict=False))
        ],
    }
    return render(request, "publication/findings.html", page)


@require_safe
def behind(request: HttpRequest, inquiry_id: UUID, framework: str, item: str) -> HttpResponse:
    """Which accounts are behind one number, by letter or sign; for whoever leads the programme."""
    inquiry = get_object_or_404(inquiries_with_numbers(request.user), pk=inquiry_id)
    which = frameworks.the_version(framework)
    named = {each.code: each.name for each in which.items} if which else {}
    if which is None or item not in named:
        raise Http404
    found = queries.accounts_behind(request.user, inquiry, which, item)
    page = {"inquiry": inquiry, "framework": which, "name": named[item], "accounts": found}
    return render(request, "publication/behind.html", page)
