"""What people could write about: proposing it, choosing it, and finding somebody to write with."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts_reflective.inquiries import access, actions, forms, queries
from accounts_reflective.inquiries.models import Inquiry
from leap.core.errors import NotNow
from leap.design.forms import posted


@require_safe
def topic_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The topics, and what the viewer chose of them."""
    inquiry = _inquiry(request, inquiry_id)
    page = {
        "inquiry": inquiry,
        "topics": queries.topics_for(request.user, inquiry),
        "can_set_up": access.can_set_up(request.user, inquiry),
    }
    return render(request, "inquiries/topic_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def topic_new(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Propose a topic."""
    inquiry = _inquiry(request, inquiry_id)
    form = forms.TopicForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            actions.propose_topic(inquiry=inquiry, by=request.user, **form.cleaned_data)
        except NotNow as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "Your topic is in the list. Nobody else sees that it was you.")
            return redirect("inquiries:topic-list", inquiry.pk)
    page = {"form": form, "inquiry": inquiry}
    return render(request, "inquiries/topic_new.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def topic_choose(request: HttpRequest, inquiry_id: UUID, topic_id: UUID) -> HttpResponse:
    """Say whether one would like to write about it, and whether one looks for company."""
    inquiry = _inquiry(request, inquiry_id)
    shown = next((each for each in queries.topics_for(request.user, inquiry) if each.topic.pk == topic_id), None)
    if shown is None:
        raise Http404
    now = {"chosen": shown.is_chosen, "seeks_company": shown.seeks_company}
    form = forms.TopicChoiceForm(posted(request), initial=now)
    if form.is_bound and form.is_valid():
        try:
            actions.choose_topic(topic=shown.topic, by=request.user, **form.cleaned_data)
        except NotNow as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "Kept.")
            return redirect("inquiries:topic-list", inquiry.pk)
    page = {"form": form, "inquiry": inquiry, "shown": shown}
    return render(request, "inquiries/topic_choose.html", page, status=422 if form.is_bound else 200)


@require_POST
def topic_end(request: HttpRequest, inquiry_id: UUID, topic_id: UUID) -> HttpResponse:
    """Take one's own topic back; whoever leads the inquiry can put any aside."""
    inquiry = _inquiry(request, inquiry_id)
    topic = queries.topic_for(request.user, topic_id)
    if topic is None or topic.inquiry_id != inquiry.pk:
        raise Http404
    actions.end_topic(topic=topic, by=request.user)
    messages.success(request, "The topic is gone from the list.")
    return redirect("inquiries:topic-list", inquiry.pk)


def _inquiry(request: HttpRequest, inquiry_id: UUID) -> Inquiry:
    return get_object_or_404(queries.inquiries_for(request.user), pk=inquiry_id)
