"""Invented inquiries."""

from datetime import date

from accounts.people.models import Programme
from accounts_reflective.inquiries.models import Inquiry, Stage


def inquiry(programme: Programme, title: str = "How we worked", **facts) -> Inquiry:
    """An open inquiry with a question."""
    facts = {"question": "What was it like to do this together?", "opened_on": date(2026, 1, 12), **facts}
    return Inquiry.objects.create(programme=programme, title=title, **facts)


def stage(inquiry: Inquiry, number: int, name: str, phase: str = "Planning", **facts) -> Stage:
    """One step of an inquiry."""
    return Stage.objects.create(inquiry=inquiry, number=number, name=name, phase=phase, **facts)
