"""Saying yes to somebody reading my words, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identity import access, actions, queries, wordings
from accounts.identity.forms import AudienceForm, key_for, moment_in
from accounts.identity.queries import MyStatement
from accounts.people.models import Panel, Person


@require_http_methods(["GET", "HEAD", "POST"])
def statement_share(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Choose who may read my words. Choosing fewer people works at once; anything else is checked first."""
    statement = queries.my_statement_or_404(request.user, statement_id)
    form = _audience_form(request.user, statement, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        panel, audience = form.cleaned_data["to"]
        if access.is_wider(audience, statement.audience_on(panel)):
            return _check_again(statement_id, panel, audience)
        actions.narrow_sharing(statement_id=statement_id, panel=panel, audience=audience, by=request.user)
        messages.success(request, f"Now shared with {_name(audience, panel)}, and nobody else on that panel.")
        return redirect("identity:statement-detail", statement_id)
    context = {"form": form, "statement": statement}
    return render(request, "identity/statement_share.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_share_check(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """See exactly how many people, and who, before saying yes."""
    statement = queries.my_statement_or_404(request.user, statement_id)
    form = _audience_form(request.user, statement, request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return redirect("identity:statement-share", statement_id)
    panel, audience = form.cleaned_data["to"]
    if request.method == "POST":
        try:
            actions.share_statement(
                statement_id=statement_id,
                panel=panel,
                audience=audience,
                wording_version=_agreed_to(request.POST.get("wording", "")),
                by=request.user,
                seen=moment_in(request.POST.get("seen", "")),
            )
        except actions.ChangedElsewhere as changed:
            messages.warning(request, changed.sentence)
            return _check_again(statement_id, panel, audience)
        messages.success(request, f"Now shared with {_name(audience, panel)}. You can stop at any time.")
        return redirect("identity:statement-detail", statement_id)
    context = _what_follows(statement, panel, audience, form.audiences[panel.pk])
    return render(request, "identity/statement_share_check.html", context)


@require_POST
def statement_stop(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Stop sharing with one panel: one click, at once, no reason."""
    statement = queries.my_statement_or_404(request.user, statement_id)
    shared = {str(share.panel.pk): share.panel for share in statement.shares}
    panel = shared.get(request.POST.get("panel", ""))
    if panel is not None:
        actions.stop_sharing(statement_id=statement_id, panel_id=panel.pk, by=request.user)
        messages.success(request, f"Stopped. Nobody on {panel.name} can read it now.")
    return redirect("identity:statement-detail", statement_id)


def _check_again(statement_id: UUID, panel: Panel, audience: str) -> HttpResponse:
    asked = QueryDict(mutable=True)
    asked["to"] = key_for(panel, audience)
    return redirect(f"{reverse('identity:statement-share-check', args=[statement_id])}?{asked.urlencode()}")


def _audience_form(viewer: Person, statement: MyStatement, data: QueryDict | None) -> AudienceForm:
    audiences = queries.audiences_for(viewer)
    panels = queries.panels_to_share_with(viewer, audiences)
    return AudienceForm(data, statement=statement, panels=panels, audiences=audiences)


def _what_follows(
    statement: MyStatement, panel: Panel, audience: str, audiences: dict[str, list[Person]]
) -> dict[str, object]:
    readers = audiences[audience]
    before = statement.audience_on(panel)
    seen = statement.changed_at.isoformat()
    return {
        "statement": statement,
        "question": wordings.CURRENT.ask(audience, panel),
        "consequence": wordings.consequence(len(readers)),
        "reading_now": wordings.reading_now(len(audiences[before])) if before else "",
        "readers": readers,
        "sentences": wordings.CURRENT.tell(audience, panel),
        "submit_label": "Yes, share it",
        "cancel_url": reverse("identity:statement-detail", args=[statement.id]),
        "cancel_label": "No, leave it as it is",
        "kept": {"to": key_for(panel, audience), "wording": wordings.CURRENT.version, "seen": seen},
    }


def _name(audience: str, panel: Panel) -> str:
    return f"the members of {panel.name}" if audience == wordings.MEMBERS else f"everyone on {panel.name}"


def _agreed_to(text: str) -> int:
    """The version of the wording that the page showed; 0 for one that never was."""
    return next((each.version for each in wordings.VERSIONS if str(each.version) == text), 0)
