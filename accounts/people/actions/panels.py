"""What a panel says about itself: its contact and stand-in, its word for its people, its agreed documents."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.people import access, wordings
from accounts.people.models import Panel, PanelDocument, Person, Programme
from leap.core import audit, clock
from leap.core.errors import NotAllowed

PANEL_FIELDS = (
    "site", "time_zone", "nation", "word", "decides", "advises", "contact", "contact_phone", "contact_email",
    "stand_in", "stand_in_phone", "stand_in_email", "first_reminder_days", "last_reminder_days",
    "chair_briefing_days", "notes_open_days",
)  # fmt: skip
AHEAD = "This day is still to come. Write the day on which it was agreed."


@transaction.atomic
def describe_panel(*, panel: Panel, by: Person, **facts: object) -> Panel:
    """The panel is described anew: any of PANEL_FIELDS. Everyone on it sees it from the next page on.

    Raises NotAllowed for anyone who does not run the panel, ValidationError for what we cannot keep, TypeError for a
    field that is none of these.
    """
    if strange := set(facts) - set(PANEL_FIELDS):
        raise TypeError(f"not described here: {sorted(strange)}")
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    if not access.can_run_panel(by, panel):
        raise NotAllowed
    for name, value in facts.items():
        setattr(panel, name, value.strip() if isinstance(value, str) and name not in ("decides", "advises") else value)
    panel.full_clean()
    panel.save(update_fields=list(facts))
    audit.record(by=by, verb="panel.described", about=panel, fields=sorted(facts))
    return panel


@transaction.atomic
def agree_document(
    *, panel: Panel, kind: str, words: str, agreed_on: date, agreed_by: str, by: Person
) -> PanelDocument:
    """The panel agreed a new version of its ground rules, signals or terms. Earlier versions stay as they were.

    Two people writing at once make two versions. Raises NotAllowed for anyone who does not run the panel,
    ValidationError for what we cannot keep, a signal that does not say what it means, or a day still to come.
    """
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    if not access.can_run_panel(by, panel):
        raise NotAllowed
    if agreed_on > clock.today(panel.time_zone):
        raise ValidationError({"agreed_on": AHEAD})
    if kind == PanelDocument.Kind.SIGNALS:
        words = _tidy_signals(words)
    last = PanelDocument.objects.filter(panel=panel, kind=kind).aggregate(last=Max("number"))["last"] or 0
    facts = {"words": words, "agreed_on": agreed_on, "agreed_by": agreed_by.strip(), "recorded_by": by}
    document = PanelDocument(panel=panel, kind=kind, number=last + 1, **facts)
    document.full_clean()
    document.save(force_insert=True)
    audit.record(by=by, verb="panel_document.agreed", about=document, panel=panel.pk, number=document.number)
    return document


def _tidy_signals(words: str) -> str:
    """One signal a line, as it is kept."""
    signals = wordings.signals_in(words)
    if wrong := wordings.wrong_with(signals):
        raise ValidationError({"words": wrong})
    return wordings.as_lines(signals)


@transaction.atomic
def describe_programme(*, programme: Programme, contact_phone: str, contact_email: str, by: Person) -> Programme:
    """How the PPI lead is reached by whoever has nobody nearer to ask. Raises NotAllowed for anyone else."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if not access.leads_programme(by, programme):
        raise NotAllowed
    programme.contact_phone, programme.contact_email = contact_phone.strip(), contact_email.strip().lower()
    programme.full_clean()
    programme.save(update_fields=["contact_phone", "contact_email"])
    audit.record(by=by, verb="programme.described", about=programme)
    return programme
