"""The tables of the core, for Django to find: the audit trail, the outbox and the files."""

from leap.core.audit.models import AuditEvent
from leap.core.outbox.models import OutboxMessage
from leap.core.uploads.models import StoredFile

__all__ = ["AuditEvent", "OutboxMessage", "StoredFile"]
