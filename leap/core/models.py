"""The tables of the core, for Django to find: the audit trail, the outbox, what was pressed and the files."""

from leap.core.audit.models import AuditEvent
from leap.core.outbox.models import OutboxMessage
from leap.core.pressed.models import Press
from leap.core.uploads.models import StoredFile

__all__ = ["AuditEvent", "OutboxMessage", "Press", "StoredFile"]
