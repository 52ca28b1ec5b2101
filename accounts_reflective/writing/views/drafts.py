"""Your writing: the list, starting, reading, writing, and choosing between words that two devices saved."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts_reflective.inquiries.queries import open_inquiries_for, prompts_of
from accounts_reflective.writing import queries, states, wordings
from accounts_reflective.writing.actions import drafts, versions
from accounts_reflective.writing.forms import StartForm, WriteForm
from accounts_reflective.writing.models import Draft, ReflectiveAccount, blocks_of
from accounts_reflective.writing.planning.compare import compare
from leap.core.ids import new_id
from leap.design.forms import posted


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """What I write, what waits for my answer, what I may read."""
    viewer = request.user
    readable = list(queries.versions_for_reading(viewer))
    labels = queries.labels_for_reading(viewer, readable)
    page = {
        "own": queries.own_writing_of(viewer),
        "asks": queries.asks_for(viewer),
        "to_agree": queries.versions_waiting_for(viewer),
        "readable": [(version, labels[version.account_id]) for version in readable],
        "can_start": open_inquiries_for(viewer).exists(),
        "commented": queries.accounts_with_comments(viewer),
        "questioned": queries.accounts_with_questions(viewer),
    }
    return render(request, "writing/account_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Start a reflective account."""
    form = StartForm(posted(request), viewer=request.user, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        account = drafts.start(by=request.user, **form.cleaned_data)
        return redirect("writing:account-write", account.pk)
    page = {"form": form, "can_start": open_inquiries_for(request.user).exists()}
    return render(request, "writing/account_new.html", page, status=422 if form.is_bound else 200)


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """The inquiry a link came from, chosen already."""
    return {"inquiry": request.GET["inquiry"]} if "inquiry" in request.GET else {}


@require_safe
def account_detail(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Read it: the draft if it is mine, the agreed version if its authors let me. A reader's visit is noted."""
    account = get_object_or_404(queries.readable_by(request.user), pk=account_id)
    reading = queries.reading_of(request.user, account)
    if reading is None:  # the authors closed it between the two questions
        raise Http404
    if reading.version is not None:
        versions.note_reading(version=reading.version, by=request.user)
        page = {"reading": reading, "comments": queries.own_comments(request.user, account)}
        return render(request, "writing/account_read.html", page)
    page = {
        "reading": reading,
        "readers": wordings.who_reads_the_draft(co_authors_of(request, account)),
        "copies": queries.copies_to_choose_from(request.user, account).count(),
        "in_play": queries.versions_in_play(request.user, account),
        "looked_at": queries.versions_looked_at(request.user).get(account.pk),
    }
    return render(request, "writing/account_detail.html", page)


@require_safe
def account_write(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """The writing page."""
    return write_page(request, get_object_or_404(queries.drafts_of(request.user), account=account_id))


def write_page(request: HttpRequest, draft: Draft, refused: WriteForm | None = None) -> HttpResponse:
    """The box with what is saved, or with exactly what was typed when it was refused."""
    page_of = {"device": new_id(), "turn": 0, "writer": request.user.pk}
    saved = {"title": draft.title, "body": draft.body, "written_as": draft.written_as, "revision": draft.revision}
    form = WriteForm(refused.data if refused else None, initial=saved | page_of, readers=_readers(request, draft))
    return _write_page(request, draft, form, 422 if refused else 200)


def preview_page(request: HttpRequest, draft: Draft, typed: dict[str, Any]) -> HttpResponse:
    """The words as readers would see them, above the box with exactly what was typed. Nothing is saved by looking; the
    page goes on as the same open page it was, so that its next save is no other device's.
    """
    typed = typed | {"written_as": typed["written_as"] or draft.written_as}
    form = WriteForm(initial=typed, readers=_readers(request, draft))
    seen = {"title": typed["title"], "blocks": blocks_of(typed["body"], typed["written_as"])}
    unsaved = any(typed[name] != getattr(draft, name) for name in ("title", "body", "written_as"))
    return _write_page(request, draft, form, 200, seen=seen, unsaved=unsaved)


def _readers(request: HttpRequest, draft: Draft) -> str:
    return wordings.who_reads_the_draft(co_authors_of(request, draft.account))


def _write_page(request: HttpRequest, draft: Draft, form: WriteForm, status: int, **more) -> HttpResponse:
    page = {
        **more,
        "form": form,
        "draft": draft,
        "prompts": prompts_of(draft.account.inquiry),
        "form_action": reverse("writing:account-save", args=[draft.account_id]),
        "done_url": reverse("writing:account-detail", args=[draft.account_id]),
        "submit_label": "Save",
        "device_key": queries.device_key(request.user, draft),
    }
    return render(request, "writing/account_write.html", page, status=status)


def co_authors_of(request: HttpRequest, account: ReflectiveAccount) -> list[str]:
    """The names of those who write it with the viewer."""
    authors = queries.authors_of(request.user, account)
    others = [each for each in authors if each.state == states.WRITING and each.person_id != request.user.pk]
    return [each.person.shown_name for each in others]


@require_safe
def copy_list(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Words that were kept because two devices saved at once, beside the words in the draft."""
    draft = get_object_or_404(queries.drafts_of(request.user), account=account_id)
    copies = list(queries.kept_copies_of(request.user, draft.account))
    page = {
        "draft": draft,
        "waiting": [(copy, compare(draft.body, copy.body)) for copy in copies if copy.put_away_at is None],
        "put_away": [copy for copy in copies if copy.put_away_at is not None],
    }
    return render(request, "writing/copy_list.html", page)


@require_POST
def copy_choose(request: HttpRequest, account_id: UUID, copy_id: UUID) -> HttpResponse:
    """Choose which words go on as the draft."""
    draft = get_object_or_404(queries.drafts_of(request.user), account=account_id)
    copy = get_object_or_404(queries.kept_copies_of(request.user, draft.account), pk=copy_id)
    choice, revision = request.POST.get("choice", ""), request.POST.get("revision", "")
    if choice in drafts.CHOICES and revision.isdecimal():
        drafts.choose_between(copy=copy, choice=choice, revision=int(revision), by=request.user)
    more = queries.copies_to_choose_from(request.user, draft.account).exists()
    return redirect("writing:copy-list" if more else "writing:account-detail", account_id)
