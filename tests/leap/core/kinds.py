"""A kind of message for these tests and an address book that needs no people. The occasion says what shall go wrong."""

import os
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage

TEMPLATES = Path(__file__).parent / "templates"
NO_EMAIL = UUID(int=0)


def still_true(message: OutboxMessage) -> bool:
    if message.occasion == "takes-the-sender-down":
        os.abort()
    if message.occasion == "check-breaks":
        raise ZeroDivisionError("somebody's private words")
    if message.occasion == "once-due":
        return message.due_at <= clock.now()
    return message.occasion != "untrue"


def context(message: OutboxMessage) -> dict[str, Any]:
    if message.occasion == "facts-break":
        raise KeyError("somebody's private words")
    subject = "You have\na message" if message.occasion == "broken-subject" else "You've got a message"
    return {"subject": subject, "path": f"/meetings/{message.about_id}/", "dots": ".\n..\n. three dots at line starts"}


def address_book(person_id: UUID) -> str | None:
    return None if person_id == NO_EMAIL else address(person_id)


def address(person_id: UUID) -> str:
    return f"p{person_id.hex}@people.example"


def note_kind() -> outbox.Kind:
    """About a panel, so that somebody may pass it on."""
    return outbox.Kind("note", "core_tests", still_true, context, panel_of=lambda message: message.about_id)


def private_kind() -> outbox.Kind:
    """About nothing that anybody else may know of."""
    return outbox.Kind("note", "core_tests", still_true, context)


def with_test_templates() -> list[dict[str, Any]]:
    first = {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], TEMPLATES]}
    return [first, *settings.TEMPLATES[1:]]
