"""The frameworks that reflective accounts can be held against."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts_reflective.coding.planning import frameworks
from accounts_reflective.inquiries.queries import inquiries_for


@require_safe
def framework_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Every framework with its versions and what stands in them, for whoever can see the inquiry."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    return render(request, "coding/framework_list.html", {"inquiry": inquiry, "versions": frameworks.VERSIONS})
