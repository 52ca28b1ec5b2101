"""Turning a row into words at the moment of sending, from the room's templates and what is true now."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.template import Context, Engine

from leap.core import clock
from leap.core.outbox import texts
from leap.core.outbox.mail import letter
from leap.core.outbox.models import OutboxMessage
from leap.core.outbox.registry import Kind, wishes_of


def write(kind: Kind, message: OutboxMessage, address: str, at: datetime) -> bytes:
    """The letter for this message, as bytes. Anything wrong with a template or its facts raises.

    The subject is fixed, neutral words. Only for somebody who chose so it ends with a name that `kind` allows.
    """
    facts = _facts(kind.context(message))
    with clock.read_by(partial(_zone_of, message)):
        body = plain_text(kind.body_template, facts)
    return letter(
        to=address,
        subject=plain_text(kind.subject_template, facts).strip() + _plain_name(kind, message),
        body=body.strip() + "\n",
        message_id=message.message_id,
        at=at,
    )


def write_text(kind: Kind, message: OutboxMessage) -> str:
    """The words of a text: one line, neutral, beginning with who we are. Names no panel, whatever the person chose.

    It is one text long: where the person's own time does not fit in, it says the panel's alone.
    """
    facts = _facts(kind.context(message))
    with clock.read_by(partial(_zone_of, message)):
        words = texts.plain(plain_text(kind.text_template, facts))
    if texts.parts(words) > 1:
        with clock.read_by(None):
            words = texts.plain(plain_text(kind.text_template, facts))
    return words


def _zone_of(message: OutboxMessage) -> str:
    return wishes_of(message.to_person_id).zone


def write_spoken(kind: Kind, facts: Mapping[str, Any], *, names_all: bool, zone: str = "") -> list[str]:
    """What to say on the telephone or to put on paper, paragraph by paragraph.

    `facts` are the kind's own, handed in so that a list of calls need not look each one up again. With `names_all` it
    says which panel it is and where; else neither. `zone` is the clock (an IANA name) of whom it is said to: never that
    of whoever says it.
    """
    with clock.read_by(lambda: zone):
        words = plain_text(kind.spoken_template, {**_facts(facts), "names_all": names_all})
    return [" ".join(paragraph.split()) for paragraph in words.split("\n\n") if paragraph.strip()]


def sender_name() -> str:
    """Who we are, in words anybody may see: the name letters come from."""
    return settings.SENDER_NAME or _name_in(settings.DEFAULT_FROM_EMAIL)


@lru_cache(maxsize=2)
def _name_in(sender: str) -> str:
    return parseaddr(sender)[0]


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "site_origin": settings.SITE_ORIGIN.rstrip("/"), "sender": sender_name()}


def _plain_name(kind: Kind, message: OutboxMessage) -> str:
    if kind.plain_name is None or wishes_of(message.to_person_id).is_discreet:
        return ""
    return ": " + " ".join(kind.plain_name(message).split())


def plain_text(template_name: str, facts: dict) -> str:
    """Render a template as plain text: an apostrophe stays one, because nothing here is HTML."""
    return Engine.get_default().get_template(template_name).render(Context(facts, autoescape=False))
