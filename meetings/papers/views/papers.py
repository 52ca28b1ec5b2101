"""Papers: reading one, writing one, sending, another version, withdrawing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.needs import queries as needs
from accounts.people.models import Person
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import as_id
from leap.design.forms import posted
from leap.design.parts import Table
from meetings.papers import access, actions, queries, states
from meetings.papers.forms import PaperForm, SendForm
from meetings.papers.models import Paper, PaperVersion
from meetings.papers.planning.finding import words_in
from meetings.papers.views import parts
from meetings.schedule.models import Meeting

NO_DRAFT = "This version has been sent, so it stays as it is. You can write a new version."


@require_safe
def paper_detail(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """One paper: what it says in short, what we ask, the paper itself in every form, and the versions before."""
    viewer = request.user
    paper = get_object_or_404(queries.paper_for(viewer, paper_id))
    meeting = paper.meeting
    known = queries.words_of(meeting.panel.programme_id)
    formats = needs.my_formats(viewer)
    shown = parts.shown(paper, known, formats)
    now = shown.version or shown.draft
    earlier = [each for each in paper.shown if each.sent_at is not None and each != shown.version]
    context = {
        "paper": paper,
        "meeting": meeting,
        "shown": shown,
        "now": now,
        "words": words_in([now.title, now.summary, now.question, now.body], known),
        "earlier": [{"version": each, "files": parts.files_of(each, formats)} for each in earlier],
        "draft_files": parts.files_of(shown.draft, ()) if shown.draft else [],
        "runs": access.can_make_agenda(viewer, meeting),
        "can_change": parts.can_change(viewer, meeting) and paper.withdrawn_at is None,
    }
    return render(request, "papers/paper_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Begin a paper. It can be kept half done."""
    meeting = parts.meeting_to_change(request.user, meeting_id)
    items = queries.items_for(request.user, meeting)
    form = PaperForm(posted(request), items=items, is_first=True)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            paper = actions.write_paper(
                meeting_id=meeting.pk, title=typed["title"], item=typed["item"], facts=form.facts(), by=request.user
            )
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "The paper is kept. Nobody but those who run the panel can read it yet.")
            return redirect("papers:paper-detail", paper_id=paper.pk)
    return _page(request, form, meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_edit(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Write on. When somebody else did so meanwhile, both versions are shown and what was typed is still there."""
    version = _draft(request.user, paper_id)
    meeting = version.paper.meeting
    form = _form(request, version)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        told = {"title": typed["title"], "item": typed["item"], "facts": form.facts(), "by": request.user}
        try:
            actions.change_paper(version_id=version.pk, revision=typed["revision"] or 0, **told)
        except actions.ChangedMeanwhile as changed:
            return _both(request, paper_id, changed.sentence)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "The paper is kept.")
            return redirect("papers:paper-detail", paper_id=paper_id)
    return _page(request, form, meeting, version)


@require_POST
def version_new(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Another version in the making."""
    paper = paper_to_change(request.user, paper_id)
    actions.start_version(paper_id=paper.pk, by=request.user)
    messages.success(request, "You can write the new version now. The one that was sent can still be read.")
    return redirect("papers:paper-edit", paper_id=paper.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_withdraw(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Ask whether to withdraw it, and do so when the answer is yes."""
    paper = paper_run(request.user, paper_id)
    if paper.withdrawn_at is not None:
        raise NotNow("This paper has been withdrawn.")
    back = reverse("papers:paper-detail", args=[paper.pk])
    if request.method == "POST":
        actions.withdraw_paper(paper_id=paper.pk, by=request.user)
        messages.success(request, "The paper is withdrawn, and its files are gone.")
        return redirect("papers:agenda-detail", meeting_id=paper.meeting_id)
    context = {"title": paper.shown[0].title, "cancel_url": back, "danger": True, "submit_label": "Yes, withdraw it"}
    return render(request, "papers/paper_withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def papers_send(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What goes out now, what is not ready and why; then it goes, and people hear of it once."""
    meeting = parts.meeting_to_change(request.user, meeting_id)
    drafts = list(queries.drafts_of(request.user, meeting))
    ready = [(str(each.pk), each.title) for each in drafts if not parts.missing_in(each)]
    form = SendForm(posted(request), ready=ready)
    if request.method == "POST" and form.is_valid():
        try:
            chosen = [key for key in map(as_id, form.cleaned_data["versions"]) if key]
            sent, told = actions.send_papers(meeting_id=meeting.pk, version_ids=chosen, by=request.user)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, _said(len(sent), told))
            return redirect("papers:agenda-detail", meeting_id=meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "ready": ready,
        "not_ready": [(each, parts.missing_in(each)) for each in drafts if parts.missing_in(each)],
        "late": parts.lateness(meeting, None) if ready else "",
        "cancel_url": reverse("papers:agenda-detail", args=[meeting.pk]),
        "submit_label": "Send these now",
    }
    return render(request, "papers/papers_send.html", context, status=422 if form.is_bound else 200)


def paper_run(viewer: Person, paper_id: UUID) -> Paper:
    """A paper the viewer may read (else Http404) and change (else NotAllowed)."""
    paper = get_object_or_404(queries.paper_for(viewer, paper_id))
    if not access.can_make_agenda(viewer, paper.meeting):
        raise NotAllowed
    return paper


def paper_to_change(viewer: Person, paper_id: UUID) -> Paper:
    """The same while it can be changed, else NotNow."""
    paper = paper_run(viewer, paper_id)
    states.check_can_be_changed(paper.meeting.state, paper.meeting.ends_at, clock.now())
    if paper.withdrawn_at is not None:
        raise NotNow("This paper has been withdrawn.")
    return paper


def _draft(viewer: Person, paper_id: UUID) -> PaperVersion:
    paper = paper_to_change(viewer, paper_id)
    draft = queries.versions_run_by(viewer).filter(paper=paper, sent_at__isnull=True).first()
    if draft is None:
        raise NotNow(NO_DRAFT)
    return draft


def _form(request: HttpRequest, version: PaperVersion, typed: dict | None = None) -> PaperForm:
    paper = version.paper
    facts = {name: getattr(version, name) for name in (*actions.PaperFacts.__dataclass_fields__, "revision")}
    return PaperForm(
        typed or posted(request),
        items=queries.items_for(request.user, paper.meeting),
        is_first=version.number == 1,
        initial={"title": version.title, "item": version.item_id, **facts},
    )


def _both(request: HttpRequest, paper_id: UUID, sentence: str) -> HttpResponse:
    version = _draft(request.user, paper_id)
    typed = request.POST.copy()
    typed["revision"] = str(version.revision)
    form = _form(request, version, typed)
    form.is_valid()
    theirs = {name: getattr(version, name) for name in actions.PaperFacts.__dataclass_fields__ if name in form.fields}
    both = parts.both_versions(version.changed_by.shown_name, {"title": version.title, **theirs}, form.cleaned_data)
    return _page(request, form, version.paper.meeting, version, sentence, both)


def _page(
    request: HttpRequest,
    form: PaperForm,
    meeting: Meeting,
    version: PaperVersion | None = None,
    changed: str = "",
    both: Table | None = None,
) -> HttpResponse:
    back = ("papers:paper-detail", version.paper_id) if version else ("papers:agenda-detail", meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "version": version,
        "changed": changed,
        "both": both,
        "submit_label": "Keep this",
        "cancel_url": reverse(back[0], args=[back[1]]),
    }
    return render(request, "papers/paper_edit.html", context, status=422 if form.is_bound else 200)


def _said(sent: int, told: int) -> str:
    if not sent:
        return "Everything was sent already. Nobody is told twice."
    what = "The paper can be read now." if sent == 1 else f"{sent} papers can be read now."
    return (
        f"{what} {told or 'Nobody'} {'person hears' if told == 1 else 'people hear' if told else 'more hears'} of it."
    )
