"""The audit trail: `audit.record(...)` adds a line, and nothing changes or removes one."""

from leap.core.audit.trail import events_about, events_whose, record, record_each

__all__ = ["events_about", "events_whose", "record", "record_each"]
