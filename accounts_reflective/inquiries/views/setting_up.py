"""Starting an inquiry, changing what it asks, and its steps: for whoever leads the programme."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts_reflective.inquiries import access, actions, forms, queries
from accounts_reflective.inquiries.models import Inquiry, Stage
from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import LeapForm, posted


@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_new(request: HttpRequest) -> HttpResponse:
    """Start an inquiry."""
    if not access.can_begin(request.user):
        raise NotAllowed
    form = forms.NewInquiryForm(posted(request), programmes=queries.programmes_led_by(request.user))
    if form.is_bound and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("programme", "title", "question")}
        from_partners2 = form.cleaned_data["steps"] == forms.PARTNERS2
        inquiry = actions.start_inquiry(from_partners2=from_partners2, by=request.user, **facts)
        messages.success(request, "It is there. Everyone on a panel of this programme can see it.")
        return redirect("inquiries:stage-list", inquiry.pk)
    return _form_page(request, "inquiry_new", form)


@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_edit(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Change what an inquiry asks, and the questions that help to begin; finish it or open it again."""
    inquiry = _led(request, inquiry_id)
    now = {name: getattr(inquiry, name) for name in ("title", "question", "prompts")}
    form = forms.InquiryForm(posted(request), initial={**now, "is_finished": inquiry.closed_on is not None})
    if form.is_bound and form.is_valid():
        actions.change_inquiry(inquiry=inquiry, by=request.user, **form.cleaned_data)
        messages.success(request, "Your changes are saved.")
        return redirect("inquiries:inquiry-detail", inquiry.pk)
    return _form_page(request, "inquiry_edit", form, inquiry=inquiry)


@require_safe
def stage_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The steps, each with its way to be changed."""
    inquiry = _led(request, inquiry_id)
    page = {"inquiry": inquiry, "stages": queries.stages_of(request.user, inquiry)}
    return render(request, "inquiries/stage_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_new(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Add a step."""
    inquiry = _led(request, inquiry_id)
    stages = list(queries.stages_of(request.user, inquiry))
    last = {"after": stages[-1].number, "phase": stages[-1].phase} if stages else {"after": 0}
    form = forms.StageForm(posted(request), others=stages, initial=last)
    if form.is_bound and form.is_valid():
        try:
            actions.add_stage(inquiry=inquiry, by=request.user, **form.cleaned_data)
        except NotNow as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "The step is in the list.")
            return redirect("inquiries:stage-list", inquiry.pk)
    return _form_page(request, "stage_new", form, inquiry=inquiry)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_edit(request: HttpRequest, inquiry_id: UUID, stage_id: UUID) -> HttpResponse:
    """Change a step, or where it stands."""
    inquiry, stage, others = _stage(request, inquiry_id, stage_id)
    now = {name: getattr(stage, name) for name in ("name", "phase", "asked", "starts_on", "ends_on")}
    form = forms.StageForm(posted(request), others=others, initial={**now, "after": stage.number - 1})
    if form.is_bound and form.is_valid():
        actions.change_stage(stage=stage, by=request.user, **form.cleaned_data)
        messages.success(request, "The step is changed.")
        return redirect("inquiries:stage-list", inquiry.pk)
    return _form_page(request, "stage_edit", form, inquiry=inquiry, stage=stage)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_remove(request: HttpRequest, inquiry_id: UUID, stage_id: UUID) -> HttpResponse:
    """Ask once more, then take a step out."""
    inquiry, stage, _ = _stage(request, inquiry_id, stage_id)
    if request.method == "POST":
        actions.remove_stage(stage=stage, by=request.user)
        messages.success(request, "The step is gone from the list.")
        return redirect("inquiries:stage-list", inquiry.pk)
    page = {"inquiry": inquiry, "stage": stage, "cancel_url": reverse("inquiries:stage-list", args=[inquiry.pk])}
    return render(request, "inquiries/stage_remove.html", {**page, "submit_label": "Yes, take it out"})


def _led(request: HttpRequest, inquiry_id: UUID) -> Inquiry:
    inquiry = get_object_or_404(queries.inquiries_for(request.user), pk=inquiry_id)
    if not access.can_set_up(request.user, inquiry):
        raise NotAllowed
    return inquiry


def _stage(request: HttpRequest, inquiry_id: UUID, stage_id: UUID) -> tuple[Inquiry, Stage, list[Stage]]:
    inquiry = _led(request, inquiry_id)
    stages = queries.stages_of(request.user, inquiry)
    stage = get_object_or_404(stages, pk=stage_id)
    return inquiry, stage, [each for each in stages if each.pk != stage.pk]


def _form_page(request: HttpRequest, template: str, form: LeapForm, **page: object) -> HttpResponse:
    return render(request, f"inquiries/{template}.html", {"form": form, **page}, status=422 if form.is_bound else 200)
