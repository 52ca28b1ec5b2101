"""A panel's page about itself, and how it is kept."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import access, queries, wordings
from accounts.people.actions import panels
from accounts.people.forms import DocumentForm, PanelForm, ProgrammeContactForm, SignalsForm
from accounts.people.models import Panel, PanelDocument
from accounts.people.views.parts import panel_run, panel_seen, programme_led, refuse
from leap.design.forms import posted

KIND = PanelDocument.Kind
TITLES = {KIND.GROUND_RULES: "Ground rules", KIND.SIGNALS: "Signals", KIND.TERMS: "Terms of reference"}
# What stands in the box when a panel writes its first version down.
STARTING = {
    KIND.GROUND_RULES: "\n".join(wordings.GROUND_RULES),
    KIND.SIGNALS: wordings.as_lines(wordings.SIGNALS),
    KIND.TERMS: "",
}


@require_safe
def panel_about(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """What the panel is, what it decides, what its people agreed, and whom to ask."""
    panel = panel_seen(request, panel_id)
    every = list(queries.documents_for(request.user, panel))
    documents = [
        {"title": title, "versions": [each for each in every if each.kind == kind]} for kind, title in TITLES.items()
    ]
    runs = access.can_run_panel(request.user, panel)
    context = {"panel": panel, "documents": documents, "runs": runs, "reminders_said": _reminders_said(panel)}
    return render(request, "people/panel_about.html", context)


@require_safe
def together(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """The ground rules and the signals of a panel on one sheet, to read or to print; earlier wordings below."""
    panel = panel_seen(request, panel_id)
    every = list(queries.documents_for(request.user, panel))
    rules = [each for each in every if each.kind == KIND.GROUND_RULES]
    signals = [each for each in every if each.kind == KIND.SIGNALS]
    context = {
        "panel": panel,
        "rules": rules[0] if rules else None,
        "signals": signals[0] if signals else None,
        "earlier": [("Ground rules", rules[1:]), ("Signals", signals[1:])],
        "starting_rules": wordings.GROUND_RULES,
        "starting_signals": wordings.SIGNALS,
        "runs": access.can_run_panel(request.user, panel),
    }
    return render(request, "people/together.html", context)


def _reminders_said(panel: Panel) -> str:
    """In words: “7 days and 1 day before a meeting”."""
    days = [f"{number} day{'s' if number > 1 else ''}" for number in panel.reminder_days]
    return f"{' and '.join(days)} before a meeting"


@require_http_methods(["GET", "HEAD", "POST"])
def panel_edit(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Describe the panel anew."""
    panel = panel_run(request, panel_id)
    initial = {name: getattr(panel, name) for name in panels.PANEL_FIELDS}
    form = PanelForm(posted(request), initial=initial, people=queries.people_who_answer_for(request.user, panel))
    if request.method == "POST" and form.is_valid():
        try:
            panels.describe_panel(panel=panel, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "The page about the panel is changed.")
            return redirect("people:panel-about", panel_id=panel.pk)
    return _page(request, "people/panel_edit.html", form, panel)


@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HttpRequest, panel_id: UUID, kind: str) -> HttpResponse:
    """Write down a new version of the ground rules, the signals or the terms of reference."""
    panel = panel_run(request, panel_id)
    last = queries.documents_for(request.user, panel).filter(kind=kind).first()
    asks = SignalsForm if kind == KIND.SIGNALS else DocumentForm
    form = asks(posted(request), initial={"words": last.words if last else STARTING[KIND(kind)]})
    if request.method == "POST" and form.is_valid():
        try:
            panels.agree_document(panel=panel, kind=kind, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "The new version is kept. Earlier ones stay as they were.")
            return redirect("people:panel-about" if kind == KIND.TERMS else "people:together", panel_id=panel.pk)
    facts = {"what": TITLES[KIND(kind)], "starts": not last and STARTING[KIND(kind)]}
    return _page(request, "people/document_new.html", form, panel, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_edit(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """How the PPI lead is reached."""
    programme = programme_led(request, programme_id)
    names = ("contact_phone", "contact_email")
    form = ProgrammeContactForm(posted(request), initial={name: getattr(programme, name) for name in names})
    if request.method == "POST" and form.is_valid():
        panels.describe_programme(programme=programme, by=request.user, **form.cleaned_data)
        messages.success(request, "That is how people reach you now.")
        return redirect("people:programme-people", programme_id=programme.pk)
    context = {"form": form, "programme": programme, "back": reverse("people:programme-people", args=[programme.pk])}
    return render(request, "people/programme_edit.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, template: str, form, panel, **more) -> HttpResponse:
    context = {"form": form, "panel": panel, "back": reverse("people:panel-about", args=[panel.pk]), **more}
    return render(request, template, context, status=422 if form.errors else 200)
