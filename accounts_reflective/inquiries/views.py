"""The pages of an inquiry."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts_reflective.inquiries import queries


@require_safe
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """What people here reflect on together."""
    return render(request, "inquiries/inquiry_list.html", {"inquiries": queries.inquiries_for(request.user)})


@require_safe
def inquiry_detail(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """One inquiry: its question and its stages, and the ways on."""
    inquiry = get_object_or_404(queries.inquiries_for(request.user), pk=inquiry_id)
    phases = queries.stages_by_phase(request.user, inquiry.pk)
    return render(request, "inquiries/inquiry_detail.html", {"inquiry": inquiry, "phases": phases})
