"""Turning a row into a letter at the moment of sending, from the room's templates and what is true now."""

from datetime import datetime

from django.conf import settings
from django.template import Context, Engine

from leap.core.outbox.mail import letter
from leap.core.outbox.models import OutboxMessage
from leap.core.outbox.registry import Kind, wishes_of


def write(kind: Kind, message: OutboxMessage, address: str, at: datetime) -> bytes:
    """The letter for this message, as bytes. Anything wrong with a template or its facts raises.

    The subject is fixed, neutral words. Only for somebody who chose so it ends with a name that `kind` allows.
    """
    facts = {**kind.context(message), "site_origin": settings.SITE_ORIGIN.rstrip("/")}
    return letter(
        to=address,
        subject=plain_text(kind.subject_template, facts).strip() + _plain_name(kind, message),
        body=plain_text(kind.body_template, facts).strip() + "\n",
        message_id=message.message_id,
        at=at,
    )


def _plain_name(kind: Kind, message: OutboxMessage) -> str:
    if kind.plain_name is None or wishes_of(message.to_person_id).is_discreet:
        return ""
    return ": " + " ".join(kind.plain_name(message).split())


def plain_text(template_name: str, facts: dict) -> str:
    """Render a template as plain text: an apostrophe stays one, because nothing here is HTML."""
    return Engine.get_default().get_template(template_name).render(Context(facts, autoescape=False))
