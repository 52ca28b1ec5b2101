"""The agenda of a meeting with its papers on one page; adding, changing, moving and taking off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.needs import queries as needs
from accounts.people import queries as people
from accounts.people.models import PanelDocument, Person
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import posted
from leap.design.parts import Table
from meetings.papers import access, actions, queries, states
from meetings.papers.forms import ItemForm
from meetings.papers.models import AgendaItem
from meetings.papers.planning.timing import fit
from meetings.papers.views import parts
from meetings.schedule.models import Meeting


@require_safe
def agenda_detail(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What we talk about and what there is to read, in order, with hard words explained where they stand."""
    viewer = request.user
    meeting = parts.meeting_seen(viewer, meeting_id)
    runs = access.can_make_agenda(viewer, meeting)
    known = queries.words_of(meeting.panel.programme_id)
    items = list(queries.items_for(viewer, meeting))
    papers = parts.shown_papers(queries.papers_for(viewer, meeting), known, needs.my_formats(viewer), runs=runs)
    agreed = people.agreed_now(viewer, meeting.panel)
    standing = [each for each in papers if each.paper.withdrawn_at is None]
    context = {
        "meeting": meeting,
        "entries": parts.entries(meeting, items, standing, known),
        "whole": [each for each in standing if each.item_id is None],
        "withdrawn": [each for each in papers if each.paper.withdrawn_at is not None],
        "reading": parts.total_reading(standing),
        "promise": parts.promise(meeting),
        "is_open": states.can_be_changed(meeting.state, meeting.ends_at, clock.now()),
        "can_change": parts.can_change(viewer, meeting),
        "can_propose": access.can_propose(viewer, meeting),
        "rules": agreed.get(PanelDocument.Kind.GROUND_RULES),
        "signals": agreed.get(PanelDocument.Kind.SIGNALS),
        "mine": list(queries.my_proposals(viewer, meeting)),
        **(_for_those_who_run(viewer, meeting, items, standing) if runs else {}),
    }
    return render(request, "papers/agenda_detail.html", context)


def _for_those_who_run(viewer: Person, meeting: Meeting, items: list[AgendaItem], papers: list) -> dict:
    asked_for = queries.formats_asked_for(viewer, meeting)
    return {
        "runs": True,
        "fit": fit([item.minutes for item in items], meeting.minutes),
        "proposals": list(queries.proposals_to_answer(viewer, meeting)),
        "formats": parts.missing_forms(asked_for, papers),
        "drafts": [each for each in papers if each.draft is not None],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def item_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Something more to talk about."""
    meeting = parts.meeting_to_change(request.user, meeting_id)
    people = queries.people_who_can_lead(request.user, meeting)
    form = ItemForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_item(meeting_id=meeting.pk, facts=form.facts(), by=request.user)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "It is on the agenda.")
            return redirect("papers:agenda-detail", meeting_id=meeting.pk)
    return _page(request, form, meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Say it anew. When somebody else did so meanwhile, both versions are shown and what was typed is still there."""
    item = _item(request.user, item_id)
    meeting = item.meeting
    people = queries.people_who_can_lead(request.user, meeting)
    form = ItemForm(posted(request), people=people, item=item)
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            actions.change_item(item_id=item.pk, revision=revision, facts=form.facts(), by=request.user)
        except actions.ChangedMeanwhile as changed:
            return _both(request, item_id, changed.sentence)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "The agenda is changed.")
            return redirect("papers:agenda-detail", meeting_id=meeting.pk)
    return _page(request, form, meeting, item)


@require_POST
def item_move(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """One place up or down."""
    item = _item(request.user, item_id)
    actions.move_item(item_id=item.pk, where=request.POST.get("where", ""), by=request.user)
    return redirect(reverse("papers:agenda-detail", args=[item.meeting_id]) + f"#item-{item.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def item_remove(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Ask whether to take it off, and do so when the answer is yes."""
    item = _item(request.user, item_id)
    back = reverse("papers:agenda-detail", args=[item.meeting_id])
    if request.method == "POST":
        actions.remove_item(item_id=item.pk, by=request.user)
        messages.success(request, "It is off the agenda.")
        return redirect(back)
    context = {"item": item, "cancel_url": back, "danger": True, "submit_label": "Yes, take it off"}
    return render(request, "papers/item_remove.html", context)


def _item(viewer: Person, item_id: UUID) -> AgendaItem:
    seen = queries.item_seen(viewer, item_id)
    item = get_object_or_404(seen)
    if not access.can_make_agenda(viewer, item.meeting):
        raise NotAllowed
    states.check_can_be_changed(item.meeting.state, item.meeting.ends_at, clock.now())
    return item


def _both(request: HttpRequest, item_id: UUID, sentence: str) -> HttpResponse:
    item = _item(request.user, item_id)
    typed = request.POST.copy()
    typed["revision"] = str(item.revision)
    form = ItemForm(typed, people=queries.people_who_can_lead(request.user, item.meeting), item=item)
    form.is_valid()
    theirs = {name: getattr(item, name) for name in actions.ItemFacts.__dataclass_fields__}
    both = parts.both_versions(item.changed_by.shown_name, theirs, form.cleaned_data)
    return _page(request, form, item.meeting, item, sentence, both)


def _page(
    request: HttpRequest,
    form: ItemForm,
    meeting: Meeting,
    item: AgendaItem | None = None,
    changed: str = "",
    both: Table | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "meeting": meeting,
        "item": item,
        "changed": changed,
        "both": both,
        "submit_label": "Keep this",
        "cancel_url": reverse("papers:agenda-detail", args=[meeting.pk]),
    }
    return render(request, "papers/item_edit.html", context, status=422 if form.is_bound else 200)
