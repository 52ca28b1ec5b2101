"""What people reflect on together: the list, and one inquiry."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts_reflective.inquiries import access, queries


@require_safe
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """What people here reflect on together."""
    page = {"inquiries": queries.inquiries_for(request.user), "can_begin": access.can_begin(request.user)}
    return render(request, "inquiries/inquiry_list.html", page)


@require_safe
def inquiry_detail(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """One inquiry: its question and its stages, and the ways on."""
    inquiry = get_object_or_404(queries.inquiries_for(request.user), pk=inquiry_id)
    phases = queries.stages_by_phase(request.user, inquiry.pk)
    page = {
        "inquiry": inquiry,
        "phases": phases,
        "any_guessed": any(stage.reconstructed for _, stages in phases for stage in stages),
        "can_set_up": access.can_set_up(request.user, inquiry),
    }
    return render(request, "inquiries/inquiry_detail.html", page)
