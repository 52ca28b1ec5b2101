"""The proof of one answer for a machine to read, with the fields that ISO/IEC TS 27560 and the Kantara consent receipt
name. It holds what was agreed and never what was said.
"""

from typing import Any

from accounts.identity.queries.records import MyAnswer
from accounts.people.models import Person

SCHEMA = "leap-consent-record-1"


def record_of(answer: MyAnswer, person: Person) -> dict[str, Any]:
    """What was asked, answered and shown, when, how and for how long; moments in UTC."""
    return {
        "schema_version": SCHEMA,
        "record_id": str(answer.id),
        "pii_principal_id": str(person.pk),
        "jurisdiction": "GB",
        "collection_method": answer.channel,
        "written_down_by": answer.entered_by or None,
        "consent_timestamp": answer.answered_at.isoformat(),
        "answer": "yes" if answer.is_yes else "no",
        "ended_timestamp": answer.ended_at.isoformat() if answer.ended_at is not None else None,
        "valid_until": answer.until.isoformat() if answer.until is not None else None,
        "purpose": answer.purpose,
        "recipients": answer.audience,
        "recipients_at_the_time": answer.readers_then,
        "form": answer.how,
        "about": str(answer.statement_id),
        "sensitive": True,
        "notice": {
            "version": answer.wording_version,
            "text": answer.wording_text,
            "sha256_of_the_wording": answer.digest,
        },
        "withdrawal": "Whenever you like, on the page where you gave it; no reason is asked.",
    }
