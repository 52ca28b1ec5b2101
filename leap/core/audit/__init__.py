"""The audit trail: `audit.record(...)` adds a line, and nothing changes or removes one."""

from leap.core.audit.trail import days_about, events_about, events_by, events_whose, last_about, record, record_each

__all__ = ["days_about", "events_about", "events_by", "events_whose", "last_about", "record", "record_each"]
