"""The two tables of the core, for Django to find: the audit trail and the outbox."""

from leap.core.audit.models import AuditEvent
from leap.core.outbox.models import OutboxMessage

__all__ = ["AuditEvent", "OutboxMessage"]
