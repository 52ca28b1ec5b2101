"""The table of the audit trail."""

from django.db import models

from leap.core import clock
from leap.core.personal_data import PSEUDONYM, classes
from leap.core.records import Record


class AuditEvent(Record):
    """One thing that happened. Ids instead of foreign keys: the line outlives what it is about."""

    at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=100)
    about_type = models.CharField(max_length=100, blank=True)
    about_id = models.UUIDField(null=True)
    whose_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    personal_data = classes(
        public="at verb about_type facts",
        personal={"actor_id": PSEUDONYM, "about_id": PSEUDONYM, "whose_id": PSEUDONYM},
    )

    class Meta:
        indexes = [
            models.Index(fields=["about_id", "at"], name="audit_about"),
            models.Index(fields=["whose_id", "at"], name="audit_whose"),
        ]
