"""The frameworks that reflective accounts can be held against."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts_reflective.coding import wordings
from accounts_reflective.coding.planning import frameworks
from accounts_reflective.coding.queries import numbers as queries
from accounts_reflective.inquiries.queries import inquiries_for


@require_safe
def framework_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Every framework with its versions and what stands in them, for whoever can see the inquiry."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    has_numbers = queries.inquiries_with_numbers(request.user).filter(pk=inquiry.pk).exists()
    page = {"inquiry": inquiry, "versions": frameworks.VERSIONS, "has_numbers": has_numbers}
    return render(request, "coding/framework_list.html", page)


@require_safe
def framework_numbers(request: HttpRequest, inquiry_id: UUID, framework: str) -> HttpResponse:
    """How many accounts speak about each item, as a sentence, a picture and a table; for who leads the programme."""
    inquiry = get_object_or_404(queries.inquiries_with_numbers(request.user), pk=inquiry_id)
    which = frameworks.the_version(framework)
    if which is None:
        raise Http404
    found = queries.numbers_of(request.user, inquiry, which)
    page = {
        "inquiry": inquiry,
        "framework": which,
        "found": found,
        "sentence": wordings.numbers_in_words(which, found),
        "bars": wordings.bars(which, found),
        "height": wordings.picture_height(which),
        "table": wordings.table_of_numbers(which, found),
    }
    return render(request, "coding/framework_numbers.html", page)
