"""Outputs: put together by whoever leads the programme, frozen, and read by everybody in the inquiry."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts_reflective.inquiries.queries import inquiries_for
from accounts_reflective.publication import access, actions, wordings
from accounts_reflective.publication.forms import OutputForm, PartsForm
from accounts_reflective.publication.models import Output
from accounts_reflective.publication.planning import content as plan
from accounts_reflective.publication.planning import picture
from accounts_reflective.publication.queries import mine
from accounts_reflective.publication.queries import outputs as queries
from leap.core.documents import MD_TYPE, WORD_TYPE
from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import posted


@require_safe
def output_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """What is to leave this inquiry, and what has left it."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    page = {
        "inquiry": inquiry,
        "outputs": queries.outputs_of(request.user, inquiry),
        "leads": access.can_put_together(request.user, inquiry),
    }
    return render(request, "publication/output_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def output_new(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Give a new output its name."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    if not access.can_put_together(request.user, inquiry):
        raise NotAllowed
    form = OutputForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            made = actions.start_output(inquiry=inquiry, by=request.user, **form.cleaned_data)
        except NotNow as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, "It has its name. Choose what stands in it.")
            return redirect("publication:output-parts", made.pk)
    page = {"form": form, "inquiry": inquiry}
    return render(request, "publication/output_new.html", page, status=422 if form.is_bound else 200)


@require_safe
def output_detail(request: HttpRequest, output_id: UUID) -> HttpResponse:
    """A frozen copy, for everybody in the inquiry; before that, for whoever leads the programme, how it stands now."""
    output = _output(request, output_id)
    copy = queries.frozen_copy(request.user, output)
    together = queries.together(request.user, output) if copy is None else None
    content = copy.content if copy else together.content if together else None
    page = {
        "output": output,
        "copy": copy,
        "content": content,
        "after": wordings.AFTER,
        "before": wordings.BEFORE,
        "withdrawn": plan.WITHDRAWN,
        "can_be_named": copy is None and mine.can_be_named(request.user, output),
        **(_drawn(content) if content else {}),
    }
    return render(request, "publication/output_detail.html", page)


def _drawn(content: plan.Content) -> dict:
    return {
        "picture": picture.draw(content.scheme),
        "in_words": wordings.scheme_in_words(content.scheme),
        "charts": [wordings.drawn(chart, number) for number, chart in enumerate(content.charts)],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def output_parts(request: HttpRequest, output_id: UUID) -> HttpResponse:
    """Which parts stand in it."""
    output = _led(request, output_id)
    form = PartsForm(posted(request), initial=PartsForm.of(output))
    if form.is_bound and form.is_valid():
        revision = form.cleaned_data.pop("revision")
        try:
            actions.choose_parts(output=output, parts=form.cleaned_data, revision=revision, by=request.user)
        except NotNow as refused:
            now = _output(request, output_id).revision  # what was ticked stays, and can be saved once it was looked at
            form = PartsForm({**request.POST.dict(), "revision": now})
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "It is changed. This is how it stands now.")
            return redirect("publication:output-detail", output.pk)
    page = {"form": form, "output": output}
    return render(request, "publication/output_parts.html", page, status=422 if form.is_bound else 200)


@require_POST
def output_freeze(request: HttpRequest, output_id: UUID) -> HttpResponse:
    """Freeze it exactly as it was seen."""
    output = _led(request, output_id)
    try:
        actions.freeze(output=output, seen=request.POST.get("seen", "")[:64], by=request.user)
    except NotNow as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "It is frozen. From now on it stays what it is.")
    return redirect("publication:output-detail", output.pk)


@require_POST
def output_aside(request: HttpRequest, output_id: UUID) -> HttpResponse:
    """Set it aside, or take it up again."""
    output = _led(request, output_id)
    aside = request.POST.get("aside") == "yes"
    actions.set_aside(output=output, aside=aside, by=request.user)
    messages.success(request, "It is set aside. Its name stays taken." if aside else "It is taken up again.")
    return redirect("publication:output-list", output.inquiry_id)


@require_safe
def copy_md(request: HttpRequest, output_id: UUID) -> HttpResponse:
    """The frozen copy as a file, without what was taken back since."""
    return _file("frozen-copy.md", _copy(request, output_id).text.encode(), MD_TYPE)


@require_safe
def copy_docx(request: HttpRequest, output_id: UUID) -> HttpResponse:
    """The same as a Word file."""
    return _file("frozen-copy.docx", _copy(request, output_id).word, WORD_TYPE)


def _copy(request: HttpRequest, output_id: UUID) -> queries.FrozenCopy:
    copy = queries.frozen_copy(request.user, _output(request, output_id))
    if copy is None or copy.content is None:
        raise Http404
    return copy


def _file(name: str, content: bytes, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _output(request: HttpRequest, output_id: UUID) -> Output:
    output = queries.output_for(request.user, output_id)
    if output is None:
        raise Http404
    return output


def _led(request: HttpRequest, output_id: UUID) -> Output:
    output = _output(request, output_id)
    if not access.can_put_together(request.user, output.inquiry):
        raise NotAllowed
    return output
